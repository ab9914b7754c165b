"""Courseware: its categories, versions, files and steps; comments, likes and uses; packs of several pieces."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, db, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, Theme
from partyedu.speakers.models import Talk


class CoursewareCategory(Row):
    """One of the categories of courseware; seven come with the software, editable."""

    __tablename__ = "courseware_category"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Origin(StrEnum):
    """Where a courseware comes from (S1.9)."""

    COMPILED = "compiled"
    DEVELOPED = "developed"
    INTRODUCED = "introduced"
    EXCHANGED = "exchanged"


ORIGINS = {
    Origin.COMPILED: _l("整合"),
    Origin.DEVELOPED: _l("自编"),
    Origin.INTRODUCED: _l("引进"),
    Origin.EXCHANGED: _l("交流"),
}


class Tier(StrEnum):
    STREET = "street"
    DISTRICT = "district"


TIERS = {
    Tier.STREET: _l("街道级"),
    Tier.DISTRICT: _l("区级"),
}


class Stage(StrEnum):
    """The pipeline of a courseware, and where it can end up (S1.6, S1.9)."""

    TOPIC = "topic"
    MAKING = "making"
    COMMENTS = "comments"
    REVIEW = "review"
    ADMITTED = "admitted"
    TEXTBOOK = "textbook"
    REWORK = "rework"
    WITHDRAWN = "withdrawn"


STAGES = {
    Stage.TOPIC: _l("选题"),
    Stage.MAKING: _l("制作"),
    Stage.COMMENTS: _l("大家提意见"),
    Stage.REVIEW: _l("专家评审"),
    Stage.ADMITTED: _l("已入库"),
    Stage.TEXTBOOK: _l("已进教材"),
    Stage.REWORK: _l("回炉修改"),
    Stage.WITHDRAWN: _l("已撤下"),
}

# What everybody may read.
READABLE = (Stage.ADMITTED, Stage.TEXTBOOK)


class Distinction(StrEnum):
    """What a piece of the textbook is called (S1.10)."""

    GOOD_COURSE = "good-course"
    MODEL_LESSON = "model-lesson"


DISTINCTIONS = {
    Distinction.GOOD_COURSE: _l("好课程"),
    Distinction.MODEL_LESSON: _l("样板课"),
}


class Courseware(Versioned, Row):
    """A piece that teaches: text, slides, pages, pictures, video. It comes from a talk or is made for the library.

    ``is_story``: a life story. It stands in the library by its owner's consent and is never sent to rework by a rule.
    """

    __tablename__ = "courseware"
    __table_args__ = (
        Index("ix_courseware_stage_category_id", "stage", "category_id"),
        Index("ix_courseware_unit_id_stage", "unit_id", "stage"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("courseware_category.id"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id"), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who made it, whose story it is
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]
    origin: Mapped[Origin] = mapped_column(enum_column(Origin))
    tier: Mapped[Tier] = mapped_column(enum_column(Tier))
    is_story: Mapped[bool] = mapped_column(default=False)
    consented_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the owner agrees that it is in the library
    stage: Mapped[Stage] = mapped_column(enum_column(Stage), default=Stage.TOPIC)
    distinction: Mapped[Distinction | None] = mapped_column(enum_column(Distinction))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    admitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    category: Mapped[CoursewareCategory] = relationship()
    theme: Mapped[Theme | None] = relationship()
    talk: Mapped[Talk | None] = relationship()
    owner: Mapped[Person | None] = relationship()


class CoursewareVersion(Row):
    """One version of a courseware; every version is kept, the newest counts. ``reason`` says why it was made."""

    __tablename__ = "courseware_version"
    __table_args__ = (UniqueConstraint("courseware_id", "number"),)

    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None]

    courseware: Mapped[Courseware] = relationship()


class CoursewareFile(Row):
    """A file of one version, in order."""

    __tablename__ = "courseware_file"

    version_id: Mapped[int] = mapped_column(ForeignKey("courseware_version.id"), index=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int] = mapped_column(default=0)

    stored_file: Mapped[StoredFile] = relationship()


class CoursewareStep(Row):
    """One step of a courseware's history: the stage it came to, with the reason."""

    __tablename__ = "courseware_step"

    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("courseware_version.id"))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()


class PeerComment(Row):
    """What a member or colleague says about a courseware that is being made."""

    __tablename__ = "peer_comment"

    version_id: Mapped[int] = mapped_column(ForeignKey("courseware_version.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]

    person: Mapped[Person] = relationship()


class CoursewareLike(db.Model):  # type: ignore[name-defined]
    """A public like, without person, time or row number. Only the browser it came from can find its ``key`` again
    (see ``operations.like_key``): that keeps from liking twice and lets one take it back."""

    __tablename__ = "courseware_like"
    __table_args__ = ({"sqlite_with_rowid": False},)

    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)


class CoursewareUse(Row):
    """A courseware was taught at an event; the event's ratings count for it."""

    __tablename__ = "courseware_use"
    __table_args__ = (UniqueConstraint("courseware_id", "event_id"),)

    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)

    courseware: Mapped[Courseware] = relationship()
    event: Mapped[Event] = relationship()


class ScreeningPiece(Row):
    """A piece that is shown at a screening: an event of that kind on the calendar; in order."""

    __tablename__ = "screening_piece"
    __table_args__ = (UniqueConstraint("event_id", "courseware_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class Pack(Versioned, Row):
    """Several pieces put together to be printed, read, or copied into a chat group as text."""

    __tablename__ = "pack"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    introduction: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)  # a form sent twice makes one pack

    unit: Mapped[Unit] = relationship()


class PackItem(Row):
    """One piece of a pack, in order."""

    __tablename__ = "pack_item"
    __table_args__ = (UniqueConstraint("pack_id", "courseware_id"),)

    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id", ondelete="CASCADE"))
    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"), index=True)
    position: Mapped[int]

    courseware: Mapped[Courseware] = relationship()
