"""What is asked for: the demand of a menu, the orders that wait, and the answers to them."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import query_text, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _, _n
from partyedu.orders import blueprint, exports, operations, queries
from partyedu.orders.forms import DeclineForm, DeliverForm
from partyedu.orders.queries import OrderFilter
from partyedu.orders.views.own import order_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/menus/<int:menu_id>/demand")
@requires(Permission.ORDER_MANAGE)
def demand(menu_id: int) -> Response:
    """What is asked for most: by people, or by units."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    by_units = request.args.get("by") == "units"
    ranked = sorted(
        queries.dishes(row.id),
        key=lambda dish: (dish.units, dish.people) if by_units else (dish.people, dish.units),
        reverse=True,
    )
    return render_page(
        "orders/demand.html",
        menu=row,
        ranked=ranked,
        by_units=by_units,
        units=queries.demand_by_unit(row.id),
    )


@blueprint.get("/asked")
@requires(Permission.ORDER_MANAGE)
def asked() -> Response:
    """The orders I answer, by where they stand."""
    actor, chosen, now = signed_in(), _asked(), clock.now()
    [counts], menus = ask_together(queries.counts_waiting(actor, now), queries.menus_kept(actor).limit(20))
    return render_page(
        "orders/asked.html",
        fragment="listed",
        page=paged(queries.orders_asked(actor, chosen, now), page_number()),
        chosen=chosen,
        counts=counts._asdict(),
        menus=[(row.id, row.title) for row in menus],
        item=queries.item_kept(actor, chosen.item_id) if chosen.item_id else None,
        query=request.query_string.decode(),
    )


def _asked() -> OrderFilter:
    """What the address narrows the list to."""
    return OrderFilter(
        state=request.args.get("state", "")[:30],
        menu_id=row_number(request.args.get("menu")),
        item_id=row_number(request.args.get("item")),
        words=query_text(),
    )


@blueprint.get("/asked.xlsx")
@requires(Permission.ORDER_MANAGE)
def asked_file() -> Response:
    """The same list as a workbook."""
    content = exports.orders_workbook(signed_in(), _asked(), clock.now())
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="orders-{clock.today().isoformat()}.xlsx"'
    return response


@blueprint.post("/asked/accept")
@requires(Permission.ORDER_MANAGE)
def accept() -> Response:
    """Accept the ticked orders."""
    orders = queries.orders_kept(signed_in(), [row_number(text) or 0 for text in request.form.getlist("order")])
    if not orders:
        flash(_("请先勾上几单。"), "warning")
        return see_other(url_for("orders.asked"))
    try:
        number = len(operations.accept(orders))
    except Problem as problem:
        flash(str(problem.message), "warning")
        return see_other(url_for("orders.asked"))
    flash(_n("接下了 %(num)s 单，点单的人会收到通知。", "接下了 %(num)s 单，点单的人会收到通知。", number), "done")
    return see_other(url_for("orders.asked", state="accepted"))


@blueprint.post("/<int:order_id>/decline")
@requires(Permission.ORDER_MANAGE)
def decline(order_id: int) -> Response:
    """Say that it cannot be given, with the reason."""
    row = found(queries.order_kept(signed_in(), order_id))
    form = DeclineForm()
    values: dict[str, Any] = form.values()
    if form.validate_on_submit() and form.attempt(operations.decline, row, **values):
        flash(_("记下了，点单的人会看到原因。"), "done")
        return see_other(url_for("orders.asked"))
    return order_page(found(queries.order_kept(signed_in(), order_id)), form.status, decline_form=form)


@blueprint.post("/<int:order_id>/deliver")
@requires(Permission.ORDER_MANAGE)
def deliver(order_id: int) -> Response:
    """Write down when it was brought to the door."""
    row = found(queries.order_kept(signed_in(), order_id))
    form = DeliverForm()
    if form.validate_on_submit() and form.attempt(operations.deliver, row, form.on.data):
        flash(_("记下了：已送到。"), "done")
        return see_other(url_for("orders.order", order_id=order_id))
    return order_page(found(queries.order_kept(signed_in(), order_id)), form.status, deliver_form=form)
