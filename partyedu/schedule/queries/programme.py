"""The public schedule: released columns only, as tuples, in one statement a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, String, bindparam, extract, func, literal, null, select, union_all

from partyedu.core.db import Prepared, db
from partyedu.core.search import matches
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventKind, EventStatus, Room, SignUp, SignUpState, Theme, Venue
from partyedu.schedule.queries.seats import count_of, is_public


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


_CHOSEN_UNIT = Unit.__table__.alias("chosen_unit")

# The statement of each combination of filters is built once: building costs more than asking.
_CHOSEN = {
    "theme_id": lambda: Event.public_theme_id == bindparam("theme_id"),
    # A subtree is what begins with the unit's own path, which is looked up inside the statement.
    "unit_id": lambda: Unit.path.startswith(
        select(_CHOSEN_UNIT.c.path).where(_CHOSEN_UNIT.c.id == bindparam("unit_id")).scalar_subquery()
    ),
    "venue_id": lambda: Room.venue_id == bindparam("venue_id"),
    "kind": lambda: Event.kind == bindparam("kind", type_=Event.kind.type),
    "since": lambda: Event.public_ends_at > bindparam("since", type_=Event.public_ends_at.type),
    "until": lambda: Event.public_starts_at < bindparam("until", type_=Event.public_starts_at.type),
}


def given_conditions(filters: Filters, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """The conditions that are asked for, by name, with their values."""
    values = {
        "theme_id": filters.theme_id,
        "unit_id": filters.unit_id,
        "venue_id": filters.venue_id,
        "kind": filters.kind,
        "since": since,
        "until": until,
    }
    return {name: value for name, value in values.items() if value is not None}


def joined(query: Select[*tuple[Any, ...]], chosen: Iterable[str]) -> Select[*tuple[Any, ...]]:
    """A query of public events with unit, theme, room and venue, and the named conditions of ``given_conditions``."""
    return (
        query.join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Theme, Event.public_theme_id == Theme.id)
        .outerjoin(Room, Event.public_room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(is_public(), *(_CHOSEN[name]() for name in chosen))
    )


@cache
def _listed_query(chosen: frozenset[str], newest_first: bool) -> Select[*tuple[Any, ...]]:
    columns = select(
        Event.id, Event.kind, Event.status, Event.public_title, Event.public_starts_at, Event.public_ends_at,
        Theme.name, Unit.name, Venue.name, Room.name, Event.public_place, Event.public_capacity, Event.public_open,
        count_of(SignUpState.SIGNED_UP), count_of(SignUpState.WAITING), func.count().over(),
    )  # fmt: skip
    order = Event.public_starts_at.desc() if newest_first else Event.public_starts_at
    query = joined(columns, sorted(chosen)).order_by(order, Event.id)
    return query.limit(bindparam("limit", type_=Integer)).offset(bindparam("offset", type_=Integer))


def listed(
    filters: Filters,
    since: datetime | None = None,
    until: datetime | None = None,
    newest_first: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> list[Listed]:
    """Public events that end after ``since`` and start before ``until``, in one statement; ``total`` counts all."""
    given = given_conditions(filters, since, until)
    query = _listed_query(frozenset(given), newest_first)
    if filters.words:
        query = query.where(matches(Event.search_text, filters.words))
    rows = db.session.execute(query, {**given, "limit": limit, "offset": offset})
    return [Listed._make(row) for row in rows]


def _own_states_query() -> Select[*tuple[Any, ...]]:
    return select(SignUp.event_id, SignUp.state).where(
        SignUp.person_id == bindparam("person_id"), SignUp.event_id.between(bindparam("first"), bindparam("last"))
    )


_OWN_STATES = Prepared(_own_states_query)


def own_states(person_id: int, event_ids: Sequence[int]) -> dict[int, SignUpState]:
    """A person's own state at some events."""
    if not event_ids:
        return {}
    # The one question of the page that is asked most: made ready once, and no list written into the statement.
    rows = _OWN_STATES.rows(person_id=person_id, first=min(event_ids), last=max(event_ids))
    wanted = frozenset(event_ids)
    return {event_id: state for event_id, state in rows if event_id in wanted}


@cache
def _choices_query() -> Select[*tuple[Any, ...]]:
    def named(kind: str, key: Any, name: Any, place: Any, *conditions: Any) -> Select[*tuple[Any, ...]]:
        columns = literal(kind).label("kind"), key.label("key"), name.label("name"), place.label("place")
        return select(*columns).where(*conditions)

    held = select(Event.unit_id).where(is_public())
    used = select(Room.venue_id).join(Event, Event.public_room_id == Room.id).where(is_public())
    year = extract("year", Event.public_starts_at)
    nameless = null().cast(String)
    years = named("year", year, nameless, -year, is_public(), Event.public_starts_at.is_not(None)).group_by(year)
    in_turn = func.row_number().over(order_by=Unit.in_order)
    parts = union_all(
        named("theme", Theme.id, Theme.name, Theme.position, Theme.archived_at.is_(None)),
        named("unit", Unit.id, Unit.name, in_turn, Unit.id.in_(held)),
        named("venue", Venue.id, Venue.name, Venue.id, Venue.id.in_(used)),
        years,
    ).subquery()
    return select(parts.c.kind, parts.c.key, parts.c.name).order_by(parts.c.kind, parts.c.place, parts.c.key)


def filter_choices() -> dict[str, list[tuple[int, str]]]:
    """What the schedule can be filtered by, in one statement: ``theme``, ``unit`` (those with public events),
    ``venue``; ``year`` holds the years with public events, the newest first."""
    found: dict[str, list[tuple[int, str]]] = {"theme": [], "unit": [], "venue": [], "year": []}
    for kind, key, name in db.session.execute(_choices_query()):
        found[kind].append((int(key), name or str(int(key))))
    return found


def feed_rows(filters: Filters, since: datetime | None, event_id: int | None = None) -> Sequence[Any]:
    """What a calendar program is told of events that end after ``since``, or of one: the columns of ``Listed`` without
    counts, and address, release number, released JSON, reason."""
    given = given_conditions(filters, since, None)
    columns = select(
        Event.id, Event.kind, Event.status, Event.public_title, Event.public_starts_at, Event.public_ends_at,
        Theme.name, Unit.name, Venue.name, Room.name, Event.public_place, Venue.address, Event.release_number,
        Event.released, Event.status_reason,
    )  # fmt: skip
    query = joined(columns, given).order_by(Event.public_starts_at, Event.id).limit(2000)
    if filters.words:
        query = query.where(matches(Event.search_text, filters.words))
    if event_id is not None:
        query = query.where(Event.id == event_id)
    return db.session.execute(query, given).all()
