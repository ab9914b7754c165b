"""Who was there at which meeting, and who completes a class: figures from attendance and test, nothing stored twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from partyedu.attendance.models import HERE, Attendance, AttendanceState, RollState
from partyedu.core.db import db
from partyedu.courses.access import meets_rule
from partyedu.courses.models import (
    HOLDING,
    Certificate,
    ClassMeeting,
    ClassPlace,
    Course,
    CourseClass,
    PlaceState,
)
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import is_around
from partyedu.schedule.models import Event, EventStatus, SignUp, SignUpState
from partyedu.surveys.models import Sheet

# What the grid and the completion list are about: those who hold a seat, and those who held one and came for a while.
ON_GRID = (*HOLDING, PlaceState.EXCUSED, PlaceState.LEFT)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as the grid shows it: its number and event, when, how it stands."""

    number: int
    event_id: int
    title: str
    course: str
    starts_at: datetime
    ends_at: datetime
    status: EventStatus

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def is_held(self, now: datetime) -> bool:
        """Whether it was held and is over: it counts."""
        return self.status in (EventStatus.PUBLISHED, EventStatus.CLOSED) and self.ends_at <= now

    def is_open_end(self, now: datetime) -> bool:
        """Whether it has still to be held, to be released or to get a new day."""
        waits = self.status in (EventStatus.DRAFT, EventStatus.POSTPONED)
        return waits or (self.status is EventStatus.PUBLISHED and self.ends_at > now)


def meetings_on_grid(class_id: int) -> list[Meeting]:
    """All meetings of a class in the order of their days; the public times where there are any."""
    starts = func.coalesce(Event.public_starts_at, Event.starts_at, type_=Event.starts_at.type)
    ends = func.coalesce(Event.public_ends_at, Event.ends_at, type_=Event.ends_at.type)
    query = (
        select(ClassMeeting.number, Event.id, Event.title, func.coalesce(Course.title, ""), starts, ends, Event.status)
        .join(Event, ClassMeeting.event_id == Event.id)
        .outerjoin(Course, ClassMeeting.course_id == Course.id)
        .where(ClassMeeting.class_id == class_id)
        .order_by(starts, ClassMeeting.number)
    )
    return [Meeting(*row) for row in db.session.execute(query)]


def meetings_held(class_id: int, now: datetime) -> list[Meeting]:
    """The meetings of a class that count."""
    return [meeting for meeting in meetings_on_grid(class_id) if meeting.is_held(now)]


