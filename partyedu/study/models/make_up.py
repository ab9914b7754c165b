"""Make-up (补训), and the lists of what each member is to study."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.courses.models import AudienceKind, Course
from partyedu.library.models import Courseware
from partyedu.organisation.models import Category, Person, Unit
from partyedu.schedule.models import Event
from partyedu.surveys.models import Survey


class MakeUpKind(StrEnum):
    ABSENCE = "absence"
    REQUIRED_COURSE = "required-course"
    TEST = "test"


MAKE_UP_KINDS = {
    MakeUpKind.ABSENCE: _l("没有到场"),
    MakeUpKind.REQUIRED_COURSE: _l("必修课没有上"),
    MakeUpKind.TEST: _l("测验没有通过"),
}


class AbsenceReason(StrEnum):
    """Why taking part was hard (S1.13 and the eight difficulties of S2.13), so that the offer fits."""

    WORK = "work"
    INCONVENIENT = "inconvenient"
    CANNOT_FOLLOW = "cannot-follow"
    NOT_USEFUL = "not-useful"
    UNWILLING = "unwilling"
    MEETINGS = "meetings"
    GATHERING = "gathering"
    TALKING = "talking"
    DUES = "dues"
    CONTACT = "contact"
    ACTIVITIES = "activities"
    EXAMPLE = "example"
    CONDUCT = "conduct"


ABSENCE_REASONS = {
    AbsenceReason.WORK: _l("工学矛盾（上班、带孩子，抽不出时间）"),
    AbsenceReason.INCONVENIENT: _l("不便学（路远、身体不便）"),
    AbsenceReason.CANNOT_FOLLOW: _l("学不会（听不懂、看不清）"),
    AbsenceReason.NOT_USEFUL: _l("用不了（学了用不上）"),
    AbsenceReason.UNWILLING: _l("不想来"),
    AbsenceReason.MEETINGS: _l("参加组织生活难"),
    AbsenceReason.GATHERING: _l("集中座谈难"),
    AbsenceReason.TALKING: _l("谈话沟通难"),
    AbsenceReason.DUES: _l("交纳党费难"),
    AbsenceReason.CONTACT: _l("保持联系难"),
    AbsenceReason.ACTIVITIES: _l("开展活动难"),
    AbsenceReason.EXAMPLE: _l("发挥作用难"),
    AbsenceReason.CONDUCT: _l("掌握表现难"),
}


class MakeUpState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"  # need not be made up, with a reason


MAKE_UP_STATES = {
    MakeUpState.OPEN: _l("待补"),
    MakeUpState.DONE: _l("已补"),
    MakeUpState.WAIVED: _l("不用补"),
}


class MakeUp(Versioned, Row):
    """What a member missed and is to make up.

    One of ``event_id``, ``course_id``, ``test_id`` says what. ``reason`` and ``words`` (their own) are read by the
    organiser and the secretary only and are emptied at the end of the year. Done by an event (``by_event_id``), by an
    answer to a piece (``by_answer_id``) or by a visit (``by_visit_id``); the hours of that stand in the ledger by
    themselves, this row adds none. ``state`` and ``by_…`` are notes of what follows from those facts (see
    ``making_up``): ``operations.settling`` writes them anew whenever the facts may have changed.
    """

    __tablename__ = "make_up"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        UniqueConstraint("person_id", "course_id", "year"),
        UniqueConstraint("person_id", "test_id"),
        Index("ix_make_up_state_due_on", "state", "due_on"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[MakeUpKind] = mapped_column(enum_column(MakeUpKind))
    year: Mapped[int]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    test_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date | None]
    reason: Mapped[AbsenceReason | None] = mapped_column(enum_column(AbsenceReason))
    words: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    offered_event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    offered_courseware_id: Mapped[int | None] = mapped_column(ForeignKey("courseware.id"))
    offered_visit: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MakeUpState] = mapped_column(enum_column(MakeUpState), default=MakeUpState.OPEN)
    by_event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    by_answer_id: Mapped[int | None] = mapped_column(ForeignKey("piece_answer.id"))
    by_visit_id: Mapped[int | None] = mapped_column(ForeignKey("home_visit.id"))
    waived_reason: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None]

    person: Mapped[Person] = relationship()
    event: Mapped[Event | None] = relationship(foreign_keys=[event_id])
    course: Mapped[Course | None] = relationship()
    test: Mapped[Survey | None] = relationship()
    offered_event: Mapped[Event | None] = relationship(foreign_keys=[offered_event_id])
    offered_courseware: Mapped[Courseware | None] = relationship()
    by_event: Mapped[Event | None] = relationship(foreign_keys=[by_event_id])

    @property
    def is_done(self) -> bool:
        """Whether it was noted as made up."""
        return self.state is MakeUpState.DONE


class ListRule(Versioned, Row):
    """A rule that puts something on the study lists of some members of a unit's subtree, with the reason beside it.

    One of ``course_id``, ``courseware_id``, ``event_id`` says what. ``audience_kind`` with ``category_id`` or ``words``
    says whom; None: everybody. Holds from ``from_on`` until ``until_on`` (last day).
    """

    __tablename__ = "list_rule"
    __table_args__ = (Index("ix_list_rule_unit_id_until_on", "unit_id", "until_on"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    audience_kind: Mapped[AudienceKind | None] = mapped_column(enum_column(AudienceKind))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    words: Mapped[str] = mapped_column(String(60), default="")
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    courseware_id: Mapped[int | None] = mapped_column(ForeignKey("courseware.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    is_required: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(120), default="")
    from_on: Mapped[date]
    until_on: Mapped[date]
    pushed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when it was last sent as notices
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    written_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    unit: Mapped[Unit] = relationship()
    category: Mapped[Category | None] = relationship()
    course: Mapped[Course | None] = relationship()
    courseware: Mapped[Courseware | None] = relationship()
    event: Mapped[Event | None] = relationship()


class ListMark(Row):
    """That a member has studied, or put aside, something of their list (their own mark; it counts no hours)."""

    __tablename__ = "list_mark"
    __table_args__ = (UniqueConstraint("person_id", "item"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item: Mapped[str] = mapped_column(String(40))  # course:12, courseware:7, event:3
    put_aside: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
