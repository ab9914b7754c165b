"""What stands in the cells of a plan, and which events fill them: from this alone follows how a cell stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.discussions.models import Matter, MatterState
from partyedu.organisation.models import Category, Person, Unit
from partyedu.organisation.queries import within
from partyedu.plans.access import MONTHS, Gathering, state_of
from partyedu.plans.models import CellState, Plan, Task, TaskEvent, TaskMatter, TaskMonth
from partyedu.plans.queries.gatherings import STARTS, columns_of, counting, event_columns, gathering, stands
from partyedu.schedule.models import Event, Occasion


@dataclass(frozen=True, slots=True)
class Followed:
    """A matter by which something is followed up."""

    id: int
    title: str
    state: MatterState


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a task as it stands today. ``version`` 0: nothing was written there yet."""

    task_id: int
    month: int
    state: CellState
    version: int = 0
    content: str = ""
    due_on: date | None = None
    done_on: date | None = None
    done_words: str = ""
    events: list[Gathering] = field(default_factory=list)
    matters: list[Followed] = field(default_factory=list)
    by_hand: frozenset[int] = frozenset()  # of the events: those somebody put there

    @property
    def is_meant(self) -> bool:
        """Whether something was written into it."""
        return bool(self.version)


@dataclass(frozen=True, slots=True)
class Line:
    """A task with its twelve cells."""

    id: int
    title: str
    category: str
    occasion: str
    occasion_id: int | None
    owner: str
    due_on: date | None
    evidence: str
    cells: list[Cell]


def _tasks(plan_id: int, task_id: int | None) -> Select[*tuple[Any, ...]]:
    owner = aliased(Person)
    query = (
        select(
            Task.id.label("task_id"), Task.title, Category.name.label("category"), Occasion.name.label("occasion"),
            Task.occasion_id, owner.name.label("owner"), Task.due_on.label("task_due_on"), Task.evidence,
            TaskMonth.month, TaskMonth.version, TaskMonth.content, TaskMonth.due_on, TaskMonth.done_on,
            TaskMonth.done_words,
        )
        .outerjoin(TaskMonth, TaskMonth.task_id == Task.id)
        .outerjoin(Category, Task.category_id == Category.id)
        .outerjoin(Occasion, Task.occasion_id == Occasion.id)
        .outerjoin(owner, Task.owner_id == owner.id)
        .where(Task.plan_id == plan_id, Task.archived_at.is_(None))
        .order_by(Task.position, Task.id, TaskMonth.month)
    )  # fmt: skip
    return query if task_id is None else query.where(Task.id == task_id)


