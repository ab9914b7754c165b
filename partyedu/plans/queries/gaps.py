"""What must happen (requirements), and where it has not: units against months, quarters and years."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import UTCDateTime, db
from partyedu.core.together import ask_together
from partyedu.discussions.models import Matter
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.plans.access import Gathering, Span, gap_state, in_force, spans
from partyedu.plans.models import Every, GapMatter, GapState, Requirement
from partyedu.plans.queries.cells import Followed
from partyedu.plans.queries.gatherings import columns_of, counting, gathering
from partyedu.plans.queries.plans import units_above
from partyedu.schedule.models import Occasion


def _concerns(actor: Actor) -> ColumnElement[bool]:
    """Condition on Requirement joined with Unit: written for a unit the actor plans for, or for one above it."""
    reach = actor.reach(Permission.PLAN_MANAGE)
    above = {number for path in reach for number in units_above(path)}
    return or_(within(reach), Requirement.unit_id.in_(sorted(above)))


def _requirements() -> Select[Any]:
    return (
        select(Requirement)
        .join(Unit, Requirement.unit_id == Unit.id)
        .join(Occasion, Requirement.occasion_id == Occasion.id)
        .options(contains_eager(Requirement.unit), contains_eager(Requirement.occasion))
    )


def requirements_seen(actor: Actor) -> Sequence[Requirement]:
    """The requirements that concern the units the actor plans for, by occasion, the newest first."""
    query = _requirements().where(_concerns(actor))
    order = (Occasion.position, Occasion.id, Unit.in_order, Requirement.unit_kind, Requirement.from_on.desc())
    return db.session.scalars(query.order_by(*order, Requirement.id)).all()


def requirement_managed(actor: Actor, requirement_id: int) -> Requirement | None:
    """A requirement of a unit the actor plans for."""
    reach = within(actor.reach(Permission.PLAN_MANAGE))
    return db.session.scalar(_requirements().where(Requirement.id == requirement_id, reach))


def requirements_like(unit_id: int, unit_kind: str, occasion_id: int, every: Every) -> Sequence[Requirement]:
    """The requirements of one unit for the same level, occasion and rhythm, the newest first."""
    query = select(Requirement).where(
        Requirement.unit_id == unit_id,
        Requirement.unit_kind == unit_kind,
        Requirement.occasion_id == occasion_id,
        Requirement.every == every,
    )
    return db.session.scalars(query.order_by(Requirement.from_on.desc())).all()


def occasions_named(names: Iterable[str]) -> dict[str, Occasion]:
    """The occasions in use with these names."""
    query = select(Occasion).where(Occasion.name.in_(list(names)), Occasion.archived_at.is_(None))
    return {occasion.name: occasion for occasion in db.session.scalars(query)}


@dataclass(frozen=True, slots=True)
class Column:
    """What is asked of every unit in one column: an occasion within a span."""

    occasion_id: int
    occasion: str
    span: Span


@dataclass(frozen=True, slots=True)
class Gap:
    """How one unit stands with one column; ``day``: the fixed day, where the requirement has one."""

    column: Column
    state: GapState
    times: int = 1
    day: int | None = None
    held: list[Gathering] = field(default_factory=list)
    matters: list[Followed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checked:
    """A unit and how it stands with each column."""

    id: int
    name: str
    path: str
    gaps: list[Gap]


def columns_for(rules: Sequence[Requirement], year: int, occasion_id: int | None, today: date) -> list[Column]:
    """The columns of the page: one occasion over the year, or (None) every occasion in the span that runs now.

    A rule that changed within the year asks by its old rhythm before, and by the new one after.
    """
    found: dict[tuple[int, Every, int], Column] = {}
    day = min(max(today, date(year, 1, 1)), date(year, 12, 31))
    for rule in rules:
        if occasion_id is not None and rule.occasion_id != occasion_id:
            continue
        for span in spans(rule.every, year):
            if in_force(rule, span) and (occasion_id is not None or span.holds(day)):
                column = Column(rule.occasion_id, rule.occasion.name, span)
                found.setdefault((rule.occasion_id, rule.every, span.number), column)
    if occasion_id is None:
        return list(found.values())
    return sorted(found.values(), key=lambda column: (column.span.last, column.span.first))


def rule_for(rules: Iterable[Requirement], path: str, kind: str, column: Column) -> Requirement | None:
    """The requirement that holds for a unit in a column: of several, that of the nearest unit above it."""
    fitting = [
        rule
        for rule in rules
        if rule.occasion_id == column.occasion_id
        and rule.every is column.span.every
        and rule.unit_kind == kind
        and path.startswith(rule.unit.path)
        and in_force(rule, column.span)
    ]
    return max(fitting, key=lambda rule: (len(rule.unit.path), rule.from_on), default=None)


def units_to_check(
    actor: Actor, rules: Sequence[Requirement], occasion_id: int | None, path: str = ""
) -> Select[*tuple[Any, ...]]:
    """Column query of the units of which something is required, in the order of the tree: id, name, path, kind, key."""
    asked = [rule for rule in rules if occasion_id is None or rule.occasion_id == occasion_id]
    required = or_(False, *(and_(Unit.kind == rule.unit_kind, within([rule.unit.path])) for rule in asked))
    query = select(Unit.id, Unit.name, Unit.path, Unit.kind, Unit.in_order).where(
        within(actor.reach(Permission.PLAN_MANAGE)), required, Unit.archived_at.is_(None)
    )
    return (query.where(within([path])) if path else query).order_by(Unit.in_order)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of gaps is asked for; ``occasion_id`` None: what runs now."""

    actor: Actor
    year: int
    occasion_id: int | None
    unit: Unit | None
    rules: Sequence[Requirement]
    columns: list[Column]

    def units(self) -> Select[*tuple[Any, ...]]:
        """The units it is asked of."""
        return units_to_check(self.actor, self.rules, self.occasion_id, self.unit.path if self.unit else "")


