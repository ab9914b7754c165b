"""What stands in the way of a time, a room, a person: warnings that never block."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import Select, or_, select

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.db import db
from partyedu.core.words import _, duration, formatted
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.access import page_of, planned_at
from partyedu.schedule.models import (
    CLASH_TEXTS,
    PUBLIC,
    CalendarDay,
    ClashKind,
    DayKind,
    Event,
    EventKind,
    EventPart,
    EventPerson,
    EventStatus,
    Room,
    Venue,
)

TURN_ROUND_MINUTES = 15  # to leave, air and set up a room again
OVERLONG_MINUTES = 180
_LONGEST = timedelta(days=7)

# Who cannot be at two places at once. An owner answers for an event without standing in it.
BUSY_PARTS = (EventPart.HOST, EventPart.SPEAKER, EventPart.RESERVE, EventPart.TEACHER)
# What takes up its room and its people.
_STANDING = (EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that somebody plans: saved or still being typed (``event_id`` None)."""

    starts_at: datetime
    ends_at: datetime
    event_id: int | None = None
    room_id: int | None = None
    capacity: int | None = None
    expected_path: str = ""
    person_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A warning: what it is about, the sentence in the reader's language, and where to look ('' when not allowed)."""

    kind: ClashKind
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Other:
    """An event that stands near the slot, as the actor may see it."""

    id: int
    kind: EventKind
    title: str
    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    expected_path: str
    url: str = field(default="")

    @property
    def facts(self) -> dict[str, str]:
        when = f"{formatted(self.starts_at, 'datetime')}–{formatted(self.ends_at, 'time')}"
        return {"title": _("“%(title)s”", title=self.title) if self.title else _("另一个活动"), "when": when}


def slots_of(events: Sequence[Event]) -> list[Slot]:
    """The slots of saved events, with everybody who is busy in them. One statement."""
    people: dict[int, list[int]] = {event.id: [] for event in events}
    busy = select(EventPerson.event_id, EventPerson.person_id).where(EventPerson.part.in_(BUSY_PARTS))
    for event_id, person_id in db.session.execute(busy.where(EventPerson.event_id.in_(people))):
        people[event_id].append(person_id)
    return [
        Slot(
            event_id=event.id,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            room_id=event.room_id,
            capacity=event.capacity,
            expected_path=event.expected_unit.path if event.expected_unit else "",
            person_ids=people[event.id],
        )
        for event in events
    ]


def clashes(event: Event) -> list[Clash]:
    """Everything that stands in the way of a saved event, as the current actor may see it."""
    return clashes_of(slots_of([event])[0], current_actor())


def clashes_of(slot: Slot, actor: Actor | None) -> list[Clash]:
    """Everything that stands in the way of a slot: room, people, audience, days, length. Five statements at most."""
    return clashes_of_all([slot], actor)[0]


def clashes_of_all(slots: Sequence[Slot], actor: Actor | None) -> list[list[Clash]]:
    """What stands in the way of each of several slots, as ``clashes_of``: the same statements, however many there are.

    The slots do not stand in each other's way while they are still being typed: they have no rows yet.
    """
    if not slots:
        return []
    others, rooms = _others(slots, actor), _rooms(slots)
    near = [[other for other in others if _touches(slot, other)] for slot in slots]
    overlapping = [[one for one in near[at] if _overlaps(slot, one)] for at, slot in enumerate(slots)]
    people, days = _busy(slots, overlapping), _calendar(slots)
    return [
        [
            *_in_room(slot, rooms.get(slot.room_id or 0), near[at], overlapping[at]),
            *_of_people(slot, overlapping[at], people),
            *_of_audience(slot, overlapping[at]),
            *_of_days(slot, days),
            *_of_itself(slot),
        ]
        for at, slot in enumerate(slots)
    ]


def _overlaps(slot: Slot, other: _Other) -> bool:
    return other.starts_at < slot.ends_at and slot.starts_at < other.ends_at


def _touches(slot: Slot, other: _Other) -> bool:
    """Whether the other event stands within the slot or its turn-round time."""
    buffer = timedelta(minutes=TURN_ROUND_MINUTES)
    around = slot.starts_at - buffer < other.ends_at and other.starts_at < slot.ends_at + buffer
    return around and other.id != slot.event_id


