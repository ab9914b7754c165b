"""Courses: the public list, one course, what it is made of."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.courses.access import PUBLIC_COURSES
from partyedu.courses.models import Course, CourseState, LessonFormat
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Theme


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What the list of courses is narrowed to; empty values narrow nothing.

    ``state``: '' for what is offered; a state for the courses of this state that the actor manages.
    """

    state: str = ""
    format: str = ""
    theme_id: int | None = None
    required: str = ""
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
    if chosen.words.strip():
        conditions.append(matches(Course.search_text, chosen.words))
    return conditions


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
