"""Rows behind the figures: column queries for reports, over subtrees of units and a half-open span of instants."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from partyedu.core import clock
from partyedu.courses.models import Course
from partyedu.orders.models import MenuItem, Order, OrderState
from partyedu.orders.queries.orders import stage, stands_at, title_now
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event
from partyedu.speakers.models import Talk

Rows = Select[*tuple[Any, ...]]


def orders_placed(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Orders that the units answer, placed in the span, whatever became of them (a title taken back is empty).

    order_id, placed_at, what (talk, course or wish), by, for_whom (a unit; empty: for themselves), people, mode,
    channel, state.
    """
    for_unit = aliased(Unit)
    return (
        select(
            Order.id.label("order_id"), Order.placed_at,
            title_now().label("what"), Person.name.label("by"), for_unit.name.label("for_whom"), Order.people,
            Order.mode, Order.channel, stage(clock.now()).label("state"),
        )
        .select_from(Order)
        .join(Unit, Order.unit_id == Unit.id)
        .join(Person, Order.person_id == Person.id)
        .outerjoin(for_unit, Order.for_unit_id == for_unit.id)
        .outerjoin(MenuItem, Order.item_id == MenuItem.id)
        .outerjoin(Talk, MenuItem.talk_id == Talk.id)
        .outerjoin(Course, MenuItem.course_id == Course.id)
        .outerjoin(Event, Order.event_id == Event.id)
        .where(within(paths), Order.placed_at >= start, Order.placed_at < end)
        .order_by(Order.placed_at.desc(), Order.id)
    )  # fmt: skip


def orders_delivered(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Those of them that were delivered, by hand or by an event that was held; columns as in ``orders_placed``."""
    return orders_placed(paths, start, end).where(stands_at(OrderState.DELIVERED, clock.now()))
