"""Classes: the public list, one class, what it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.courses.access import PUBLIC_CLASSES
from partyedu.courses.models import (
    HOLDING,
    ClassCourse,
    ClassMeeting,
    ClassPlace,
    ClassState,
    ClassTeacher,
    Course,
    CourseClass,
    CourseNeed,
)
from partyedu.courses.queries.courses import managed
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, EventPart, EventPerson, EventStatus, Room


@dataclass(frozen=True, slots=True)
class ClassFilter:
    """What the list of classes is narrowed to; empty values narrow nothing.

    ``which``: '' running and to come, ``past``, ``preparing`` (the actor's own), ``need`` is for one need's page.
    """

    which: str = ""
    unit_id: int | None = None
    words: str = ""


def classes_listed(actor: Actor | None, chosen: ClassFilter) -> Select[*tuple[Any, ...]]:
    """Column query of classes, the next to begin first (past ones: the latest first).

    Number, title, state, entry, starts_on, ends_on, enrol_until, capacity, unit, meetings, people in it, courses.
    """
    on = Event.status != EventStatus.CANCELLED
    meetings = select(func.count()).select_from(ClassMeeting).join(Event, ClassMeeting.event_id == Event.id).where(on)
    people = select(func.count()).where(ClassPlace.state.in_(HOLDING))
    courses = select(func.count()).select_from(ClassCourse)
    query = (
        select(
            CourseClass.id, CourseClass.title, CourseClass.state, CourseClass.entry, CourseClass.starts_on,
            CourseClass.ends_on, CourseClass.enrol_until, CourseClass.capacity, Unit.name.label("unit"),
            _of_class(meetings, ClassMeeting).label("meetings"), _of_class(people, ClassPlace).label("people"),
            _of_class(courses, ClassCourse).label("courses"),
        )
        .join(Unit, CourseClass.unit_id == Unit.id)
        .where(*_narrowed(actor, chosen))
    )  # fmt: skip
    if chosen.which == "past":
        return query.order_by(CourseClass.ends_on.desc(), CourseClass.id.desc())
    return query.order_by(CourseClass.starts_on.is_(None), CourseClass.starts_on, CourseClass.id)


def _of_class(query: Select[int], part: Any) -> Any:
    return query.where(part.class_id == CourseClass.id).correlate(CourseClass).scalar_subquery()


def _narrowed(actor: Actor | None, chosen: ClassFilter) -> list[ColumnElement[bool]]:
    if chosen.which == "preparing":
        conditions = [CourseClass.state == ClassState.DRAFT, managed(actor)]
    elif chosen.which == "past":
        conditions = [CourseClass.state.in_((ClassState.COMPLETED, ClassState.CANCELLED))]
    else:
        conditions = [CourseClass.state == ClassState.OPEN]
    if chosen.unit_id:
        conditions.append(CourseClass.unit_id == chosen.unit_id)
    if chosen.words.strip():
        conditions.append(matches(CourseClass.search_text, chosen.words))
    return conditions


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(CourseClass)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .options(
            contains_eager(CourseClass.unit),
            joinedload(CourseClass.room).joinedload(Room.venue),
            joinedload(CourseClass.test),
            joinedload(CourseClass.project),
        )
    )


def class_to_manage(actor: Actor, class_id: int) -> CourseClass | None:
    """A class of a unit whose classes the actor manages."""
    return db.session.scalar(_whole().where(CourseClass.id == class_id, managed(actor)))


def class_seen(actor: Actor | None, class_id: int) -> CourseClass | None:
    """A class that everybody may read, or one in preparation of a unit whose classes the actor manages."""
    seen = or_(CourseClass.state.in_(PUBLIC_CLASSES), managed(actor))
    return db.session.scalar(_whole().where(CourseClass.id == class_id, seen))


def courses_of_class(class_id: int) -> Sequence[Course]:
    """The courses a class runs, in order."""
    query = select(Course).join(ClassCourse, ClassCourse.course_id == Course.id)
    return db.session.scalars(
        query.where(ClassCourse.class_id == class_id).order_by(ClassCourse.position, ClassCourse.id)
    ).all()


def class_of_form(form_key: str) -> CourseClass | None:
    """The class that was made from this very page of a form."""
    return db.session.scalar(_whole().where(CourseClass.form_key == form_key))


def class_course_rows(class_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the courses a class runs, in order: number, title, format, minutes, required, unit, unit_id."""
    return (
        select(
            Course.id, Course.title, Course.format, Course.minutes, Course.is_required, Unit.name.label("unit"),
            Course.unit_id,
        )
        .join(ClassCourse, ClassCourse.course_id == Course.id)
        .join(Unit, Course.unit_id == Unit.id)
        .where(ClassCourse.class_id == class_id)
        .order_by(ClassCourse.position, ClassCourse.id)
    )  # fmt: skip


def class_teacher_rows(class_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of who teaches a class: number, name, choice of public name, kind, unit, path of the unit."""
    return (
        select(
            Person.id, Person.name, Person.public_name, Person.kind, Unit.name.label("unit"),
            Unit.path.label("unit_path"),
        )
        .join(ClassTeacher, ClassTeacher.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(ClassTeacher.class_id == class_id)
        .order_by(ClassTeacher.id)
    )  # fmt: skip


def teachers_told(class_id: int) -> list[int]:
    """Who teaches the class or one of its meetings: whom its changes concern."""
    of_class = select(ClassTeacher.person_id).where(ClassTeacher.class_id == class_id)
    of_meetings = (
        select(EventPerson.person_id)
        .join(ClassMeeting, ClassMeeting.event_id == EventPerson.event_id)
        .where(ClassMeeting.class_id == class_id, EventPerson.part == EventPart.TEACHER)
    )
    return sorted(db.session.scalars(of_class.union(of_meetings)))


def has_places(class_id: int) -> bool:
    """Whether anybody stands on the roster of the class, in whatever state."""
    return db.session.scalar(select(ClassPlace.id).where(ClassPlace.class_id == class_id).limit(1)) is not None


def classes_of_need(actor: Actor | None, need_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the classes that run a course which answers a need: number, title, state, days, unit, people.

    ``completed``: how many have completed it; the result by which a need is met (S1.7).
    """
    people = select(func.count()).where(ClassPlace.state.in_(HOLDING))
    completed = select(func.count()).where(ClassPlace.completed_at.is_not(None))
    runs = (
        select(ClassCourse.class_id)
        .join(CourseNeed, CourseNeed.course_id == ClassCourse.course_id)
        .where(CourseNeed.need_id == need_id)
    )
    return (
        select(
            CourseClass.id, CourseClass.title, CourseClass.state, CourseClass.starts_on, CourseClass.ends_on,
            Unit.name.label("unit"), _of_class(people, ClassPlace).label("people"),
            _of_class(completed, ClassPlace).label("completed"),
        )
        .join(Unit, CourseClass.unit_id == Unit.id)
        .where(CourseClass.id.in_(runs), or_(CourseClass.state.in_(PUBLIC_CLASSES), managed(actor)))
        .order_by(CourseClass.starts_on, CourseClass.id)
    )  # fmt: skip
