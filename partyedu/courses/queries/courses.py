"""Courses: the public list, one course, what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.courses.access import PUBLIC_COURSES
from partyedu.courses.models import (
    AudienceKind,
    ClassCourse,
    ClassState,
    Course,
    CourseAudience,
    CourseClass,
    CourseCourseware,
    CourseNeed,
    CourseState,
    CourseTeacher,
    LessonFormat,
)
from partyedu.library.models import Courseware, CoursewareCategory
from partyedu.library.queries import above_or_at
from partyedu.library.queries.courseware import readable
from partyedu.organisation.models import Category, Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Theme
from partyedu.surveys.models import Need


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What the list of courses is narrowed to; empty values narrow nothing.

    ``state``: '' for what is offered; a state for the courses of this state that the actor manages.
    """

    state: str = ""
    format: str = ""
    theme_id: int | None = None
    required: str = ""
    category_id: int | None = None
    words: str = ""


def managed(actor: Actor | None) -> ColumnElement[bool]:
    """Condition on Unit: its courses and classes are the actor's to manage."""
    return within(actor.reach(Permission.COURSE_MANAGE) if actor else ())


def courses_listed(actor: Actor | None, chosen: CourseFilter) -> Select[*tuple[Any, ...]]:
    """Column query of courses by title: what everybody is offered, or the actor's own in another state.

    Number, title, summary, kind, format, classroom, mode, way, required, minutes, state, unit, theme.
    """
    query = (
        select(
            Course.id, Course.title, Course.summary, Course.kind, Course.format, Course.classroom, Course.mode,
            Course.way, Course.is_required, Course.minutes, Course.state, Unit.name.label("unit"),
            Theme.name.label("theme"),
        )
        .join(Unit, Course.unit_id == Unit.id)
        .outerjoin(Theme, Course.theme_id == Theme.id)
        .where(*_narrowed(actor, chosen))
    )  # fmt: skip
    return query.order_by(Course.title, Course.id)


def _narrowed(actor: Actor | None, chosen: CourseFilter) -> list[ColumnElement[bool]]:
    if chosen.state in list(CourseState):
        conditions = [Course.state == CourseState(chosen.state), managed(actor)]
    else:
        conditions = [Course.state == CourseState.OFFERED]
    if chosen.format in list(LessonFormat):
        conditions.append(Course.format == LessonFormat(chosen.format))
    if chosen.theme_id:
        conditions.append(Course.theme_id == chosen.theme_id)
    if chosen.required in ("yes", "no"):
        conditions.append(Course.is_required.is_(chosen.required == "yes"))
    if chosen.category_id:
        conditions.append(_meant_for(chosen.category_id))
    if chosen.words.strip():
        conditions.append(matches(Course.search_text, chosen.words))
    return conditions


def _meant_for(category_id: int) -> ColumnElement[bool]:
    """Condition on Course: meant for this category, or for no category in particular."""
    of_categories = select(CourseAudience.course_id).where(CourseAudience.kind == AudienceKind.CATEGORY)
    these = of_categories.where(CourseAudience.category_id == category_id)
    return or_(Course.id.in_(these), Course.id.not_in(of_categories))


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(Course)
        .join(Unit, Course.unit_id == Unit.id)
        .options(contains_eager(Course.unit), joinedload(Course.theme))
    )


def course_seen(actor: Actor | None, course_id: int) -> Course | None:
    """A course that everybody may read, or a draft of a unit whose courses the actor manages."""
    seen = or_(Course.state.in_(PUBLIC_COURSES), managed(actor))
    return db.session.scalar(_whole().where(Course.id == course_id, seen))


def course_to_manage(actor: Actor, course_id: int) -> Course | None:
    """A course of a unit whose courses the actor manages."""
    return db.session.scalar(_whole().where(Course.id == course_id, managed(actor)))


def course_of_form(form_key: str) -> Course | None:
    """The course that was made from this very page of a form."""
    return db.session.scalar(_whole().where(Course.form_key == form_key))


