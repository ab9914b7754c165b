"""The record itself: one person at one event, once, however often and from wherever it is pressed."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import update

from partyedu.attendance import queries
from partyedu.attendance.access import is_late
from partyedu.attendance.models import HERE, Attendance, AttendanceChange, AttendanceState, Via
from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.schedule.models import Event

_AT_ONCE = 400


def insert_unless_there(rows: Sequence[dict[str, Any]]) -> Any:
    """The statement that writes attendances and gives their numbers.

    Those of people who have one at the event already are left out: neither database raises on a second press, the one
    record there is is read back instead.
    """
    return _insert(db.engine.dialect.name).values(rows).returning(Attendance.id)


@cache
def _insert(dialect: str) -> Any:
    # Only the dialect of the database that is there: the other one is a megabyte to read.
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return insert(Attendance.__table__).on_conflict_do_nothing(index_elements=["event_id", "person_id"])


@cache
def _insert_one(dialect: str) -> Any:
    # Its values come as parameters: the statement is spelt out once, not at each of five hundred presses.
    return _insert(dialect).returning(Attendance.id)


def starts_at(event: Event) -> datetime:
    """When the event starts, as everybody was told."""
    return event.public_starts_at or event.starts_at


def put(event_id: int, person_id: int, via: Via, state: AttendanceState, at: datetime, **more: Any) -> int:
    """Record that a person is there, and give the number of the record; two statements. Who has one keeps it, with
    its time: only a leave that was recorded gives way, the person came after all.
    """
    values = {
        "event_id": event_id,
        "person_id": person_id,
        "state": state,
        "via": via,
        "at": at,
        "typed_by_id": audit.typist(person_id),
        "reason": more.get("reason", ""),
        "device": more.get("device", ""),
    }
    number: int | None = db.session.execute(_insert_one(db.engine.dialect.name), values).scalar()
    if number is not None:
        audit.record_one("check-in", Attendance, number, on_behalf_of=None if _is_own(person_id) else person_id)
        return number
    standing = queries.attendance_of(event_id, person_id)
    assert standing is not None
    if standing.state is AttendanceState.LEAVE and state in HERE:
        changed(standing, state)
        standing.via, standing.at, standing.device = via, at, values["device"]
        standing.typed_by_id = values["typed_by_id"]
    return standing.id


def _is_own(person_id: int) -> bool:
    actor = current_actor()
    return actor is not None and actor.person_id == person_id


def record(
    event: Event,
    person: Person,
    via: Via,
    at: datetime | None = None,
    state: AttendanceState | None = None,
    reason: str = "",
    device: str = "",
) -> Attendance:
    """Record that a person is (was) at an event; the same record, with its time, when it is done again.

    ``at`` defaults to now; ``state`` to late when that is more than ten minutes after the start, else present. The
    window of check-in and the machine's clock are the matter of the doors (``press``, ``check_in``), not of this.
    """
    at = at or clock.now()
    if state is None:
        state = AttendanceState.LATE if is_late(starts_at(event), at) else AttendanceState.PRESENT
    number = put(event.id, person.id, via, state, at, reason=reason, device=device)
    return db.session.get_one(Attendance, number)


def record_all(event: Event, person_ids: Sequence[int], via: Via) -> int:
    """Record many at once as present; gives how many were new. Who has a record keeps it, but for a leave."""
    actor, now = current_actor(), clock.now()
    written: list[int] = []
    for start in range(0, len(person_ids), _AT_ONCE):
        part = person_ids[start : start + _AT_ONCE]
        came_after_all = update(Attendance).where(
            Attendance.event_id == event.id,
            Attendance.person_id.in_(part),
            Attendance.state == AttendanceState.LEAVE,
        )
        new = {"state": AttendanceState.PRESENT, "via": via, "at": now}
        written += db.session.scalars(came_after_all.values(**new).returning(Attendance.id)).all()
        typed_by = actor.person_id if actor else None
        rows = [{"event_id": event.id, "person_id": key, "typed_by_id": typed_by, **new} for key in part]
        written += db.session.scalars(insert_unless_there(rows)).all()
    audit.record_all("check-in", Attendance.__tablename__, [(number, ("state", "via")) for number in written])
    return len(written)


def trace(event_id: int, person_id: int, before: str, after: str, why: str = "") -> None:
    """Leave the trace of a correction: what stood there and what stands there now."""
    actor = current_actor()
    db.session.add(
        AttendanceChange(
            event_id=event_id,
            person_id=person_id,
            before=before,
            after=after,
            why=why[:200],
            at=clock.now(),
            by_id=actor.person_id if actor else None,
        )
    )


def changed(row: Attendance, state: AttendanceState, why: str = "") -> None:
    """Change the state of a record, with its trace."""
    trace(row.event_id, row.person_id, row.state.value, state.value, why)
    row.state = state
    audit.record("correct", row, ["state"], on_behalf_of=row.person_id)


def undo(row: Attendance, why: str = "") -> None:
    """Take a record back; its trace stays."""
    trace(row.event_id, row.person_id, row.state.value, "", why)
    audit.record("undo-check-in", row, on_behalf_of=None if _is_own(row.person_id) else row.person_id)
    db.session.delete(row)
    db.session.flush()
