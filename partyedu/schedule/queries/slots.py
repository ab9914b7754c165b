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


def slot_of(event: Event) -> Slot:
    """The slot of a saved event, with everybody who is busy in it."""
    query = select(EventPerson.person_id).where(EventPerson.event_id == event.id, EventPerson.part.in_(BUSY_PARTS))
    return Slot(
        event_id=event.id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        room_id=event.room_id,
        capacity=event.capacity,
        expected_path=event.expected_unit.path if event.expected_unit else "",
        person_ids=tuple(db.session.scalars(query)),
    )


def clashes(event: Event) -> list[Clash]:
    """Everything that stands in the way of a saved event, as the current actor may see it."""
    return clashes_of(slot_of(event), current_actor())


def clashes_of(slot: Slot, actor: Actor | None) -> list[Clash]:
    """Everything that stands in the way of a slot: room, people, audience, days, length. Five statements at most."""
    others = _others(slot, actor)
    overlapping = [other for other in others if other.starts_at < slot.ends_at and slot.starts_at < other.ends_at]
    return [
        *_in_room(slot, others, overlapping),
        *_of_people(slot, overlapping),
        *_of_audience(slot, overlapping),
        *_of_days(slot),
        *_of_itself(slot),
    ]


def _others(slot: Slot, actor: Actor | None) -> list[_Other]:
    """The events that touch the slot or its turn-round time; titles of drafts only for those who may see them."""
    buffer = timedelta(minutes=TURN_ROUND_MINUTES)
    expected = Unit.__table__.alias("expected")
    query: Select[Any] = (
        select(
            Event.id, Event.kind, Event.status, Event.title, Event.public_title, Event.starts_at, Event.ends_at,
            Event.room_id, Unit.path, expected.c.path,
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(expected, Event.expected_unit_id == expected.c.id)
        .where(
            Event.status.in_(_STANDING),
            Event.starts_at > slot.starts_at - _LONGEST,
            Event.starts_at < slot.ends_at + buffer,
            Event.ends_at > slot.starts_at - buffer,
            Event.id != (slot.event_id or 0),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(200)
    )  # fmt: skip
    found = []
    for key, kind, status, title, public_title, starts_at, ends_at, room_id, path, expected_path in db.session.execute(
        query
    ):
        managed = actor is not None and actor.may(Permission.EVENT_MANAGE, path)
        shown = title if managed else public_title if status in PUBLIC else ""
        endpoint = "schedule.manage" if managed and kind is not EventKind.THEATRE else "schedule.event"
        url = "" if not shown else f"/theatre/{key}" if kind is EventKind.THEATRE else url_for(endpoint, event_id=key)
        found.append(_Other(key, kind, shown, starts_at, ends_at, room_id, expected_path or "", url))
    return found


def _clash(kind: ClashKind, other: _Other, **facts: Any) -> Clash:
    return Clash(kind, str(CLASH_TEXTS[kind]) % {**other.facts, **facts}, other.url)


def _in_room(slot: Slot, others: list[_Other], overlapping: list[_Other]) -> list[Clash]:
    if slot.room_id is None:
        return []
    row = db.session.execute(
        select(Venue.name, Room.name, Room.capacity).join(Venue).where(Room.id == slot.room_id)
    ).one_or_none()
    if row is None:
        return []
    room, found = f"{row[0]} {row[1]}", []
    for other in others:
        if other.room_id == slot.room_id:
            kind = ClashKind.ROOM if other in overlapping else ClashKind.TURN_ROUND
            found.append(_clash(kind, other, room=room, minutes=TURN_ROUND_MINUTES))
    if slot.capacity and row[2] and slot.capacity > row[2]:
        facts = {"room": room, "seats": row[2], "capacity": slot.capacity}
        found.append(Clash(ClashKind.ROOM_TOO_SMALL, str(CLASH_TEXTS[ClashKind.ROOM_TOO_SMALL]) % facts))
    return found


def _of_people(slot: Slot, overlapping: list[_Other]) -> list[Clash]:
    if not slot.person_ids or not overlapping:
        return []
    by_id = {other.id: other for other in overlapping}
    query = (
        select(EventPerson.event_id, Person.name)
        .join(Person, EventPerson.person_id == Person.id)
        .where(
            EventPerson.event_id.in_(by_id),
            EventPerson.person_id.in_(slot.person_ids),
            EventPerson.part.in_(BUSY_PARTS),
        )
        .distinct()
        .order_by(EventPerson.event_id, Person.name)
    )
    return [_clash(ClashKind.PERSON, by_id[key], person=name) for key, name in db.session.execute(query)]


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


def _of_days(slot: Slot) -> list[Clash]:
    first, last = clock.local(slot.starts_at).date(), clock.local(slot.ends_at - timedelta(seconds=1)).date()
    rows = db.session.execute(
        select(CalendarDay.on, CalendarDay.kind, CalendarDay.name).where(
            or_(CalendarDay.on.between(first, last), CalendarDay.on.between(*_year(first.year)))
        )
    ).all()
    url = url_for("schedule.days", year=first.year)
    if not rows:
        return [Clash(ClashKind.YEAR_UNKNOWN, str(CLASH_TEXTS[ClashKind.YEAR_UNKNOWN]) % {"year": first.year}, url)]
    kinds = {DayKind.HOLIDAY: ClashKind.HOLIDAY, DayKind.WORKDAY: ClashKind.WORKDAY}
    return [
        Clash(kinds[kind], str(CLASH_TEXTS[kinds[kind]]) % {"day": formatted(on, "month_day"), "name": name}, url)
        for on, kind, name in sorted(rows)
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
