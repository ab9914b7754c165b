"""Who missed what: an event at which they were expected, a required course, a test that was not passed.

The dead and those who have left never stand in such a list; who was excused with leave does not either. Who is exempt
does, marked, so that the organiser sees that nobody was forgotten.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.attendance.models import HERE, Attendance, RollState
from partyedu.attendance.queries import roll
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.courses.models import AudienceKind, ClassMeeting, Course, CourseAudience, CourseState
from partyedu.organisation.models import ACTIVE, Duty, Person, PersonKind, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, SignUp, SignUpState
from partyedu.schedule.queries.conditions import begun
from partyedu.study.models import Exemption, MakeUp
from partyedu.study.queries.reach import looked_after
from partyedu.surveys.models import Sheet, Survey, SurveyPurpose, SurveyState

# So far back one looks for what was missed; older absences are better let be.
LOOK_BACK = timedelta(days=92)

_expected_unit = aliased(Unit, name="expected_unit")


def is_exempt(day: date) -> ColumnElement[bool]:
    """Condition on Person: owes no hours on this day."""
    return exists().where(Exemption.person_id == Person.id, Exemption.from_on <= day, Exemption.until_on >= day)


def _people(actor: Actor, day: date, has: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Column query of active members whose study the actor looks after: id, name, unit, phone, exempt, has."""
    return (
        select(
            Person.id, Person.name, Unit.name.label("unit"), Person.phone, is_exempt(day).label("exempt"),
            has.label("has"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .where(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE), looked_after(actor))
        .order_by(Unit.in_order, Person.name, Person.id)
    )  # fmt: skip


# --- an event ---------------------------------------------------------------------------------------------------------


def _concerns(actor: Actor) -> ColumnElement[bool]:
    """Condition on Event joined with its unit and the one it expects: it is held by, or expects people of, units
    whose study the actor looks after."""
    reach = actor.reach(Permission.HOURS_READ)
    upward = [_expected_unit.id.in_([int(part) for part in path.split("/") if part]) for path in reach]
    return or_(within(reach), within(reach, _expected_unit.path), *upward)


def event_missed(actor: Actor, event_id: int) -> Event | None:
    """An event that is over and concerns people whose study the actor looks after."""
    query = (
        select(Event)
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(_expected_unit, Event.expected_unit_id == _expected_unit.id)
        .options(joinedload(Event.unit), joinedload(Event.expected_unit))
        .where(Event.id == event_id, Event.public_ends_at <= clock.now(), *begun(), _concerns(actor))
    )
    return db.session.scalar(query)


def absent_from(actor: Actor, event: Event) -> Select[*tuple[Any, ...]]:
    """Column query of those who were expected at an event that is over and did not come: see ``_people``."""
    absent = roll(event, RollState.ABSENT).order_by(None).subquery()
    has = exists().where(MakeUp.person_id == Person.id, MakeUp.event_id == event.id)
    day = clock.local(event.public_starts_at or event.starts_at).date()
    return _people(actor, day, has).where(Person.id.in_(select(absent.c.id)))


def excused_from(actor: Actor, event: Event) -> Select[*tuple[int]]:
    """Column query of one number: those on the roll who had asked for leave."""
    excused = roll(event, RollState.LEAVE).order_by(None).subquery()
    query = select(func.count()).select_from(Person).where(Person.id.in_(select(excused.c.id)))
    return query.where(looked_after(actor))


def events_held(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of events of the last three months at which somebody was expected, the newest first.

    id, title, starts_at, unit, here (how many came), tasks (make-up tasks that came of it).
    """
    here = select(func.count()).where(Attendance.event_id == Event.id, Attendance.state.in_(HERE))
    tasks = select(func.count()).where(MakeUp.event_id == Event.id)
    signed_up = exists().where(SignUp.event_id == Event.id, SignUp.state == SignUpState.SIGNED_UP)
    return (
        select(
            Event.id, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            Unit.name.label("unit"), here.correlate(Event).scalar_subquery().label("here"),
            tasks.correlate(Event).scalar_subquery().label("tasks"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(_expected_unit, Event.expected_unit_id == _expected_unit.id)
        .where(
            *begun(now - LOOK_BACK, now),
            Event.public_ends_at <= now,
            or_(Event.expected_unit_id.is_not(None), signed_up),
            _concerns(actor),
        )
        .order_by(Event.public_starts_at.desc(), Event.id.desc())
    )  # fmt: skip


# --- a required course ------------------------------------------------------------------------------------------------


def meant_for(course: type[Course] | Any = Course) -> ColumnElement[bool]:
    """Condition on Person and Course: the course is meant for the person (for nobody in particular: for everybody).

    A category by its row; a field, a job and an education by words that stand in the member's own, a job also by those
    in their posts.
    """
    audience = aliased(CourseAudience)
    anybody = ~exists().where(audience.course_id == course.id)
    fits = picks(audience.kind, audience.category_id, audience.words)
    return or_(anybody, exists().where(audience.course_id == course.id, fits))


def picks(kind: Any, category_id: Any, words: Any) -> ColumnElement[bool]:
    """Condition on Person: belongs to an audience, given as columns or as literals (see ``meant_for``)."""
    post = exists().where(Duty.person_id == Person.id, Duty.until_on.is_(None), Duty.title.contains(words))
    trade = Person.trade.contains(words)
    return or_(
        and_(kind == AudienceKind.CATEGORY, Person.category_id == category_id),
        and_(kind == AudienceKind.FIELD, trade),
        and_(kind == AudienceKind.JOB, or_(trade, post)),
        and_(kind == AudienceKind.EDUCATION, Person.education.contains(words)),
    )


def attended_course(course_id: Any, year: int) -> ColumnElement[bool]:
    """Condition on Person: was at a meeting in which the course was taught that year."""
    return exists().where(
        Attendance.person_id == Person.id,
        Attendance.state.in_(HERE),
        ClassMeeting.event_id == Attendance.event_id,
        ClassMeeting.course_id == course_id,
        Event.id == Attendance.event_id,
        *begun(*clock.year_bounds(year)),
    )


def _taught(year: int, now: datetime) -> ColumnElement[bool]:
    """Condition on Course: was taught that year, and is over: it can have been missed."""
    since, until = clock.year_bounds(year)
    return exists().where(
        ClassMeeting.course_id == Course.id, Event.id == ClassMeeting.event_id, *begun(since, min(until, now))
    )


def _for_units_of(actor: Actor) -> ColumnElement[bool]:
    """Condition on Course joined with Unit: designed in a unit of the actor's, or above one."""
    reach = actor.reach(Permission.HOURS_READ)
    above = {int(part) for path in reach for part in path.split("/") if part}
    return or_(within(reach), Unit.id.in_(sorted(above)))


def courses_taught(actor: Actor, year: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of required courses that were taught this year: id, title, unit, tasks."""
    tasks = select(func.count()).where(MakeUp.course_id == Course.id, MakeUp.year == year).correlate(Course)
    return (
        select(Course.id, Course.title, Unit.name.label("unit"), tasks.scalar_subquery().label("tasks"))
        .join(Unit, Course.unit_id == Unit.id)
        .where(
            Course.is_required.is_(True), Course.state != CourseState.DRAFT, _for_units_of(actor), _taught(year, now)
        )
        .order_by(Course.title, Course.id)
    )


def course_missed(actor: Actor, course_id: int, year: int) -> Course | None:
    """A required course that was taught this year, for units the actor looks after."""
    query = select(Course).join(Unit, Course.unit_id == Unit.id).options(joinedload(Course.unit))
    return db.session.scalar(
        query.where(Course.id == course_id, Course.is_required.is_(True), Course.state != CourseState.DRAFT,
                    _for_units_of(actor), _taught(year, clock.now()))
    )  # fmt: skip


def without_course(actor: Actor, course: Course, year: int) -> Select[*tuple[Any, ...]]:
    """Column query of those for whom the course is required and who have not been at it this year: see ``_people``."""
    has = exists().where(MakeUp.person_id == Person.id, MakeUp.course_id == course.id, MakeUp.year == year)
    query = _people(actor, clock.today(), has).join(Course, Course.id == course.id)
    return query.where(within([course.unit.path]), meant_for(), ~attended_course(course.id, year))


# --- a test -----------------------------------------------------------------------------------------------------------


def tests_over(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of tests that closed in the last three months: id, title, unit, failed, tasks."""
    failed = select(func.count()).where(Sheet.survey_id == Survey.id, Sheet.passed.is_(False)).correlate(Survey)
    tasks = select(func.count()).where(MakeUp.test_id == Survey.id).correlate(Survey)
    return (
        select(
            Survey.id, Survey.title, Unit.name.label("unit"), failed.scalar_subquery().label("failed"),
            tasks.scalar_subquery().label("tasks"),
        )
        .join(Unit, Survey.unit_id == Unit.id)
        .where(_is_over(), Survey.closed_at >= now - LOOK_BACK, within(actor.reach(Permission.HOURS_READ)))
        .order_by(Survey.closed_at.desc(), Survey.id.desc())
    )  # fmt: skip


def _is_over() -> ColumnElement[bool]:
    return and_(Survey.purpose == SurveyPurpose.TEST, Survey.state == SurveyState.CLOSED)


def test_missed(actor: Actor, survey_id: int) -> Survey | None:
    """A test that is over, of a unit whose study the actor looks after."""
    query = select(Survey).join(Unit, Survey.unit_id == Unit.id).options(joinedload(Survey.unit))
    reach = actor.reach(Permission.HOURS_READ)
    return db.session.scalar(query.where(Survey.id == survey_id, _is_over(), within(reach)))


def failed_in(actor: Actor, test: Survey) -> Select[*tuple[Any, ...]]:
    """Column query of those whose best try at a test was not enough: see ``_people``."""
    has = exists().where(MakeUp.person_id == Person.id, MakeUp.test_id == test.id)
    failed = exists().where(Sheet.survey_id == test.id, Sheet.person_id == Person.id, Sheet.passed.is_(False))
    return _people(actor, clock.today(), has).where(failed)


def still_missed(query: Select[*tuple[Any, ...]], person_ids: Sequence[int]) -> list[int]:
    """Of some people those who still stand in such a list and may be asked: not exempt, without a task."""
    rows = db.session.execute(query.where(Person.id.in_(person_ids)))
    return [row.id for row in rows if not row.exempt and not row.has]


