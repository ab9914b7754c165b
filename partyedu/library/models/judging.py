"""How courseware is judged: score sheets, the reviews of experts, the promotion rule and what was decided by it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.library.models.courseware import Courseware, Distinction
from partyedu.organisation.models import Person, Unit


class ScoreSheet(Versioned, Row):
    """A sheet by which reviewers and judges score: lines with points. Used sheets are not changed, a copy is."""

    __tablename__ = "score_sheet"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    for_essays: Mapped[bool] = mapped_column(default=False)  # never taken for courseware
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    unit: Mapped[Unit] = relationship()


class Criterion(Row):
    """One line of a score sheet, and the points it can earn."""

    __tablename__ = "criterion"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    points: Mapped[int]


class Verdict(StrEnum):
    ADMIT = "admit"
    RETURN = "return"


VERDICTS = {
    Verdict.ADMIT: _l("同意入库"),
    Verdict.RETURN: _l("请再修改"),
}


class ExpertReview(Row):
    """An expert's review of one version: points by the score sheet, a verdict and words. ``percent``: points in 100."""

    __tablename__ = "expert_review"
    __table_args__ = (UniqueConstraint("version_id", "reviewer_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("courseware_version.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"))
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    percent: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]

    reviewer: Mapped[Person] = relationship()
    sheet: Mapped[ScoreSheet] = relationship()


class CriterionScore(Row):
    """The points of one line on an expert's sheet."""

    __tablename__ = "criterion_score"
    __table_args__ = (UniqueConstraint("review_id", "criterion_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("expert_review.id", ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int]


class PromotionRule(Row):
    """The lines a unit draws: above the upper one a piece is proposed for the textbook, below the lower one for rework.

    Never changed: a new rule is a new row, so that every decision can name the one it followed. A unit without a rule
    follows the nearest unit above that has one. Averages are hundredths of a star (430: 4.3 of 5), scores are percent.
    """

    __tablename__ = "promotion_rule"
    __table_args__ = (Index("ix_promotion_rule_unit_id_set_at", "unit_id", "set_at"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    raters: Mapped[int]  # fewer people than this decide nothing, up or down
    average_up: Mapped[int]
    expert_up: Mapped[int]
    likes_up: Mapped[int]
    average_down: Mapped[int]
    expert_down: Mapped[int]
    why: Mapped[str] = mapped_column(String(300), default="")
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Unit] = relationship()
    set_by: Mapped[Person | None] = relationship()


class Outcome(StrEnum):
    TEXTBOOK = "textbook"
    REWORK = "rework"
    STAYS = "stays"  # against a proposal, or taken back out of the textbook


OUTCOMES = {
    Outcome.TEXTBOOK: _l("进教材"),
    Outcome.REWORK: _l("回炉"),
    Outcome.STAYS: _l("保持不变"),
}


class Decision(Row):
    """What was decided about a piece: rule, figures, person, date; ``proposed`` is what the rule said.

    Where the outcome differs from the proposal, ``reason`` says why. ``version_id`` is the version that was judged.
    """

    __tablename__ = "decision"

    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("courseware_version.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("promotion_rule.id"))
    proposed: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    distinction: Mapped[Distinction | None] = mapped_column(enum_column(Distinction))
    average: Mapped[int | None]  # hundredths of a star
    raters: Mapped[int]
    expert: Mapped[int | None]  # percent, the mean of the experts
    likes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    courseware: Mapped[Courseware] = relationship()
    rule: Mapped[PromotionRule] = relationship()
    decided_by: Mapped[Person] = relationship()
