"""Essay calls and the wall of family rules: handed in, judged by a score sheet, published with consent."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.consent import Consented
from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.library.models import ScoreSheet
from partyedu.organisation.models import Person, Unit


class ContestKind(StrEnum):
    ESSAY = "essay"
    FAMILY_RULE = "family-rule"


CONTEST_KINDS = {
    ContestKind.ESSAY: _l("征文"),
    ContestKind.FAMILY_RULE: _l("晒家规"),
}


class ContestState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    JUDGING = "judging"
    PUBLISHED = "published"


CONTEST_STATES = {
    ContestState.DRAFT: _l("草稿"),
    ContestState.OPEN: _l("正在征集"),
    ContestState.JUDGING: _l("正在评选"),
    ContestState.PUBLISHED: _l("已公布"),
}


# What a new essay call offers as prizes; every call has its own list.
USUAL_PRIZES = "一等奖\n二等奖\n三等奖\n优秀奖"


class Contest(Versioned, Row):
    """A call to write. A wall of family rules needs no judging: its entries are published one by one.

    ``prizes``: what can be given, one a line, the highest first. ``closes_on``: the last day on which people hand in.
    """

    __tablename__ = "contest"
    __table_args__ = (Index("ix_contest_unit_id_state", "unit_id", "state"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[ContestKind] = mapped_column(enum_column(ContestKind))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    closes_on: Mapped[date | None]
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("score_sheet.id"))
    prizes: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[ContestState] = mapped_column(enum_column(ContestState), default=ContestState.DRAFT)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)  # a form sent twice makes one call

    @property
    def prize_list(self) -> list[str]:
        """The prizes, the highest first."""
        return [line.strip() for line in self.prizes.splitlines() if line.strip()]

    unit: Mapped[Unit] = relationship()
    sheet: Mapped[ScoreSheet | None] = relationship()


class EntryState(StrEnum):
    HANDED_IN = "handed-in"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


ENTRY_STATES = {
    EntryState.HANDED_IN: _l("已交"),
    EntryState.PUBLISHED: _l("已展示"),
    EntryState.WITHDRAWN: _l("已收回"),
}


class Entry(Consented, Versioned, Row):
    """What somebody handed in; one for each person. ``agrees``: everybody may read it, under the name they chose.

    What was taken back keeps its row: the same person may hand in again.
    """

    __tablename__ = "contest_entry"
    __table_args__ = (
        Index("ix_contest_entry_contest_id_state", "contest_id", "state"),
        UniqueConstraint("contest_id", "person_id"),
    )

    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    agrees: Mapped[bool] = mapped_column(default=False)
    state: Mapped[EntryState] = mapped_column(enum_column(EntryState), default=EntryState.HANDED_IN)
    prize: Mapped[str] = mapped_column(String(40), default="")
    handed_in_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    contest: Mapped[Contest] = relationship()
    person: Mapped[Person] = relationship()


class EntryFile(Row):
    """A file of an entry: the page it was written on, a photo."""

    __tablename__ = "contest_entry_file"

    entry_id: Mapped[int] = mapped_column(ForeignKey("contest_entry.id", ondelete="CASCADE"), index=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int] = mapped_column(default=0)

    entry: Mapped[Entry] = relationship()
    stored_file: Mapped[StoredFile] = relationship()


class Judge(Row):
    """Somebody who judges a contest; never their own entry."""

    __tablename__ = "judge"
    __table_args__ = (UniqueConstraint("contest_id", "person_id"),)

    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class Judgement(Row):
    """One judge's sheet for one entry. ``percent``: points in a hundred."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("entry_id", "judge_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("contest_entry.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    percent: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]


class JudgementScore(Row):
    """The points of one line on a judge's sheet."""

    __tablename__ = "judgement_score"
    __table_args__ = (UniqueConstraint("judgement_id", "criterion_id"),)

    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgement.id", ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int]
