"""What the tests of courses begin with: a branch with organiser and room, courses and classes by the operations."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event

from partyedu.accounts.models import ROLE_PERMISSIONS, Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.actor import MACHINE, Actor, acting_as
from partyedu.core.db import db, transaction
from partyedu.courses import operations
from partyedu.courses.models import (
    ClassEntry,
    ClassMeeting,
    ClassroomKind,
    ClassState,
    Course,
    CourseClass,
    CourseKind,
    CourseMode,
    CourseWay,
    LessonFormat,
)
from partyedu.courses.operations import Planned
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, EventKind, Room


class School:
    """A branch that teaches, through the ordinary operations."""

    def __init__(self, app, make):
        self.app, self.make = app, make
        self.branch = make.unit("东街支部")
        self.organiser = make.staff(Role.ORGANISER, self.branch, "周老师")
        self.room = make.get(Room, venue_id=make.venue(rooms=("三楼教室",)).id)

    @contextmanager
    def acting(self, role=Role.ORGANISER, unit: Unit | None = None):
        """Act as the organiser (or as somebody with a role over a unit), and commit."""
        unit = unit or self.branch
        grants = {permission: (unit.path,) for permission in ROLE_PERMISSIONS[role]}
        actor = Actor("周老师", self.organiser.id, unit_id=unit.id, unit_path=unit.path, grants=grants)
        with self.app.test_request_context(), acting_as(actor):
            db.session().expire_on_commit = False
            yield actor
            db.session.commit()
            db.session.expunge_all()

    def course(self, title="手机支付防诈骗", unit: Unit | None = None, offered=True, **more) -> Course:
        """A course of a unit, on offer."""
        unit = unit or self.branch
        values = {
            "theme_id": self.make.theme().id, "kind": CourseKind.SPECIAL, "format": LessonFormat.OPEN,
            "classroom": ClassroomKind.THEORY, "mode": CourseMode.COLLECTIVE, "way": CourseWay.IN_CLASS,
            "title": title, "summary": "看清三种骗术。", "minutes": 90,
        }  # fmt: skip
        with self.acting(unit=unit) as actor:
            course = operations.design(actor, unit.id, {}, **(values | more))
            if offered:
                operations.offer(course)
        return course

    def class_(self, *courses: Course, title="银龄夜校", unit: Unit | None = None, **more) -> CourseClass:
        """A class in preparation."""
        unit = unit or self.branch
        values = {"title": title, "entry": ClassEntry.ENROLMENT, "room_id": self.room.id}
        with self.acting(unit=unit) as actor:
            return operations.add_class(actor, unit.id, [course.id for course in courses], **(values | more))

    def plan(self, row: CourseClass, *days: date, hour=19, course: Course | None = None, teachers=()) -> None:
        """Plan evenings of ninety minutes."""
        with self.acting() as actor:
            starts = [clock.at(day, time(hour)) for day in days]
            meetings = [
                Planned(at, at + timedelta(minutes=90), course.id if course else None, [one.id for one in teachers])
                for at in starts
            ]
            operations.plan_meetings(actor, db.session.get_one(CourseClass, row.id), meetings, self.room.id)

    def announce(self, row: CourseClass) -> None:
        """Open a class."""
        with self.acting():
            operations.announce(db.session.get_one(CourseClass, row.id))


@pytest.fixture
def school(app, make) -> School:
    """A branch that teaches."""
    return School(app, make)


def coming(weekday: int, weeks: int = 0) -> date:
    """The next such weekday from next week on (0: Monday)."""
    monday = clock.today() - timedelta(days=clock.today().weekday()) + timedelta(weeks=1 + weeks)
    return monday + timedelta(days=weekday)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant by the clock in the hall."""
    return clock.at(day, time(hour, minute))


# The people side: a class of four evenings in December, written straight into the tables.


@pytest.fixture
def branch(make):
    """A branch that runs classes."""
    return make.unit("东街支部")


@pytest.fixture
def organiser(make, branch):
    """Who looks after courses and classes of the branch."""
    return make.staff(Role.ORGANISER, branch)


BEFORE = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)  # a Thursday morning
MEETINGS = tuple(datetime(2026, 12, day, 11, 0, tzinfo=UTC) for day in (1, 3, 8, 10))  # 19:00, Tuesdays and Thursdays
AFTER = MEETINGS[-1].replace(hour=14)


@pytest.fixture
def days(time_machine):
    """The clock stands a few days before the class begins; ``days.move_to`` moves it."""
    time_machine.move_to(BEFORE, tick=False)
    return time_machine


@pytest.fixture
def make_class(make, days, branch):
    """``make_class(entry, capacity=…)``: an open class of the branch with four evenings, 90 minutes each."""

    def made(entry=ClassEntry.ENROLMENT, starts=MEETINGS, **more):
        with make._session():
            row = CourseClass(
                unit_id=branch.id, title="冬季读书班", entry=entry, state=ClassState.OPEN, created_at=BEFORE,
                starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 10), place="街道党校", share_percent=75, version=1,
                **more,
            )  # fmt: skip
            db.session.add(row)
        for number, start in enumerate(starts, start=1):
            add_meeting(make, row, number, start, branch)
        return row

    return made


def add_meeting(make, row, number, start, unit):
    """One more evening of a class, as an event of the one calendar."""
    evening = make.event(f"冬季读书班 第{number}课", starts_at=start, unit=unit, kind=EventKind.CLASS, place="街道党校")
    with make._session():
        db.session.add(ClassMeeting(class_id=row.id, event_id=evening.id, number=number))
    return evening


@pytest.fixture
def statements(app):
    """``with statements() as asked:`` collects what the database is asked."""

    @contextmanager
    def collected():
        asked = []

        def note(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collected


@pytest.fixture
def evening(make, branch, make_class, days):
    """The class is over: 甲一 came four times (once late), 甲二 three times, 甲三 once (once on leave), 甲四 never."""
    row = make_class()
    people = {name: make.member(name, branch) for name in ("甲一", "甲二", "甲三", "甲四")}
    with make.app.app_context(), acting_as(MACHINE), transaction():
        course_class = db.session.get(CourseClass, row.id)
        for person in people.values():
            operations.enrol(course_class, db.session.get(Person, person.id))
    events = make.rows(Event)
    attend(make, people["甲一"], events[:3])
    attend(make, people["甲一"], events[3:], AttendanceState.LATE)
    attend(make, people["甲二"], events[1:])
    attend(make, people["甲三"], events[:1])
    attend(make, people["甲三"], events[1:2], AttendanceState.LEAVE)
    days.move_to(AFTER, tick=False)
    row.people = people
    return row


def attend(make, person, events, state=AttendanceState.PRESENT):
    """A person was at some events."""
    with make._session():
        db.session.add_all(
            Attendance(event_id=one.id, person_id=person.id, state=state, via=Via.DESK, at=one.starts_at)
            for one in events
        )  # fmt: skip
