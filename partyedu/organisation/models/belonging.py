"""Where members belong beside their own unit, what they do there, and how they are reached.

A contact card holds what a visit found out: it is read by few, each opening by staff leaves a row, and the person sees,
corrects and takes along their own. Nothing here is ever shown to everybody, except a doorplate its owner agreed to.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.organisation.models.people import Person, Unit


class DailyBelonging(Row):
    """Daily study in another unit or in a temporary group (双重管理, S2.3), from a day to a day.

    The organisational home stays ``Person.unit_id``: elections and money are asked there. The one that holds today is
    mirrored in ``Person.daily_unit_id``.
    """

    __tablename__ = "daily_belonging"
    __table_args__ = (Index("ix_daily_belonging_unit_id_until_on", "unit_id", "until_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since_on: Mapped[date]
    until_on: Mapped[date | None]  # the last day; None: still
    reason: Mapped[str] = mapped_column(String(200), default="")
    written_by_id: Mapped[int | None]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class FormerHome(Row):
    """Where somebody was at home before, up to a day; where they are now stands in ``Person.unit_id``.

    A year that is over is counted by the home of its last day. ``since_on`` None: as long as the house has known them.
    """

    __tablename__ = "former_home"
    __table_args__ = (UniqueConstraint("person_id", "until_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    since_on: Mapped[date | None]
    until_on: Mapped[date]  # the last day
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class DutyKind(StrEnum):
    """What somebody does for a unit. The first two make a member one of those who owe more hours (see ``study``)."""

    SECRETARY = "secretary"
    COMMITTEE = "committee"
    LEADER = "leader"  # of a group, a temporary group or a household point
    LIAISON = "liaison"  # follows up an area (协调督查)
    COUNCIL = "council"
    HELPER = "helper"  # brings study to the door
    OTHER = "other"


DUTY_KINDS = {
    DutyKind.SECRETARY: _l("书记"),
    DutyKind.COMMITTEE: _l("委员"),
    DutyKind.LEADER: _l("组长"),
    DutyKind.LIAISON: _l("联络员"),
    DutyKind.COUNCIL: _l("议事会成员"),
    DutyKind.HELPER: _l("送学帮手"),
    DutyKind.OTHER: _l("其他"),
}


class Duty(Versioned, Row):
    """A post of a member in a unit and what it asks of them (一员多岗、一岗多责, S2.12), from a day to a day."""

    __tablename__ = "duty"
    __table_args__ = (
        Index("ix_duty_unit_id_until_on", "unit_id", "until_on"),
        Index("ix_duty_person_id_kind", "person_id", "kind"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[DutyKind] = mapped_column(enum_column(DutyKind))
    title: Mapped[str] = mapped_column(String(60), default="")  # in words, where the kind does not say it
    tasks: Mapped[str] = mapped_column(String(400), default="")
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    written_by_id: Mapped[int | None]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class Household(Versioned, Row):
    """A household and where it lives now (一户一档, S2.2)."""

    __tablename__ = "household"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    area: Mapped[str] = mapped_column(String(80), default="")  # estate or village, as it is sorted for a visit
    building: Mapped[str] = mapped_column(String(40), default="")
    door: Mapped[str] = mapped_column(String(40), default="")
    since_on: Mapped[date | None]  # lives there since
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    unit: Mapped[Unit] = relationship()


class CardSource(StrEnum):
    VISIT = "visit"
    PAPER = "paper"
    SELF = "self"
    DESK = "desk"


CARD_SOURCES = {
    CardSource.VISIT: _l("上门走访"),
    CardSource.PAPER: _l("纸质联系卡"),
    CardSource.SELF: _l("本人填写"),
    CardSource.DESK: _l("服务台"),
}


class ContactCard(Versioned, Row):
    """The contact card of a member (联系卡, S2.2): how to reach them, how they live and work, what they ask for.

    ``care`` holds what needs a consent of its own (health, hardship): empty unless ``care_agreed_on`` is set, emptied
    when it is taken back. ``doorplate`` is shown beside the door only while ``doorplate_agreed_on`` is set.
    """

    __tablename__ = "contact_card"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    reach_how: Mapped[str] = mapped_column(String(120), default="")
    reach_when: Mapped[str] = mapped_column(String(120), default="")
    housing: Mapped[str] = mapped_column(String(200), default="")
    work: Mapped[str] = mapped_column(String(200), default="")
    family_name: Mapped[str] = mapped_column(String(60), default="")  # the family contact
    family_relation: Mapped[str] = mapped_column(String(30), default="")
    family_phone: Mapped[str] = mapped_column(String(30), default="")
    asks: Mapped[str] = mapped_column(Text, default="")
    care: Mapped[str] = mapped_column(Text, default="")
    care_agreed_on: Mapped[date | None]
    care_taken_back_on: Mapped[date | None]  # by the person: then staff need a paper signed since
    doorplate: Mapped[str] = mapped_column(String(60), default="")
    doorplate_agreed_on: Mapped[date | None]
    doorplate_taken_back_on: Mapped[date | None]
    source: Mapped[CardSource] = mapped_column(enum_column(CardSource))
    filled_in_on: Mapped[date]
    written_by_id: Mapped[int | None]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    person: Mapped[Person] = relationship()
    household: Mapped[Household | None] = relationship()


class CardPurpose(StrEnum):
    """What somebody opens a contact card for."""

    VISIT = "visit"
    CALL = "call"
    CARE = "care"
    UPDATE = "update"
    PRINT = "print"
    CONFLICT = "conflict"  # two people wrote at once, and both texts were shown
    OTHER = "other"


CARD_PURPOSES = {
    CardPurpose.VISIT: _l("准备上门走访"),
    CardPurpose.CALL: _l("打电话联系"),
    CardPurpose.CARE: _l("关心和帮助"),
    CardPurpose.UPDATE: _l("更新联系卡"),
    CardPurpose.PRINT: _l("打印出来带走"),
    CardPurpose.CONFLICT: _l("两个人同时填写，核对内容"),
    CardPurpose.OTHER: _l("其他"),
}


class CardOpening(Row):
    """That a member of staff opened somebody's contact card, what for (a ``CardPurpose``, words after it)."""

    __tablename__ = "card_opening"
    __table_args__ = (Index("ix_card_opening_person_id_at", "person_id", "at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])


class ReachKind(StrEnum):
    """How somebody was reached, where nothing else in the house tells it."""

    CALL = "call"
    MEETING = "meeting"
    MESSAGE = "message"
    VISIT = "visit"


REACH_KINDS = {
    ReachKind.CALL: _l("通了电话"),
    ReachKind.MEETING: _l("见了面"),
    ReachKind.MESSAGE: _l("回了消息"),
    ReachKind.VISIT: _l("上了门"),
}


class Reached(Row):
    """That a member was reached on a day. No word of what was said."""

    __tablename__ = "reached"
    __table_args__ = (UniqueConstraint("person_id", "on_date", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on: Mapped[date] = mapped_column("on_date", index=True)
    kind: Mapped[ReachKind] = mapped_column(enum_column(ReachKind))
    by_id: Mapped[int | None]

    person: Mapped[Person] = relationship()
