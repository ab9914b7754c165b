"""Orders of a course become a class of it in one step: planned, announced, those who ordered on its roster and told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.courses import operations as courses
from partyedu.courses import queries as classes
from partyedu.courses.models import ClassEntry, ClassState, Course, CourseClass
from partyedu.courses.operations import Planned
from partyedu.courses.timetable import Rule, timetable
from partyedu.orders.models import Order
from partyedu.orders.operations.planning import bind, check, tell_orderers
from partyedu.organisation.models import Person
from partyedu.schedule.models import DayKind
from partyedu.schedule.queries import calendar_of_years

TITLE_AT_MOST = 80  # of a class; an event's may be longer


def plan_class(
    actor: Actor,
    orders: Sequence[Order],
    course: Course,
    times: int = 1,
    teacher: Person | None = None,
    publish_now: bool = True,
    **values: Any,
) -> CourseClass:
    """Turn orders of a course into a class of it: one meeting, or ``times`` of them, each a week after the other.

    ``values``: ``title unit_id starts_at ends_at`` (of the first meeting) and, as needed, ``room_id place capacity
    summary``. ``publish_now``: it is announced at once, those who ordered are on its roster (unless they wished
    otherwise) and told; else it waits in preparation and they are told later (``tell_orderers``).
    """
    check(orders)
    if len(values["title"]) > TITLE_AT_MOST:
        raise Problem(_("班次的名称最多 %(max)s 个字。", max=TITLE_AT_MOST), field="title")
    teacher_ids = [teacher.id] if teacher is not None else []
    row = courses.add_class(
        actor, values["unit_id"], [course.id], teacher_ids, title=values["title"], entry=ClassEntry.ENROLMENT,
        capacity=values.get("capacity"), room_id=values.get("room_id"), place=values.get("place") or "",
        summary=values.get("summary") or "", share_percent=80,
    )  # fmt: skip
    days = [
        Planned(start, end, course.id, teacher_ids)
        for start, end in weekly(values["starts_at"], values["ends_at"], times)
    ]
    meetings = courses.plan_meetings(actor, row, days, values.get("room_id"), values.get("place") or "")
    if len(meetings) == 1:  # "the first" of one would promise more
        meetings[0].event.title = row.title
    bind(orders, meetings[0].event, row)
    if publish_now:
        courses.announce(row)
        tell_orderers(meetings[0].event)
    return row


def weekly(starts_at: datetime, ends_at: datetime, times: int) -> list[tuple[datetime, datetime]]:
    """Begin and end of so many meetings a week apart at the same hour. Only the first may fall on a holiday."""
    first = clock.local(starts_at)
    days = [first.date()]
    if times > 1:
        known = calendar_of_years(first.year, first.year + 3)
        holidays = {day: name for day, (kind, name) in known.items() if kind is DayKind.HOLIDAY}
        rule = Rule([first.weekday()], first.date() + timedelta(days=7), times=times - 1)
        days += timetable(rule, holidays).days
    starts = [clock.at(day, first.time()) for day in days]
    return [(start, start + (ends_at - starts_at)) for start in starts]


def join_class(orders: Sequence[Order], row: CourseClass) -> CourseClass:
    """Let orders join a class of the course that is open: those who ordered come onto its roster, and are told."""
    check(orders)
    coming = [one for one in classes.meetings_of(row.id) if one.event.starts_at > clock.now()]
    if row.state is not ClassState.OPEN or not coming:
        raise Problem(_("这个班次已经不收人了，请选别的。"), field="class_id")
    bind(orders, coming[0].event, row)
    tell_orderers(coming[0].event)
    return row
