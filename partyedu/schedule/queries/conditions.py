"""Conditions that several rooms put on events."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, or_, type_coerce

from partyedu.schedule.models import Event, EventStatus

HELD = (EventStatus.PUBLISHED, EventStatus.CLOSED)


def begun(start: datetime | None = None, end: datetime | None = None) -> list[ColumnElement[bool]]:
    """Conditions on Event: released, neither postponed nor cancelled, and begun in a half-open span of instants."""
    # The empty text keeps SQLite from reading all events of a status: the index on the start holds the year, in order.
    status = (type_coerce(Event.status, String) + "").in_([status.value for status in HELD])
    conditions: list[ColumnElement[bool]] = [status]
    if start is not None:
        conditions.append(Event.public_starts_at >= start)
    if end is not None:
        conditions.append(Event.public_starts_at < end)
    return conditions


def is_over(now: datetime) -> ColumnElement[bool]:
    """Condition on Event, of those that are held: its time is over, or the console of its stage said so before."""
    return or_(Event.public_ends_at <= now, Event.ended_at <= now)