def is_run(course_id: int) -> bool:
    """Whether a class runs the course, or did."""
    return db.session.scalar(select(ClassCourse.id).where(ClassCourse.course_id == course_id).limit(1)) is not None


def courses_to_run(unit_path: str, class_id: int = 0) -> Sequence[Course]:
    """The courses a unit may run classes of: what it offers itself, and what the units above it designed.

    With a class: first those it runs already, in their order, also the ones that were retired since.
    """
    on_offer = (Course.state == CourseState.OFFERED) & Course.unit_id.in_(above_or_at(unit_path))
    own = (ClassCourse.course_id == Course.id) & (ClassCourse.class_id == class_id)
    query = _whole().outerjoin(ClassCourse, own).where(or_(on_offer, ClassCourse.id.is_not(None)))
    order = (ClassCourse.id.is_(None), ClassCourse.position, Course.title, Course.id)
    return db.session.scalars(query.order_by(*order)).all()


def audience_rows(course_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of for whom a course is meant: kind, number and name of the category, words."""
    return (
        select(CourseAudience.kind, CourseAudience.category_id, Category.name.label("category"), CourseAudience.words)
        .outerjoin(Category, CourseAudience.category_id == Category.id)
        .where(CourseAudience.course_id == course_id)
        .order_by(CourseAudience.id)
    )


def teacher_rows(course_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of who teaches a course: number, name, choice of public name, kind, unit, path of the unit."""
    return (
        select(
            Person.id, Person.name, Person.public_name, Person.kind, Unit.name.label("unit"),
            Unit.path.label("unit_path"),
        )
        .join(CourseTeacher, CourseTeacher.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(CourseTeacher.course_id == course_id)
        .order_by(CourseTeacher.position, CourseTeacher.id)
    )  # fmt: skip


def courseware_rows(course_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the courseware of a course in order: number, title, minutes, category, everybody's to read."""
    return (
        select(
            Courseware.id, Courseware.title, Courseware.minutes, CoursewareCategory.name.label("category"),
            readable().label("readable"),
        )
        .join(CourseCourseware, CourseCourseware.courseware_id == Courseware.id)
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .where(CourseCourseware.course_id == course_id)
        .order_by(CourseCourseware.position, CourseCourseware.id)
    )  # fmt: skip


def courseware_of_course(course_id: int, courseware_id: int) -> CourseCourseware | None:
    """The place of a piece in a course."""
    query = select(CourseCourseware).where(CourseCourseware.course_id == course_id)
    return db.session.scalar(query.where(CourseCourseware.courseware_id == courseware_id))


def need_rows(course_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the needs a course answers: number, title, kind, state, how many people said so."""
    return (
        select(Need.id, Need.title, Need.kind, Need.state, Need.people)
        .join(CourseNeed, CourseNeed.need_id == Need.id)
        .where(CourseNeed.course_id == course_id)
        .order_by(CourseNeed.id)
    )


def classes_to_come(course_id: int, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the announced classes of a course that are not over: number, title, unit, days, entry."""
    return (
        select(
            CourseClass.id, CourseClass.title, Unit.name.label("unit"), CourseClass.starts_on, CourseClass.ends_on,
            CourseClass.entry, CourseClass.enrol_until,
        )
        .join(ClassCourse, ClassCourse.class_id == CourseClass.id)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .where(ClassCourse.course_id == course_id, CourseClass.state == ClassState.OPEN, CourseClass.ends_on >= today)
        .order_by(CourseClass.starts_on, CourseClass.id)
        .limit(20)
    )  # fmt: skip


def courses_of_need(actor: Actor | None, need_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the courses that answer a need, as the actor may see them: number, title, format, state, unit."""
    return (
        select(Course.id, Course.title, Course.format, Course.state, Unit.name.label("unit"))
        .join(CourseNeed, CourseNeed.course_id == Course.id)
        .join(Unit, Course.unit_id == Unit.id)
        .where(CourseNeed.need_id == need_id, or_(Course.state.in_(PUBLIC_COURSES), managed(actor)))
        .order_by(Course.id)
    )
