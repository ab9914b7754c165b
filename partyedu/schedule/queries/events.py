"""One event: for those who manage it, and its released face for everybody."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import ACTIVE, Person, PersonKind, Unit, shown_name
from partyedu.organisation.queries import takes_part_in, within
from partyedu.schedule.models import (
    PLAIN_KINDS,
    Event,
    EventKind,
    EventPart,
    EventPartner,
    EventPerson,
    EventStatus,
    Occasion,
    Room,
    SignUpState,
    Theme,
    Venue,
)
from partyedu.schedule.queries.seats import count_of, is_public


def _whole() -> Select[Any]:
    return (
        select(Event)
        .join(Unit, Event.unit_id == Unit.id)
        .options(
            joinedload(Event.unit),
            joinedload(Event.theme),
            joinedload(Event.occasion),
            joinedload(Event.expected_unit),
            joinedload(Event.room).joinedload(Room.venue),
        )
    )


def event_to_manage(actor: Actor, event_id: int) -> Event | None:
    """The event, if the actor may plan events of its unit."""
    reach = actor.reach(Permission.EVENT_MANAGE)
    return db.session.scalar(_whole().where(Event.id == event_id, within(reach)))


def drafts_to_manage(actor: Actor, since: datetime, until: datetime, at_most: int) -> list[Event]:
    """Drafts of the actor's units that nobody has seen yet and that begin in a stretch of time, in order.

    Those of a class are left out: they are released with it.
    """
    query = _whole().where(
        within(actor.reach(Permission.EVENT_MANAGE)),
        Event.status == EventStatus.DRAFT,
        Event.release_number == 0,
        Event.kind != EventKind.CLASS,
        Event.starts_at >= since,
        Event.starts_at < until,
    )
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id).limit(at_most)))


def plain_event_to_manage(actor: Actor, event_id: int) -> Event | None:
    """The event, if the actor plans events of its unit and no other room plans it (theatre session, class meeting)."""
    event = event_to_manage(actor, event_id)
    return event if event is not None and event.kind in PLAIN_KINDS else None


def desk_reach(actor: Actor) -> tuple[str, ...]:
    """The subtrees (paths) in which the actor plans or checks in: who sees to an event on its day."""
    return (*actor.reach(Permission.EVENT_MANAGE), *actor.reach(Permission.CHECK_IN))


def event_for_desk(actor: Actor, event_id: int) -> Event | None:
    """The event, if the actor plans or checks in for its unit: sign-ups and reasons for leave."""
    return db.session.scalar(_whole().where(Event.id == event_id, within(desk_reach(actor))))


# A host without a role of staff runs their own event on its day, and nothing else of it.
HOST_BEFORE, HOST_AFTER = timedelta(hours=2), timedelta(hours=4)


def hosts_now(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Condition on Event: the actor is its host, from two hours before its time to four after it."""
    return and_(
        Event.status == EventStatus.PUBLISHED,
        Event.public_starts_at < now + HOST_BEFORE,
        Event.public_ends_at > now - HOST_AFTER,
        exists().where(
            EventPerson.event_id == Event.id,
            EventPerson.person_id == actor.person_id,
            EventPerson.part == EventPart.HOST,
        ),
    )


def event_for_host(actor: Actor, event_id: int, now: datetime) -> Event | None:
    """The event, if the actor is its host and it is on its day."""
    return db.session.scalar(_whole().where(Event.id == event_id, hosts_now(actor, now)))


def event_on_schedule(event_id: int) -> Event | None:
    """The row of a public event, for signing up."""
    return db.session.scalar(select(Event).where(Event.id == event_id, is_public()))


def person_of(actor: Actor) -> Person | None:
    """The row of the person who acts."""
    return db.session.get(Person, actor.person_id) if actor.person_id else None


def people_of(event_id: int) -> dict[EventPart, list[Person]]:
    """The people of an event by part, in the order they were put in."""
    query = (
        select(EventPerson.part, Person)
        .join(Person, EventPerson.person_id == Person.id)
        .where(EventPerson.event_id == event_id)
        .order_by(EventPerson.id)
    )
    found: dict[EventPart, list[Person]] = defaultdict(list)
    for part, person in db.session.execute(query):
        found[part].append(person)
    return found


