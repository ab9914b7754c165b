"""Orders become an event in one step: planned, released, those who ordered signed up and told."""

from collections.abc import Sequence
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _, formatted
from partyedu.courses import operations as courses
from partyedu.courses import queries as classes
from partyedu.courses.models import CourseClass, PlaceState
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.orders import queries
from partyedu.orders.models import Order, OrderMode, OrderState
from partyedu.orders.operations.answers import must_stand
from partyedu.organisation.models import Person
from partyedu.schedule import operations as schedule
from partyedu.schedule.access import page_of
from partyedu.schedule.models import Event, EventKind, EventPart, EventStatus, SignUpState
from partyedu.speakers.models import Talk
from partyedu.theatre import operations as theatre
from partyedu.theatre import queries as sessions


def plan_event(
    actor: Actor,
    orders: Sequence[Order],
    talks: Sequence[Talk] = (),
    teacher: Person | None = None,
    publish_now: bool = True,
    **values: Any,
) -> Event:
    """Turn orders into an event: a theatre session with the talks, else a plain event with its teacher.

    ``values`` are those of ``schedule.operations.create`` without ``kind``. ``publish_now``: it is released at once,
    those who ordered are signed up (unless they wished otherwise) and told; else it waits as a draft and they are told
    later (``tell_orderers``).
    """
    check(orders)
    if talks:
        event = theatre.plan_session(actor, **values)
        for talk in talks:
            theatre.add_talk(event, talk)
    else:
        event = schedule.create(actor, kind=EventKind.OTHER, **values)
        if teacher is not None:
            schedule.set_people(event, {EventPart.TEACHER: [teacher.id]})
    bind(orders, event)
    if publish_now:
        release(event)
        tell_orderers(event)
    return event


def join_event(orders: Sequence[Order], event: Event, talks: Sequence[Talk] = ()) -> Event:
    """Let orders join an event that stands on the schedule; talks come onto a theatre programme."""
    check(orders)
    if event.status not in (EventStatus.DRAFT, EventStatus.PUBLISHED):
        raise Problem(_("这个活动已经取消或结束了，请选别的场次。"), field="event_id")
    if event.kind is EventKind.THEATRE:
        on_it = {item.talk_id for item in sessions.programme(event.id) if item.is_on}
        missing = [talk for talk in talks if talk.id not in on_it]
        for talk in missing:
            theatre.add_talk(event, talk)
        if missing and event.status is EventStatus.PUBLISHED:
            release(event)
    bind(orders, event)
    if event.status is EventStatus.PUBLISHED:
        tell_orderers(event)
    return event


def release(event: Event) -> None:
    """Publish an event the way its kind is published."""
    if event.kind is EventKind.THEATRE:
        theatre.publish(event)
    else:
        schedule.release(event)


def check(orders: Sequence[Order]) -> None:
    """Refuse when there is nothing to plan, or when somebody else has just planned one of them."""
    if not orders:
        raise Problem(_("没有要排的点单了，可能别人刚刚排好。"))
    must_stand(orders, OrderState.PLACED, OrderState.ACCEPTED)


def bind(orders: Sequence[Order], event: Event, course_class: CourseClass | None = None) -> None:
    """Note what came of the orders: an event, or a class that begins for them with this meeting."""
    actor, now = current_actor(), clock.now()
    for order in orders:
        order.state, order.event_id, order.told_at = OrderState.PLANNED, event.id, None
        order.course_class = course_class
        order.decided_at, order.decided_by_id = now, actor.person_id if actor else None
        order.version += 1
        audit.record("plan-order", order, ["state", "event_id", "class_id"], on_behalf_of=order.person_id)
    db.session.flush()


def tell_orderers(event: Event) -> list[Order]:
    """Sign up and tell everybody whose order this public event is, once each; the orders told."""
    if event.status is not EventStatus.PUBLISHED:
        raise Problem(_("活动还没有公布，公布以后再通知点单的人。"))
    told = list(queries.untold_orders(event.id))
    for order in told:
        order.told_at = clock.now()
        audit.record("tell-orderer", order, ["told_at"], on_behalf_of=order.person_id)
        if order.course_class is not None:
            _tell_of_class(event, order, order.course_class)
            continue
        tell(
            [order.person_id], NoticeKind.ORDER_PLANNED, event.public_title, page_of(event.id, event.kind),
            _where_and_when(event, _signed_up(event, order)), f"event:{event.id}",
        )  # fmt: skip
    return told


def _tell_of_class(event: Event, order: Order, row: CourseClass) -> None:
    """Put the orderer on the roster if they wish so, and tell them: first meeting, how many, where."""
    number = len(classes.meetings_of(row.id))
    more = _("一共 %(n)s 次课", n=number) if number > 1 else ""
    words = _where_and_when(event, "\n".join(line for line in (more, _enrolled(row, order)) if line))
    tell(
        [order.person_id], NoticeKind.ORDER_PLANNED, row.title, courses.page_of_place(row.id), words,
        courses.about_class(row.id),
    )  # fmt: skip


def _wants_a_seat(order: Order) -> bool:
    return order.for_unit_id is None and order.sign_me_up and order.mode is not OrderMode.ONLINE


def _enrolled(row: CourseClass, order: Order) -> str:
    """Enrol the orderer if they wish so; a sentence on it."""
    if not _wants_a_seat(order):
        return ""
    try:
        place = courses.enrol(row, order.person)
    except Problem:
        return ""  # who has left meanwhile is told nothing wrong, and is on no roster
    if place.state is PlaceState.WAITING:
        return _("座位满了，您在候补名单上。")
    return _("已经替您报上名；来不了请在班次页面退出。")


def _signed_up(event: Event, order: Order) -> str:
    """Sign the orderer up if they wish so; a sentence on it."""
    if not _wants_a_seat(order):
        return ""
    try:
        row = schedule.sign_up(event, order.person)
    except Problem:
        return ""  # who has left meanwhile is told nothing wrong, and not signed up
    if row.state is SignUpState.WAITING:
        return _("座位满了，您在候补名单上。")
    return _("已经替您报名；来不了请在活动页面取消。")


def _where_and_when(event: Event, more: str) -> str:
    place = event.place
    if event.room is not None:
        place = f"{event.room.venue.name} {event.room.name}"
    lines = (formatted(event.public_starts_at, "full"), place, more)
    return "\n".join(line for line in lines if line)
