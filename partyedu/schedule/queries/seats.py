"""Who has signed up, who waits and in which order, who asked for leave."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import PUBLIC, Event, EventPerson, EventStatus, SignUp, SignUpState

# The order of a list: seats first, then the waiting list by time of entering, then leave, then withdrawn.
_ORDER = case(
    (SignUp.state == SignUpState.SIGNED_UP, 0),
    (SignUp.state == SignUpState.WAITING, 1),
    (SignUp.state == SignUpState.LEAVE, 2),
    else_=3,
)


def in_line() -> tuple[Any, ...]:
    """The order of the waiting list: time of entering, then row number."""
    return SignUp.entered_at, SignUp.id


def sign_up_of(event_id: int, person_id: int) -> SignUp | None:
    """A person's sign-up for an event, in whatever state."""
    return db.session.scalar(select(SignUp).where(SignUp.event_id == event_id, SignUp.person_id == person_id))


def person_signed_up(event_id: int, person_id: int) -> Person | None:
    """The person, if they stand on the event's list in whatever state."""
    query = select(Person).join(SignUp, SignUp.person_id == Person.id)
    return db.session.scalar(query.where(SignUp.event_id == event_id, Person.id == person_id))


def seats_taken(event_id: int) -> int:
    """How many hold a seat."""
    query = select(func.count()).where(SignUp.event_id == event_id, SignUp.state == SignUpState.SIGNED_UP)
    return db.session.scalar(query) or 0


def first_waiting(event_id: int) -> SignUp | None:
    """The first of the waiting list."""
    query = select(SignUp).where(SignUp.event_id == event_id, SignUp.state == SignUpState.WAITING)
    return db.session.scalar(query.order_by(*in_line()).limit(1))


def place_in_line(row: SignUp) -> int:
    """The place of somebody who waits, counted from 1."""
    before = or_(SignUp.entered_at < row.entered_at, (SignUp.entered_at == row.entered_at) & (SignUp.id <= row.id))
    query = select(func.count()).where(SignUp.event_id == row.event_id, SignUp.state == SignUpState.WAITING, before)
    return db.session.scalar(query) or 0


def counts(event_id: int) -> dict[SignUpState, int]:
    """How many are in each state."""
    query = select(SignUp.state, func.count()).where(SignUp.event_id == event_id).group_by(SignUp.state)
    found = {state: number for state, number in db.session.execute(query)}
    return {state: found.get(state, 0) for state in SignUpState}


def sign_ups(event_id: int, states: Sequence[SignUpState] = tuple(SignUpState)) -> Select[Any]:
    """Column query of an event's sign-ups in order: person's number, name, unit, phone, state, when, moved up, reason,
    who typed. The caller has looked the event up with ``event_for_desk``."""
    typist = select(Person.name).where(Person.id == SignUp.typed_by_id).correlate(SignUp).scalar_subquery()
    return (
        select(
            SignUp.person_id, Person.name, Unit.name.label("unit"), Person.kind, SignUp.state, SignUp.entered_at,
            SignUp.moved_up_at, SignUp.reason, typist.label("typist"), Person.phone,
        )
        .join(Person, SignUp.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(SignUp.event_id == event_id, SignUp.state.in_(states))
        .order_by(_ORDER, *in_line())
    )  # fmt: skip


def told_ids(event_id: int) -> list[int]:
    """Whom a change of the event concerns: those with a seat or waiting, and the people of the event."""
    signed = select(SignUp.person_id).where(
        SignUp.event_id == event_id, SignUp.state.in_((SignUpState.SIGNED_UP, SignUpState.WAITING))
    )
    parts = select(EventPerson.person_id).where(EventPerson.event_id == event_id)
    return sorted(db.session.scalars(signed.union(parts)))


def my_sign_ups(person_id: int, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the events between two instants for which the person has a seat or waits.

    Number, kind, title, start, state.
    """
    return (
        select(Event.id, Event.kind, Event.public_title, Event.public_starts_at, SignUp.state)
        .join(SignUp, SignUp.event_id == Event.id)
        .where(
            SignUp.person_id == person_id,
            SignUp.state.in_((SignUpState.SIGNED_UP, SignUpState.WAITING)),
            Event.status == EventStatus.PUBLISHED,
            Event.public_ends_at >= since,
            Event.public_starts_at < until,
        )
        .order_by(Event.public_starts_at)
    )


def count_of(state: SignUpState) -> ColumnElement[int]:
    """Column beside Event: how many are in a state (one look into the index)."""
    query = select(func.count()).where(SignUp.event_id == Event.id, SignUp.state == state)
    return query.correlate(Event).scalar_subquery()


def is_public() -> ColumnElement[bool]:
    """Condition: everybody may see the event."""
    return Event.status.in_(PUBLIC)
