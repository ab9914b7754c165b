"""The library: courseware on its way to the textbook, the rule that proposes, and the banks of experts, projects, cases
and bases."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, Theme, Venue
from partyedu.speakers.models import Source, Talk


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


class ScoreSheet(Versioned, Row):
    """A sheet by which reviewers and judges score: lines with points. Used sheets are not changed, a copy is."""

    __tablename__ = "score_sheet"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
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


class CoursewareLike(Row):
    """A public like. ``key`` is a keyed hash of the person or the device: it keeps from liking twice, names nobody."""

    __tablename__ = "courseware_like"
    __table_args__ = (UniqueConstraint("courseware_id", "key"),)

    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"))
    key: Mapped[str] = mapped_column(String(64))


class CoursewareUse(Row):
    """A courseware was taught at an event; the event's ratings count for it."""

    __tablename__ = "courseware_use"
    __table_args__ = (UniqueConstraint("courseware_id", "event_id"),)

    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)

    courseware: Mapped[Courseware] = relationship()
    event: Mapped[Event] = relationship()


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


class Pack(Versioned, Row):
    """Several pieces put together to be printed, read, or copied into a chat group as text."""

    __tablename__ = "pack"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    introduction: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    unit: Mapped[Unit] = relationship()


class PackItem(Row):
    """One piece of a pack, in order."""

    __tablename__ = "pack_item"
    __table_args__ = (UniqueConstraint("pack_id", "courseware_id"),)

    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id", ondelete="CASCADE"))
    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"), index=True)
    position: Mapped[int]

    courseware: Mapped[Courseware] = relationship()


class Expert(Versioned, Row):
    """A person in the bank of experts of a unit: where from, for what, on which terms, until when."""

    __tablename__ = "expert"
    __table_args__ = (UniqueConstraint("unit_id", "person_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    source: Mapped[Source] = mapped_column(enum_column(Source))
    partner: Mapped[str] = mapped_column(String(80), default="")  # the unit that sends them
    field: Mapped[str] = mapped_column(String(120), default="")
    terms: Mapped[str] = mapped_column(String(200), default="")  # for staff: fee, notice, transport
    since: Mapped[date]
    until: Mapped[date | None]
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship()


class BankKind(StrEnum):
    PROJECT = "project"
    CASE = "case"


BANK_KINDS = {
    BankKind.PROJECT: _l("项目"),
    BankKind.CASE: _l("案例"),
}


class BankEntry(Versioned, Row):
    """A practice project or a case. A case says what it was about, what was done, what came of it."""

    __tablename__ = "bank_entry"
    __table_args__ = (Index("ix_bank_entry_kind_unit_id", "kind", "unit_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[BankKind] = mapped_column(enum_column(BankKind))
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")  # what it is about
    done: Mapped[str] = mapped_column(Text, default="")  # what is done, or was
    outcome: Mapped[str] = mapped_column(Text, default="")
    partner: Mapped[str] = mapped_column(String(80), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    begun_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    contact: Mapped[Person | None] = relationship()


class BankFile(Row):
    """A file of a project or a case."""

    __tablename__ = "bank_file"

    entry_id: Mapped[int] = mapped_column(ForeignKey("bank_entry.id", ondelete="CASCADE"), index=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    stored_file: Mapped[StoredFile] = relationship()


class BaseKind(StrEnum):
    """Places of the 1+1+N and the 1+5+N kinds (S1.1, S3.1)."""

    MAIN_SCHOOL = "main-school"
    COMMUNITY_POINT = "community-point"
    CLASSROOM = "classroom"
    SITE = "site"


BASE_KINDS = {
    BaseKind.MAIN_SCHOOL: _l("主课堂"),
    BaseKind.COMMUNITY_POINT: _l("社区教学点"),
    BaseKind.CLASSROOM: _l("微课堂"),
    BaseKind.SITE: _l("现场教学点"),
}


class BaseFunctionKind(StrEnum):
    """The five functions a classroom should have (S1.2)."""

    SEE = "see"
    LEARN = "learn"
    PRACTISE = "practise"
    DO = "do"
    CHECK = "check"


BASE_FUNCTIONS = {
    BaseFunctionKind.SEE: _l("看：有内容可看"),
    BaseFunctionKind.LEARN: _l("学：有榜样可学"),
    BaseFunctionKind.PRACTISE: _l("练：有示范可练"),
    BaseFunctionKind.DO: _l("干：有目标可干"),
    BaseFunctionKind.CHECK: _l("督：有人督促检查"),
}


class Base(Versioned, Row):
    """A venue as a place of teaching."""

    __tablename__ = "base"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), unique=True)
    kind: Mapped[BaseKind] = mapped_column(enum_column(BaseKind))
    shared_with: Mapped[str] = mapped_column(String(120), default="")  # whose rooms they are as well
    walking_minutes: Mapped[int | None]  # from the centre of its unit
    liaison_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    venue: Mapped[Venue] = relationship()
    liaison: Mapped[Person | None] = relationship()


class BaseFunction(Row):
    """Whether a base has one of the five functions, as it was last looked at."""

    __tablename__ = "base_function"
    __table_args__ = (UniqueConstraint("base_id", "function"),)

    base_id: Mapped[int] = mapped_column(ForeignKey("base.id", ondelete="CASCADE"))
    function: Mapped[BaseFunctionKind] = mapped_column(enum_column(BaseFunctionKind))
    is_ready: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(200), default="")
    checked_on: Mapped[date | None]
