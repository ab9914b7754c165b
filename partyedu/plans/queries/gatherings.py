"""Which events count for which unit, and as what: the one rule behind grids, gaps, figures and the home page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, String, and_, case, func, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased, contains_eager

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.plans.access import Gathering
from partyedu.plans.models import Task, TaskEvent, TaskMonth
from partyedu.schedule.models import Event, EventPartner, EventStatus, Occasion
from partyedu.schedule.queries import HELD

STARTS = func.coalesce(Event.public_starts_at, Event.starts_at)
OVER = func.coalesce(Event.public_ends_at, Event.ends_at)
TITLE = case((Event.public_title != "", Event.public_title), else_=Event.title)
IS_DRAFT = Event.status == EventStatus.DRAFT


def stands(now: datetime) -> ColumnElement[bool]:
    """Condition on Event: it took place, will take place, or is a draft of something to come.

    What was cancelled or put off fills nothing until it is released again.
    """
    # The empty text keeps SQLite from reading all events of a status (as in ``schedule.queries.begun``).
    status = type_coerce(Event.status, String) + ""
    held = status.in_([one.value for one in HELD])
    return or_(held, and_(status == EventStatus.DRAFT.value, Event.starts_at > now))


def between(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Condition on Event: it begins in a half-open span of instants, as released, or as drafted."""
    released = and_(Event.public_starts_at >= start, Event.public_starts_at < end)
    return or_(released, and_(Event.public_starts_at.is_(None), Event.starts_at >= start, Event.starts_at < end))


def counting(name: str, start: datetime, end: datetime, now: datetime, units: ColumnElement[bool]) -> CTE:
    """Pairs of a unit and an event with an occasion that counts for it, as a table called ``name``.

    An event counts for the unit that holds it, for its partners, and for every unit whose members are expected; a pair
    may stand here more than once. It counts as the occasion somebody chose, else as the one that events of its kind
    are. ``units``: condition on Unit. Columns: unit_id, event_id, occasion_id, kind, title, at, over, is_draft.
    """
    of_kind = select(Occasion.kind, func.min(Occasion.id).label("id")).where(Occasion.kind.is_not(None))
    by_kind = of_kind.group_by(Occasion.kind).subquery()
    occasion = func.coalesce(Event.occasion_id, by_kind.c.id)
    shown = (Unit.id.label("unit_id"), Event.id.label("event_id"), occasion.label("occasion_id"), *event_columns()[1:])
    there = (between(start, end), stands(now), occasion.is_not(None), units)
    events = select(*shown).select_from(Event).outerjoin(by_kind, by_kind.c.kind == Event.kind).where(*there)
    expected = aliased(Unit)
    # "/1/4/" … "/1/40": the units below one are a range of the index on their path.
    below = and_(
        Unit.path >= expected.path, Unit.path < func.substr(expected.path, 1, func.length(expected.path) - 1) + "0"
    )
    return union_all(
        events.join(Unit, Unit.id == Event.unit_id),
        events.join(EventPartner, EventPartner.event_id == Event.id).join(Unit, Unit.id == EventPartner.unit_id),
        events.join(expected, expected.id == Event.expected_unit_id).join(Unit, below),
    ).cte(name).prefix_with("MATERIALIZED")  # else it is asked anew for every row that is joined to it


def gathering(row: Row[Any] | Any) -> Gathering:
    """A row with event_id, kind, title, at, over, is_draft as the rules of ``access`` take it."""
    return Gathering(row.event_id, row.kind, row.title, row.at, row.over, bool(row.is_draft))


def columns_of(table: Any) -> tuple[Any, ...]:
    """The columns that ``gathering`` reads, of a table made by ``counting``."""
    return (table.c.event_id, table.c.kind, table.c.title, table.c.at, table.c.over, table.c.is_draft)


def event_columns() -> tuple[Any, ...]:
    """The columns that ``gathering`` reads, of Event itself."""
    return (
        Event.id.label("event_id"), Event.kind, TITLE.label("title"), STARTS.label("at"), OVER.label("over"),
        IS_DRAFT.label("is_draft"),
    )  # fmt: skip


def _own(unit: Unit) -> ColumnElement[bool]:
    """Condition on Event: the unit holds it, or it stands above the one that does."""
    return Event.unit_id.in_(select(Unit.id).where(within([unit.path])))


def events_around(unit: Unit, year: int, month: int, now: datetime) -> Sequence[Any]:
    """The events of a unit and of those below it in a month and two weeks around it: to choose one for a cell."""
    first = date(year, month, 1)
    start, end = clock.day_bounds(first - timedelta(days=14), 31 + 28)
    year_start, year_end = clock.year_bounds(year)
    query = select(*event_columns()).where(_own(unit), between(max(start, year_start), min(end, year_end)), stands(now))
    return db.session.execute(query.order_by(STARTS, Event.id).limit(100)).all()


def event_of_plans(actor: Actor, event_id: int) -> Event | None:
    """An event of a unit whose plans the actor keeps."""
    query = select(Event).join(Unit, Event.unit_id == Unit.id).options(contains_eager(Event.unit))
    reach = within(actor.reach(Permission.PLAN_MANAGE))
    return db.session.scalar(query.where(Event.id == event_id, reach))


def event_to_put(unit: Unit, event_id: int | None) -> Event | None:
    """An event that may fill a cell of a unit's plan."""
    return db.session.scalar(select(Event).where(Event.id == event_id, _own(unit)))


def event_to_take_out(task: Task, event_id: int) -> Event | None:
    """An event that fills a cell of a task, or that might."""
    filling = select(TaskEvent.event_id).join(TaskMonth, TaskEvent.task_month_id == TaskMonth.id)
    there = Event.id.in_(filling.where(TaskMonth.task_id == task.id))
    return db.session.scalar(select(Event).where(Event.id == event_id, or_(there, _own(task.plan.unit))))
