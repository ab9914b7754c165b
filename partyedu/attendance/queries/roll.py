"""The roll of an event: who was expected, who came, who did not. Nothing is stored for those who did not."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    case,
    false,
    func,
    literal,
    select,
    type_coerce,
    union,
)
from sqlalchemy.orm import aliased

from partyedu.attendance.models import HERE, Attendance, AttendanceChange, HeadCount, RollState
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, SignUp, SignUpState
from partyedu.schedule.queries import expected_condition


def _of_unit(event: Event) -> Select[Any]:
    """Numbers of the members of the unit the event expects; nobody when it expects nobody in particular."""
    condition = expected_condition(event)
    query = select(Person.id).join(Unit, Person.unit_id == Unit.id)
    return query.where(condition) if condition is not None else query.where(false())


def _signed_up(event: Event, *states: SignUpState) -> Select[Any]:
    return select(SignUp.person_id).where(SignUp.event_id == event.id, SignUp.state.in_(states))


def expected(event: Event) -> CompoundSelect[Any]:
    """Numbers of those expected: the members of the unit the event asks for, and who signed up from anywhere."""
    return union(_of_unit(event), _signed_up(event, SignUpState.SIGNED_UP))


def _on_roll(event: Event) -> CompoundSelect[Any]:
    recorded = select(Attendance.person_id).where(Attendance.event_id == event.id)
    return union(_of_unit(event), _signed_up(event, SignUpState.SIGNED_UP, SignUpState.LEAVE), recorded)


def _over(event: Event) -> bool:
    return clock.now() > (event.public_ends_at or event.ends_at)


def _state(event: Event) -> ColumnElement[str]:
    nothing = RollState.ABSENT if _over(event) else RollState.NOT_YET
    return case(
        (Attendance.id.is_not(None), type_coerce(Attendance.state, String)),
        (type_coerce(SignUp.state, String) == SignUpState.LEAVE.value, literal(RollState.LEAVE.value)),
        else_=literal(nothing.value),
    )


def _joined(event: Event, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Person)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .outerjoin(Attendance, and_(Attendance.person_id == Person.id, Attendance.event_id == event.id))
        .outerjoin(SignUp, and_(SignUp.person_id == Person.id, SignUp.event_id == event.id))
        .where(Person.id.in_(_on_roll(event)))
    )


def roll(event: Event, state: str = "", words: str = "") -> Select[*tuple[Any, ...]]:
    """Column query of everybody on the roll of an event, by unit and name.

    Row: person's number, name, unit, kind, phone, state (a value of ``RollState``), expected, number of the attendance,
    via, time, reason, who typed, how many checked in from the same device. ``state`` narrows to one state, to
    ``walk-in`` (came without being expected) or ``shared`` (several from one device). Reasons are for the desk.
    """
    typist, other = aliased(Person), aliased(Attendance)
    is_expected = Person.id.in_(expected(event))
    typed_by = select(typist.name).where(typist.id == Attendance.typed_by_id).correlate(Attendance).scalar_subquery()
    shared = (
        select(func.count())
        .where(other.event_id == event.id, other.device == Attendance.device, Attendance.device != "")
        .correlate(Attendance)
        .scalar_subquery()
    )
    stands = _state(event)
    query = _joined(
        event, Person.id, Person.name, Unit.name.label("unit"), Person.kind, Person.phone, stands.label("state"),
        is_expected.label("expected"), Attendance.id.label("attendance_id"), Attendance.via, Attendance.at,
        func.coalesce(Attendance.reason, SignUp.reason, "").label("reason"), typed_by.label("typist"),
        shared.label("shared"), Attendance.device,
    ).order_by(Unit.in_order, Person.name, Person.id)  # fmt: skip
    if state == "walk-in":
        query = query.where(Attendance.state.in_(HERE), ~is_expected)
    elif state == "shared":
        query = query.where(shared > 1)
    elif state:
        query = query.where(stands == state)
    if words.strip():
        query = query.where(matches(Person.search_text, words))
    return query


def roll_sums(event: Event) -> Select[*tuple[Any, ...]]:
    """Column query of how many on the roll are in each state, and how many of them came unexpected: ``summed``."""
    stands = _state(event)
    walk_in = and_(Attendance.state.in_(HERE), ~Person.id.in_(expected(event)))
    came_by = func.coalesce(func.sum(case((walk_in, 1), else_=0)), 0)
    sums = stands.label("state"), func.count().label("number"), came_by.label("came_by")
    return _joined(event, *sums).group_by(stands)


def summed(rows: Iterable[Any]) -> dict[str, int]:
    """The rows of ``roll_sums``: a number for each state, besides ``walk-in`` and ``""`` for all."""
    found = {state.value: 0 for state in RollState} | {"walk-in": 0, "": 0}
    for state, number, came_by in rows:
        found[state] = number
        found["walk-in"] += int(came_by)
        found[""] += number
    return found


def roll_counts(event: Event) -> dict[str, int]:
    """How many on the roll are in each state; besides ``walk-in``, ``shared`` and ``""`` for all. Two statements."""
    found = summed(db.session.execute(roll_sums(event)))
    return found | {"shared": sum(shared_devices(event.id).values())}


def shared_devices(event_id: int) -> dict[str, int]:
    """Devices from which several people checked in: mark → how many."""
    query = (
        select(Attendance.device, func.count())
        .where(Attendance.event_id == event_id, Attendance.device != "")
        .group_by(Attendance.device)
        .having(func.count() > 1)
    )
    return {device: count for device, count in db.session.execute(query)}


def counts(event: Event) -> tuple[int, int]:
    """How many are here (present and late), and how many are expected (the unit's members and those signed up)."""
    here = select(func.count()).where(Attendance.event_id == event.id, Attendance.state.in_(HERE)).scalar_subquery()
    awaited = select(func.count()).select_from(expected(event).subquery()).scalar_subquery()
    row = db.session.execute(select(here, awaited)).one()
    return row[0], row[1]


def people_at(event: Event) -> list[Person]:
    """Those who were there, in the order they came."""
    query = select(Person).join(Attendance, Attendance.person_id == Person.id)
    query = query.where(Attendance.event_id == event.id, Attendance.state.in_(HERE))
    return list(db.session.scalars(query.order_by(Attendance.at, Attendance.id)))


def first_and_last_record() -> tuple[datetime | None, datetime | None]:
    """The times of the oldest and the newest attendance of the house."""
    first = select(Attendance.at).order_by(Attendance.at).limit(1).scalar_subquery()
    last = select(Attendance.at).order_by(Attendance.at.desc()).limit(1).scalar_subquery()
    row = db.session.execute(select(first, last)).one()
    return row[0], row[1]


def recent(event_id: int, limit: int = 8) -> Sequence[Any]:
    """The newest records of an event for the desk: number, person's number, name, unit, state, via, time, reason."""
    query = (
        select(
            Attendance.id, Attendance.person_id, Person.name, Unit.name.label("unit"), Attendance.state,
            Attendance.via, Attendance.at, Attendance.reason,
        )
        .join(Person, Attendance.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(Attendance.event_id == event_id)
        .order_by(Attendance.id.desc())
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(query).all()


def attendance_of(event_id: int, person_id: int) -> Attendance | None:
    """The record of a person at an event."""
    query = select(Attendance).where(Attendance.event_id == event_id, Attendance.person_id == person_id)
    return db.session.scalar(query)


def attendance_to_change(event_id: int, attendance_id: int) -> Attendance | None:
    """A record of this event (the caller has looked the event up for the actor's desk)."""
    return db.session.scalar(select(Attendance).where(Attendance.id == attendance_id, Attendance.event_id == event_id))


def changes_of(event_id: int, person_id: int) -> Sequence[Any]:
    """The trace of corrections of one person at one event, the newest first: before, after, why, when, by whom."""
    typist = aliased(Person)
    query = (
        select(AttendanceChange.before, AttendanceChange.after, AttendanceChange.why, AttendanceChange.at, typist.name)
        .outerjoin(typist, AttendanceChange.by_id == typist.id)
        .where(AttendanceChange.event_id == event_id, AttendanceChange.person_id == person_id)
        .order_by(AttendanceChange.id.desc())
        .limit(30)
    )
    return db.session.execute(query).all()


def newest_head_count(event_id: int) -> HeadCount | None:
    """The heads counted last."""
    query = select(HeadCount).where(HeadCount.event_id == event_id).order_by(HeadCount.id.desc())
    return db.session.scalar(query.limit(1))


def expected_on_paper(event: Event) -> Sequence[Any]:
    """Everybody expected, in the order of the printed sheet: number, name, unit, state of the record (or None), leave.

    The sheet and the page that types it back in show the same people in the same order.
    """
    leave = func.coalesce(SignUp.state == SignUpState.LEAVE, false())
    query = (
        select(Person.id, Person.name, Unit.name.label("unit"), Attendance.state, leave.label("leave"))
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .outerjoin(Attendance, and_(Attendance.person_id == Person.id, Attendance.event_id == event.id))
        .outerjoin(SignUp, and_(SignUp.person_id == Person.id, SignUp.event_id == event.id))
        .where(Person.id.in_(expected(event)))
        .order_by(Unit.in_order, Person.name, Person.id)
    )
    return db.session.execute(query).all()
