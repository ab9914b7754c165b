"""A class as a whole: put together, changed, announced, cancelled."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.search import index_text
from partyedu.core.words import _
from partyedu.courses import queries
from partyedu.courses.models import ClassCourse, ClassState, ClassTeacher, Course, CourseClass
from partyedu.organisation.queries import unit_reached

_COLUMNS = (
    "title", "summary", "entry", "capacity", "enrol_until", "starts_on", "ends_on", "room_id", "place",
    "share_percent", "test_id", "project_id", "platform",
)  # fmt: skip


def add_class(
    actor: Actor,
    unit_id: int,
    course_ids: Iterable[int],
    teacher_ids: Iterable[int] = (),
    form_key: str = "",
    **values: Any,
) -> CourseClass:
    """Put a class together, in preparation: what it runs, in this order, and who teaches.

    ``values``: ``title entry`` and, as needed, ``summary capacity enrol_until starts_on ends_on room_id place
    share_percent test_id project_id platform``. The same ``form_key`` makes only one class.
    """
    made = queries.class_of_form(form_key) if form_key else None
    if made is not None and made.created_by_id == actor.person_id:
        return made
    if unit_reached(actor, Permission.COURSE_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    row = CourseClass(
        unit_id=unit_id, state=ClassState.DRAFT, created_at=clock.now(), created_by_id=actor.person_id,
        form_key=None if made is not None else form_key or None,
    )  # fmt: skip
    for name in _COLUMNS:
        if name in values:
            setattr(row, name, values[name])
    db.session.add(row)
    db.session.flush()
    _put_courses(row, course_ids)
    _put_teachers(row, teacher_ids)
    audit.record("add-class", row, ["unit_id", "course_ids", "teacher_ids", *values])
    return row


def _put_courses(row: CourseClass, course_ids: Iterable[int]) -> None:
    db.session.execute(delete(ClassCourse).where(ClassCourse.class_id == row.id))
    numbers = list(dict.fromkeys(course_ids))
    db.session.add_all(
        ClassCourse(class_id=row.id, course_id=number, position=place) for place, number in enumerate(numbers)
    )
    titles = [course.title for number in numbers if (course := db.session.get(Course, number))]
    row.search_text = index_text(row.title, row.summary[:400] if row.summary else "", *titles, spelled_part=row.title)
    db.session.flush()


def _put_teachers(row: CourseClass, teacher_ids: Iterable[int]) -> None:
    db.session.execute(delete(ClassTeacher).where(ClassTeacher.class_id == row.id))
    db.session.add_all(ClassTeacher(class_id=row.id, person_id=number) for number in dict.fromkeys(teacher_ids))
    db.session.flush()
