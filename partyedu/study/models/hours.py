"""What counts as study, and how much of it is owed.

There is no counter. The ledger is a query: each line is an event somebody attended or spoke at, a visit, a handed-in
answer or a written entry, with its day, the rule that held on that day and the person who confirmed it. Correct any of
these, and the hours are corrected.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event


class Source(StrEnum):
    """Where hours come from; the caps of a rule are per source."""

    ATTENDANCE = "attendance"
    SPEAKING = "speaking"
    DOOR = "door"  # visits, and meetings of a pair
    ONLINE = "online"
    ENTRY = "entry"


SOURCES = {
    Source.ATTENDANCE: _l("到场学习"),
    Source.SPEAKING: _l("上台讲"),
    Source.DOOR: _l("送学和结对"),
    Source.ONLINE: _l("网络学习"),
    Source.ENTRY: _l("在别处学的"),
}


class HoursRule(Row):
    """The rule of a unit's subtree from a day on, until the next one of that unit; never changed, only followed by one.

    All amounts in minutes. ``target``: owed in a calendar year; ``post_target``: by those with a post of secretary or
    committee. ``half_day`` and ``day``: what an event counts that is marked so. ``speaker``: what speaking counts
    beside the attendance, per event. The caps are per calendar year and source; None: no cap. Which rule counts an
    hour: the one in force on its day. Which target a year has: the one in force on its last day, or today in the
    running year.
    """

    __tablename__ = "hours_rule"
    __table_args__ = (Index("ix_hours_rule_unit_id_from_on", "unit_id", "from_on", unique=True),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    from_on: Mapped[date]
    target_minutes: Mapped[int] = mapped_column(default=32 * 60)
    post_target_minutes: Mapped[int] = mapped_column(default=56 * 60)
    half_day_minutes: Mapped[int] = mapped_column(default=4 * 60)
    day_minutes: Mapped[int] = mapped_column(default=8 * 60)
    speaker_minutes: Mapped[int] = mapped_column(default=60)
    speaker_cap_minutes: Mapped[int | None]
    door_cap_minutes: Mapped[int | None]
    online_cap_minutes: Mapped[int | None]
    entry_cap_minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    written_by_id: Mapped[int | None]

    unit: Mapped[Unit] = relationship()


class CountsAs(StrEnum):
    """How an event counts, where its length does not say it."""

    HALF_DAY = "half-day"
    DAY = "day"
    MINUTES = "minutes"
    NOTHING = "nothing"


COUNTS_AS = {
    CountsAs.HALF_DAY: _l("算半天"),
    CountsAs.DAY: _l("算一天"),
    CountsAs.MINUTES: _l("算几分钟，自己填"),
    CountsAs.NOTHING: _l("不算学时"),
}


class EventHours(Row):
    """How one event counts. Without a row: the length it was released with."""

    __tablename__ = "event_hours"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    counts_as: Mapped[CountsAs] = mapped_column(enum_column(CountsAs))
    minutes: Mapped[int | None]
    written_by_id: Mapped[int | None]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()


class EventHoursChange(Row):
    """The trace of a correction: how an event of a settled year counted and counts now, who says so and why.

    ``before`` and ``after``: a ``CountsAs``, ``minutes:90``, or '' (by its length).
    """

    __tablename__ = "event_hours_change"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    before: Mapped[str] = mapped_column(String(30), default="")
    after: Mapped[str] = mapped_column(String(30), default="")
    why: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None]

    event: Mapped[Event] = relationship()


class HoursEntry(Versioned, Row):
    """Study elsewhere (a course of the district, another unit's meeting), written down with what shows it.

    Counts once somebody other than the earner has confirmed it (``confirmed_by_id``). Refused or withdrawn, it stays
    as a trace and counts nothing. ``unit_id``: where the earner belonged when it was handed in; its rule caps it.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (Index("ix_hours_entry_person_id_studied_on", "person_id", "studied_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    studied_on: Mapped[date]
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[str] = mapped_column(String(200), default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    handed_in_at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    refused_reason: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
    photo: Mapped[StoredFile | None] = relationship()


class ExemptionKind(StrEnum):
    AGE = "age"
    ILLNESS = "illness"
    OTHER = "other"


EXEMPTION_KINDS = {
    ExemptionKind.AGE: _l("年老"),
    ExemptionKind.ILLNESS: _l("体弱"),
    ExemptionKind.OTHER: _l("其他原因"),
}


def _as_until_on(context: Any) -> date:
    day: date = context.get_current_parameters()["until_on"]
    return day


class Exemption(Versioned, Row):
    """That a member owes no hours from a day to a day, and why (read by the member and by who looks after them).

    Ended early, it keeps the last day it was first agreed for (``agreed_until_on``), and who ended it and why.
    """

    __tablename__ = "exemption"
    __table_args__ = (Index("ix_exemption_person_id_until_on", "person_id", "until_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ExemptionKind] = mapped_column(enum_column(ExemptionKind))
    reason: Mapped[str] = mapped_column(String(200), default="")
    from_on: Mapped[date]
    until_on: Mapped[date]  # the last day
    agreed_until_on: Mapped[date] = mapped_column(default=_as_until_on)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_reason: Mapped[str] = mapped_column(String(200), default="")
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