def people_on_grid(class_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the people of the grid by unit and name: place, person, name, unit, state of the place, when
    they came in, whether they are still around.

    Those who hold a seat, and those who gave it back after having been there.
    """
    been_there = (
        select(Attendance.id)
        .join(ClassMeeting, ClassMeeting.event_id == Attendance.event_id)
        .where(ClassMeeting.class_id == class_id, Attendance.person_id == ClassPlace.person_id)
        .exists()
    )
    return (
        select(
            ClassPlace.id, ClassPlace.person_id, Person.name, Unit.name.label("unit"), ClassPlace.state,
            ClassPlace.entered_at, is_around().label("around"),
        )
        .join(Person, ClassPlace.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(ClassPlace.class_id == class_id, or_(ClassPlace.state.in_(HOLDING), been_there))
        .order_by(Unit.in_order, Person.name, ClassPlace.id)
    )  # fmt: skip


def everybody_on_grid(class_id: int) -> Sequence[Any]:
    """The people of the grid, all of them: for paper and workbook."""
    return db.session.execute(people_on_grid(class_id)).all()


def cells(class_id: int, person_ids: Iterable[int]) -> dict[int, dict[int, AttendanceState]]:
    """What is recorded of these people at the meetings of a class: person → event → state; leave asked for included."""
    wanted = list(person_ids)
    found: dict[int, dict[int, AttendanceState]] = defaultdict(dict)
    events = select(ClassMeeting.event_id).where(ClassMeeting.class_id == class_id)
    excused = select(SignUp.person_id, SignUp.event_id).where(
        SignUp.event_id.in_(events), SignUp.person_id.in_(wanted), SignUp.state == SignUpState.LEAVE
    )
    for person_id, event_id in db.session.execute(excused):
        found[person_id][event_id] = AttendanceState.LEAVE
    recorded = select(Attendance.person_id, Attendance.event_id, Attendance.state).where(
        Attendance.event_id.in_(events), Attendance.person_id.in_(wanted)
    )
    for person_id, event_id, state in db.session.execute(recorded):
        found[person_id][event_id] = state
    return found


def roll_state(meeting: Meeting, recorded: AttendanceState | None, entered_at: datetime, now: datetime) -> str:
    """How somebody stands at a meeting: a value of ``RollState``, or '' where nothing was expected of them."""
    if recorded is not None:
        return recorded.value
    if not meeting.is_held(now):
        return RollState.NOT_YET if meeting.is_open_end(now) else ""
    return RollState.ABSENT if entered_at < meeting.ends_at else ""


@dataclass(frozen=True, slots=True)
class Completing:
    """How somebody stands with regard to completing a class."""

    place_id: int
    person_id: int
    name: str
    unit: str | None
    state: PlaceState
    entered_at: datetime
    around: bool
    attended: int
    late: int
    held: int
    came_after: int  # meetings held before the person came in
    percent: int | None  # of the test
    passed: bool | None
    met: bool
    decided: bool | None
    decided_reason: str
    decided_by: str | None
    completed_at: datetime | None
    certificate_id: int | None
    number: str | None

    @property
    def completes(self) -> bool:
        """What is going to happen: what staff decided, else what the rule says."""
        return self.met if self.decided is None else self.decided

    @property
    def share(self) -> int:
        """Attended meetings in a hundred of those held."""
        return self.attended * 100 // self.held if self.held else 0


def completing(course_class: CourseClass, held: Sequence[Meeting]) -> list[Completing]:
    """Everybody who holds a seat, with the figures of the rule; by unit and name. One statement.

    ``held``: the meetings that count. What somebody attended as a guest of another meeting counts nowhere here.
    """
    events = [meeting.event_id for meeting in held]
    decider = _decider()
    here = and_(Attendance.event_id.in_(events), Attendance.state.in_(HERE))
    counted = (
        select(
            Attendance.person_id,
            func.count().label("attended"),
            func.count().filter(Attendance.state == AttendanceState.LATE).label("late"),
        )
        .where(here)
        .group_by(Attendance.person_id)
        .subquery()
    )
    query = (
        select(
            ClassPlace.id, ClassPlace.person_id, Person.name, Unit.name.label("unit"), ClassPlace.state,
            ClassPlace.entered_at, is_around().label("around"), func.coalesce(counted.c.attended, 0).label("attended"),
            func.coalesce(counted.c.late, 0).label("late"), Sheet.percent, Sheet.passed, ClassPlace.decided,
            ClassPlace.decided_reason, decider.label("decided_by"), ClassPlace.completed_at,
            Certificate.id.label("certificate_id"), Certificate.number,
        )
        .join(Person, ClassPlace.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .outerjoin(counted, counted.c.person_id == ClassPlace.person_id)
        .outerjoin(Sheet, and_(Sheet.survey_id == (course_class.test_id or 0), Sheet.person_id == ClassPlace.person_id))
        .outerjoin(Certificate, and_(Certificate.place_id == ClassPlace.id, Certificate.revoked_at.is_(None)))
        .where(ClassPlace.class_id == course_class.id, ClassPlace.state.in_(HOLDING))
        .order_by(Unit.in_order, Person.name, ClassPlace.id)
    )  # fmt: skip
    return [_completing(row, course_class, held) for row in db.session.execute(query)]


def _decider() -> Any:
    by = aliased(Person)
    return select(by.name).where(by.id == ClassPlace.decided_by_id).correlate(ClassPlace).scalar_subquery()


def _completing(row: Any, course_class: CourseClass, held: Sequence[Meeting]) -> Completing:
    passed = row.passed if course_class.test_id is not None else None
    met = meets_rule(row.attended, len(held), course_class.share_percent, course_class.test_id is not None, passed)
    return Completing(
        row.id, row.person_id, row.name, row.unit, row.state, row.entered_at, row.around, row.attended, row.late,
        len(held), sum(meeting.ends_at <= row.entered_at for meeting in held), row.percent, passed, met, row.decided,
        row.decided_reason, row.decided_by, row.completed_at, row.certificate_id, row.number,
    )  # fmt: skip


def minutes_attended(held: Sequence[Meeting], person_ids: Iterable[int]) -> dict[int, int]:
    """How long these people were in the meetings that count, in minutes."""
    length = {meeting.event_id: meeting.minutes for meeting in held}
    query = select(Attendance.person_id, Attendance.event_id).where(
        Attendance.event_id.in_(list(length)), Attendance.person_id.in_(list(person_ids)), Attendance.state.in_(HERE)
    )
    found: dict[int, int] = defaultdict(int)
    for person_id, event_id in db.session.execute(query):
        found[person_id] += length[event_id]
    return found


def classes_completed_by(person_id: int, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Column query for a person's record: class, title, when completed, certificate's number and minutes (or None)."""
    return (
        select(
            CourseClass.id, CourseClass.title, ClassPlace.completed_at, Certificate.number, Certificate.minutes,
        )
        .join(ClassPlace, ClassPlace.class_id == CourseClass.id)
        .outerjoin(Certificate, and_(Certificate.place_id == ClassPlace.id, Certificate.revoked_at.is_(None)))
        .where(
            ClassPlace.person_id == person_id, ClassPlace.completed_at >= since, ClassPlace.completed_at < until
        )
        .order_by(ClassPlace.completed_at, ClassPlace.id)
    )  # fmt: skip
