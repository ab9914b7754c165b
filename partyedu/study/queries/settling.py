"""What is needed to see which tasks are made up: the tasks of some people, and what they did since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, false, func, select, union
from sqlalchemy.orm import aliased

from partyedu.attendance.models import HERE, Attendance, AttendanceChange
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.courses.models import ClassMeeting, Course
from partyedu.library.models import Courseware
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event
from partyedu.schedule.queries.conditions import begun
from partyedu.study.making_up import Fact, FactKind, Task, made_up
from partyedu.study.models import HomeVisit, MakeUp, MakeUpState, PieceAnswer, VisitState

_Tasks = dict[int, list[Task]]
_Facts = dict[int, list[Fact]]


def made_up_of(person_ids: Sequence[int], year: int) -> dict[int, Fact]:
    """Which of the tasks of some people are made up, and by what: task → fact. One statement.

    Tasks of ``year`` and of the year before take part: what made up one of December makes up none of January.
    """
    if not person_ids:
        return {}
    since = date(year - 1, 1, 1)
    tasks, events, answers, visits = ask_together(
        _tasks(person_ids, year), _events(person_ids, since), _answers(person_ids, since), _visits(person_ids, since)
    )
    by_person: _Tasks = defaultdict(list)
    for row in tasks:
        by_person[row.person_id].append(_task(row))
    facts: _Facts = defaultdict(list)
    for row in events:
        facts[row.person_id].append(_attended(row))
    for row in answers:
        facts[row.person_id].append(_answered(row))
    for row in visits:
        at = clock.day_bounds(row.visited_on)[1]  # a visit is dated by its day: it counts for what was opened that day
        facts[row.person_id].append(Fact(FactKind.VISIT, row.id, at))
    found: dict[int, Fact] = {}
    for person_id, own in by_person.items():
        found |= made_up(own, facts[person_id])
    return found


def _tasks(person_ids: Sequence[int], year: int) -> Select[*tuple[Any, ...]]:
    course_id = func.coalesce(MakeUp.course_id, ClassMeeting.course_id)
    return (
        select(
            MakeUp.id, MakeUp.person_id, MakeUp.opened_at, Event.public_ends_at.label("ended_at"), Event.occasion_id,
            func.coalesce(Event.public_theme_id, Event.theme_id, Course.theme_id).label("theme_id"),
            Event.kind.label("event_kind"), course_id.label("course_id"), MakeUp.course_id.label("of_course"),
            MakeUp.year, MakeUp.offered_event_id, MakeUp.offered_courseware_id, MakeUp.offered_visit,
        )
        .outerjoin(Event, MakeUp.event_id == Event.id)
        .outerjoin(Course, MakeUp.course_id == Course.id)
        .outerjoin(ClassMeeting, ClassMeeting.event_id == MakeUp.event_id)
        .where(
            MakeUp.person_id.in_(person_ids), MakeUp.year.in_((year - 1, year)), MakeUp.state != MakeUpState.WAIVED
        )
    )  # fmt: skip


def _task(row: Any) -> Task:
    """A missed event can be made up from its end on, a required course all year, the rest since it was asked for."""
    if row.of_course is not None:
        since = clock.year_bounds(row.year)[0]
    else:
        since = min(row.ended_at or row.opened_at, row.opened_at)
    return Task(
        row.id, since, row.occasion_id, row.theme_id, row.course_id, row.event_kind, row.offered_event_id,
        row.offered_courseware_id, row.offered_visit,
    )  # fmt: skip


def _events(person_ids: Sequence[int], since: date) -> Select[*tuple[Any, ...]]:
    home, expected = aliased(Unit), aliased(Unit)
    is_expected = func.coalesce(home.path.startswith(expected.path), false())
    return (
        select(
            Attendance.person_id, Event.id, Event.public_starts_at.label("at"), Event.occasion_id,
            Event.public_theme_id.label("theme_id"), Event.kind, ClassMeeting.course_id,
            is_expected.label("is_expected"),
        )
        .join(Event, Attendance.event_id == Event.id)
        .join(Person, Attendance.person_id == Person.id)
        .outerjoin(home, Person.unit_id == home.id)
        .outerjoin(expected, Event.expected_unit_id == expected.id)
        .outerjoin(ClassMeeting, ClassMeeting.event_id == Event.id)
        .where(
            Attendance.person_id.in_(person_ids),
            Attendance.state.in_(HERE),
            *begun(clock.day_bounds(since)[0], clock.now()),
        )
    )  # fmt: skip


def _attended(row: Any) -> Fact:
    return Fact(
        FactKind.EVENT, row.id, row.at, row.occasion_id, row.theme_id, row.course_id, row.kind,
        expected=bool(row.is_expected),
    )  # fmt: skip


def _answers(person_ids: Sequence[int], since: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PieceAnswer.person_id, PieceAnswer.id, PieceAnswer.handed_in_at.label("at"), PieceAnswer.courseware_id,
            Courseware.theme_id,
        )
        .join(Courseware, PieceAnswer.courseware_id == Courseware.id)
        .where(
            PieceAnswer.person_id.in_(person_ids),
            PieceAnswer.accepted_at.is_not(None),
            PieceAnswer.handed_in_at >= clock.day_bounds(since)[0],
        )
    )  # fmt: skip


def _answered(row: Any) -> Fact:
    return Fact(FactKind.ANSWER, row.id, row.at, theme_id=row.theme_id, courseware_id=row.courseware_id)


def _visits(person_ids: Sequence[int], since: date) -> Select[*tuple[Any, ...]]:
    return select(HomeVisit.person_id, HomeVisit.id, HomeVisit.visited_on).where(
        HomeVisit.person_id.in_(person_ids), HomeVisit.state == VisitState.DONE, HomeVisit.visited_on >= since
    )


def tasks_of_people(person_ids: Sequence[int], year: int) -> Sequence[MakeUp]:
    """The tasks whose state is to be noted anew."""
    query = select(MakeUp).where(
        MakeUp.person_id.in_(person_ids), MakeUp.year.in_((year - 1, year)), MakeUp.state != MakeUpState.WAIVED
    )
    return db.session.scalars(query.order_by(MakeUp.id)).all()


def people_with_tasks(year: int, touched_since: datetime | None = None) -> Sequence[int]:
    """People with tasks of the year or the year before; ``touched_since``: those only for whom an attendance or
    a visit was recorded or corrected since then."""
    query = select(MakeUp.person_id).where(MakeUp.year.in_((year - 1, year))).distinct()
    if touched_since is not None:
        recorded = select(Attendance.person_id).where(Attendance.at >= touched_since)
        corrected = select(AttendanceChange.person_id).where(AttendanceChange.at >= touched_since)
        visited = select(HomeVisit.person_id).where(HomeVisit.recorded_at >= touched_since)
        query = query.where(MakeUp.person_id.in_(union(recorded, corrected, visited)))
    return db.session.scalars(query.order_by(MakeUp.person_id)).all()


def reasons_to_forget(year: int) -> Sequence[int]:
    """Numbers of tasks of years before ``year`` that still hold a reason or words."""
    told = MakeUp.reason.is_not(None) | (MakeUp.words != "")
    return db.session.scalars(select(MakeUp.id).where(MakeUp.year < year, told).order_by(MakeUp.id)).all()


def by_person(ids: Iterable[int], at_once: int = 200) -> Iterable[list[int]]:
    """Numbers of people in portions that a statement can hold."""
    numbers = list(dict.fromkeys(ids))
    for start in range(0, len(numbers), at_once):
        yield numbers[start : start + at_once]
