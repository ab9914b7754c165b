"""The banks beside the courseware: experts and who asks for them, projects, cases, bases with their five functions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.consent import Consented
from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Venue
from partyedu.speakers.models import Source


class Expert(Consented, Versioned, Row):
    """A person in the bank of experts of a unit: where from, for what, on which terms, until when.

    Units below see the experts of those above and may ask for them. ``agrees``: the person agrees to stand in the
    public list, under the name they chose as speakers do.
    """

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
    agrees: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)  # a form sent twice enters one person
    search_text: Mapped[str] = mapped_column(Text, default="")  # field and partner; names are asked of the person

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship()


class RequestState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"


REQUEST_STATES = {
    RequestState.ASKED: _l("等回音"),
    RequestState.ACCEPTED: _l("答应了"),
    RequestState.DECLINED: _l("来不了"),
    RequestState.TAKEN_BACK: _l("不请了"),
}


class ExpertRequest(Row):
    """A unit asks the keepers of an expert for them (S1.3): for what, about when, and what was answered."""

    __tablename__ = "expert_request"
    __table_args__ = (Index("ix_expert_request_expert_id_state", "expert_id", "state"),)

    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)  # who asks
    wish: Mapped[str] = mapped_column(String(300))
    wished_on: Mapped[date | None]
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState), default=RequestState.ASKED)
    answer: Mapped[str] = mapped_column(String(300), default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None]

    expert: Mapped[Expert] = relationship()
    unit: Mapped[Unit] = relationship()
    asked_by: Mapped[Person] = relationship()


class BankKind(StrEnum):
    PROJECT = "project"
    CASE = "case"
    PARTNER = "partner"  # a partner unit and the agreement with it (S3.3)


BANK_KINDS = {
    BankKind.PROJECT: _l("项目"),
    BankKind.CASE: _l("案例"),
    BankKind.PARTNER: _l("共建单位"),
}


class BankEntry(Versioned, Row):
    """A practice project, a case or a partner unit. A case says what it was about, what was done, what came of it.

    Of a partner unit: ``title`` names it, ``summary`` says what was agreed, ``done`` what is shared (places, teachers,
    activities), ``begun_on`` and ``ended_on`` how long the agreement runs.
    """

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
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    contact: Mapped[Person | None] = relationship()


class BankFile(Row):
    """A file of a project or a case."""

    __tablename__ = "bank_file"

    entry_id: Mapped[int] = mapped_column(ForeignKey("bank_entry.id", ondelete="CASCADE"), index=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    entry: Mapped[BankEntry] = relationship()
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


class BankStay(Row):
    """That a base or an entry was in use, from an instant to an instant (None: still): past years read it.

    One of the two is named.
    """

    __tablename__ = "bank_stay"

    base_id: Mapped[int | None] = mapped_column(ForeignKey("base.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("bank_entry.id", ondelete="CASCADE"), index=True)
    since_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BaseFunction(Row):
    """Whether a base has one of the five functions, as it was last looked at."""

    __tablename__ = "base_function"
    __table_args__ = (UniqueConstraint("base_id", "function"),)

    base_id: Mapped[int] = mapped_column(ForeignKey("base.id", ondelete="CASCADE"))
    function: Mapped[BaseFunctionKind] = mapped_column(enum_column(BaseFunctionKind))
    is_ready: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(200), default="")
    checked_on: Mapped[date | None]
