"""Theatre sessions: the programme, asking speakers, the checklist, the year plan, ratings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, db, enum_column, unique_where
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, Theme
from partyedu.speakers.models import Talk


class ItemKind(StrEnum):
    OPENING = "opening"
    TALK = "talk"
    RITUAL = "ritual"
    QUESTIONS = "questions"
    OTHER = "other"


ITEM_KINDS = {
    ItemKind.OPENING: _l("开场"),
    ItemKind.TALK: _l("讲述"),
    ItemKind.RITUAL: _l("仪式"),
    ItemKind.QUESTIONS: _l("提问与讨论"),
    ItemKind.OTHER: _l("其他"),
}


class ItemState(StrEnum):
    PLANNED = "planned"
    GIVEN = "given"
    SWAPPED_OUT = "swapped-out"  # a reserve spoke instead; the record keeps both
    DROPPED = "dropped"


# What is (still) to be given, or was.
ON = (ItemState.PLANNED, ItemState.GIVEN)

ITEM_STATES = {
    ItemState.PLANNED: _l("待讲"),
    ItemState.GIVEN: _l("已讲"),
    ItemState.SWAPPED_OUT: _l("由候补代讲"),
    ItemState.DROPPED: _l("这次没讲"),
}


def minutes_spoken(began_at: datetime | None, ended_at: datetime | None) -> int | None:
    """Whole minutes between two measured instants (one at least); None where one of them was not measured."""
    if began_at is None or ended_at is None:
        return None
    return max(1, round((ended_at - began_at).total_seconds() / 60))


class ProgrammeItem(Versioned, Row):
    """One item of a session's programme, in order. A reserve stands apart until it is called.

    ``public_*`` hold the item as it was last released; ``public_position`` is empty for what nobody was shown yet.
    An item taken off a published programme keeps ``removed_at`` and stays on the playbill until the next release.
    ``state`` (swapped, dropped, given) needs no release: it shows at once.
    """

    __tablename__ = "programme_item"
    __table_args__ = (Index("ix_programme_item_event_id_position", "event_id", "position"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind))
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id"), index=True)
    title: Mapped[str] = mapped_column(String(120), default="")  # of a talk: empty, the talk has its own
    note: Mapped[str] = mapped_column(String(400), default="")  # public: a line under the title, the steps of a ritual
    cue: Mapped[str] = mapped_column(String(400), default="")  # the host's linking words; on the run sheet only
    minutes: Mapped[int] = mapped_column(default=5)
    is_reserve: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ItemState] = mapped_column(enum_column(ItemState), default=ItemState.PLANNED)
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id"))
    public_position: Mapped[int | None]
    public_title: Mapped[str] = mapped_column(String(120), default="")
    public_note: Mapped[str] = mapped_column(String(400), default="")
    public_minutes: Mapped[int] = mapped_column(default=0)
    public_is_reserve: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    began_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # measured on stage; empty where nobody pressed
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    talk: Mapped[Talk | None] = relationship()

    @property
    def shown_title(self) -> str:
        """The title of its talk, or its own where it is none."""
        return self.talk.title if self.talk else self.title

    @property
    def spoken_minutes(self) -> int | None:
        """How long it took on stage, in whole minutes (one at least); None where it was not measured."""
        return minutes_spoken(self.began_at, self.ended_at)

    @property
    def is_on(self) -> bool:
        """Whether it is part of the programme as it stands: neither swapped out, dropped nor taken off."""
        return self.removed_at is None and self.state in ON

    @property
    def is_to_come(self) -> bool:
        """Whether it is still to be given: what is on stage at this moment is not."""
        return self.state is ItemState.PLANNED and self.began_at is None


class RequestState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REQUEST_STATES = {
    RequestState.ASKED: _l("等回复"),
    RequestState.ACCEPTED: _l("已答应"),
    RequestState.DECLINED: _l("来不了"),
    RequestState.WITHDRAWN: _l("不再邀请"),
}


# Stands: the speaker has been asked or has said yes. Asking again after a refusal is a new row; the refusal stays.
OPEN_REQUESTS = (RequestState.ASKED, RequestState.ACCEPTED)


class SpeakerRequest(Row):
    """The organiser asks a speaker to give a talk at a session; the speaker (or staff for them) answers."""

    __tablename__ = "speaker_request"
    __table_args__ = (
        unique_where("uq_speaker_request_standing", "event_id", "talk_id", where="state IN ('asked', 'accepted')"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    as_reserve: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState), default=RequestState.ASKED)
    message: Mapped[str] = mapped_column(String(300), default="")
    answer: Mapped[str] = mapped_column(String(300), default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]

    event: Mapped[Event] = relationship()
    talk: Mapped[Talk] = relationship()
    asked_by: Mapped[Person | None] = relationship()


class SupportKind(StrEnum):
    """The support checklist of a session (教学保障)."""

    SPEAKER = "speaker"
    ROOM = "room"
    EQUIPMENT = "equipment"
    MATERIALS = "materials"
    MONEY = "money"


SUPPORT_KINDS = {
    SupportKind.SPEAKER: _l("主讲人"),
    SupportKind.ROOM: _l("场地"),
    SupportKind.EQUIPMENT: _l("设备"),
    SupportKind.MATERIALS: _l("材料"),
    SupportKind.MONEY: _l("经费"),
}


# What a fresh checklist says, one line for each kind.
SUPPORT_DEFAULTS = {
    SupportKind.SPEAKER: _l("主讲人都答应了，走过一遍台"),
    SupportKind.ROOM: _l("场地定好，桌椅摆好"),
    SupportKind.EQUIPMENT: _l("话筒、投影试过"),
    SupportKind.MATERIALS: _l("节目单、签到表印好"),
    SupportKind.MONEY: _l("费用说好，手续办好"),
}


class SupportItem(Row):
    """One line of a session's support checklist."""

    __tablename__ = "support_item"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[SupportKind] = mapped_column(enum_column(SupportKind))
    text: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who sees to it
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])


QUARTER_NAMES = {1: _l("第一季度"), 2: _l("第二季度"), 3: _l("第三季度"), 4: _l("第四季度")}


class PlanSlot(Versioned, Row):
    """A session that is planned for a quarter: unit, theme, owner; it becomes an event in one step (S0.1)."""

    __tablename__ = "plan_slot"
    __table_args__ = (UniqueConstraint("year", "quarter", "unit_id", "theme_id"),)

    year: Mapped[int]
    quarter: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))

    unit: Mapped[Unit] = relationship()
    theme: Mapped[Theme] = relationship()
    owner: Mapped[Person | None] = relationship()
    event: Mapped[Event | None] = relationship()


class TalkRating(db.Model):  # type: ignore[name-defined]
    """An anonymous rating that was published, in a step with others (``core.ballots``): no person, no time, a random
    key and no hidden row number, so that nobody can trace it. What still waits lies sealed."""

    __tablename__ = "talk_rating"
    __table_args__ = (
        Index("ix_talk_rating_talk_id_event_id_stars", "talk_id", "event_id", "stars"),  # the figures of the library
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    on_paper: Mapped[bool] = mapped_column(default=False, server_default=false())  # a slip that staff typed in


class RatingGiven(db.Model):  # type: ignore[name-defined]
    """That a person has rated a session's talks, without saying how or in which order people did; keeps anybody
    from rating twice."""

    __tablename__ = "rating_given"
    __table_args__ = ({"sqlite_with_rowid": False},)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
