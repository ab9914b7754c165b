"""Study brought to the door: visits, pairs; and study at a distance: pieces with a question, answered in own words."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.library.models import Courseware, Pack
from partyedu.organisation.models import Person, Unit


class VisitState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    NOT_MET = "not-met"  # nobody at home, or not convenient
    CANCELLED = "cancelled"


VISIT_STATES = {
    VisitState.PLANNED: _l("待上门"),
    VisitState.DONE: _l("已上门"),
    VisitState.NOT_MET: _l("没见到人"),
    VisitState.CANCELLED: _l("已取消"),
}


class HomeVisit(Versioned, Row):
    """A visit that brings study to somebody's door (送学上门): planned, then recorded once.

    ``why`` and ``note`` are read by those who may read contact cards and by the helpers of this visit. The hours
    (``minutes``) count for the person visited, confirmed by the helper who recorded it (``recorded_by_id``), who is
    never the person visited. ``words``: what the person visited said they take away, with their consent.
    """

    __tablename__ = "home_visit"
    __table_args__ = (
        Index("ix_home_visit_person_id_visited_on", "person_id", "visited_on"),
        Index("ix_home_visit_unit_id_planned_on", "unit_id", "planned_on"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # that planned it
    planned_on: Mapped[date]
    why: Mapped[str] = mapped_column(String(200), default="")
    bring: Mapped[str] = mapped_column(String(200), default="")
    courseware_id: Mapped[int | None] = mapped_column(ForeignKey("courseware.id"), index=True)
    pack_id: Mapped[int | None] = mapped_column(ForeignKey("pack.id"), index=True)
    state: Mapped[VisitState] = mapped_column(enum_column(VisitState), default=VisitState.PLANNED)
    visited_on: Mapped[date | None]
    minutes: Mapped[int | None]
    studied: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]  # from the printed sheet
    planned_by_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()
    courseware: Mapped[Courseware | None] = relationship()
    pack: Mapped[Pack | None] = relationship()
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=[recorded_by_id])


class VisitHelper(Row):
    """Who goes."""

    __tablename__ = "visit_helper"
    __table_args__ = (UniqueConstraint("visit_id", "person_id"),)

    visit_id: Mapped[int] = mapped_column(ForeignKey("home_visit.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class PairKind(StrEnum):
    OLD_HELPS_YOUNG = "old-helps-young"
    YOUNG_HELPS_OLD = "young-helps-old"


PAIR_KINDS = {
    PairKind.OLD_HELPS_YOUNG: _l("老带青"),
    PairKind.YOUNG_HELPS_OLD: _l("青帮老"),
}


class Pair(Versioned, Row):
    """Two members who learn from each other, from a day to a day."""

    __tablename__ = "pair"
    __table_args__ = (Index("ix_pair_unit_id_until_on", "unit_id", "until_on"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    elder_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    younger_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[PairKind] = mapped_column(enum_column(PairKind))
    purpose: Mapped[str] = mapped_column(String(200), default="")
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    written_by_id: Mapped[int | None]

    unit: Mapped[Unit] = relationship()
    elder: Mapped[Person] = relationship(foreign_keys=[elder_id])
    younger: Mapped[Person] = relationship(foreign_keys=[younger_id])


class PairMeeting(Row):
    """A meeting of a pair. The hours count for both once a third person has confirmed it."""

    __tablename__ = "pair_meeting"
    __table_args__ = (Index("ix_pair_meeting_pair_id_held_on", "pair_id", "held_on", unique=True),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"))
    held_on: Mapped[date]
    minutes: Mapped[int]
    words: Mapped[str] = mapped_column(String(300), default="")
    written_by_id: Mapped[int | None]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    pair: Mapped[Pair] = relationship()
    confirmed_by: Mapped[Person | None] = relationship()


class DistanceState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    ENDED = "ended"


DISTANCE_STATES = {
    DistanceState.DRAFT: _l("筹备"),
    DistanceState.OPEN: _l("进行中"),
    DistanceState.ENDED: _l("已结束"),
}


class DistanceClass(Versioned, Row):
    """A class at a distance (网络共学) for members on shifts: short pieces, a week for each, a question after each.

    What counts is only what was handed in and accepted, never time on a screen.
    """

    __tablename__ = "distance_class"
    __table_args__ = (Index("ix_distance_class_unit_id_state", "unit_id", "state"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    state: Mapped[DistanceState] = mapped_column(enum_column(DistanceState), default=DistanceState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()


class DistancePiece(Versioned, Row):
    """One short piece of a class at a distance, its week and its question. ``minutes``: what an answer counts."""

    __tablename__ = "distance_piece"
    __table_args__ = (UniqueConstraint("class_id", "position"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("distance_class.id", ondelete="CASCADE"))
    position: Mapped[int]
    courseware_id: Mapped[int | None] = mapped_column(ForeignKey("courseware.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")  # to read here, where there is no courseware
    question: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int] = mapped_column(default=30)
    opens_on: Mapped[date]
    closes_on: Mapped[date]  # the last day

    distance_class: Mapped[DistanceClass] = relationship()
    courseware: Mapped[Courseware | None] = relationship()


class DistancePlace(Row):
    """Who is in a class at a distance."""

    __tablename__ = "distance_place"
    __table_args__ = (UniqueConstraint("class_id", "person_id"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("distance_class.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    distance_class: Mapped[DistanceClass] = relationship()
    person: Mapped[Person] = relationship()


class PieceAnswer(Versioned, Row):
    """What somebody handed in after a piece: a sentence of their own, typed or as a photo of a page.

    To a piece of a class at a distance (``piece_id``), or to a library piece offered as make-up (``courseware_id``).
    Counts ``minutes`` on the day it was handed in, once accepted by somebody else.
    """

    __tablename__ = "piece_answer"
    __table_args__ = (
        UniqueConstraint("piece_id", "person_id"),
        UniqueConstraint("courseware_id", "person_id"),
        Index("ix_piece_answer_person_id_handed_in_at", "person_id", "handed_in_at"),
        Index("ix_piece_answer_accepted_at", "accepted_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("distance_piece.id"))
    courseware_id: Mapped[int | None] = mapped_column(ForeignKey("courseware.id"), index=True)
    question: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    minutes: Mapped[int]
    handed_in_at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned_reason: Mapped[str] = mapped_column(String(200), default="")
    late_word: Mapped[str] = mapped_column(String(200), default="")  # why it came in the week after its own

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    piece: Mapped[DistancePiece | None] = relationship()
    courseware: Mapped[Courseware | None] = relationship()
    photo: Mapped[StoredFile | None] = relationship()
    accepted_by: Mapped[Person | None] = relationship(foreign_keys=[accepted_by_id])
