"""The meetings of a class: events of the one calendar, with the course that is taught."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses.models import ClassMeeting, ClassPlace, CourseClass, PlaceState
from partyedu.courses.queries.courses import managed
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventStatus, Room

# Whose place in a class is a seat at its meetings: who is in, and who was called up and has not excused themselves.
SEATED = (PlaceState.CALLED, PlaceState.IN)


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
    """The persons whose place in the class is a seat at its meetings."""
    query = select(ClassPlace.person_id).where(ClassPlace.class_id == class_id, ClassPlace.state.in_(SEATED))
    return list(db.session.scalars(query))


def last_number(class_id: int) -> int:
    """The number of the meeting that was planned last; 0 for none."""
    return db.session.scalar(select(func.max(ClassMeeting.number)).where(ClassMeeting.class_id == class_id)) or 0
