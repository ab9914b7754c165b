"""Conditions that several rooms put on events."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, type_coerce

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
