"""What a page may show of an order, decided before a template gets it."""

from dataclasses import dataclass
from typing import Any

from partyedu.core.words import _
from partyedu.courses.access import PUBLIC_CLASSES
from partyedu.courses.models import CourseState
from partyedu.orders.models import ORDER_STATES, MenuItem, Order, OrderState
from partyedu.orders.queries import state_now
from partyedu.schedule.access import page_of
from partyedu.speakers.models import TalkState

ROAD = (OrderState.PLACED, OrderState.ACCEPTED, OrderState.PLANNED, OrderState.DELIVERED)


def title_of(item: MenuItem) -> str:
    """The title of a thing on a menu; empty when its speaker has taken the talk back."""
    if item.talk is not None:
        return item.talk.title if item.talk.state is TalkState.APPROVED else ""
    return item.course.title if item.course is not None and item.course.state is not CourseState.DRAFT else ""


def order_title(order: Order) -> str:
    """What was ordered, in words that may be read now."""
    if order.item is None:
        return order.wish
    return title_of(order.item) or _("（这一讲主讲人收回了）")


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order on its road: title, where it stands, the thread, and the event that came of it, if it is public."""

    title: str
    state: OrderState
    thread: list[dict[str, Any]]
    event_url: str
    is_gone: bool


def order_shown(order: Order) -> ShownOrder:
    """The order as its page shows it."""
    state = state_now(order)
    event = order.event
    url = page_of(event.id, event.kind) if event is not None and event.is_public else ""
    if order.course_class is not None:
        url = f"/courses/classes/{order.class_id}" if order.course_class.state in PUBLIC_CLASSES else ""
    return ShownOrder(order_title(order), state, thread_of(state, url), url, _is_gone(order))


def _is_gone(order: Order) -> bool:
    waits = order.state in (OrderState.PLACED, OrderState.ACCEPTED)
    return waits and order.item is not None and (order.item.withdrawn_at is not None or not title_of(order.item))


def thread_of(state: OrderState, event_url: str = "") -> list[dict[str, Any]]:
    """The thread of an order: what is behind it, where it stands; nothing for one that was taken back."""
    if state is OrderState.WITHDRAWN:
        return []
    road: tuple[OrderState, ...] = ROAD
    if state in (OrderState.DECLINED, OrderState.CALLED):
        road = (OrderState.PLACED, state)
    place = road.index(state)
    done = state is OrderState.DELIVERED
    return [
        {
            "label": ORDER_STATES[step],
            "state": "ok" if number < place or done else "now" if number == place else "",
            "url": event_url if step is OrderState.PLANNED and number <= place else "",
        }
        for number, step in enumerate(road)
    ]
