"""What is held about where one person was, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.attendance.models import ATTENDANCE_STATES, VIAS, Attendance, AttendanceChange
from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.schedule.models import Event


def held(person_id: int) -> Iterator[Held]:
    """Their attendances, and what was corrected about them."""
    there = select(Event.title, Event.starts_at, Attendance.state, Attendance.via, Attendance.at, Attendance.reason)
    yield Held(
        _("签到"),
        there.join(Event, Attendance.event_id == Event.id)
        .where(Attendance.person_id == person_id)
        .order_by(Attendance.at, Attendance.id),
        (_("活动"), _("开始时间"), _("状态"), _("怎么签的"), _("时间"), _("原因")),
        (ATTENDANCE_STATES, VIAS),
    )
    changed = select(
        Event.title, AttendanceChange.at, AttendanceChange.before, AttendanceChange.after, AttendanceChange.why
    )
    yield Held(
        _("签到的更正"),
        changed.join(Event, AttendanceChange.event_id == Event.id)
        .where(AttendanceChange.person_id == person_id)
        .order_by(AttendanceChange.id),
        (_("活动"), _("时间"), _("原来"), _("改成"), _("为什么")),
    )
