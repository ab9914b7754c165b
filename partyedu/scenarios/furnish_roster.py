"""The demonstration's classes: one completed, with certificates; one that runs, with a waiting list; one called up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses import operations as courses
from partyedu.courses import queries
from partyedu.courses.models import (
    ClassEntry,
    ClassMeeting,
    ClassPlace,
    ClassroomKind,
    CourseClass,
    CourseKind,
    CourseMode,
    CourseWay,
    LessonFormat,
)
from partyedu.courses.operations import Planned
from partyedu.organisation.models import Person
from partyedu.scenarios.community import Community, hall_time

EVENING = timedelta(minutes=90)
REASONS = ("要带孙子", "住院做个小手术", "白天上班，晚上赶不回来")


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Classes with people: 读书班 is over, 手机班 is in the middle, 骨干班 waits for answers."""
    _reading(place, home, now)
    _phones(place, home, now)
    _speakers(place, home, now)


def _reading(place: Community, home: Any, now: datetime) -> None:
    """Six evenings in the autumn; most came often enough, one is completed although ill."""
    number = _class(
        place, home, "秋季读书班", ClassEntry.ENROLMENT, now - timedelta(days=75), 62, 6, capacity=30,
        course="一本书，一晚上", summary="每次读一章，读完说说自己。",
    )  # fmt: skip
    people = [*home.first[4:16], *home.members[home.units[1]][3:11]]
    _enrol(place, number, people, now - timedelta(days=70))
    _hold(place, number, people, now, missing=4)
    with place.step(home.organiser, now - timedelta(days=30)):
        row = db.session.get_one(CourseClass, number)
        short = [one for one in queries.completing(row, queries.meetings_held(number, clock.now())) if one.share == 66]
        if short:
            courses.decide(
                db.session.get_one(ClassPlace, short[0].place_id), True, "住院缺了两次，出院后补学了，有笔记。"
            )
        courses.complete(row)


def _phones(place: Community, home: Any, now: datetime) -> None:
    """Eight afternoons of which three are over; all seats are taken and two people wait."""
    number = _class(
        place, home, "银龄手机班", ClassEntry.ENROLMENT, now - timedelta(days=25), 8, 8, hour=15, every=3, capacity=14,
        course="手机挂号和缴费", summary="一步一步来，带上自己的手机。",
    )  # fmt: skip
    people = [*home.members[home.units[2]][2:12], *home.first[7:13]]
    _enrol(place, number, people, now - timedelta(days=20))
    _hold(place, number, people[:14], now, missing=3)


def _speakers(place: Community, home: Any, now: datetime) -> None:
    """Called up and on the way: some come, some cannot, some have not answered."""
    number = _class(
        place, home, "宣讲骨干班", ClassEntry.CALL_UP, now - timedelta(days=6), -9, 5, hour=9, capacity=20,
        course="把身边事讲成故事", summary="给准备上台的同志：选事、起头、收尾。",
    )  # fmt: skip
    people = [*home.first[5:13], *home.members[home.units[3]][1:9]]
    with place.step(home.organiser, now - timedelta(days=4)):
        courses.call_up(home.organiser, db.session.get_one(CourseClass, number), people)
    silent = {home.first[6]}
    for turn, person_id in enumerate(people[1:13]):
        if person_id not in silent:
            with place.step(place.actor(person_id, None, ""), now - timedelta(days=3, minutes=-turn)):
                found = queries.place_of(number, person_id)
                assert found is not None
                courses.answer_call(found, turn % 4 != 3, REASONS[turn // 4])


def _class(
    place: Community, home: Any, title: str, entry: ClassEntry, at: datetime, days_ago: int, meetings: int,
    course: str, summary: str, hour: int = 19, every: int = 4, capacity: int | None = None,
) -> int:  # fmt: skip
    """A class announced at a time, with meetings every few days from so many days ago."""
    organiser = home.organiser
    first = clock.local(clock.now()).date() - timedelta(days=days_ago)
    with place.step(organiser, at):
        lesson = courses.design(
            organiser, place.root_id, {}, theme_id=next(iter(place.themes.values())), kind=CourseKind.SPECIAL,
            format=LessonFormat.OPEN, classroom=ClassroomKind.THEORY, mode=CourseMode.COLLECTIVE,
            way=CourseWay.IN_CLASS, title=course, summary=summary, minutes=90,
        )  # fmt: skip
        courses.offer(lesson)
        row = courses.add_class(
            organiser, place.root_id, [lesson.id], [home.first[3]], title=title, entry=entry, summary=summary,
            capacity=capacity, room_id=place.classroom_id, share_percent=75,
        )  # fmt: skip
        starts = [hall_time(first + timedelta(days=every * turn), hour) for turn in range(meetings)]
        planned = [Planned(start, start + EVENING, lesson.id, [home.first[3]]) for start in starts]
        courses.plan_meetings(organiser, row, planned, place.classroom_id)
        courses.announce(row)
        return int(row.id)


def _enrol(place: Community, class_id: int, people: Sequence[int], at: datetime) -> None:
    for turn, person_id in enumerate(people):
        with place.step(place.actor(person_id, None, ""), at + timedelta(minutes=turn)):
            courses.enrol(db.session.get_one(CourseClass, class_id), db.session.get_one(Person, person_id))


def _hold(place: Community, class_id: int, people: Sequence[int], now: datetime, missing: int) -> None:
    """The meetings that are over were held; each time a few others stayed away, one of them every time."""
    query = select(ClassMeeting.event_id).where(ClassMeeting.class_id == class_id).order_by(ClassMeeting.number)
    for turn, event_id in enumerate(db.session.scalars(query).all()):
        meeting = next(one for one in queries.meetings_on_grid(class_id) if one.event_id == event_id)
        if meeting.ends_at > now:
            return
        away = {people[1], *(people[(turn * 3 + step) % len(people)] for step in range(missing))}
        here = [person_id for person_id in people if person_id not in away]
        place.hold(event_id, here, meeting.starts_at + timedelta(minutes=20))
