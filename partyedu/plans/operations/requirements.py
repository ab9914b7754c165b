"""What must happen: written, changed from a day on, ended. What was required before stays as it was."""

from datetime import date, timedelta
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.models import UnitKind
from partyedu.organisation.queries import unit_reached
from partyedu.plans import queries
from partyedu.plans.models import Every, Requirement

# What the field holds to (rules of the field): a theme day every month, a party lesson and an assembly every quarter,
# committee and group meetings every month, the organisation-life meeting and the review of members every year.
DEFAULTS: tuple[tuple[str, UnitKind, Every], ...] = (
    ("主题党日", UnitKind.BRANCH, Every.MONTH),
    ("党课", UnitKind.BRANCH, Every.QUARTER),
    ("支部党员大会", UnitKind.BRANCH, Every.QUARTER),
    ("支部委员会", UnitKind.BRANCH, Every.MONTH),
    ("党小组会", UnitKind.GROUP, Every.MONTH),
    ("组织生活会", UnitKind.BRANCH, Every.YEAR),
    ("民主评议党员", UnitKind.BRANCH, Every.YEAR),
)


def _checked(every: Every, day: int | None) -> None:
    if day is not None and every is not Every.MONTH:
        raise Problem(_("固定的日子只有每月一次的才有，请空着。"), field="day")


def write_requirement(
    actor: Actor,
    unit_id: int,
    unit_kind: UnitKind,
    occasion_id: int,
    every: Every,
    from_on: date,
    times: int = 1,
    day: int | None = None,
    note: str = "",
) -> Requirement:
    """Require something of every unit of a level below a unit, from a day on."""
    if unit_reached(actor, Permission.PLAN_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    _checked(every, day)
    for other in queries.requirements_like(unit_id, unit_kind, occasion_id, every):
        if other.until_on is None or other.until_on >= from_on:
            raise Problem(_("这一级已经有这条要求了。要改，请在那一条上按“改”。"), field="occasion_id")
    return _written(
        actor, unit_id=unit_id, unit_kind=unit_kind, occasion_id=occasion_id, every=every, times=times, day=day,
        from_on=from_on, note=note,
    )  # fmt: skip


def _written(actor: Actor, **values: Any) -> Requirement:
    requirement = Requirement(written_at=clock.now(), written_by_id=actor.person_id, **values)
    db.session.add(requirement)
    audit.record("write-requirement", requirement, sorted(values))
    return requirement


def change_requirement(
    actor: Actor, requirement: Requirement, from_on: date, every: Every, times: int, day: int | None, note: str = ""
) -> Requirement:
    """Require something else from a day on; until the day before, the old requirement stands as it was."""
    _checked(every, day)
    if from_on <= requirement.from_on:
        raise Problem(_("改的日子要晚于这条要求开始的日子。"), field="from_on")
    if requirement.until_on is not None and requirement.until_on < from_on:
        raise Problem(_("这条要求到那时已经结束了，请另写一条。"), field="from_on")
    ended = requirement.until_on
    requirement.until_on = from_on - timedelta(days=1)
    audit.record("change-requirement", requirement, ["until_on"])
    return _written(
        actor, unit_id=requirement.unit_id, unit_kind=requirement.unit_kind, occasion_id=requirement.occasion_id,
        every=every, times=times, day=day, from_on=from_on, until_on=ended, note=note,
    )  # fmt: skip


def end_requirement(requirement: Requirement, until_on: date) -> Requirement:
    """Require it until a day, and no longer."""
    if until_on < requirement.from_on:
        raise Problem(_("结束的日子不能早于开始的日子。"), field="until_on")
    requirement.until_on = until_on
    audit.record("end-requirement", requirement, ["until_on"])
    return requirement


def take_defaults(actor: Actor, unit_id: int, from_on: date) -> int:
    """Take what the field holds to for the units below one, from a day on; how many requirements are new.

    What is required already, and occasions that were put away, are left out.
    """
    known = queries.occasions_named(name for name, _kind, _every in DEFAULTS)
    new = 0
    for name, kind, every in DEFAULTS:
        occasion = known.get(name)
        if occasion is not None and not queries.requirements_like(unit_id, kind, occasion.id, every):
            write_requirement(actor, unit_id, kind, occasion.id, every, from_on)
            new += 1
    return new
