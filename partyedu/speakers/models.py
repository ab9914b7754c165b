"""Talks and what belongs to them: outlines in versions, review, keepsakes, the speaker's honours."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, func, select, type_coerce
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from partyedu.core.consent import Consented
from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.reading import PASSAGE_CHARACTERS
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Theme


class TalkFormat(StrEnum):
    STORY = "story"
    SPEECH = "speech"
    SKETCH = "sketch"


TALK_FORMATS = {
    TalkFormat.STORY: _l("讲故事"),
    TalkFormat.SPEECH: _l("演讲"),
    TalkFormat.SKETCH: _l("小品"),
}


class TalkState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


TALK_STATES = {
    TalkState.DRAFT: _l("草稿"),
    TalkState.SUBMITTED: _l("待评审"),
    TalkState.RETURNED: _l("请修改"),
    TalkState.APPROVED: _l("已通过"),
    TalkState.WITHDRAWN: _l("已撤回"),
}


class Quality(StrEnum):
    """The seven qualities that a programme should cover between its talks (S0.18)."""

    DEVOTION = "devotion"
    PERSEVERANCE = "perseverance"
    SERVICE = "service"
    HELPING = "helping"
    HONESTY = "honesty"
    SELF_RELIANCE = "self-reliance"
    FAMILY = "family"


QUALITIES = {
    Quality.DEVOTION: _l("爱岗敬业"),
    Quality.PERSEVERANCE: _l("攻坚克难"),
    Quality.SERVICE: _l("热心服务"),
    Quality.HELPING: _l("助人为乐"),
    Quality.HONESTY: _l("诚实守信"),
    Quality.SELF_RELIANCE: _l("自立自强"),
    Quality.FAMILY: _l("尊老爱亲"),
}


class Channel(StrEnum):
    """How a story came in (S0.8), when staff took it down."""

    SELF = "self"
    SUGGESTION_BOX = "suggestion-box"
    WISH_BOX = "wish-box"
    CHAT = "chat"
    PAPER = "paper"
    MEETING = "meeting"
    OTHER = "other"


CHANNELS = {
    Channel.SELF: _l("本人来说的"),
    Channel.SUGGESTION_BOX: _l("建议箱"),
    Channel.WISH_BOX: _l("心愿箱"),
    Channel.CHAT: _l("微信群"),
    Channel.PAPER: _l("纸上写来的"),
    Channel.MEETING: _l("座谈会上听到的"),
    Channel.OTHER: _l("其他"),
}


class Source(StrEnum):
    """Where a speaker comes from as a teacher (S3.4)."""

    NEIGHBOUR = "neighbour"
    SCHOOL = "school"
    UNIVERSITY = "university"
    MODEL = "model"
    CRAFT = "craft"
    VETERAN = "veteran"
    OTHER = "other"


SOURCES = {
    Source.NEIGHBOUR: _l("身边党员"),
    Source.SCHOOL: _l("党校教师"),
    Source.UNIVERSITY: _l("高校教师"),
    Source.MODEL: _l("劳模先进"),
    Source.CRAFT: _l("能工巧匠"),
    Source.VETERAN: _l("老干部、老战士"),
    Source.OTHER: _l("其他"),
}


class Call(Versioned, Row):
    """A call for talks: what the unit is looking for, until when. What nobody could fill becomes the next call."""

    __tablename__ = "call_for_talks"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[date | None]
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_by_id: Mapped[int | None]
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    unit: Mapped[Unit] = relationship()
    theme: Mapped[Theme | None] = relationship()


class Talk(Versioned, Row):
    """What a speaker offers. It lives on its own: given at several sessions, moved back to the pool, withdrawn."""

    __tablename__ = "talk"
    __table_args__ = (
        Index("ix_talk_state_submitted_at", "state", "submitted_at"),
        Index("ix_talk_state_decided_at", "state", "decided_at"),
        Index("ix_talk_state_created_at", "state", "created_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int] = mapped_column(default=10)
    format: Mapped[TalkFormat] = mapped_column(enum_column(TalkFormat), default=TalkFormat.STORY)
    is_own_story: Mapped[bool] = mapped_column(default=False)  # said by the speaker, whatever the format
    state: Mapped[TalkState] = mapped_column(enum_column(TalkState), default=TalkState.DRAFT)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call_for_talks.id"), index=True)  # the call it answers
    channel: Mapped[str] = mapped_column(String(30), default="")  # S0.8: suggestion box, wish box, chat, paper
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]
    withdrawn_by_id: Mapped[int | None]  # who withdrew it: what a speaker took back, staff does not bring back
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)  # a form sent twice makes one talk
    search_text: Mapped[str] = mapped_column(Text, default="")  # title and summary; names are asked of the person

    person: Mapped[Person] = relationship()
    theme: Mapped[Theme] = relationship()

    if TYPE_CHECKING:
        quality_keys: Mapped[str | None]  # see below TalkQuality

    @property
    def is_life_story(self) -> bool:
        """Whether it tells its speaker's life: no rule sends it to rework, and into the library it goes by consent."""
        return self.format is TalkFormat.STORY or self.is_own_story

    @property
    def qualities(self) -> list["Quality"]:
        """The qualities the talk shows, in their usual order."""
        held = set((self.quality_keys or "").split())
        return [quality for quality in Quality if quality in held]


