"""Attendance: who was there, how it is known, and the devices that say so."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, enum_column
from partyedu.core.words import _l
from partyedu.organisation.models import Person
from partyedu.schedule.models import Event


class AttendanceState(StrEnum):
    """Recorded states. Absent is not recorded: it is being expected without a record once the event is over."""

    PRESENT = "present"
    LATE = "late"
    LEAVE = "leave"


class Via(StrEnum):
    """How a presence is known."""

    QR = "qr"
    SPOKEN = "spoken"
    DESK = "desk"
    CARD = "card"
    PAPER = "paper"


ATTENDANCE_STATES = {
    AttendanceState.PRESENT: _l("出席"),
    AttendanceState.LATE: _l("迟到"),
    AttendanceState.LEAVE: _l("请假"),
}

VIAS = {
    Via.QR: _l("扫码"),
    Via.SPOKEN: _l("签到码"),
    Via.DESK: _l("签到台"),
    Via.CARD: _l("党员卡"),
    Via.PAPER: _l("纸质签到表"),
}


class RollState(StrEnum):
    """How somebody stands at an event: the recorded states, and what follows from there being no record."""

    PRESENT = "present"
    LATE = "late"
    LEAVE = "leave"
    ABSENT = "absent"  # expected, no record, the event is over
    NOT_YET = "not-yet"  # expected, no record, the event is not over


ROLL_STATES = {
    RollState.PRESENT: _l("出席"),
    RollState.LATE: _l("迟到"),
    RollState.LEAVE: _l("请假"),
    RollState.ABSENT: _l("缺席"),
    RollState.NOT_YET: _l("还没到"),
}

# Those who were there: present and late together are an attendance.
HERE = (AttendanceState.PRESENT, AttendanceState.LATE)


class CheckInDevice(Row):
    """A phone that knows its owner after the first time. Its token can check in and nothing else."""

    __tablename__ = "check_in_device"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()


class Attendance(Row):
    """One person at one event, once. Undone and corrected rows leave their trace in the audit.

    ``device`` is a hash that tells whether several people checked in from one device; it names nobody.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_attendance_event_id_device", "event_id", "device"),
        # Hours and figures are asked of two million rows: what they read stands in the index itself.
        Index("ix_attendance_event_id_state_person_id", "event_id", "state", "person_id"),
        Index("ix_attendance_person_id_event_id_state", "person_id", "event_id", "state"),
        Index("ix_attendance_at", "at"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[AttendanceState] = mapped_column(enum_column(AttendanceState))
    via: Mapped[Via] = mapped_column(enum_column(Via))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")  # why late or excused
    device: Mapped[str] = mapped_column(String(64), default="")
    typed_by_id: Mapped[int | None]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class AttendanceChange(Row):
    """The trace of a correction or an undoing: what stood there, what stands there now ('': nothing), who, why."""

    __tablename__ = "attendance_change"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    before: Mapped[str] = mapped_column(String(30), default="")
    after: Mapped[str] = mapped_column(String(30), default="")
    why: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None]


class HeadCount(Row):
    """Heads counted in the room: more check-ins than heads is how a passed-on code shows."""

    __tablename__ = "head_count"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    heads: Mapped[int]
    checked_in: Mapped[int]  # how many had checked in at that moment
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    counted_by_id: Mapped[int | None]


class ClockConfirmation(Row):
    """Somebody said that the machine's clock is right, although rows with a later time exist.

    Those rows (numbers up to ``after_audit_id``) were written while the clock was ahead and count no more.
    """

    __tablename__ = "clock_confirmation"

    at: Mapped[datetime] = mapped_column(UTCDateTime)
    after_audit_id: Mapped[int]
    confirmed_by_id: Mapped[int | None]