def _put(plan_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """Events put into cells by hand: task_id, month, then what ``gathering`` reads."""
    query = (
        select(TaskMonth.task_id, TaskMonth.month, *event_columns())
        .select_from(TaskEvent)
        .join(TaskMonth, TaskEvent.task_month_id == TaskMonth.id)
        .join(Task, TaskMonth.task_id == Task.id)
        .join(Event, TaskEvent.event_id == Event.id)
        .where(Task.plan_id == plan_id, stands(now))
    )
    return query.order_by(STARTS, Event.id)


def _counted(plan: Plan, now: datetime) -> Select[*tuple[Any, ...]]:
    """Events of the year that count for the plan's unit: occasion_id, then what ``gathering`` reads."""
    table = counting("counted_for_plan", *clock.year_bounds(plan.year), now, Unit.id == plan.unit_id)
    return select(table.c.occasion_id, *columns_of(table)).order_by(table.c.at, table.c.event_id)


def _followed(plan_id: int, actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(TaskMonth.task_id, TaskMonth.month, Matter.id, Matter.title, Matter.state)
        .select_from(TaskMatter)
        .join(TaskMonth, TaskMatter.task_month_id == TaskMonth.id)
        .join(Task, TaskMonth.task_id == Task.id)
        .join(Matter, TaskMatter.matter_id == Matter.id)
        .join(Unit, Matter.unit_id == Unit.id)
        .where(Task.plan_id == plan_id, within(actor.reach(Permission.MATTER_MANAGE)))
        .order_by(TaskMatter.id)
    )


def lines_of(actor: Actor, plan: Plan, now: datetime, task_id: int | None = None) -> list[Line]:
    """The tasks of a plan (or one of them) with their cells, in one statement.

    Drafts of events keep their titles to those who keep the plan; matters show to those who follow them up.
    """
    tasks, put, counted, followed = ask_together(
        _tasks(plan.id, task_id), _put(plan.id, now), _counted(plan, now), _followed(plan.id, actor)
    )
    by_hand: dict[tuple[int, int], dict[int, Gathering]] = defaultdict(dict)
    for row in put:
        by_hand[row.task_id, row.month][row.event_id] = gathering(row)
    put_by_task: dict[int, set[int]] = defaultdict(set)  # what was put into one month of a task fills no other of it
    for (task, _month), filling in by_hand.items():
        put_by_task[task] |= filling.keys()
    by_occasion: dict[tuple[int, int], dict[int, Gathering]] = defaultdict(dict)
    for row in counted:
        one = gathering(row)
        by_occasion[row.occasion_id, one.day.month][one.id] = one
    matters: dict[tuple[int, int], list[Followed]] = defaultdict(list)
    for task, month, number, title, state in followed:
        matters[task, month].append(Followed(number, title, state))
    written: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in tasks:
        written[row.task_id][row.month or 0] = row
    keeps = actor.may(Permission.PLAN_MANAGE, plan.unit.path)

    def cell(task: int, occasion: int | None, month: int) -> Cell:
        row = written[task].get(month)
        put_here = by_hand.get((task, month), {})
        here = by_occasion.get((occasion or 0, month), {}) | put_here
        own = [one for key, one in here.items() if key in put_here or key not in put_by_task[task]]
        due_on, done_on = (row.due_on, row.done_on) if row else (None, None)
        state = state_of(plan.year, month, row is not None, due_on, done_on, own, now)
        shown = [one for one in own if keeps or not one.is_draft]
        if row is None:
            return Cell(task, month, state, events=shown)
        return Cell(
            task, month, state, row.version, row.content or "", due_on, done_on, row.done_words or "", shown,
            matters.get((task, month), []), frozenset(put_here),
        )  # fmt: skip

    found = []
    for task, rows in written.items():
        row = next(iter(rows.values()))
        cells = [cell(task, row.occasion_id, month) for month in MONTHS]
        found.append(
            Line(
                task, row.title, row.category or "", row.occasion or "", row.occasion_id, row.owner or "",
                row.task_due_on, row.evidence, cells,
            )
        )  # fmt: skip
    return found


def cells_filled_by(actor: Actor, event_id: int) -> Sequence[Any]:
    """The cells an event was put into by hand: task_id, month, title of the task and of the plan."""
    query = (
        select(
            Task.id.label("task_id"),
            TaskMonth.month,
            Task.title,
            Plan.title.label("plan"),
            Plan.id.label("plan_id"),
        )
        .select_from(TaskEvent)
        .join(TaskMonth, TaskEvent.task_month_id == TaskMonth.id)
        .join(Task, TaskMonth.task_id == Task.id)
        .join(Plan, Task.plan_id == Plan.id)
        .join(Unit, Plan.unit_id == Unit.id)
        .where(TaskEvent.event_id == event_id, within(actor.reach(Permission.PLAN_MANAGE)))
        .order_by(Plan.id, Task.position, TaskMonth.month)
    )
    return db.session.execute(query).all()


def tasks_for_event(actor: Actor, event: Event) -> Sequence[Any]:
    """The tasks an event may be put to: of the plans its unit (and those above it) keep for its year.

    task_id, title, plan.
    """
    path = event.unit.path
    year = clock.local(event.public_starts_at or event.starts_at).year
    query = (
        select(Task.id.label("task_id"), Task.title, Plan.title.label("plan"))
        .join(Plan, Task.plan_id == Plan.id)
        .join(Unit, Plan.unit_id == Unit.id)
        .where(
            Plan.year == year, Plan.archived_at.is_(None), Task.archived_at.is_(None),
            Unit.path == func.substr(path, 1, func.length(Unit.path)),
            within(actor.reach(Permission.PLAN_MANAGE)),
        )
        .order_by(Unit.path.desc(), Plan.kind, Plan.id, Task.position, Task.id)
        .limit(200)
    )  # fmt: skip
    return db.session.execute(query).all()
