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
    Via.SPOKEN: _l("口令"),
    Via.DESK: _l("签到台"),
    Via.CARD: _l("党员卡"),
    Via.PAPER: _l("纸质签到表"),
}


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
        Index("ix_attendance_person_id_event_id", "person_id", "event_id"),
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
