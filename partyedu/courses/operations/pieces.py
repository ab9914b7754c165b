"""What a course is made of: its teachers, its courseware in order, the needs it answers."""

from typing import Any

from sqlalchemy import delete, select

from partyedu.core import audit
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.courses.models import Course, CourseCourseware, CourseNeed, CourseTeacher
from partyedu.library.models import Courseware
from partyedu.organisation.models import Person
from partyedu.surveys import operations as surveys
from partyedu.surveys.models import Need, NeedState


def _next_position(part: Any, course: Course) -> int:
    query = select(part.position).where(part.course_id == course.id).order_by(part.position.desc()).limit(1)
    last = db.session.scalar(query)
    return 0 if last is None else last + 1


def _is_there(part: Any, course: Course, **which: int) -> bool:
    return db.session.scalar(select(part.id).filter_by(course_id=course.id, **which)) is not None


def add_teacher(course: Course, person: Person) -> Course:
    """Name somebody as teacher of a course; once is enough."""
    if person.status is not None and not person.is_active_member:
        raise Problem(_("这位党员的组织关系已经不在这里了。"), field="teacher")
    if not _is_there(CourseTeacher, course, person_id=person.id):
        place = _next_position(CourseTeacher, course)
        db.session.add(CourseTeacher(course_id=course.id, person_id=person.id, position=place))
        audit.record("add-teacher", course, ["teachers"])
        db.session.flush()
    return course


def remove_teacher(course: Course, person_id: int) -> Course:
    """Take a teacher off a course; classes that run already keep theirs."""
    which = CourseTeacher.course_id == course.id, CourseTeacher.person_id == person_id
    db.session.execute(delete(CourseTeacher).where(*which))
    audit.record("remove-teacher", course, ["teachers"])
    return course


def add_courseware(course: Course, courseware: Courseware) -> Course:
    """Put a piece of the library at the end of a course."""
    if not _is_there(CourseCourseware, course, courseware_id=courseware.id):
        place = _next_position(CourseCourseware, course)
        db.session.add(CourseCourseware(course_id=course.id, courseware_id=courseware.id, position=place))
        audit.record("add-courseware", course, ["courseware"])
        db.session.flush()
    return course


def remove_courseware(course: Course, courseware_id: int) -> Course:
    """Take a piece out of a course; in the library it stays."""
    which = CourseCourseware.course_id == course.id, CourseCourseware.courseware_id == courseware_id
    db.session.execute(delete(CourseCourseware).where(*which))
    audit.record("remove-courseware", course, ["courseware"])
    return course


def move_courseware(course: Course, courseware_id: int, up: bool) -> Course:
    """Move a piece one place up or down; at the end of the list nothing happens."""
    query = select(CourseCourseware).where(CourseCourseware.course_id == course.id)
    rows = list(db.session.scalars(query.order_by(CourseCourseware.position, CourseCourseware.id)))
    at = next((place for place, row in enumerate(rows) if row.courseware_id == courseware_id), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is not None and other is not None and 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    audit.record("move-courseware", course, ["courseware"])
    return course


def answer_need(course: Course, need: Need) -> Course:
    """Say that a course answers a need, so that the need can be followed to course and result (S1.7)."""
    if not _is_there(CourseNeed, course, need_id=need.id):
        db.session.add(CourseNeed(course_id=course.id, need_id=need.id))
        if need.state is NeedState.NOTED:
            surveys.take_up(need)
        audit.record("answer-need", course, ["needs"])
        db.session.flush()
    return course


def part_from_need(course: Course, need_id: int) -> Course:
    """Say that a course does not answer a need after all."""
    which = CourseNeed.course_id == course.id, CourseNeed.need_id == need_id
    db.session.execute(delete(CourseNeed).where(*which))
    audit.record("part-from-need", course, ["needs"])
    return course
