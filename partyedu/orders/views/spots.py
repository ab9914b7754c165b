"""Blind spots: what nobody could give, and the call for talks that comes of it."""

from collections.abc import Sequence

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _, _n
from partyedu.orders import blueprint, operations, queries, showing
from partyedu.orders.models import Order
from partyedu.speakers.fields import CallFields
from partyedu.speakers.queries import call_shown


@blueprint.get("/blind-spots")
@requires(Permission.ORDER_MANAGE)
def blind_spots() -> Response:
    """What was asked for and nobody gives, grouped; and calls that were answered."""
    actor = signed_in()
    [answered] = ask_together(queries.calls_answered(actor))
    page = paged(queries.blind_spots(actor), page_number())
    return render_page("orders/blind_spots.html", fragment="listed", page=page, answered=answered)


def _chosen() -> Sequence[Order]:
    """The orders of the blind spots that were ticked."""
    spots = [row_number(text) or 0 for text in request.values.getlist("spot")]
    return queries.orders_of_spots(signed_in(), spots)


@blueprint.get("/blind-spots/call")
@requires(Permission.ORDER_MANAGE)
def call_form() -> Response:
    """The call that some blind spots would become."""
    orders = _chosen()
    if not orders:
        flash(_("请先勾上几个盲点。"), "warning")
        return see_other(url_for("orders.blind_spots"))
    titles = list(dict.fromkeys(showing.order_title(order) for order in orders))
    form = CallFields(
        title=titles[0][:80], theme_id=orders[0].theme_id, unit_id=orders[0].unit_id, text="\n".join(titles[:20])
    )
    return _call_page(form, orders)


@blueprint.post("/blind-spots/call")
@requires(Permission.ORDER_MANAGE)
def call_for() -> Response:
    """Open the call; those who wished for it are told."""
    orders = _chosen()
    form = CallFields()
    if form.validate_on_submit() and form.attempt(operations.call_for, signed_in(), orders, **form.values()):
        flash(_("征集发出去了，当初点的人也收到了通知。"), "done")
        return see_other(url_for("speakers.call", call_id=form.result.id))
    return _call_page(form, _chosen(), form.status)


def _call_page(form: CallFields, orders: Sequence[Order], status: int = 200) -> Response:
    return render_page(
        "orders/call_form.html",
        fragment="form",
        status=status,
        form=form,
        orders=orders,
        people=sum(order.people for order in orders),
        spots=[row_number(text) or 0 for text in request.values.getlist("spot")],
    )


@blueprint.post("/calls/<int:call_id>/answered")
@requires(Permission.ORDER_MANAGE)
def answered(call_id: int) -> Response:
    """A talk has answered: tell those whose wish led to the call."""
    orders = queries.orders_called(signed_in(), call_id)
    call = found(call_shown(call_id) if orders else None)
    try:
        number = len(operations.answer_from_call(orders, call))
    except Problem as problem:
        flash(str(problem.message), "warning")
        return see_other(url_for("orders.blind_spots"))
    flash(_n("告诉了 %(num)s 单的人。接下来可以排日子。", "告诉了 %(num)s 单的人。接下来可以排日子。", number), "done")
    return see_other(url_for("orders.asked", state="accepted"))
