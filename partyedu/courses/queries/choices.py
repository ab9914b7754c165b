"""What may be chosen for a course or a class: teachers, courseware, needs, projects, tests."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.courses.models import ClassCourse, ClassTeacher, CourseCourseware, CourseTeacher
from partyedu.library.models import BankEntry, BankKind, Courseware, CoursewareCategory, Expert
from partyedu.library.queries import above_or_at
from partyedu.library.queries.courseware import readable
from partyedu.organisation.models import ACTIVE, Person, Unit
from partyedu.organisation.queries import is_around, within
from partyedu.surveys.models import Need, NeedState, Survey, SurveyPurpose, SurveyState

AT_MOST = 60


def experts_to_choose(unit_path: str, today: date) -> list[tuple[int, str]]:
    """The bank of experts of a unit and of the units above: person's number, name with field. Touring lecturers."""
    query = (
        select(Person.id, Person.name, Expert.field)
        .join(Expert, Expert.person_id == Person.id)
        .where(
            Expert.unit_id.in_(above_or_at(unit_path)),
            Expert.archived_at.is_(None),
            is_around(),
            or_(Expert.until.is_(None), Expert.until >= today),
        )
        .order_by(Person.name, Person.id)
    )
    return [(key, f"{name}（{field}）" if field else name) for key, name, field in db.session.execute(query)]


def expert_to_choose(unit_path: str, person_id: int, today: date) -> Person | None:
    """The person, if the bank of experts of the unit, or of one above it, has them."""
    known = {key for key, _label in experts_to_choose(unit_path, today)}
    return db.session.get(Person, person_id) if person_id in known else None


def teachers_to_choose(unit_path: str, course_ids: Iterable[int], class_id: int | None) -> list[tuple[int, str, str]]:
    """Who may teach a class: the teachers of its courses and those it has already: number, name, unit.

    A lecturer of a unit above tours below (S3.4); the dead, the left and the transferred are nobody's teachers.
    """
    of_courses = select(CourseTeacher.person_id).where(CourseTeacher.course_id.in_(list(course_ids)))
    own = select(ClassTeacher.person_id).where(ClassTeacher.class_id == (class_id or 0))
    here: ColumnElement[bool] = or_(Person.status.is_(None), Person.status.in_(ACTIVE))
    query = (
        select(Person.id, Person.name, Unit.name, Unit.path)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(or_(Person.id.in_(own), Person.id.in_(of_courses) & here))
        .order_by(Person.name, Person.id)
    )
    return [
        (key, name, "" if path is None or path.startswith(unit_path) else unit)
        for key, name, unit, path in db.session.execute(query)
    ]


def teachers_of_courses(class_id: int) -> Select[*tuple[int, int]]:
    """Column query of who teaches each course of a class, in order: course, person."""
    runs = select(ClassCourse.course_id).where(ClassCourse.class_id == class_id)
    query = select(CourseTeacher.course_id, CourseTeacher.person_id).where(CourseTeacher.course_id.in_(runs))
    return query.order_by(CourseTeacher.position, CourseTeacher.id)


def courseware_to_add(course_id: int, words: str) -> Sequence[Any]:
    """Pieces of the library everybody may read, found by words, that the course has not: the newest first.

    Number, title, minutes, category.
    """
    standing = select(CourseCourseware.courseware_id).where(CourseCourseware.course_id == course_id)
    query = (
        select(Courseware.id, Courseware.title, Courseware.minutes, CoursewareCategory.name.label("category"))
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .where(readable(), matches(Courseware.search_text, words), Courseware.id.not_in(standing))
        .order_by(Courseware.admitted_at.desc(), Courseware.id.desc())
        .limit(AT_MOST)
    )
    return db.session.execute(query).all()


def courseware_to_use(courseware_id: int) -> Courseware | None:
    """A piece of the library that everybody may read."""
    return db.session.scalar(select(Courseware).where(Courseware.id == courseware_id, readable()))


def _heard(actor: Actor) -> ColumnElement[bool]:
    reach = (*actor.reach(Permission.COURSE_MANAGE), *actor.reach(Permission.SURVEY_MANAGE))
    return within(reach)


def needs_to_answer(actor: Actor) -> list[tuple[int, str]]:
    """The needs of the actor's units that wait for an answer: number, title; the latest first."""
    query = (
        select(Need.id, Need.title)
        .join(Unit, Need.unit_id == Unit.id)
        .where(_heard(actor), Need.state.in_((NeedState.NOTED, NeedState.TAKEN_UP)))
        .order_by(Need.heard_on.desc(), Need.id.desc())
        .limit(AT_MOST)
    )
    return [(key, title) for key, title in db.session.execute(query)]


def need_to_answer(actor: Actor, need_id: int) -> Need | None:
    """A need of a unit whose courses or surveys the actor manages."""
    return db.session.scalar(select(Need).join(Unit, Need.unit_id == Unit.id).where(Need.id == need_id, _heard(actor)))


def projects_to_choose(unit_path: str) -> list[tuple[int, str]]:
    """The practice projects of a unit and of the units above it."""
    query = (
        select(BankEntry.id, BankEntry.title)
        .where(
            BankEntry.kind == BankKind.PROJECT,
            BankEntry.archived_at.is_(None),
            BankEntry.unit_id.in_(above_or_at(unit_path)),
        )
        .order_by(BankEntry.title, BankEntry.id)
    )
    return [(key, title) for key, title in db.session.execute(query)]


def tests_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """The tests of the actor's units that are not over."""
    query = (
        select(Survey.id, Survey.title)
        .join(Unit, Survey.unit_id == Unit.id)
        .where(
            within(actor.reach(Permission.SURVEY_MANAGE)),
            Survey.purpose == SurveyPurpose.TEST,
            Survey.state != SurveyState.CLOSED,
        )
        .order_by(Survey.id.desc())
        .limit(AT_MOST)
    )
    return [(key, title) for key, title in db.session.execute(query)]
