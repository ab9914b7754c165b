"""The floor: who wants to speak, and what people ask. Forgotten some weeks later (see ``operations.floor``)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, enum_column, unique_where
from partyedu.core.words import _l, _lp
from partyedu.organisation.models import Person


class HandState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"


HAND_STATES = {
    HandState.WAITING: _l("排队"),
    HandState.CALLED: _l("请发言"),
    HandState.SPEAKING: _l("正在发言"),
    HandState.DONE: _lp("现场", "讲过了"),
    HandState.WITHDRAWN: _l("不讲了"),
}

UP = (HandState.WAITING, HandState.CALLED, HandState.SPEAKING)


class RaisedHand(Row):
    """Somebody who wants to speak from the floor: raised on a phone, or written down at the desk.

    ``name``: of somebody without a record of their own (a resident who came along); else empty.
    """

    __tablename__ = "raised_hand"
    __table_args__ = (
        Index("ix_raised_hand_event_id_state", "event_id", "state"),
        unique_where("uq_raised_hand_up", "event_id", "person_id", where="state IN ('waiting', 'called', 'speaking')"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[HandState] = mapped_column(enum_column(HandState), default=HandState.WAITING)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    began_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]

    person: Mapped[Person | None] = relationship()


class QuestionState(StrEnum):
    ASKED = "asked"
    CHOSEN = "chosen"  # to be put; the programme screen may show it
    PUT = "put"
    ASIDE = "aside"


QUESTION_STATES = {
    QuestionState.ASKED: _l("收到的"),
    QuestionState.CHOSEN: _l("要问的"),
    QuestionState.PUT: _l("问过了"),
    QuestionState.ASIDE: _l("先放一放"),
}


class FloorQuestion(Row):
    """A question from the floor. Without a name there is no person in the row either: nothing leads back."""

    __tablename__ = "floor_question"
    __table_args__ = (Index("ix_floor_question_event_id_state", "event_id", "state"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    state: Mapped[QuestionState] = mapped_column(enum_column(QuestionState), default=QuestionState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    form_key: Mapped[str] = mapped_column(String(40), unique=True)

    person: Mapped[Person | None] = relationship()
