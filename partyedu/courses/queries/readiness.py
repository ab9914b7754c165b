"""The six haves of a class (S4.1): teacher, course, classroom, venue, practice project, exchange platform."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from partyedu.core.actor import Actor
from partyedu.courses.models import ClassCourse, ClassMeeting, ClassState, ClassTeacher, CourseClass
from partyedu.courses.queries.courses import managed
from partyedu.courses.queries.meetings import waiting_for_release
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventPart, EventPerson, EventStatus

SOON_DAYS = 21


@dataclass(frozen=True, slots=True)
class Readiness:
    """Which of the six haves a class has.

    ``classroom``: its meetings are planned, each with a place; ``venue``: the class has a place of its own.
    """

    teacher: bool
    course: bool
    classroom: bool
    venue: bool
    project: bool
    platform: bool

    @property
    def missing(self) -> int:
        """How many are missing."""
        return (self.teacher, self.course, self.classroom, self.venue, self.project, self.platform).count(False)


def _has() -> tuple[Any, ...]:
    """Columns beside CourseClass, in the order of ``Readiness``."""
    of_class = ClassMeeting.class_id == CourseClass.id
    meets = exists().where(of_class, ClassMeeting.event_id == Event.id, Event.status != EventStatus.CANCELLED)
    somewhere = or_(Event.room_id.is_not(None), Event.place != "")
    teaches = exists().where(
        of_class, ClassMeeting.event_id == EventPerson.event_id, EventPerson.part == EventPart.TEACHER
    )
    return (
        or_(exists().where(ClassTeacher.class_id == CourseClass.id), teaches).label("teacher"),
        exists().where(ClassCourse.class_id == CourseClass.id).label("course"),
        (meets & ~meets.where(~somewhere)).label("classroom"),
        or_(CourseClass.room_id.is_not(None), CourseClass.place != "").label("venue"),
        CourseClass.project_id.is_not(None).label("project"),
        (CourseClass.platform != "").label("platform"),
    )


def readiness_row(class_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of what one class has: make a ``Readiness`` of its row."""
    return select(*_has()).where(CourseClass.id == class_id)


def classes_beginning(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's classes that begin soon: number, title, state, first day, and what they have."""
    return (
        select(CourseClass.id, CourseClass.title, CourseClass.state, CourseClass.starts_on, *_has())
        .join(Unit, CourseClass.unit_id == Unit.id)
        .where(
            managed(actor),
            CourseClass.state.in_((ClassState.DRAFT, ClassState.OPEN)),
            CourseClass.starts_on >= today,
            CourseClass.starts_on < today + timedelta(days=SOON_DAYS),
        )
        .order_by(CourseClass.starts_on, CourseClass.id)
        .limit(20)
    )


def classes_changed(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's open classes whose meetings wait to be released: number, title, how many."""
    return (
        select(CourseClass.id, CourseClass.title, func.count().label("meetings"))
        .join(Unit, CourseClass.unit_id == Unit.id)
        .join(ClassMeeting, ClassMeeting.class_id == CourseClass.id)
        .join(Event, ClassMeeting.event_id == Event.id)
        .where(
            managed(actor),
            CourseClass.state == ClassState.OPEN,
            Event.starts_at > now,
            Event.status != EventStatus.CANCELLED,
            waiting_for_release(),
        )
        .group_by(CourseClass.id, CourseClass.title)
        .order_by(CourseClass.id)
        .limit(20)
    )


def classes_to_complete(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's open classes whose last meeting is past: number, title, last day."""
    return (
        select(CourseClass.id, CourseClass.title, CourseClass.ends_on)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .where(managed(actor), CourseClass.state == ClassState.OPEN, CourseClass.ends_on < today)
        .order_by(CourseClass.ends_on, CourseClass.id)
        .limit(20)
    )
