"""The one calendar: themes, venues and rooms, events, the people of an event, sign-ups, releases."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit


class Theme(Row):
    """A theme of talks and sessions (入党, 学习, 创业, 家风), editable."""

    __tablename__ = "theme"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Venue(Row):
    """A place of a unit, with its rooms."""

    __tablename__ = "venue"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(120), default="")
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    unit: Mapped[Unit] = relationship()


class Room(Row):
    """A room of a venue; clashes are looked for by room."""

    __tablename__ = "room"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    capacity: Mapped[int | None]
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    venue: Mapped[Venue] = relationship()


class EventKind(StrEnum):
    THEATRE = "theatre"
    FILM = "film"
    THEME_DAY = "theme-day"
    MEETING = "meeting"
    SCREENING = "screening"  # chosen lessons of the library are shown; which, the library knows
    CLASS = "class"  # a meeting of a class; planned in the room of courses
    OTHER = "other"


EVENT_KINDS = {
    EventKind.THEATRE: _l("先锋剧场"),
    EventKind.FILM: _l("电影"),
    EventKind.THEME_DAY: _l("主题党日"),
    EventKind.MEETING: _l("会议"),
    EventKind.SCREENING: _l("展播"),
    EventKind.CLASS: _l("上课"),
    EventKind.OTHER: _l("其他活动"),
}


class EventStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"  # stays on the schedule, marked; a new time may be set
    CANCELLED = "cancelled"
    CLOSED = "closed"  # over, discussed (or with a written reason), nothing left to do


EVENT_STATUSES = {
    EventStatus.DRAFT: _l("草稿"),
    EventStatus.PUBLISHED: _l("已公布"),
    EventStatus.POSTPONED: _l("已延期"),
    EventStatus.CANCELLED: _l("已取消"),
    EventStatus.CLOSED: _l("已结束"),
}


class Occasion(Row):
    """What a gathering counts as when it is asked whether it took place (主题党日, 党课, 支部党员大会 …), editable.

    ``kind``: events of this kind are taken for it when nothing else was said (a theme day is one).
    """

    __tablename__ = "occasion"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[EventKind | None] = mapped_column(enum_column(EventKind))
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


# Kinds that are planned here; a theatre session is planned in the theatre, a class meeting with its class.
PLAIN_KINDS = (EventKind.FILM, EventKind.SCREENING, EventKind.THEME_DAY, EventKind.MEETING, EventKind.OTHER)

# What everybody may see.
PUBLIC = (EventStatus.PUBLISHED, EventStatus.POSTPONED, EventStatus.CANCELLED, EventStatus.CLOSED)


class Event(Versioned, Row):
    """Anything with a time and a place on the schedule. A theatre session adds its programme, in ``theatre``.

    ``expected_unit_id``: the members of this subtree are expected (states present, late, leave, absent).
    ``released`` holds the public face of the event as JSON as it was last released (see ``operations.releases.face``);
    later edits show only after the next release. The public schedule reads ``released`` and the ``public_*`` columns,
    never the draft.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_status_starts_at", "status", "starts_at"),
        Index("ix_event_room_id_starts_at", "room_id", "starts_at"),
        Index("ix_event_kind_public_starts_at", "kind", "public_starts_at", "status", "unit_id"),  # lists by kind
    )

    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind))
    title: Mapped[str] = mapped_column(String(120))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    occasion_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    place: Mapped[str] = mapped_column(String(120), default="")  # off-site, in words
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    capacity: Mapped[int | None]
    expected_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    open_to_residents: Mapped[bool] = mapped_column(default=False)
    summary: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[EventStatus] = mapped_column(enum_column(EventStatus), default=EventStatus.DRAFT)
    status_reason: Mapped[str] = mapped_column(String(300), default="")
    released: Mapped[str] = mapped_column(Text, default="")  # JSON, see schedule.operations.release
    release_number: Mapped[int] = mapped_column(default=0)
    released_version: Mapped[int] = mapped_column(
        default=0
    )  # the version that was released last; behind: not yet public
    public_title: Mapped[str] = mapped_column(String(120), default="")
    public_starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    public_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    public_theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    public_room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    public_place: Mapped[str] = mapped_column(String(120), default="")
    public_capacity: Mapped[int | None]
    public_open: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text, default="")
    closed_reason: Mapped[str] = mapped_column(String(300), default="")  # why it closed without a discussion
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when it really ended, where a console said so
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]

    theme: Mapped[Theme | None] = relationship(foreign_keys=[theme_id])
    occasion: Mapped[Occasion | None] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    expected_unit: Mapped[Unit | None] = relationship(foreign_keys=[expected_unit_id])
    room: Mapped[Room | None] = relationship(foreign_keys=[room_id])

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.status in PUBLIC

    @property
    def takes_place(self) -> bool:
        """Whether it is (still) to be held at its time, or was."""
        return self.status in (EventStatus.PUBLISHED, EventStatus.CLOSED)


