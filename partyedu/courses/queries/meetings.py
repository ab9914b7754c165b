"""The meetings of a class: events of the one calendar, with the course that is taught."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses.access import PUBLIC_CLASSES
from partyedu.courses.models import HOLDING, ClassMeeting, ClassPlace, Course, CourseClass
from partyedu.courses.queries.courses import managed
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import is_around
from partyedu.schedule.models import Event, EventPart, EventPerson, EventStatus, Room, Venue
from partyedu.schedule.queries import Slot


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(ClassMeeting)
        .join(Event, ClassMeeting.event_id == Event.id)
        .join(CourseClass, ClassMeeting.class_id == CourseClass.id)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .options(
            contains_eager(ClassMeeting.event).joinedload(Event.room).joinedload(Room.venue),
            contains_eager(ClassMeeting.event).joinedload(Event.theme),
            contains_eager(ClassMeeting.course_class).contains_eager(CourseClass.unit),
            joinedload(ClassMeeting.course),
        )
    )


def meetings_of(class_id: int) -> Sequence[ClassMeeting]:
    """The meetings of a class by time, with event, room and course."""
    query = _whole().where(ClassMeeting.class_id == class_id)
    return db.session.scalars(query.order_by(Event.starts_at, ClassMeeting.number)).all()


def meeting_to_manage(actor: Actor, event_id: int) -> ClassMeeting | None:
    """The meeting that this event is, if the actor manages classes of the unit that runs it."""
    return db.session.scalar(_whole().where(ClassMeeting.event_id == event_id, managed(actor)))


def meetings_to_come(class_id: int, now: datetime) -> list[int]:
    """The events of a class that have been released and are not over: where its roster has seats."""
    query = (
        select(Event.id)
        .join(ClassMeeting, ClassMeeting.event_id == Event.id)
        .where(
            ClassMeeting.class_id == class_id,
            Event.status.in_((EventStatus.PUBLISHED, EventStatus.POSTPONED)),
            Event.ends_at > now,
        )
    )
    return list(db.session.scalars(query))


def seated_people(class_id: int) -> list[int]:
    """The persons whose place in the class is a seat at its meetings, and who are still here."""
    query = select(ClassPlace.person_id).join(Person, ClassPlace.person_id == Person.id).where(is_around())
    return list(db.session.scalars(query.where(ClassPlace.class_id == class_id, ClassPlace.state.in_(HOLDING))))


def unseated_people(class_id: int) -> list[int]:
    """The persons who stand on the roster without a seat at its meetings: waiting, excused, gone."""
    query = select(ClassPlace.person_id).join(Person, ClassPlace.person_id == Person.id)
    seatless = or_(ClassPlace.state.not_in(HOLDING), ~is_around())
    return list(db.session.scalars(query.where(ClassPlace.class_id == class_id, seatless)))


def starts_planned(class_id: int) -> Select[*tuple[datetime]]:
    """Column query of when the meetings of a class begin; cancelled ones left out."""
    query = select(Event.starts_at).join(ClassMeeting, ClassMeeting.event_id == Event.id)
    return query.where(ClassMeeting.class_id == class_id, Event.status != EventStatus.CANCELLED)


def last_number(class_id: int) -> int:
    """The number of the meeting that was planned last; 0 for none."""
    return db.session.scalar(select(func.max(ClassMeeting.number)).where(ClassMeeting.class_id == class_id)) or 0


def meeting_rows(class_id: int, public: bool) -> Select[*tuple[Any, ...]]:
    """Column query of the meetings of a class by time, as everybody sees them (``public``) or as they are planned.

    Event's number, number, title of the course, start, end, status, its reason, venue, room, place, and whether it
    waits to be released (new, or changed since).
    """
    starts, ends = (Event.public_starts_at, Event.public_ends_at) if public else (Event.starts_at, Event.ends_at)
    room_id, place = (Event.public_room_id, Event.public_place) if public else (Event.room_id, Event.place)
    query = (
        select(
            ClassMeeting.event_id, ClassMeeting.number, Course.title.label("course"), starts.label("starts_at"),
            ends.label("ends_at"), Event.status, Event.status_reason, Venue.name.label("venue"),
            Room.name.label("room"), place.label("place"), waiting_for_release().label("pending"),
        )
        .join(Event, ClassMeeting.event_id == Event.id)
        .outerjoin(Course, ClassMeeting.course_id == Course.id)
        .outerjoin(Room, room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(ClassMeeting.class_id == class_id)
        .order_by(starts, ClassMeeting.number)
    )  # fmt: skip
    return query.where(Event.release_number > 0) if public else query


def waiting_for_release() -> ColumnElement[bool]:
    """Condition on Event: nobody has seen it yet, or not as it stands now."""
    return or_(Event.status == EventStatus.DRAFT, Event.released_version < Event.version)


def meeting_teachers(class_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of who teaches each meeting of a class: event's number, person's number, name, public name."""
    return (
        select(EventPerson.event_id, Person.id.label("person_id"), Person.name, Person.public_name)
        .join(Person, EventPerson.person_id == Person.id)
        .join(ClassMeeting, ClassMeeting.event_id == EventPerson.event_id)
        .where(ClassMeeting.class_id == class_id, EventPerson.part == EventPart.TEACHER)
        .order_by(EventPerson.id)
    )


def slots_of_class(meetings: Sequence[ClassMeeting], teachers: Sequence[Any]) -> list[Slot]:
    """The slots of saved meetings, with who teaches them (rows of ``meeting_teachers``)."""
    busy: dict[int, list[int]] = {}
    for row in teachers:
        busy.setdefault(row.event_id, []).append(row.person_id)
    return [
        Slot(
            starts_at=meeting.event.starts_at, ends_at=meeting.event.ends_at, event_id=meeting.event_id,
            room_id=meeting.event.room_id, capacity=meeting.event.capacity,
            person_ids=busy.get(meeting.event_id, ()),
        )
        for meeting in meetings
    ]  # fmt: skip


def class_of_event(actor: Actor | None, event_id: int) -> ClassMeeting | None:
    """The meeting that a calendar's event is, if its class may be seen."""
    seen = or_(CourseClass.state.in_(PUBLIC_CLASSES), managed(actor))
    return db.session.scalar(_whole().where(ClassMeeting.event_id == event_id, seen))