def in_front(event_id: int) -> list[tuple[EventPart, str]]:
    """Who stands or sits in front at an event, each once, host first: the part, the name as they chose (or none)."""
    found = people_of(event_id)
    each: dict[int, tuple[EventPart, str]] = {}
    for part in (EventPart.HOST, EventPart.TEACHER, EventPart.SPEAKER, EventPart.RESERVE):
        for person in found[part]:
            each.setdefault(person.id, (part, person.shown_name))
    return list(each.values())


def partner_ids(event_id: int) -> list[int]:
    """The units that co-organise an event."""
    query = select(EventPartner.unit_id).where(EventPartner.event_id == event_id)
    return list(db.session.scalars(query.order_by(EventPartner.unit_id)))


def managed_events(actor: Actor, which: str, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the events the actor plans: ``drafts``, ``coming`` or ``past``.

    Number, kind, title, start, end, status, unit, released and present version, seats taken, waiting.
    """
    query = (
        select(
            Event.id, Event.kind, Event.title, Event.starts_at, Event.ends_at, Event.status, Unit.name.label("unit"),
            Event.released_version, Event.version, count_of(SignUpState.SIGNED_UP).label("signed_up"),
            count_of(SignUpState.WAITING).label("waiting"), Event.capacity,
        )
        .join(Unit, Event.unit_id == Unit.id)
        .where(within(actor.reach(Permission.EVENT_MANAGE)))
    )  # fmt: skip
    if which == "drafts":
        return query.where(Event.status == EventStatus.DRAFT).order_by(Event.starts_at, Event.id)
    query = query.where(is_public())
    if which == "past":
        return query.where(Event.ends_at < now).order_by(Event.starts_at.desc(), Event.id)
    return query.where(Event.ends_at >= now).order_by(Event.starts_at, Event.id)


def events_of_unit(unit: Unit, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of what a unit and those below it hold in a time, as it is on the schedule: number, title, start."""
    return (
        select(Event.id, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"))
        .join(Unit, Event.unit_id == Unit.id)
        .where(within([unit.path]), Event.status == EventStatus.PUBLISHED)
        .where(Event.public_starts_at >= since, Event.public_starts_at < until)
        .order_by(Event.public_starts_at, Event.id)
    )


def soon_unreleased(actor: Actor, now: datetime, days: int = 21) -> Select[*tuple[Any, ...]]:
    """Column query of drafts, and of edits not yet released, of events that come soon.

    Number, kind, title, start, status. Meetings of a class are released together, in their own room.
    """
    return (
        select(Event.id, Event.kind, Event.title, Event.starts_at, Event.status)
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            within(actor.reach(Permission.EVENT_MANAGE)),
            Event.starts_at >= now,
            Event.starts_at < now + timedelta(days=days),
            Event.kind != EventKind.CLASS,
            or_(
                Event.status == EventStatus.DRAFT,
                (Event.status == EventStatus.PUBLISHED) & (Event.released_version < Event.version)
                & (Event.released_version > 0),
            ),
        )
        .order_by(Event.starts_at)
        .limit(100)
    )  # fmt: skip


def todays_events(actor: Actor, day: date) -> Select[*tuple[Any, ...]]:
    """Column query of the events of today at which the actor plans or checks in: number, kind, title, start."""
    since, until = clock.day_bounds(day)
    return (
        select(Event.id, Event.kind, Event.public_title, Event.public_starts_at)
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            within(desk_reach(actor)),
            Event.status == EventStatus.PUBLISHED,
            Event.public_starts_at >= since,
            Event.public_starts_at < until,
        )
        .order_by(Event.public_starts_at)
        .limit(20)
    )


def expected_condition(event: Event) -> ColumnElement[bool] | None:
    """Condition on Person: expected at the event. None when nobody in particular is expected.

    The unit's own members and those whose daily study was there on that day, each once (``takes_part_in``).
    A member counts who was on the roster on the event's day and had not left it; for events to come, only those who
    are active (the dead are never chased).
    """
    if event.expected_unit_id is None or event.expected_unit is None:
        return None
    day = clock.local(event.starts_at).date()
    on_roster = or_(Person.on_roster_since.is_(None), Person.on_roster_since <= day)
    still_there: ColumnElement[bool] = Person.status.in_(ACTIVE)
    if event.ends_at < clock.now():
        still_there = or_(still_there, Person.off_roster_on > day)
    return (Person.kind == PersonKind.MEMBER) & takes_part_in([event.expected_unit.path], day) & on_roster & still_there


