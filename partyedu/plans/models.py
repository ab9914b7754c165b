"""Plans and progress tables: what is to happen in which month, by whom, and what shows that it did."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.discussions.models import Matter
from partyedu.organisation.models import Category, Person, Unit, UnitKind
from partyedu.schedule.models import Event, Occasion


class PlanKind(StrEnum):
    ANNUAL = "annual"
    PROGRESS = "progress"  # one of the five progress tables (五张表, S4.3): for one group of members


PLAN_KINDS = {
    PlanKind.ANNUAL: _l("年度计划"),
    PlanKind.PROGRESS: _l("推进表"),
}


class Plan(Versioned, Row):
    """The plan of a unit for a year. A progress table is for a category, or for a group named in ``audience``.

    ``copied_from_id``: last year's, or the upper unit's. ``published_at``: members and units below may read it.
    """

    __tablename__ = "plan"
    __table_args__ = (Index("ix_plan_unit_id_year", "unit_id", "year"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    kind: Mapped[PlanKind] = mapped_column(enum_column(PlanKind))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    audience: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    unit: Mapped[Unit] = relationship()
    category: Mapped[Category | None] = relationship()
    owner: Mapped[Person | None] = relationship()


class Task(Versioned, Row):
    """A row of the grid: what is to be done for whom, by when, and what will show it."""

    __tablename__ = "task"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(120))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    occasion_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id"))  # events of it fill the months
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]  # the last day of the whole task
    evidence: Mapped[str] = mapped_column(String(200), default="")  # what is to be shown
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()
    category: Mapped[Category | None] = relationship()
    occasion: Mapped[Occasion | None] = relationship()
    owner: Mapped[Person | None] = relationship()


class TaskMonth(Versioned, Row):
    """A cell of the grid: what a task holds in a month. Its state is not stored but follows (see ``queries``).

    Done: an event linked to it took place, or somebody said so with words (``done_words``). Under way: linked events
    are to come, or its month is not over. Late: its day is past.
    """

    __tablename__ = "task_month"
    __table_args__ = (
        UniqueConstraint("task_id", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_of_the_year"),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    month: Mapped[int]
    content: Mapped[str] = mapped_column(String(300), default="")
    due_on: Mapped[date | None]  # None: the end of the month
    done_on: Mapped[date | None]
    done_words: Mapped[str] = mapped_column(String(300), default="")
    done_by_id: Mapped[int | None]

    task: Mapped[Task] = relationship()


class CellState(StrEnum):
    """How a cell of the grid stands today; never stored, see ``access.state_of``."""

    DONE = "done"
    UNDER_WAY = "under-way"
    LATE = "late"
    AHEAD = "ahead"  # its month has not begun
    NOTHING = "nothing"  # nothing is meant to be there


CELL_STATES = {
    CellState.DONE: _l("已完成"),
    CellState.UNDER_WAY: _l("进行中"),
    CellState.LATE: _l("已逾期"),
    CellState.AHEAD: _l("没到时候"),
    CellState.NOTHING: _l("没有安排"),
}


class TaskEvent(Row):
    """An event that fills a cell."""

    __tablename__ = "task_event"
    __table_args__ = (UniqueConstraint("task_month_id", "event_id"),)

    task_month_id: Mapped[int] = mapped_column(ForeignKey("task_month.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)

    task_month: Mapped[TaskMonth] = relationship()
    event: Mapped[Event] = relationship()


class TaskMatter(Row):
    """A matter by which a late cell is followed up (协调督查)."""

    __tablename__ = "task_matter"
    __table_args__ = (UniqueConstraint("task_month_id", "matter_id"),)

    task_month_id: Mapped[int] = mapped_column(ForeignKey("task_month.id", ondelete="CASCADE"))
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)

    task_month: Mapped[TaskMonth] = relationship()
    matter: Mapped[Matter] = relationship()


class Every(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


EVERY = {
    Every.MONTH: _l("每月"),
    Every.QUARTER: _l("每季度"),
    Every.YEAR: _l("每年"),
}


class PlanImport(Row):
    """A plan from Excel on its way in: what was read, until somebody has looked at it. Gone after a day at the latest.

    ``content``: JSON of ``sheet.ReadPlan``. The file itself is not kept.
    """

    __tablename__ = "plan_import"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    uploaded_by_id: Mapped[int | None]

    plan: Mapped[Plan] = relationship()


class GapState(StrEnum):
    """Whether a unit held in a month, quarter or year what it was required to hold."""

    HELD = "held"
    PLANNED = "planned"
    MISSING = "missing"
    OPEN = "open"  # the time is running, and nothing is planned
    NOT_YET = "not-yet"
    FREE = "free"  # not required then


GAP_STATES = {
    GapState.HELD: _l("开了"),
    GapState.PLANNED: _l("排上了"),
    GapState.MISSING: _l("没开"),
    GapState.OPEN: _l("还没安排"),
    GapState.NOT_YET: _l("没到时候"),
    GapState.FREE: _l("不要求"),
}


class Requirement(Row):
    """What must happen how often in every unit of a kind below a unit; dated, so that a change leaves the past alone.

    ``times`` in each month, quarter or year; holds from ``from_on`` until ``until_on`` (last day; None: still).
    ``day``: the fixed day of the month, where there is one (the theme day).
    """

    __tablename__ = "requirement"
    __table_args__ = (Index("ix_requirement_unit_id_from_on", "unit_id", "from_on"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind))
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"), index=True)
    every: Mapped[Every] = mapped_column(enum_column(Every))
    times: Mapped[int] = mapped_column(default=1)
    day: Mapped[int | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    written_by_id: Mapped[int | None]

    unit: Mapped[Unit] = relationship()
    occasion: Mapped[Occasion] = relationship()


class GapMatter(Row):
    """A matter by which a gap is followed up: what a unit was required to hold from a day on, and did not."""

    __tablename__ = "gap_matter"
    __table_args__ = (UniqueConstraint("unit_id", "occasion_id", "from_on", "matter_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id"))
    from_on: Mapped[date]  # the first day of the month, quarter or year
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)

    matter: Mapped[Matter] = relationship()
