"""Events seen from the door: which are open for check-in, whose desk one may sit at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.attendance.access import CLOSES_AFTER, OPENS_BEFORE
from partyedu.attendance.models import Attendance, ClockConfirmation
from partyedu.core.actor import Actor, Permission
from partyedu.core.audit import AuditRow
from partyedu.core.db import Prepared, db
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import PUBLIC, Event, EventKind, EventStatus, Room, SignUp, SignUpState, Venue

# Long before any event that is still open; lets the index on the public start answer.
_LONGEST = timedelta(days=3)

_expected_unit = aliased(Unit, name="expected_unit")


def _newest_record() -> ScalarSelect[Any]:
    confirmed = select(func.coalesce(func.max(ClockConfirmation.after_audit_id), 0)).scalar_subquery()
    # "+ 0" keeps SQLite from walking all row numbers: the index on the time answers with its last entry.
    newest = select(AuditRow.at).where(AuditRow.id + 0 > confirmed).order_by(AuditRow.at.desc())
    return newest.limit(1).scalar_subquery()


def newest_record_at() -> datetime | None:
    """The time of the newest change on record, those left out that were written while the clock was ahead."""
    return db.session.scalar(select(_newest_record()))


class OnPhone(NamedTuple):
    """What a phone needs of a public event; ``newest``: see ``newest_record_at``."""

    id: int
    kind: EventKind
    title: str
    starts_at: datetime
    ends_at: datetime
    status: EventStatus
    open: bool
    venue: str | None
    room: str | None
    place: str
    newest: datetime | None


def _on_phone() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.id, Event.kind, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            Event.public_ends_at.label("ends_at"), Event.status, Event.public_open.label("open"),
            Venue.name.label("venue"), Room.name.label("room"), Event.public_place.label("place"),
            _newest_record().label("newest"),
        )
        .outerjoin(Room, Event.public_room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(Event.id == bindparam("event_id", 0), or_(*(Event.status == status for status in PUBLIC)))
        .where(Event.public_starts_at.is_not(None))
    )  # fmt: skip


_ON_PHONE = Prepared(_on_phone)


def event_on_phone(event_id: int | None) -> OnPhone | None:
    """A public event as a phone sees it; None for a draft and for none.

    Asked beside the session: of the hundreds who press in one moment none holds the write lock while it reads.
    """
    rows = _ON_PHONE.rows(event_id=event_id) if event_id is not None and event_id < 1 << 63 else []
    return OnPhone(*rows[0]) if rows else None


def _open_at(now: datetime) -> ColumnElement[bool]:
    return (
        Event.status.in_((EventStatus.PUBLISHED, EventStatus.CLOSED))
        & (Event.public_starts_at <= now + OPENS_BEFORE)
        & (Event.public_starts_at > now - _LONGEST)
        & (Event.public_ends_at >= now - CLOSES_AFTER)
    )


def _listed() -> Select[*tuple[Any, ...]]:
    return select(
        Event.id, Event.kind, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
        Event.public_ends_at.label("ends_at"), Event.status,
    )  # fmt: skip


def open_now(now: datetime) -> Sequence[Any]:
    """The events at which one can check in now: number, kind, title, start, end, status."""
    return db.session.execute(_listed().where(_open_at(now)).order_by(Event.public_starts_at, Event.id).limit(30)).all()


def _at_desk(actor: Actor) -> ColumnElement[bool]:
    """Condition: the actor checks in for the event's unit or for the unit it expects."""
    reach = actor.reach(Permission.CHECK_IN)
    return or_(within(reach), within(reach, _expected_unit.path))


def open_desks(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the open events whose desk the actor may sit at, as ``open_now`` lists them."""
    query = (
        _listed()
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(_expected_unit, Event.expected_unit_id == _expected_unit.id)
        .where(_open_at(now), _at_desk(actor))
    )
    return query.order_by(Event.public_starts_at, Event.id).limit(20)


def desk_events(
    actor: Actor, since: datetime, until: datetime, newest_first: bool = True
) -> Select[*tuple[Any, ...]]:
    """Column query of the events whose desk the actor may sit at, by time, with how many were there."""
    here = select(func.count()).where(Attendance.event_id == Event.id, Attendance.state.in_(("present", "late")))
    return (
        _listed()
        .add_columns(here.correlate(Event).scalar_subquery().label("here"))
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(_expected_unit, Event.expected_unit_id == _expected_unit.id)
        .where(
            Event.status.in_(PUBLIC), Event.public_starts_at >= since, Event.public_starts_at < until, _at_desk(actor)
        )
        .order_by(Event.public_starts_at.desc() if newest_first else Event.public_starts_at, Event.id)
    )


def event_at_desk(actor: Actor, event_id: int) -> Event | None:
    """The public event, if the actor checks in for its unit or for the unit it expects."""
    query = (
        select(Event)
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(_expected_unit, Event.expected_unit_id == _expected_unit.id)
        .options(joinedload(Event.unit), joinedload(Event.expected_unit), joinedload(Event.room).joinedload(Room.venue))
        .where(Event.id == event_id, Event.status.in_(PUBLIC), Event.public_starts_at.is_not(None), _at_desk(actor))
    )
    return db.session.scalar(query)


def awaited_at(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the open events at which the actor is awaited and has not checked in, as ``open_now`` lists."""
    seat = exists().where(
        SignUp.event_id == Event.id, SignUp.person_id == actor.person_id, SignUp.state == SignUpState.SIGNED_UP
    )
    leave = exists().where(
        SignUp.event_id == Event.id, SignUp.person_id == actor.person_id, SignUp.state == SignUpState.LEAVE
    )
    recorded = exists().where(Attendance.event_id == Event.id, Attendance.person_id == actor.person_id)
    above = actor.units_above if actor.is_member else []
    query = _listed().where(_open_at(now), or_(seat, Event.expected_unit_id.in_(above)), ~leave, ~recorded)
    return query.order_by(Event.public_starts_at, Event.id).limit(5)
