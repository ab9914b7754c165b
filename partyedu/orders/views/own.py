"""Ordering: a thing on a menu or a wish in words; one's own orders and what became of them."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.orders import access, blueprint, operations, queries, showing
from partyedu.orders.forms import ChangeForm, DeclineForm, DeliverForm, OrderFields, OrderForm, WishForm
from partyedu.orders.models import MenuItem, Order
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import myself


@blueprint.get("/items/<int:item_id>/order")
@requires(Permission.MEMBER)
def order_form(item_id: int) -> Response:
    """The short form behind 我要点."""
    item = found(queries.item_to_order(item_id))
    return _order_page(item, OrderForm(item))


@blueprint.post("/items/<int:item_id>/order")
@requires(Permission.MEMBER)
def place_order(item_id: int) -> Response:
    """Order a thing on a menu, for oneself, for somebody, or for a unit."""
    item = found(queries.item_to_order(item_id))
    form = OrderForm(item)
    if form.validate_on_submit():
        person, unit = _for_whom(form)
        if form.attempt(operations.place_order, signed_in(), item, person, unit, form_key=form.key, **form.wishes()):
            return _placed(form)
        item = found(queries.item_to_order(item_id))
    return _order_page(item, form, form.status)


def _for_whom(form: OrderFields) -> tuple[Person, Unit | None]:
    """Who orders (the one staff named, else the actor), and for which unit."""
    actor = signed_in()
    named = form.person.data if "person" in form else None
    person = found(named or myself(actor))
    chosen = form.for_unit_id.data if "for_unit_id" in form else None
    unit = queries.unit_to_order_for(actor, chosen) if chosen else None
    return person, unit


def _placed(form: OrderFields) -> Response:
    row: Order = form.result
    if row.typed_by_id:
        flash(_("替%(name)s点好了。", name=row.person.name), "done")
    else:
        flash(_("点好了。有了回音会告诉您，在“我的点单”里也看得到。"), "done")
    return see_other(url_for("orders.order", order_id=row.id))


def _order_page(item: MenuItem, form: OrderForm, status: int = 200) -> Response:
    problem = form.problem
    return render_page(
        "orders/order_form.html",
        fragment="form",
        status=status,
        item=item,
        title=showing.title_of(item),
        form=form,
        gone=isinstance(problem, operations.Gone),
        standing=problem.order if isinstance(problem, operations.Twice) else None,
    )


@blueprint.get("/wish")
@requires(Permission.MEMBER)
def wish_form() -> Response:
    """A wish that is on no menu; the address may bring the words of something that is gone."""
    theme = request.args.get("theme", type=int)
    return _wish_page(WishForm(wish=query_text("wish", 120), theme_id=theme))


@blueprint.post("/wish")
@requires(Permission.MEMBER)
def place_wish() -> Response:
    """Keep a wish in words."""
    form = WishForm()
    if form.validate_on_submit():
        person, unit = _for_whom(form)
        wish = form.wish.data or ""
        if form.attempt(operations.place_wish, signed_in(), person, wish, unit, form_key=form.key, **form.wishes()):
            return _placed(form)
    return _wish_page(form, form.status)


def _wish_page(form: WishForm, status: int = 200) -> Response:
    problem = form.problem
    standing = problem.order if isinstance(problem, operations.Twice) else None
    return render_page("orders/wish_form.html", fragment="form", status=status, form=form, standing=standing)


@blueprint.get("/mine")
@requires(Permission.MEMBER)
def mine() -> Response:
    """What I have ordered, and where it stands."""
    page = paged(queries.orders_of_mine(signed_in(), clock.now()), page_number())
    return render_page("orders/mine.html", fragment="listed", page=page)


@blueprint.get("/<int:order_id>")
@requires(Permission.MEMBER)
def order(order_id: int) -> Response:
    """One order on its road."""
    return order_page(found(queries.order_seen(signed_in(), order_id)))


def order_page(row: Order, status: int = 200, **forms: Any) -> Response:
    """The page of an order as this reader may see it; ``forms``: one that was filled in and refused."""
    actor = signed_in()
    empty = {"decline_form": DeclineForm(formdata=None), "deliver_form": DeliverForm(formdata=None, on=clock.today())}
    return render_page(
        "orders/order.html",
        status=status,
        order=row,
        shown=showing.order_shown(row),
        own=access.is_own(actor, row),
        keeps=access.manages(actor, row.unit.path),
        may_change=access.may_change(actor, row),
        may_take_back=access.may_take_back(actor, row),
        refused=list(forms.values()),
        **{**empty, **forms},
    )


@blueprint.get("/<int:order_id>/change")
@requires(Permission.MEMBER)
def change_form(order_id: int) -> Response:
    """The order as a form, until it is accepted."""
    row = found(queries.order_of_mine(signed_in(), order_id))
    if not access.may_change(signed_in(), row):
        return see_other(url_for("orders.order", order_id=row.id))
    return _change_page(row, ChangeForm(row))


@blueprint.post("/<int:order_id>/change")
@requires(Permission.MEMBER)
def change(order_id: int) -> Response:
    """Change how and when one would like it."""
    row = found(queries.order_of_mine(signed_in(), order_id))
    form = ChangeForm(row)
    if form.validate_on_submit():
        if form.attempt(operations.change_order, row, form.form_version, **form.wishes()):
            flash(_("改好了。"), "done")
            return see_other(url_for("orders.order", order_id=row.id))
        form.take_version(row.version)
    return _change_page(row, form, form.status)


def _change_page(row: Order, form: ChangeForm, status: int = 200) -> Response:
    title = showing.order_title(row)
    return render_page("orders/change.html", fragment="form", status=status, order=row, title=title, form=form)


@blueprint.post("/<int:order_id>/take-back")
@requires(Permission.MEMBER)
def take_back(order_id: int) -> Response:
    """Take an order back."""
    row = found(queries.order_of_mine(signed_in(), order_id))
    try:
        operations.take_back(row)
    except Problem as problem:
        flash(str(problem.message), "warning")
        return see_other(url_for("orders.order", order_id=order_id))
    flash(_("已经取消。想听了随时可以再点。"), "done")
    return see_other(url_for("orders.mine"))
