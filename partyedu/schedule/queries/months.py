"""A month at a glance: what everybody sees of it, and what an organiser moves about in it."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventKind, EventStatus, Room, Theme, Venue
from partyedu.schedule.queries.programme import Filters, given_conditions, joined

# An event lasts seven days at most: said of its start as well, the index on the start narrows both ends of a month.
LONGEST = timedelta(days=8)
MOST = 2000  # of a whole district, in its fullest month, there are a few hundred


class InMonth(NamedTuple):
    """An event of the public schedule as a month shows it."""

    id: int
    kind: EventKind
    status: EventStatus
    title: str
    starts_at: datetime
    ends_at: datetime
    theme: str | None
    unit: str
    venue: str | None
    room: str | None
    place: str


@cache
def _in_month_query(chosen: frozenset[str]) -> Select[*tuple[Any, ...]]:
    columns = select(
        Event.id, Event.kind, Event.status, Event.public_title, Event.public_starts_at, Event.public_ends_at,
        Theme.name, Unit.name, Venue.name, Room.name, Event.public_place,
    )  # fmt: skip
    near = Event.public_starts_at > bindparam("near", type_=Event.public_starts_at.type)
    return joined(columns, sorted(chosen)).where(near).order_by(Event.public_starts_at, Event.id).limit(MOST)


def in_month(filters: Filters, since: datetime, until: datetime) -> list[InMonth]:
    """Public events that end after ``since`` and start before ``until``, the first one first, in one statement.

    Words are not looked for: they are asked of the whole list, in all years.
    """
    given = given_conditions(filters, since, until)
    rows = db.session.execute(_in_month_query(frozenset(given)), given | {"near": since - LONGEST})
    return [InMonth._make(row) for row in rows]


class Planned(NamedTuple):
    """An event as its organiser moves it about: its draft, and from when on everybody reads it."""

    id: int
    kind: EventKind
    status: EventStatus
    title: str
    starts_at: datetime
    ends_at: datetime
    version: int
    release_number: int
    released_version: int
    public_starts_at: datetime | None
    unit: str
    venue: str | None
    room: str | None
    place: str

    @property
    def is_changed(self) -> bool:
        """Whether everybody still reads something else."""
        return self.release_number > 0 and self.released_version < self.version


def planned_in(actor: Actor, since: datetime, until: datetime) -> list[Planned]:
    """The events the actor plans that end after ``since`` and start before ``until``, in one statement."""
    query = (
        select(
            Event.id, Event.kind, Event.status, Event.title, Event.starts_at, Event.ends_at, Event.version,
            Event.release_number, Event.released_version, Event.public_starts_at, Unit.name, Venue.name, Room.name,
            Event.place,
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Room, Event.room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(
            within(actor.reach(Permission.EVENT_MANAGE)),
            Event.starts_at > since - LONGEST,
            Event.starts_at < until,
            Event.ends_at > since,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(MOST)
    )  # fmt: skip
    return [Planned._make(row) for row in db.session.execute(query)]
