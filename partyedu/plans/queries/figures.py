"""Rows behind the figures of plans: column queries for reports, over subtrees of units and a span of instants.

A cell is done or late by the very rule of ``access.state_of``; a test compares the two over plans drawn at random.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Integer, Select, and_, func, literal, select, union, union_all
from sqlalchemy.orm import aliased

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import UTCDateTime
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.plans.access import MONTHS, last_day
from partyedu.plans.models import Plan, Task, TaskEvent, TaskMonth
from partyedu.plans.queries.gatherings import OVER, counting, stands
from partyedu.schedule.models import Event

_FIRST_YEAR = 2000


def _years(start: datetime, end: datetime, now: datetime) -> range:
    """The years of a span, those that can have plans."""
    first, last = clock.local(start).year, clock.local(end).year
    if clock.year_bounds(last)[0] == end:
        last -= 1
    return range(max(first, _FIRST_YEAR), min(last, clock.local(now).year + 2) + 1)


def _months(name: str, years: Iterable[int], numbers: Iterable[int] = MONTHS) -> CTE:
    """The months of some years as a table: year, month, since, until (instants), last (day)."""
    # Not VALUES: SQLite knows no names for its columns.
    arms = [_month(year, month) for year in years for month in numbers]
    return union_all(*(arms or [_month(_FIRST_YEAR, 1)])).cte(name)


def _month(year: int, month: int) -> Select[*tuple[Any, ...]]:
    last = last_day(year, month)
    since, until = clock.day_bounds(date(year, month, 1), last.day)
    return select(
        literal(year, Integer).label("year"), literal(month, Integer).label("month"),
        literal(since, UTCDateTime).label("since"), literal(until, UTCDateTime).label("until"),
        literal(last, Date).label("last"),
    )  # fmt: skip


def _filled(months: CTE, counted: CTE, now: datetime, over: bool) -> Select[Any]:
    """Numbers of cells that an event fills (``over``: and it is over): put there by hand, or of the task's occasion.

    What was put into another month of the task counts there and nowhere else.
    """
    elsewhere, month_elsewhere = aliased(TaskEvent), aliased(TaskMonth)
    put_elsewhere = (
        select(elsewhere.id)
        .join(month_elsewhere, elsewhere.task_month_id == month_elsewhere.id)
        .where(elsewhere.event_id == counted.c.event_id, month_elsewhere.task_id == Task.id)
        .where(month_elsewhere.id != TaskMonth.id)
    )
    by_hand = select(TaskEvent.task_month_id).join(Event, TaskEvent.event_id == Event.id).where(stands(now))
    by_occasion = (
        select(TaskMonth.id)
        .join(Task, TaskMonth.task_id == Task.id)
        .join(Plan, Task.plan_id == Plan.id)
        .join(months, and_(months.c.year == Plan.year, months.c.month == TaskMonth.month))
        .join(
            counted,
            and_(
                counted.c.unit_id == Plan.unit_id, counted.c.occasion_id == Task.occasion_id,
                counted.c.at >= months.c.since, counted.c.at < months.c.until,
            ),
        )
        .where(~put_elsewhere.exists())
    )  # fmt: skip
    if over:
        by_hand = by_hand.where(now >= OVER)
        by_occasion = by_occasion.where(counted.c.over <= now)
    return select(union(by_hand, by_occasion).subquery().c[0])


def _cells(units: ColumnElement[bool], months: CTE) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Plan.id.label("plan_id"), Plan.title.label("plan"), Task.title.label("task"), TaskMonth.content,
            func.coalesce(TaskMonth.due_on, months.c.last, type_=Date).label("due_on"), TaskMonth.done_on,
            TaskMonth.done_words, Unit.name.label("unit"), Person.name.label("owner"),
            TaskMonth.id.label("cell_id"),
        )
        .select_from(TaskMonth)
        .join(Task, TaskMonth.task_id == Task.id)
        .join(Plan, Task.plan_id == Plan.id)
        .join(Unit, Plan.unit_id == Unit.id)
        .outerjoin(Person, Task.owner_id == Person.id)
        .join(months, and_(months.c.year == Plan.year, months.c.month == TaskMonth.month))
        .where(units, Plan.archived_at.is_(None), Task.archived_at.is_(None))
        .order_by(Unit.in_order, Plan.id, Task.position, Task.id, TaskMonth.month)
    )  # fmt: skip


def plans_published(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Plans of the units for the years of the span, published and not put away.

    plan_id, title, kind, unit, owner, year, published_at.
    """
    years = _years(start, end, clock.now())
    return (
        select(
            Plan.id.label("plan_id"), Plan.title, Plan.kind, Unit.name.label("unit"), Person.name.label("owner"),
            Plan.year, Plan.published_at,
        )
        .join(Unit, Plan.unit_id == Unit.id)
        .outerjoin(Person, Plan.owner_id == Person.id)
        .where(
            within(paths), Plan.year.between(years.start, years.stop - 1), Plan.published_at.is_not(None),
            Plan.archived_at.is_(None),
        )
        .order_by(Unit.in_order, Plan.kind, Plan.id)
    )  # fmt: skip


def tasks_done(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Cells of the units' plans for the years of the span that are done.

    plan_id, plan, task, content, due_on, done_on, done_words, unit, owner, cell_id.
    """
    now, here = clock.now(), within(paths)
    months = _months("months_done", _years(start, end, now))
    counted = counting("counted_done", start, min(end, now), now, here)
    done = TaskMonth.done_on.is_not(None) | TaskMonth.id.in_(_filled(months, counted, now, over=True))
    return _cells(here, months).where(done)


def tasks_late(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Cells whose day is past, with no event and nothing said; columns as in ``tasks_done``."""
    now, here = clock.now(), within(paths)
    months = _months("months_late", _years(start, end, now))
    counted = counting("counted_late", start, end, now, here)
    return _late(_cells(here, months), months, counted, now)


def _late(cells: Select[*tuple[Any, ...]], months: CTE, counted: CTE, now: datetime) -> Select[*tuple[Any, ...]]:
    past = func.coalesce(TaskMonth.due_on, months.c.last, type_=Date) < literal(clock.local(now).date(), Date)
    return cells.where(
        TaskMonth.done_on.is_(None), past, TaskMonth.id.not_in(_filled(months, counted, now, over=False))
    )


def late_lately(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of what went late this month or the last: how many cells, how many plans, the first plan.

    Of the plans the actor keeps, and of the tasks that are the actor's own (who has a number, see ``waiting``).
    """
    today = clock.local(now).date()
    numbers = [month for month in (today.month - 1, today.month) if month]
    months = _months("months_lately", [today.year], numbers)
    here = within(actor.reach(Permission.PLAN_MANAGE))
    start = clock.day_bounds(date(today.year, numbers[0], 1))[0]
    own = Task.owner_id == actor.person_id
    mine = and_(own, Plan.published_at.is_not(None))
    theirs = select(Plan.unit_id).join(Task, Task.plan_id == Plan.id).where(own)
    counted = counting("counted_lately", start, clock.year_bounds(today.year)[1], now, here | Unit.id.in_(theirs))
    late = _late(_cells(here | mine, months), months, counted, now).order_by(None).subquery()
    return select(func.count(), func.count(func.distinct(late.c.plan_id)), func.min(late.c.plan_id)).select_from(late)