def expected_people(event: Event) -> list[Person]:
    """The members whom the event expects, by unit and name; empty when nobody in particular is expected."""
    condition = expected_condition(event)
    if condition is None:
        return []
    query = select(Person).join(Unit, Person.unit_id == Unit.id).options(joinedload(Person.unit)).where(condition)
    return list(db.session.scalars(query.order_by(Unit.in_order, Person.name, Person.id)))


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """The released face of an event, as everybody may read it.

    ``people`` holds (part, person's number, name as the person chose to be shown; empty for none). ``programme`` is
    what the theatre released (a list of dicts), empty for plain events.
    """

    id: int
    kind: EventKind
    status: EventStatus
    status_reason: str
    title: str
    starts_at: datetime
    ends_at: datetime
    theme_id: int | None
    theme: str
    unit_id: int
    unit: str
    unit_path: str
    place: str
    address: str
    capacity: int | None
    open_to_residents: bool
    expected_unit_id: int | None
    expected: str
    expected_path: str
    release_number: int
    signed_up: int
    waiting: int
    summary: str = ""
    occasion: str = ""  # what it counts as, when somebody said so
    partners: list[str] = field(default_factory=list)
    people: list[tuple[EventPart, int, str]] = field(default_factory=list)
    programme: list[dict[str, Any]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether the next to sign up has to wait."""
        return self.capacity is not None and self.signed_up >= self.capacity


def place_words(venue: str | None, room: str | None, place: str) -> str:
    """Where it is: venue and room, or the place in words."""
    return f"{venue} {room}" if venue and room else place


def public_event(event_id: int) -> PublicEvent | None:
    """The released face of an event; None for a draft and for no event at all. At most three statements."""
    query = (
        select(
            Event, Unit.name, Unit.path, Theme.name, Occasion.name, Venue.name, Venue.address, Room.name,
            count_of(SignUpState.SIGNED_UP), count_of(SignUpState.WAITING),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Theme, Event.public_theme_id == Theme.id)
        .outerjoin(Occasion, Event.occasion_id == Occasion.id)
        .outerjoin(Room, Event.public_room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(Event.id == event_id, is_public(), Event.public_starts_at.is_not(None))
    )  # fmt: skip
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    event: Any
    event, unit, unit_path, theme, occasion, venue, address, room, taken, waiting = row
    face = json.loads(event.released or "{}")
    expected_id = face.get("expected_unit_id")
    units = _units({*face.get("partner_ids", ()), expected_id} - {None})
    expected_name, expected_path = units.get(expected_id, ("", ""))
    return PublicEvent(
        id=event.id, kind=event.kind, status=event.status, status_reason=event.status_reason,
        title=event.public_title, starts_at=event.public_starts_at, ends_at=event.public_ends_at,
        theme_id=event.public_theme_id, theme=theme or "", occasion=occasion or "",
        unit_id=event.unit_id, unit=unit, unit_path=unit_path,
        place=place_words(venue, room, event.public_place), address=address or "", capacity=event.public_capacity,
        open_to_residents=event.public_open, expected_unit_id=expected_id, expected=expected_name,
        expected_path=expected_path, release_number=event.release_number, signed_up=taken, waiting=waiting,
        summary=face.get("summary", ""),
        partners=[units[key][0] for key in face.get("partner_ids", ()) if key in units],
        people=_people(face.get("people", [])), programme=face.get("programme", []),
    )  # fmt: skip


def _people(pairs: list[list[Any]]) -> list[tuple[EventPart, int, str]]:
    """The people of a face; a name is what its owner allows today."""
    if not pairs:
        return []
    query = select(Person.id, Person.name, Person.public_name).where(Person.id.in_({number for _part, number in pairs}))
    names = {number: shown_name(name, choice) for number, name, choice in db.session.execute(query)}
    return [(EventPart(part), number, names[number]) for part, number in pairs if number in names]


def _units(wanted: set[int]) -> dict[int, tuple[str, str]]:
    """Names and paths of units by number."""
    if not wanted:
        return {}
    query = select(Unit.id, Unit.name, Unit.path).where(Unit.id.in_(wanted))
    return {key: (name, path) for key, name, path in db.session.execute(query)}
