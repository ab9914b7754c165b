"""The meetings of a class: planned by rule or one by one, moved, dropped. Each is an event of the one calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _, formatted
from partyedu.courses import queries
from partyedu.courses.access import is_over
from partyedu.courses.models import ClassMeeting, Course, CourseClass
from partyedu.courses.timetable import MOST
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import EventKind, EventPart, EventStatus


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting as it was looked at in the preview: when, which course, who teaches."""

    starts_at: datetime
    ends_at: datetime
    course_id: int | None = None
    teacher_ids: Sequence[int] = ()


def plan_meetings(
    actor: Actor, course_class: CourseClass, planned: Iterable[Planned], room_id: int | None = None, place: str = "",
    occasion_id: int | None = None,
) -> list[ClassMeeting]:  # fmt: skip
    """Plan meetings of a class as drafts on the calendar; those that were made.

    A meeting of the class that begins at the same time stands already and is left out, so the same page sent twice
    plans nothing twice. Warnings (room, people, holidays) never block. ``occasion_id``: what all of them count as
    where it is asked whether something took place (a party lesson, a theme day).
    """
    _hold(course_class)
    standing = queries.meetings_of(course_class.id)
    taken = {meeting.event.starts_at for meeting in standing if meeting.event.status is not EventStatus.CANCELLED}
    wanted = sorted(planned, key=lambda one: one.starts_at)
    _check(wanted, len(standing))
    fresh = [one for one in wanted if one.starts_at not in taken]
    number = queries.last_number(course_class.id)
    made = [
        _make(actor, course_class, one, number + place_in_line, room_id=room_id, place=place, occasion_id=occasion_id)
        for place_in_line, one in enumerate(fresh, 1)
    ]
    arrange(course_class)
    audit.record("plan-meetings", course_class, ["meetings"])
    return made


def _hold(course_class: CourseClass) -> None:
    """Let nobody else plan this class until we are done; a class that is over is not planned any more."""
    db.session.execute(select(CourseClass.id).where(CourseClass.id == course_class.id).with_for_update())
    if is_over(course_class):
        raise Problem(_("这个班已经结束了，不能再排课。"))


def _check(wanted: Sequence[Planned], standing: int) -> None:
    if not wanted:
        raise Problem(_("一次课也没有选上。请至少留一次。"))
    if standing + len(wanted) > MOST:
        raise Problem(_("一个班最多排 %(limit)s 次课。", limit=MOST))
    for one in wanted:
        if one.ends_at <= one.starts_at:
            raise Problem(_("下课要晚于上课，请检查时间。"))
    for one, after in pairwise(wanted):
        if after.starts_at < one.ends_at:
            raise Problem(_("有两次课的时间重叠了：%(when)s。", when=formatted(after.starts_at, "datetime")))


def _make(actor: Actor, course_class: CourseClass, one: Planned, number: int, **where: Any) -> ClassMeeting:
    course = db.session.get(Course, one.course_id) if one.course_id else None
    event = schedule.create(
        actor, kind=EventKind.CLASS, title=title_of(course_class, number, course), unit_id=course_class.unit_id,
        theme_id=course.theme_id if course else None, starts_at=one.starts_at, ends_at=one.ends_at,
        capacity=course_class.capacity, summary=course.summary if course else "", **where,
    )  # fmt: skip
    schedule.set_people(event, {EventPart.TEACHER: one.teacher_ids})
    meeting = ClassMeeting(
        class_id=course_class.id, event_id=event.id, number=number, course_id=course.id if course else None
    )
    meeting.event, meeting.course = event, course
    db.session.add(meeting)
    db.session.flush()
    return meeting


def title_of(course_class: CourseClass, number: int, course: Course | None) -> str:
    """What a meeting is called on the calendar, in the language of the centre (others than who planned it read it)."""
    with force_locale("zh_Hans"):
        title = _("%(title)s第 %(n)s 次课", title=course_class.title, n=number)
        if course is not None and course.title != course_class.title:
            title = _("%(title)s：%(course)s", title=title, course=course.title)
    return title[:120]


def arrange(course_class: CourseClass) -> None:
    """Put numbers and the days of the class in order after a change of its meetings.

    Numbers follow the time until a meeting has been released; from then on each keeps the number people know.
    """
    meetings = queries.meetings_of(course_class.id)
    on = [meeting for meeting in meetings if meeting.event.status is not EventStatus.CANCELLED]
    days = [clock.local(meeting.event.starts_at).date() for meeting in on]
    course_class.starts_on, course_class.ends_on = (days[0], days[-1]) if days else (None, None)
    if not any(meeting.event.release_number for meeting in meetings):
        _number(course_class, meetings)
    db.session.flush()


def _number(course_class: CourseClass, meetings: Sequence[ClassMeeting]) -> None:
    moved = [(place, meeting) for place, meeting in enumerate(meetings, 1) if meeting.number != place]
    for place, meeting in moved:  # a number belongs to one meeting at a time
        meeting.number = -place
    db.session.flush()
    for place, meeting in moved:
        meeting.number = place
        meeting.event.title = title_of(course_class, place, meeting.course)


def change_meeting(
    meeting: ClassMeeting,
    version: int | None,
    course_id: int | None,
    teacher_ids: Iterable[int],
    starts_at: datetime,
    ends_at: datetime,
    room_id: int | None,
    place: str,
    occasion_id: int | None = None,
) -> ClassMeeting:
    """Change time, place, course or teachers of one meeting, or what it counts as.

    It is seen by everybody after the next release of the class.

    Raises ``Conflict`` when the meeting was saved since ``version``.
    """
    if is_over(meeting.course_class) and meeting.event.ends_at < clock.now():
        raise Problem(_("这个班已经结束了，不能再排课。"))
    course = db.session.get(Course, course_id) if course_id else None
    title = title_of(meeting.course_class, meeting.number, course)
    schedule.edit(
        meeting.event, version, title=title, starts_at=starts_at, ends_at=ends_at, room_id=room_id, place=place,
        theme_id=course.theme_id if course else None, summary=course.summary if course else "", occasion_id=occasion_id,
    )  # fmt: skip
    schedule.set_people(meeting.event, {EventPart.TEACHER: teacher_ids})
    meeting.course_id, meeting.course = course_id, course
    arrange(meeting.course_class)
    audit.record("change-meeting", meeting, ["event_id", "course_id"])
    return meeting


def drop_meeting(meeting: ClassMeeting) -> None:
    """Drop a meeting that nobody has seen yet; one that was released is cancelled instead, with the reason."""
    if meeting.event.release_number:
        raise Problem(_("公布过的课不能删掉，请用“取消这次课”，写明原因。"))
    course_class, event = meeting.course_class, meeting.event
    audit.record("drop-meeting", meeting)
    db.session.delete(meeting)
    db.session.flush()
    schedule.delete_draft(event)
    arrange(course_class)


def cancel_meeting(meeting: ClassMeeting, reason: str) -> ClassMeeting:
    """Cancel one released meeting: it stays on the schedule, marked; those who have a seat are told why."""
    schedule.cancel(meeting.event, reason)
    arrange(meeting.course_class)
    audit.record("cancel-meeting", meeting, ["event_id"])
    return meeting