def checked(
    units: Sequence[Any], rules: Sequence[Requirement], columns: Sequence[Column], now: datetime
) -> list[Checked]:
    """How units stand with the columns: two questions in one statement, however many units there are."""
    if not units or not columns:
        return []
    first, last = min(one.span.first for one in columns), max(one.span.last for one in columns)
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    # The units of a page lie close together: as a range of the order they are listed in they cost no list of numbers.
    here = Unit.in_order.between(units[0].in_order, units[-1].in_order)
    found, followed = ask_together(_held(start, end, now, here), _followed(first, last, here))
    held: dict[tuple[int, int], dict[int, Gathering]] = defaultdict(dict)
    for row in found:
        held[row.unit_id, row.occasion_id][row.event_id] = gathering(row)
    matters: dict[tuple[int, int, date], list[Followed]] = defaultdict(list)
    for unit_id, occasion_id, from_on, number, title, state in followed:
        matters[unit_id, occasion_id, from_on].append(Followed(number, title, state))

    def gap(unit: Any, column: Column) -> Gap:
        rule = rule_for(rules, unit.path, unit.kind, column)
        if rule is None:
            return Gap(column, GapState.FREE)
        there = held.get((unit.id, column.occasion_id), {}).values()
        own = [one for one in there if column.span.holds(one.day)]
        state = gap_state(rule.times, column.span, own, now)
        given = matters.get((unit.id, column.occasion_id, column.span.first), [])
        return Gap(column, state, rule.times, rule.day, own, given)

    return [Checked(unit.id, unit.name, unit.path, [gap(unit, column) for column in columns]) for unit in units]


def _held(start: datetime, end: datetime, now: datetime, units: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    table = counting("held_by_units", start, end, now, units)
    query = select(table.c.unit_id, table.c.occasion_id, *columns_of(table))
    return query.order_by(table.c.at, table.c.event_id)


def _followed(first: date, last: date, units: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    query = (
        select(GapMatter.unit_id, GapMatter.occasion_id, GapMatter.from_on, Matter.id, Matter.title, Matter.state)
        .join(Matter, GapMatter.matter_id == Matter.id)
        .join(Unit, GapMatter.unit_id == Unit.id)
        .where(GapMatter.from_on.between(first, last), units)
    )
    return query.order_by(GapMatter.id)


def unit_checked(actor: Actor, unit_id: int) -> Unit | None:
    """A unit whose gaps the actor sees."""
    reach = within(actor.reach(Permission.PLAN_MANAGE))
    return db.session.scalar(select(Unit).options(joinedload(Unit.parent)).where(Unit.id == unit_id, reach))


def closing_spans(today: date) -> list[Span]:
    """The spans that one should think of now: this month, the quarter in its last month, the year in its last two."""
    found = [spans(Every.MONTH, today.year)[today.month - 1]]
    if today.month % 3 == 0:
        found.append(spans(Every.QUARTER, today.year)[clock.quarter_of(today) - 1])
    if today.month >= 11:
        found += spans(Every.YEAR, today.year)
    return found


def not_planned(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of what nobody has planned in the spans that run out now.

    Number and name of the occasion, every, how many units, the name of one of them.
    """
    running = closing_spans(clock.local(now).date())
    first, last = min(one.first for one in running), max(one.last for one in running)
    here = within(actor.reach(Permission.PLAN_MANAGE))
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    table = counting("held_lately", start, end, now, and_(here, Unit.archived_at.is_(None)))
    since = _by_rhythm(running, lambda one: clock.day_bounds(one.first)[0], UTCDateTime)
    holder = aliased(Unit)
    below = holder.path == func.substr(Unit.path, 1, func.length(holder.path))
    number = func.count(func.distinct(table.c.event_id))
    short = (
        select(Requirement.occasion_id, Requirement.every, Unit.id, Unit.name)
        .select_from(Requirement)
        .join(holder, Requirement.unit_id == holder.id)
        .join(Unit, and_(Unit.kind == Requirement.unit_kind, below))
        .outerjoin(
            table,
            and_(table.c.unit_id == Unit.id, table.c.occasion_id == Requirement.occasion_id, table.c.at >= since),
        )
        .where(
            here, Unit.archived_at.is_(None), Requirement.every.in_([one.every for one in running]),
            Requirement.from_on <= _by_rhythm(running, lambda one: one.last),
            or_(Requirement.until_on.is_(None), Requirement.until_on >= _by_rhythm(running, lambda one: one.last)),
        )
        .group_by(Requirement.id, Unit.id)
        .having(number < Requirement.times)
        .subquery()
    )  # fmt: skip
    return (
        select(Occasion.id, Occasion.name, short.c.every, func.count(func.distinct(short.c.id)), func.min(short.c.name))
        .join(Occasion, short.c.occasion_id == Occasion.id)
        .group_by(Occasion.id, short.c.every)
        .order_by(Occasion.position, Occasion.id)
        .limit(12)
    )


def _by_rhythm(running: Sequence[Span], of: Callable[[Span], Any], kind: Any = None) -> ColumnElement[Any]:
    """A value that depends on how often something is required."""
    return case(*((Requirement.every == one.every, literal(of(one), kind)) for one in running))