class TalkQuality(Row):
    """One of the seven qualities that a talk shows."""

    __tablename__ = "talk_quality"
    __table_args__ = (UniqueConstraint("talk_id", "quality"),)

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"))
    quality: Mapped[Quality] = mapped_column(enum_column(Quality))


# A talk's qualities in the statement that loads the talk (where it is undeferred), so that lists need no more of them.
Talk.quality_keys = column_property(
    select(func.aggregate_strings(type_coerce(TalkQuality.quality, String), " "))
    .where(TalkQuality.talk_id == Talk.id)
    .correlate_except(TalkQuality)
    .scalar_subquery(),
    deferred=True,
)


class CastMember(Row):
    """Somebody who plays in a sketch: a person of the roster, or a name (a child, a neighbour)."""

    __tablename__ = "cast_member"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60), default="")
    character: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person | None] = relationship()


class Outline(Row):
    """One version of a talk's outline: its text and its files. Every version is kept; the newest counts.

    ``submitted`` versions are frozen: the next change makes a new one.
    """

    __tablename__ = "outline"
    __table_args__ = (UniqueConstraint("talk_id", "number"),)

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(80), default="")  # the talk's title and summary when it was submitted
    summary: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]

    talk: Mapped[Talk] = relationship()


class OutlineFile(Row):
    """A file of one version of an outline (a file that stays over several versions has a row in each)."""

    __tablename__ = "outline_file"

    outline_id: Mapped[int] = mapped_column(ForeignKey("outline.id"), index=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int] = mapped_column(default=0)

    outline: Mapped[Outline] = relationship()
    stored_file: Mapped[StoredFile] = relationship()


class ReviewVerdict(StrEnum):
    COMMENT = "comment"
    RETURNED = "returned"
    APPROVED = "approved"


class Review(Row):
    """A reviewer's comment or decision on one version; the person reviewed is never the reviewer."""

    __tablename__ = "review"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    outline_id: Mapped[int] = mapped_column(ForeignKey("outline.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[ReviewVerdict] = mapped_column(enum_column(ReviewVerdict))
    passage: Mapped[str] = mapped_column(String(PASSAGE_CHARACTERS), default="")  # the words a comment is about
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    talk: Mapped[Talk] = relationship()
    outline: Mapped[Outline] = relationship()
    reviewer: Mapped[Person] = relationship()


class Keepsake(Consented, Row):
    """An old thing that goes with a talk: an application letter, a badge, a photo; lent, and given back."""

    __tablename__ = "keepsake"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    caption: Mapped[str] = mapped_column(String(300), default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    consent: Mapped[bool] = mapped_column(default=False)  # the owner agrees that everybody may see it
    received_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)

    talk: Mapped[Talk] = relationship()
    photo: Mapped[StoredFile | None] = relationship()


class SpeakerSource(Row):
    """Where a speaker comes from, as staff has entered it; nobody has to have one."""

    __tablename__ = "speaker_source"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    source: Mapped[Source] = mapped_column(enum_column(Source))


class Honour(Row):
    """An honour of a speaker, as it stands on their page."""

    __tablename__ = "honour"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    given_on: Mapped[date]
    given_by: Mapped[str] = mapped_column(String(120), default="")