def _others(slots: Sequence[Slot], actor: Actor | None) -> list[_Other]:
    """The events about the time of the slots that could matter to one; titles of drafts only for those who may see.

    Several slots of months are asked for their rooms, people and audience only, else the whole calendar would come.
    """
    buffer = timedelta(minutes=TURN_ROUND_MINUTES)
    expected = Unit.__table__.alias("expected")
    first, last = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    busy = select(EventPerson.event_id).where(
        EventPerson.person_id.in_({number for slot in slots for number in slot.person_ids}),
        EventPerson.part.in_(BUSY_PARTS),
    )
    matters = [Event.room_id.in_({slot.room_id for slot in slots if slot.room_id}), Event.id.in_(busy)]
    if any(slot.expected_path for slot in slots):
        matters.append(Event.expected_unit_id.is_not(None))
    query: Select[Any] = (
        select(
            Event.id, Event.kind, Event.status, Event.title, Event.public_title, Event.starts_at, Event.ends_at,
            Event.room_id, Unit.path, expected.c.path,
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(expected, Event.expected_unit_id == expected.c.id)
        .where(
            Event.status.in_(_STANDING),
            Event.starts_at > first - _LONGEST,
            Event.starts_at < last + buffer,
            Event.ends_at > first - buffer,
            or_(*matters),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(200 * len(slots))
    )  # fmt: skip
    found = []
    for key, kind, status, title, public_title, starts_at, ends_at, room_id, path, expected_path in db.session.execute(
        query
    ):
        managed = actor is not None and actor.may(Permission.EVENT_MANAGE, path)
        shown = title if managed else public_title if status in PUBLIC else ""
        url = "" if not shown else planned_at(key, kind) if managed and not _is_session(kind) else page_of(key, kind)
        found.append(_Other(key, kind, shown, starts_at, ends_at, room_id, expected_path or "", url))
    return found


def _is_session(kind: EventKind) -> bool:
    return kind is EventKind.THEATRE


def _clash(kind: ClashKind, other: _Other, **facts: Any) -> Clash:
    return Clash(kind, str(CLASH_TEXTS[kind]) % {**other.facts, **facts}, other.url)


def _rooms(slots: Sequence[Slot]) -> dict[int, tuple[str, int | None]]:
    """The rooms of the slots: their whole names and their seats."""
    wanted = {slot.room_id for slot in slots if slot.room_id}
    if not wanted:
        return {}
    query = select(Room.id, Venue.name, Room.name, Room.capacity).join(Venue).where(Room.id.in_(wanted))
    return {key: (f"{venue} {room}", seats) for key, venue, room, seats in db.session.execute(query)}


def _in_room(
    slot: Slot, room: tuple[str, int | None] | None, near: list[_Other], overlapping: list[_Other]
) -> list[Clash]:
    if room is None:
        return []
    name, seats = room
    found = []
    for other in near:
        if other.room_id == slot.room_id:
            kind = ClashKind.ROOM if other in overlapping else ClashKind.TURN_ROUND
            found.append(_clash(kind, other, room=name, minutes=TURN_ROUND_MINUTES))
    if slot.capacity and seats and slot.capacity > seats:
        facts = {"room": name, "seats": seats, "capacity": slot.capacity}
        found.append(Clash(ClashKind.ROOM_TOO_SMALL, str(CLASH_TEXTS[ClashKind.ROOM_TOO_SMALL]) % facts))
    return found


def _busy(slots: Sequence[Slot], overlapping: list[list[_Other]]) -> list[tuple[int, int, str]]:
    """Who of the people of the slots is busy in an event that overlaps one: event, person's number, name."""
    wanted = {number for slot in slots for number in slot.person_ids}
    events = {other.id for some in overlapping for other in some}
    if not wanted or not events:
        return []
    query = (
        select(EventPerson.event_id, EventPerson.person_id, Person.name)
        .join(Person, EventPerson.person_id == Person.id)
        .where(
            EventPerson.event_id.in_(events),
            EventPerson.person_id.in_(wanted),
            EventPerson.part.in_(BUSY_PARTS),
        )
        .distinct()
        .order_by(EventPerson.event_id, Person.name)
    )
    return [(event_id, person_id, name) for event_id, person_id, name in db.session.execute(query)]


def _of_people(slot: Slot, overlapping: list[_Other], busy: list[tuple[int, int, str]]) -> list[Clash]:
    by_id = {other.id: other for other in overlapping}
    return [
        _clash(ClashKind.PERSON, by_id[event_id], person=name)
        for event_id, person_id, name in busy
        if event_id in by_id and person_id in slot.person_ids
    ]


def _of_audience(slot: Slot, overlapping: list[_Other]) -> list[Clash]:
    if not slot.expected_path:
        return []
    mine = slot.expected_path
    same = [
        other
        for other in overlapping
        if other.expected_path and (other.expected_path.startswith(mine) or mine.startswith(other.expected_path))
    ]
    return [_clash(ClashKind.SAME_PEOPLE_EXPECTED, other) for other in same]


def _calendar(slots: Sequence[Slot]) -> dict[date, tuple[DayKind, str]]:
    """The days that were entered for the years of the slots: what kind of day, and its name."""
    years = {day.year for slot in slots for day in _days_of(slot)}
    query = select(CalendarDay.on, CalendarDay.kind, CalendarDay.name)
    rows = db.session.execute(query.where(or_(*(CalendarDay.on.between(*_year(year)) for year in sorted(years)))))
    return {on: (kind, name) for on, kind, name in rows}


def _days_of(slot: Slot) -> tuple[date, date]:
    return clock.local(slot.starts_at).date(), clock.local(slot.ends_at - timedelta(seconds=1)).date()


def _of_days(slot: Slot, calendar: dict[date, tuple[DayKind, str]]) -> list[Clash]:
    first, last = _days_of(slot)
    url = url_for("schedule.days", year=first.year)
    if not any(on.year == first.year or first <= on <= last for on in calendar):
        return [Clash(ClashKind.YEAR_UNKNOWN, str(CLASH_TEXTS[ClashKind.YEAR_UNKNOWN]) % {"year": first.year}, url)]
    kinds = {DayKind.HOLIDAY: ClashKind.HOLIDAY, DayKind.WORKDAY: ClashKind.WORKDAY}
    return [
        Clash(kinds[kind], str(CLASH_TEXTS[kinds[kind]]) % {"day": formatted(on, "month_day"), "name": name}, url)
        for on, (kind, name) in sorted(calendar.items())
        if first <= on <= last
    ]


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _of_itself(slot: Slot) -> list[Clash]:
    found = []
    minutes = int((slot.ends_at - slot.starts_at).total_seconds() // 60)
    if minutes > OVERLONG_MINUTES:
        found.append(Clash(ClashKind.OVERLONG, str(CLASH_TEXTS[ClashKind.OVERLONG]) % {"length": duration(minutes)}))
    if slot.starts_at < clock.now():
        found.append(Clash(ClashKind.PAST, str(CLASH_TEXTS[ClashKind.PAST])))
    return found
