"""What the tests of courses begin with: a branch with organiser and room, courses and classes by the operations."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest

from partyedu.accounts.models import ROLE_PERMISSIONS, Role
from partyedu.core import clock
from partyedu.core.actor import Actor, acting_as
from partyedu.core.db import db
from partyedu.courses import operations
from partyedu.courses.models import (
    ClassEntry,
    ClassroomKind,
    Course,
    CourseClass,
    CourseKind,
    CourseMode,
    CourseWay,
    LessonFormat,
)
from partyedu.courses.operations import Planned
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Room


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
