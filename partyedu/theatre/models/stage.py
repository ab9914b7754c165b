"""The stage of a session: where it stands now, and every step that was pressed, in order."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column


class Action(StrEnum):
    """What a host presses."""

    START = "start"
    NEXT = "next"
    BACK = "back"
    ADD = "add"  # minutes for the part that is on stage
    SWAP = "swap"  # call a reserve
    SKIP = "skip"
    RESTORE = "restore"  # who was swapped out or skipped speaks after all
    EARLIER = "earlier"  # a part to come goes before the one ahead of it
    LATER = "later"  # and behind the one that follows it
    NOTE = "note"
    END = "end"


class Fate(StrEnum):
    """What became of a step."""

    TAKEN = "taken"
    ALREADY = "already"  # another console had made the same step from the same place
    REFUSED = "refused"  # another console had gone elsewhere meanwhile


class Stage(Versioned, Row):
    """Where a session stands: the log (``StageStep``) replayed, kept in one row for those who ask every few seconds.

    ``turn`` counts the moves: a step says from which turn it was pressed. ``version`` counts everything that was taken.
    """

    __tablename__ = "stage"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="SET NULL"))
    turn: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the part that is on stage
    added_minutes: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the last move


class StageStep(Row):
    """A step as a console sent it; never changed, never deleted before its session.

    ``key`` is made by the console, so that sending again changes nothing. ``pressed_at`` is the moment of pressing by
    the server's clock (see ``operations.stage``), never before that of the move it follows. ``turn`` is what the
    console had seen. ``to_item_id``: what was on stage after a move (``moves``); empty at the end.
    """

    __tablename__ = "stage_step"
    __table_args__ = (UniqueConstraint("event_id", "key"), Index("ix_stage_step_event_id_id", "event_id", "id"))

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    action: Mapped[Action] = mapped_column(enum_column(Action))
    turn: Mapped[int]
    item_id: Mapped[int | None]
    other_id: Mapped[int | None]  # the reserve that was called; the part before or behind which this one went
    to_item_id: Mapped[int | None]
    moves: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(String(200), default="")  # a note, or why
    fate: Mapped[Fate] = mapped_column(enum_column(Fate))
    pressed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None]
