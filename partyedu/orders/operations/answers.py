"""What an organiser makes of orders: accepted, declined with a reason, delivered."""

from collections.abc import Sequence
from datetime import date

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.words import _
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.orders import queries
from partyedu.orders.models import ORDER_STATES, Order, OrderState
from partyedu.organisation.models import Person


def accept(orders: Sequence[Order]) -> list[Order]:
    """Accept orders: they will be planned. Raises ``Conflict`` when somebody else has answered one meanwhile."""
    must_stand(orders, OrderState.PLACED)
    for order in orders:
        _decide(order, OrderState.ACCEPTED)
        audit.record("accept-order", order, ["state"], on_behalf_of=order.person_id)
        say(order, _("已经接单，定好日子再告诉您。"))
    return list(orders)


def decline(order: Order, reason: str, is_blind_spot: bool) -> Order:
    """Say that it cannot be given, and why. ``is_blind_spot``: nobody offers it; the next call may look for one."""
    must_stand([order], OrderState.PLACED, OrderState.ACCEPTED)
    if not reason.strip():
        raise Problem(_("请写一句原因，点单的人会看到。"), field="reason")
    _decide(order, OrderState.DECLINED)
    order.reason, order.is_blind_spot, order.standing, order.event_id = reason.strip()[:300], is_blind_spot, None, None
    audit.record("decline-order", order, ["state", "reason", "is_blind_spot"], on_behalf_of=order.person_id)
    say(order, reason)
    return order


def deliver(order: Order, on: date) -> Order:
    """Write down that it was brought to the door, or studied online, on a day."""
    must_stand([order], OrderState.PLACED, OrderState.ACCEPTED)
    if on > clock.today():
        raise Problem(_("还没有到这一天，送到以后再记。"), field="on")
    if on < clock.local(order.placed_at).date():
        raise Problem(_("这一天还没有点单，请检查日期。"), field="on")
    _decide(order, OrderState.DELIVERED)
    order.delivered_on = on
    audit.record("deliver-order", order, ["state", "delivered_on"], on_behalf_of=order.person_id)
    return order


def must_stand(orders: Sequence[Order], *states: OrderState) -> None:
    """Refuse when one of the orders stands elsewhere by now; the second of two organisers is told of the first."""
    for order in orders:
        standing = queries.state_now(order)
        if standing not in states:
            by = db.session.get(Person, order.decided_by_id) if order.decided_by_id else None
            words = {"person": order.person.name, "state": ORDER_STATES[standing]}
            if by is not None:
                raise Conflict(_("%(person)s的这一单刚刚由%(by)s处理了：%(state)s。", by=by.name, **words), {})
            raise Conflict(_("%(person)s的这一单现在是：%(state)s，不用再处理。", **words), {})


def _decide(order: Order, state: OrderState) -> None:
    actor = current_actor()
    order.state, order.decided_at = state, clock.now()
    order.decided_by_id = actor.person_id if actor else None
    order.version += 1
    db.session.flush()


def say(order: Order, words: str) -> None:
    """Tell who ordered. A talk's title is not written into the notice: its speaker may take it back one day."""
    if order.item is not None and order.menu is not None:
        subject = _("%(menu)s第 %(n)s 道", menu=order.menu.title, n=order.item.position)
    else:
        subject = order.wish
    tell([order.person_id], NoticeKind.ORDER_ANSWERED, subject, f"/orders/{order.id}", words, f"order:{order.id}")
