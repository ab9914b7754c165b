"""What a place teaches, by the ordinary operations: courses designed and offered, classes from the call to the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from partyedu.attendance import operations as attendance
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses import operations as courses
from partyedu.courses import queries as course_queries
from partyedu.courses.models import (
    ClassEntry,
    ClassroomKind,
    CourseClass,
    CourseKind,
    CourseMode,
    CourseWay,
    LessonFormat,
)
from partyedu.organisation.models import Person
from partyedu.scenarios.community import Community
from partyedu.scenarios.scale import shared_out
from partyedu.schedule.models import Event
from partyedu.surveys import operations as surveys

# What makes each of the five formats what it is (S4.4).
FORMATS: dict[LessonFormat, dict[str, Any]] = {
    LessonFormat.MICRO: {"minutes": 20, "cap_minutes": 20},
    LessonFormat.OPEN: {"minutes": 60, "shows": "老书记怎样开好一次居民会"},
    LessonFormat.MODEL: {"minutes": 60, "shows": "怎样开好一次组织生活会"},
    LessonFormat.PRACTICE: {"minutes": 90, "task": "把一件拖了很久的小事办成", "task_place": "楼道和小区"},
    LessonFormat.REVIEW: {"minutes": 60, "reviews": "这一季度的学习讨论"},
}


@dataclass(frozen=True, slots=True)
class Run:
    """A class that was announced: its number, the events of its meetings in order, its roster."""

    class_id: int
    events: list[int]
    roster: list[int]


class School:
    """Courses and classes of a place; every step is somebody's, at its time."""

    def __init__(self, place: Community) -> None:
        self.place = place

    def course(
        self,
        designer: Actor,
        unit_id: int,
        title: str,
        lesson: LessonFormat,
        at: datetime,
        kind: CourseKind = CourseKind.SPECIAL,
        **more: Any,
    ) -> int:
        """A course that was designed and is offered; its number."""
        practice = lesson is LessonFormat.PRACTICE
        values = {
            "theme_id": None, "kind": kind, "format": lesson, "title": title, "summary": "", "is_required": False,
            "classroom": ClassroomKind.PRACTICE if practice else ClassroomKind.THEORY, "way": CourseWay.IN_CLASS,
            "mode": CourseMode.EXPERIENCE if practice else CourseMode.COLLECTIVE, **FORMATS[lesson], **more,
        }  # fmt: skip
        with self.place.step(designer, at):
            course = courses.design(designer, unit_id, {}, **values)
            courses.offer(course)
            return course.id

    def run(
        self,
        organiser: Actor,
        unit_id: int,
        title: str,
        course_ids: Sequence[int],
        meetings: Sequence[datetime],
        roster: Sequence[int],
        at: datetime,
        teachers: Iterable[int] = (),
        minutes: int = 90,
        entry: ClassEntry = ClassEntry.CALL_UP,
        **more: Any,
    ) -> Run:
        """A class that was put together, planned, announced and called up, all on one day.

        A class that takes enrolments is entered by each of the roster themselves, the day after.
        """
        teachers = list(teachers)
        with self.place.step(organiser, at):
            row = courses.add_class(organiser, unit_id, course_ids, teachers, title=title, entry=entry, **more)
            planned = [
                courses.Planned(
                    start, start + timedelta(minutes=minutes), course_ids[number % len(course_ids)],
                    teachers[number % len(teachers) :][:1],
                )
                for number, start in enumerate(meetings)
            ]  # fmt: skip
            made = courses.plan_meetings(organiser, row, planned, row.room_id, row.place)
            courses.announce(row)
            if entry is ClassEntry.CALL_UP:
                courses.call_up(organiser, row, roster)
            run = Run(row.id, [meeting.event_id for meeting in made], list(roster))
        if entry is ClassEntry.ENROLMENT:
            for person_id in roster:
                with self.place.step(self.place.actor(person_id, None, ""), at + timedelta(days=1)):
                    courses.enrol(db.session.get_one(CourseClass, run.class_id), db.session.get_one(Person, person_id))
        return run

    def answered(self, run: Run, at: datetime) -> None:
        """Everybody who was called up says that they are coming."""
        for person_id in run.roster:
            with self.place.step(self.place.actor(person_id, None, ""), at):
                place = course_queries.place_of(run.class_id, person_id)
                assert place is not None
                courses.answer_call(place, True)

    def hold(self, organiser: Actor, event_id: int, here: Sequence[int], stars: Sequence[int] = ()) -> None:
        """A meeting was held: its sheet is typed in that evening, with the slips (how many gave one star, two, …)."""
        event = db.session.get_one(Event, event_id)
        with self.place.step(organiser, event.ends_at + timedelta(hours=1)):
            event = db.session.get_one(Event, event_id)
            attendance.type_in(event, here)
            if stars:
                surveys.rate_on_paper(event, stars)

    def complete(self, organiser: Actor, run: Run, at: datetime) -> int:
        """A class is completed, with certificates; how many completed it."""
        with self.place.step(organiser, at):
            return courses.complete(db.session.get_one(CourseClass, run.class_id))

    def whole(self, organiser: Actor, run: Run, there: int) -> None:
        """Everything of a class after its call: held with so many attendances in all, and completed two days after."""
        last = None
        for number, event_id in zip(shared_out(there, len(run.events)), run.events, strict=True):
            self.hold(organiser, event_id, run.roster[:number])
            last = event_id
        ended = db.session.get_one(Event, last).ends_at
        self.complete(organiser, run, ended + timedelta(days=2))