class EventPart(StrEnum):
    """What a person does in an event."""

    OWNER = "owner"  # answers for it
    HOST = "host"
    SPEAKER = "speaker"
    RESERVE = "reserve"
    TEACHER = "teacher"
    HELPER = "helper"


EVENT_PARTS = {
    EventPart.OWNER: _l("负责人"),
    EventPart.HOST: _l("主持人"),
    EventPart.SPEAKER: _l("主讲人"),
    EventPart.RESERVE: _l("候补主讲"),
    EventPart.TEACHER: _l("教师"),
    EventPart.HELPER: _l("帮手"),
}


# Parts in an event that are speaking. A helper or owner has only attended.
SPEAKING_PARTS = (EventPart.SPEAKER, EventPart.TEACHER)


class EventPerson(Row):
    """A person of an event: one table for all parts, so that a clash anywhere is one query."""

    __tablename__ = "event_person"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "part"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[EventPart] = mapped_column(enum_column(EventPart))

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class EventPartner(Row):
    """A unit that co-organises an event."""

    __tablename__ = "event_partner"
    __table_args__ = (UniqueConstraint("event_id", "unit_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))

    unit: Mapped[Unit] = relationship()


# What a release says about a field that changed.
FACE_LABELS = {
    "title": _l("题目"),
    "kind": _l("种类"),
    "theme_id": _l("主题"),
    "starts_at": _l("开始时间"),
    "ends_at": _l("结束时间"),
    "room_id": _l("房间"),
    "place": _l("地点"),
    "capacity": _l("座位"),
    "expected_unit_id": _l("请谁参加"),
    "open_to_residents": _l("居民参加"),
    "summary": _l("简介"),
    "partner_ids": _l("协办组织"),
    "people": _l("主持和主讲"),
    "programme": _l("节目单"),
    "status": _l("状态"),
    "reason": _l("原因"),
}


class Release(Row):
    """A release of an event's public face, with what changed since the one before (JSON: field → [old, new]).

    The fields are those of ``FACE_LABELS``; rows are named by number, so that a name can be changed or withdrawn later.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80), default="")
    changes: Mapped[str] = mapped_column(Text, default="{}")
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_by_id: Mapped[int | None]


class SignUpState(StrEnum):
    SIGNED_UP = "signed-up"
    WAITING = "waiting"
    LEAVE = "leave"  # asked to be excused, with a reason (seen by organiser and secretary only)
    WITHDRAWN = "withdrawn"


SIGN_UP_STATES = {
    SignUpState.SIGNED_UP: _l("已报名"),
    SignUpState.WAITING: _l("候补"),
    SignUpState.LEAVE: _l("请假"),
    SignUpState.WITHDRAWN: _l("已取消报名"),
}


class SignUp(Row):
    """A person's sign-up for an event. ``entered_at`` orders the waiting list."""

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_sign_up_event_id_state_entered_at", "event_id", "state", "entered_at"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[SignUpState] = mapped_column(enum_column(SignUpState))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    moved_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    typed_by_id: Mapped[int | None]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    WORKDAY = "workday"  # a weekend day that is worked to make up for a holiday


DAY_KINDS = {
    DayKind.HOLIDAY: _l("放假"),
    DayKind.WORKDAY: _l("调休上班"),
}


class ClashKind(StrEnum):
    """What a warning is about; a warning never blocks."""

    ROOM = "room"
    TURN_ROUND = "turn-round"
    PERSON = "person"
    SAME_PEOPLE_EXPECTED = "same-people-expected"
    HOLIDAY = "holiday"
    WORKDAY = "workday"
    YEAR_UNKNOWN = "year-unknown"
    OVERLONG = "overlong"
    ROOM_TOO_SMALL = "room-too-small"
    PAST = "past"


CLASH_TEXTS = {
    ClashKind.ROOM: _l("%(room)s这段时间已经有%(title)s（%(when)s）。"),
    ClashKind.TURN_ROUND: _l("%(room)s和%(title)s（%(when)s）之间不到 %(minutes)s 分钟，来不及收拾场地。"),
    ClashKind.PERSON: _l("%(person)s这段时间还有%(title)s（%(when)s）。"),
    ClashKind.SAME_PEOPLE_EXPECTED: _l("同一批党员这段时间还要参加%(title)s（%(when)s）。"),
    ClashKind.HOLIDAY: _l("%(day)s是节假日（%(name)s）。"),
    ClashKind.WORKDAY: _l("%(day)s是调休上班日（%(name)s）。"),
    ClashKind.YEAR_UNKNOWN: _l("%(year)s年的节假日还没有录入，碰上放假或调休时不会提醒。"),
    ClashKind.OVERLONG: _l("一共 %(length)s，比较长，年纪大的同志会累。"),
    ClashKind.ROOM_TOO_SMALL: _l("%(room)s只有 %(seats)s 个座位，少于要坐的 %(capacity)s 人。"),
    ClashKind.PAST: _l("这个时间已经过去了。"),
}


class CalendarDay(Row):
    """A public holiday or a make-up workday; editable, seeded for the years that are known."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column("on_date", unique=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    name: Mapped[str] = mapped_column(String(40))
