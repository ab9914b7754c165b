"""The public schedule: released columns only, as tuples, in one statement a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, extract, func, literal, null, select, union_all

from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventKind, EventStatus, Room, SignUp, SignUpState, Theme, Venue
from partyedu.schedule.queries.sign_ups import count_of, is_public


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose; ``unit_path`` covers the subtree of the unit."""

    theme_id: int | None = None
    unit_id: int | None = None
    venue_id: int | None = None
    kind: EventKind | None = None
    words: str = ""

    @property
    def chosen(self) -> bool:
        """Whether anything narrows the schedule."""
        return any((self.theme_id, self.unit_id, self.venue_id, self.kind, self.words))


class Listed(NamedTuple):
    """One event of the public schedule, to be unpacked in the template in this order."""

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
    capacity: int | None
    open_to_residents: bool
    signed_up: int
    waiting: int
    total: int


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [is_public()]
    if filters.theme_id:
        found.append(Event.public_theme_id == filters.theme_id)
    if filters.unit_id:
        # A subtree is a range of paths; the unit's own path is looked up inside the statement.
        own = select(Unit.path).where(Unit.id == filters.unit_id).scalar_subquery()
        found.append(Unit.path.startswith(own))
    if filters.venue_id:
        found.append(Room.venue_id == filters.venue_id)
    if filters.kind:
        found.append(Event.kind == filters.kind)
    if filters.words:
        found.append(matches(Event.search_text, filters.words))
    return found


def _columns(filters: Filters) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.id, Event.kind, Event.status, Event.public_title, Event.public_starts_at, Event.public_ends_at,
            Theme.name, Unit.name, Venue.name, Room.name, Event.public_place, Event.public_capacity, Event.public_open,
            count_of(SignUpState.SIGNED_UP), count_of(SignUpState.WAITING), func.count().over(),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Theme, Event.public_theme_id == Theme.id)
        .outerjoin(Room, Event.public_room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(*_conditions(filters))
    )  # fmt: skip


def listed(
    filters: Filters,
    since: datetime | None = None,
    until: datetime | None = None,
    newest_first: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> list[Listed]:
    """Public events that end after ``since`` and start before ``until``, in one statement; ``total`` counts all."""
    query = _columns(filters)
    if since is not None:
        query = query.where(Event.public_ends_at > since)
    if until is not None:
        query = query.where(Event.public_starts_at < until)
    order = Event.public_starts_at.desc() if newest_first else Event.public_starts_at
    rows = db.session.execute(query.order_by(order, Event.id).limit(limit).offset(offset))
    return [Listed._make(row) for row in rows]


def own_states(person_id: int, event_ids: Iterable[int]) -> dict[int, SignUpState]:
    """A person's own state at some events."""
    query = select(SignUp.event_id, SignUp.state).where(
        SignUp.person_id == person_id, SignUp.event_id.in_(tuple(event_ids))
    )
    return {event_id: state for event_id, state in db.session.execute(query)}


def filter_choices() -> dict[str, list[tuple[int, str]]]:
    """What the schedule can be filtered by, in one statement: ``theme``, ``unit`` (those with public events),
    ``venue``; ``year`` holds the years with public events, the newest first."""

    def named(kind: str, key: Any, name: Any, place: Any, *conditions: Any) -> Select[Any]:
        return select(literal(kind).label("kind"), key.label("key"), name.label("name"), place.label("place")).where(
            *conditions
        )

    held = select(Event.unit_id).where(is_public())
    used = select(Room.venue_id).join(Event, Event.public_room_id == Room.id).where(is_public())
    year = extract("year", Event.public_starts_at)
    years = (
        select(
            literal("year").label("kind"), year.label("key"), null().cast(String).label("name"), (-year).label("place")
        )
        .where(is_public(), Event.public_starts_at.is_not(None))
        .group_by(year)
    )
    parts = union_all(
        named("theme", Theme.id, Theme.name, Theme.position, Theme.archived_at.is_(None)),
        named("unit", Unit.id, Unit.name, Unit.position, Unit.id.in_(held)),
        named("venue", Venue.id, Venue.name, Venue.id, Venue.id.in_(used)),
        years,
    ).subquery()
    found: dict[str, list[tuple[int, str]]] = {"theme": [], "unit": [], "venue": [], "year": []}
    for kind, key, name in db.session.execute(
        select(parts.c.kind, parts.c.key, parts.c.name).order_by(parts.c.kind, parts.c.place, parts.c.key)
    ):
        found[kind].append((int(key), name or str(int(key))))
    return found


def feed_rows(filters: Filters, since: datetime | None, event_id: int | None = None) -> Sequence[Any]:
    """What a calendar program is told of events that end after ``since``, or of one: the columns of ``Listed`` without
    counts, and address, release number, released JSON, reason."""
    query = (
        select(
            Event.id, Event.kind, Event.status, Event.public_title, Event.public_starts_at, Event.public_ends_at,
            Theme.name, Unit.name, Venue.name, Room.name, Event.public_place, Venue.address, Event.release_number,
            Event.released, Event.status_reason,
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Theme, Event.public_theme_id == Theme.id)
        .outerjoin(Room, Event.public_room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(*_conditions(filters))
        .order_by(Event.public_starts_at, Event.id)
        .limit(2000)
    )  # fmt: skip
    if since is not None:
        query = query.where(Event.public_ends_at > since)
    if event_id is not None:
        query = query.where(Event.id == event_id)
    return db.session.execute(query).all()
