"""Rows behind the figures of units and belonging: column queries for reports, as things stood on a day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from partyedu.core import clock
from partyedu.organisation.models import DailyBelonging, Person, Unit, UnitKind
from partyedu.organisation.queries.belonging import holds_on, homes_on
from partyedu.organisation.queries.units import within

Rows = Select[*tuple[Any, ...]]


def in_use(end: datetime) -> ColumnElement[bool]:
    """Condition on Unit: neither put away before ``end`` nor, as a temporary group, over by then."""
    return and_(
        or_(Unit.archived_at.is_(None), Unit.archived_at >= end),
        or_(Unit.ends_on.is_(None), Unit.ends_on >= _last_day(end)),
    )


def _last_day(end: datetime) -> date:
    return (clock.local(end) - timedelta(days=1)).date()


def communities(paths: Iterable[str], end: datetime) -> Rows:
    """Communities in use below the units, not they themselves: id, unit, label, above."""
    above, paths = aliased(Unit), list(paths)
    return (
        select(Unit.id, Unit.name.label("unit"), Unit.label, above.name.label("above"))
        .join(above, Unit.parent_id == above.id)  # the house itself is no community below anything
        .where(within(paths), Unit.path.not_in(paths), Unit.kind == UnitKind.COMMUNITY, in_use(end))
        .order_by(Unit.in_order)
    )


def temporary_groups(paths: Iterable[str], end: datetime) -> Rows:
    """Temporary groups that were not over: id, unit, above, ends_on, people (by their daily study on that day)."""
    above, day = aliased(Unit), _last_day(end)
    people = select(func.count(func.distinct(DailyBelonging.person_id))).where(
        DailyBelonging.unit_id == Unit.id, holds_on(DailyBelonging.since_on, DailyBelonging.until_on, day)
    )
    return (
        select(
            Unit.id, Unit.name.label("unit"), above.name.label("above"), Unit.ends_on,
            people.correlate(Unit).scalar_subquery().label("people"),
        )
        .join(above, Unit.parent_id == above.id)
        .where(within(paths), Unit.kind == UnitKind.TEMPORARY_GROUP, in_use(end))
        .order_by(Unit.in_order)
    )  # fmt: skip


def daily_elsewhere(members: ColumnElement[bool], paths: Iterable[str], end: datetime) -> Rows:
    """Members (a condition on Person) at home in the subtrees on the last day whose daily study was elsewhere then.

    id (of the person), name, unit (their home), daily, since_on, reason, moved_away (at home outside the subtrees by
    now). Each once, by one belonging: no two hold.
    """
    there, now, day, paths = aliased(Unit), aliased(Unit), _last_day(end), list(paths)
    homes = homes_on(day, paths).subquery("homes_then")
    return (
        select(
            Person.id, Person.name, Unit.name.label("unit"), there.name.label("daily"), DailyBelonging.since_on,
            DailyBelonging.reason, (~within(paths, now.path)).label("moved_away"),
        )
        .select_from(Person)
        .join(homes, homes.c.person_id == Person.id)
        .join(Unit, homes.c.unit_id == Unit.id)
        .join(now, Person.unit_id == now.id)
        .join(DailyBelonging, DailyBelonging.person_id == Person.id)
        .join(there, DailyBelonging.unit_id == there.id)
        .where(
            members, DailyBelonging.unit_id != homes.c.unit_id,
            holds_on(DailyBelonging.since_on, DailyBelonging.until_on, day),
            or_(there.archived_at.is_(None), there.archived_at >= end),
            or_(there.ends_on.is_(None), there.ends_on >= day),
        )
        .order_by(Unit.in_order, Person.name, Person.id)
    )  # fmt: skip


def labels() -> Select[*tuple[str, str]]:
    """Column query of the units that say of what sort they are: path and label, in the order of the tree."""
    return select(Unit.path, Unit.label).where(Unit.label != "").order_by(Unit.in_order)
