"""The demonstration's courses: one in each format, a class that meets on Tuesdays and Thursdays, one in preparation."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses import operations as courses
from partyedu.courses import queries
from partyedu.courses.models import (
    AudienceKind,
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
from partyedu.courses.timetable import Rule, timetable
from partyedu.library.models import Courseware
from partyedu.organisation.models import Person
from partyedu.scenarios.community import Community
from partyedu.schedule.models import DayKind
from partyedu.schedule.queries import calendar_of_years
from partyedu.surveys.models import Need

EVENING, MINUTES = time(19), timedelta(minutes=90)
TUESDAY, THURSDAY = 1, 3

DESIGNED: tuple[dict[str, Any], ...] = (
    {
        "format": LessonFormat.MICRO, "title": "十五分钟说清一个骗局", "minutes": 15, "cap_minutes": 15,
        "theme": "学习", "is_required": True, "kind": CourseKind.THEMED,
        "summary": "冒充公检法、刷单返利、假中奖：一回讲一个，讲完就会认。",
    },
    {
        "format": LessonFormat.OPEN, "title": "社区食堂是怎么办起来的", "minutes": 90, "theme": "创业",
        "shows": "从一口锅到三十张桌子的账本", "summary": "敞开门讲，带着账本讲，问什么答什么。",
    },
    {
        "format": LessonFormat.MODEL, "title": "用一件老物件讲一堂课", "minutes": 60, "theme": "家风",
        "shows": "怎样从一件东西讲到一个道理", "kind": CourseKind.THEMED,
        "summary": "给想上台的同志看一遍：东西怎么拿，话怎么起头。",
    },
    {
        "format": LessonFormat.PRACTICE, "title": "手把手教邻居用手机", "minutes": 120, "theme": "学习",
        "task": "每人教会两位邻居挂号和缴费，填一张回访条", "task_place": "社区中心一楼大厅",
        "classroom": ClassroomKind.PRACTICE, "mode": CourseMode.EXPERIENCE, "summary": "先学会，再去教会别人。",
    },
    {
        "format": LessonFormat.REVIEW, "title": "上个季度的讲述，大家来讲评", "minutes": 60, "theme": "家风",
        "reviews": "上个季度几段讲述：开头、故事、收尾", "summary": "说好的，说要改的，说下一次怎么讲。",
    },
)  # fmt: skip


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Five courses; an evening class that runs by a rule; a class that still lacks most of the six haves."""
    numbers = [_design(place, home, turn, now) for turn in range(len(DESIGNED))]
    _evenings(place, home, numbers[3], numbers[0], now)
    _preparing(place, home, numbers[2], now)


def _design(place: Community, home: Any, turn: int, now: datetime) -> int:
    """One course with its teachers and for whom it is; the number."""
    more = dict(DESIGNED[turn])
    theme = place.themes[more.pop("theme")]
    usual: dict[str, Any] = {
        "kind": CourseKind.SPECIAL, "classroom": ClassroomKind.THEORY, "mode": CourseMode.COLLECTIVE,
        "way": CourseWay.IN_CLASS, "is_required": False, "theme_id": theme,
    }  # fmt: skip
    with place.step(home.organiser, now - timedelta(days=70 - turn)):
        meant = {AudienceKind.CATEGORY: place.categories[:1]} if turn in (0, 3) else {}
        course = courses.design(home.organiser, place.root_id, meant, **(usual | more))
        for person_id in home.members[home.units[turn % len(home.units)]][turn : turn + 2]:
            courses.add_teacher(course, db.session.get_one(Person, person_id))
        for piece in queries.courseware_to_add(course.id, "")[turn : turn + 2]:
            courses.add_courseware(course, db.session.get_one(Courseware, piece.id))
        if turn == 3 and (need := db.session.scalars(select(Need).order_by(Need.id)).first()):
            courses.answer_need(course, need)
        courses.offer(course)
        return course.id


def _days(first: datetime, weeks: int) -> Sequence[datetime]:
    """Tuesdays and Thursdays at seven, not on holidays."""
    day = clock.local(first).date()
    known = calendar_of_years(day.year, day.year + 1)
    holidays = {on: name for on, (kind, name) in known.items() if kind is DayKind.HOLIDAY}
    rule = Rule((TUESDAY, THURSDAY), day, last_on=day + timedelta(weeks=weeks))
    return [clock.at(on, EVENING) for on in timetable(rule, holidays).days]


def _evenings(place: Community, home: Any, practice: int, micro: int, now: datetime) -> None:
    """Two months of Tuesday and Thursday evenings: three weeks are over, five are to come."""
    teachers = home.members[home.units[3]][3:5]
    begun = now - timedelta(days=40)
    with place.step(home.organiser, begun):
        row = courses.add_class(
            home.organiser, place.root_id, [micro, practice], teachers, title="冬季夜校", entry=ClassEntry.ENROLMENT,
            capacity=30, room_id=place.classroom_id, share_percent=80, platform="夜校微信群，周五晚上答疑",
            summary="两个月，每周两个晚上。学会认骗局，再去教会两位邻居用手机。",
        )  # fmt: skip
        days = _days(now - timedelta(days=21), 8)
        half = len(days) // 2
        planned = [
            Planned(at, at + MINUTES, micro if turn < half else practice, [teachers[turn % 2]])
            for turn, at in enumerate(days)
        ]
        courses.plan_meetings(home.organiser, row, planned, place.classroom_id)
        courses.announce(row)
        number, people = row.id, [*home.first[4:12], *home.members[home.units[1]][2:10]]
    for turn, person_id in enumerate(people):
        with place.step(place.actor(person_id, None, ""), begun + timedelta(hours=1 + turn)):
            courses.enrol(db.session.get_one(CourseClass, number), db.session.get_one(Person, person_id))
    with place.step(home.organiser, now - timedelta(days=1)):
        held = [
            (meeting.event_id, meeting.event.starts_at)
            for meeting in queries.meetings_of(number)
            if meeting.event.ends_at < now
        ]
    for turn, (event_id, starts_at) in enumerate(held):
        place.hold(event_id, people[turn % 3 :], starts_at + timedelta(minutes=40))


def _preparing(place: Community, home: Any, model: int, now: datetime) -> None:
    """A class of the next weeks: its days are set, a teacher and most other things are not."""
    with place.step(home.organiser, now - timedelta(days=2)):
        course = db.session.get_one(Course, model)
        row = courses.add_class(
            home.organiser, place.root_id, [course.id], title="示范课进支部", entry=ClassEntry.CALL_UP, capacity=20,
            summary="每个支部来两位，看一遍，回去讲一遍。",
        )  # fmt: skip
        days = _days(now + timedelta(days=9), 3)
        courses.plan_meetings(home.organiser, row, [Planned(at, at + MINUTES, course.id) for at in days])
