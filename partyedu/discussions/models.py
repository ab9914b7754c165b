"""Discussion of an event, and the matters that are followed up."""

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event


class Discussion(Versioned, Row):
    """The discussion of one event: prepared when the event is published, open once it has ended.

    Whether it is open follows from the event (see ``access.is_open``); ``concluded_at``: nothing more is written.
    """

    __tablename__ = "discussion"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    questions: Mapped[str] = mapped_column(Text, default="")  # one a line, to start the talking
    summary: Mapped[str] = mapped_column(Text, default="")  # what absent members are sent
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    concluded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()


class PostKind(StrEnum):
    REFLECTION = "reflection"
    QUESTION = "question"
    ANSWER = "answer"


POST_KINDS = {
    PostKind.REFLECTION: _l("心得"),
    PostKind.QUESTION: _l("提问"),
    PostKind.ANSWER: _l("回答"),
}


class Post(Row):
    """A reflection, a question or an answer; typed, or a photo of a handwritten page."""

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_discussion_id_written_at", "discussion_id", "written_at"),)

    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answer_to_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    kind: Mapped[PostKind] = mapped_column(enum_column(PostKind))
    text: Mapped[str] = mapped_column(Text, default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # emptied, kept only for the answers under it
    typed_by_id: Mapped[int | None]
    pinned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_reason: Mapped[str] = mapped_column(String(200), default="")
    picked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)  # chosen for the screen
    author_agrees: Mapped[bool] = mapped_column(default=False)  # to be shown on the screen

    discussion: Mapped[Discussion] = relationship()
    person: Mapped[Person] = relationship()
    photo: Mapped[StoredFile | None] = relationship()


class GroupRecord(Versioned, Row):
    """What a small group talked about on paper, typed by its secretary."""

    __tablename__ = "group_record"

    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    held_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    typed_by_id: Mapped[int | None]
    typed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    discussion: Mapped[Discussion] = relationship()
    unit: Mapped[Unit] = relationship()
    photo: Mapped[StoredFile | None] = relationship()


class GroupRecordPerson(Row):
    """Who was there when a small group talked."""

    __tablename__ = "group_record_person"
    __table_args__ = (UniqueConstraint("group_record_id", "person_id"),)

    group_record_id: Mapped[int] = mapped_column(ForeignKey("group_record.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class MatterChannel(StrEnum):
    """Where a matter came from."""

    POST = "post"
    SUGGESTION_BOX = "suggestion-box"
    WISH_BOX = "wish-box"
    DESK = "desk"
    CHAT = "chat"
    PAPER = "paper"


MATTER_CHANNELS = {
    MatterChannel.POST: _l("讨论"),
    MatterChannel.SUGGESTION_BOX: _l("意见箱"),
    MatterChannel.WISH_BOX: _l("微心愿信箱"),
    MatterChannel.DESK: _l("服务台"),
    MatterChannel.CHAT: _l("微信群"),
    MatterChannel.PAPER: _l("纸条"),
}


class MatterKind(StrEnum):
    MATTER = "matter"
    WISH = "wish"  # a small wish (微心愿, S0.9): made, claimed, done, thanked
    TASK = "task"  # set from above and followed up (协调督查, S0.3)
    COUNCIL = "council"  # one matter at a time before the deliberation council (议事会, S2.10)
    KEY_MATTER = "key-matter"  # a small key matter of households (关键小事, S3.12)


MATTER_KINDS = {
    MatterKind.MATTER: _l("议题"),
    MatterKind.WISH: _l("微心愿"),
    MatterKind.TASK: _l("督查事项"),
    MatterKind.COUNCIL: _l("议事会议题"),
    MatterKind.KEY_MATTER: _l("关键小事"),
}


# What is followed up on the road of a matter; a small wish has pages of its own.
FOLLOWED_UP = (MatterKind.MATTER, MatterKind.TASK, MatterKind.COUNCIL, MatterKind.KEY_MATTER)
# Of these, what people have brought up; a task is set from above, and no answer to anybody.
BROUGHT_UP = (MatterKind.MATTER, MatterKind.COUNCIL, MatterKind.KEY_MATTER)


class MatterState(StrEnum):
    RAISED = "raised"
    ASSIGNED = "assigned"
    IN_HAND = "in-hand"
    CHECKED = "checked"
    CLOSED = "closed"


MATTER_STATES = {
    MatterState.RAISED: _l("已提出"),
    MatterState.ASSIGNED: _l("已交办"),
    MatterState.IN_HAND: _l("办理中"),
    MatterState.CHECKED: _l("已核实"),
    MatterState.CLOSED: _l("已办结"),
}


def _drawn_number() -> int:
    return 100_000_000 + secrets.randbelow(900_000_000)


class Matter(Versioned, Row):
    """Something to follow up: assigned with a date, in hand, checked, closed with its outcome.

    ``raised_by_id`` stays empty for an anonymous suggestion, and ``raised_at`` then holds the day only: nothing says
    who it was. The numbers of all matters are drawn, not counted: one that lies between two others with their times
    would have their time. ``contact`` is what somebody without an account wrote about how to reach them, for staff and
    assignee.
    """

    __tablename__ = "matter"
    id: Mapped[int] = mapped_column(primary_key=True, default=_drawn_number, sort_order=-1)
    __table_args__ = (
        Index("ix_matter_unit_id_state", "unit_id", "state"),
        Index("ix_matter_state_due_on", "state", "due_on"),
        Index("ix_matter_kind_state", "kind", "state"),
    )

    kind: Mapped[MatterKind] = mapped_column(enum_column(MatterKind), default=MatterKind.MATTER)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    channel: Mapped[MatterChannel] = mapped_column(enum_column(MatterChannel))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contact: Mapped[str] = mapped_column(String(80), default="")
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    typed_by_id: Mapped[int | None]
    state: Mapped[MatterState] = mapped_column(enum_column(MatterState), default=MatterState.RAISED)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    households: Mapped[int | None]  # served
    public_title: Mapped[str] = mapped_column(String(120), default="")  # "you said", without names
    public_outcome: Mapped[str] = mapped_column(String(300), default="")  # "we did", without names
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    claimant_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # of a wish: the unit that claimed it
    thanks: Mapped[str] = mapped_column(String(300), default="")  # of a wish: what its owner says afterwards
    thanked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    claimant_unit: Mapped[Unit | None] = relationship(foreign_keys=[claimant_unit_id])
    event: Mapped[Event | None] = relationship()
    post: Mapped[Post | None] = relationship()
    raised_by: Mapped[Person | None] = relationship(foreign_keys=[raised_by_id])
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])


# The road, in order. One step at a time, forth or (with a reason) back.
ROAD = (
    MatterState.RAISED,
    MatterState.ASSIGNED,
    MatterState.IN_HAND,
    MatterState.CHECKED,
    MatterState.CLOSED,
)


class MatterStep(Row):
    """One step of a matter's history: the state it led to, or stayed in when the assignee reported."""

    __tablename__ = "matter_step"

    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    state: Mapped[MatterState] = mapped_column(enum_column(MatterState))
    went_back: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()
