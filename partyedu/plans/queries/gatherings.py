"""Which events count for which unit, and as what: the one rule behind grids, gaps, figures and the home page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, and_, case, func, or_, select, union
from sqlalchemy.orm import aliased, contains_eager

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.plans.access import Gathering
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
    return or_(Event.status.in_(HELD), and_(IS_DRAFT, Event.starts_at > now))


def between(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Condition on Event: it begins in a half-open span of instants, as released, or as drafted."""
    released = and_(Event.public_starts_at >= start, Event.public_starts_at < end)
    return or_(released, and_(Event.public_starts_at.is_(None), Event.starts_at >= start, Event.starts_at < end))


def counts_as() -> ColumnElement[int]:
    """The occasion of an Event: the one somebody chose, else the one that events of its kind are."""
    by_kind = select(func.min(Occasion.id)).where(Occasion.kind == Event.kind).correlate(Event)
    return func.coalesce(Event.occasion_id, by_kind.scalar_subquery())


def counting(name: str, start: datetime, end: datetime, now: datetime, units: ColumnElement[bool]) -> CTE:
    """Pairs of a unit and an event with an occasion that counts for it, as a table called ``name``.

    An event counts for the unit that holds it, for its partners, and for every unit whose members are expected.
    ``units``: condition on Unit. Columns: unit_id, event_id, occasion_id, kind, title, at, over, is_draft.
    """
    occasion = counts_as()
    events = (
        select(
            Event.id, Event.unit_id.label("holder_id"), Event.expected_unit_id, occasion.label("occasion_id"),
            Event.kind, TITLE.label("title"), STARTS.label("at"), OVER.label("over"), IS_DRAFT.label("is_draft"),
        )
        .where(between(start, end), stands(now), occasion.is_not(None))
        .cte(f"{name}_events")
    )  # fmt: skip
    shown = (
        Unit.id.label("unit_id"), events.c.id.label("event_id"), events.c.occasion_id, events.c.kind, events.c.title,
        events.c.at, events.c.over, events.c.is_draft,
    )  # fmt: skip
    expected = aliased(Unit)
    # "/1/4/" … "/1/40": the units below one are a range of the index on their path.
    below = and_(
        Unit.path >= expected.path, Unit.path < func.substr(expected.path, 1, func.length(expected.path) - 1) + "0"
    )
    own = select(*shown).select_from(events).join(Unit, Unit.id == events.c.holder_id)
    joined = select(*shown).select_from(events).join(EventPartner, EventPartner.event_id == events.c.id)
    asked = select(*shown).select_from(events).join(expected, expected.id == events.c.expected_unit_id)
    return union(
        own.where(units),
        joined.join(Unit, Unit.id == EventPartner.unit_id).where(units),
        asked.join(Unit, below).where(units),
    ).cte(name)


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
