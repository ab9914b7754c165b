"""Whom to visit, and who can go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import aliased

from partyedu.attendance.models import HERE, Attendance
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.library.models import Pack
from partyedu.organisation.models import Duty, DutyKind, Person, Reached, StudyMode, Unit
from partyedu.organisation.queries import unit_reached, within
from partyedu.study.models import Exemption, HomeVisit, MakeUp, MakeUpState, VisitState
from partyedu.study.queries.visits import is_still_here

NOT_REACHED_DAYS = 90
CHOSEN_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the list of whom to visit is narrowed to.

    ``reason``: exempt, door, make-up, not-reached, all; '' for the first three together.
    """

    reason: str = ""
    unit_id: int | None = None
    words: str = ""


def _reached_by(paths: Collection[str], daily: Any) -> ColumnElement[bool]:
    """Condition: their home or their daily study lies in one of the subtrees."""
    return or_(within(paths), within(paths, daily.path))


def _exempt(today: date) -> Any:
    return select(Exemption.person_id).where(Exemption.from_on <= today, Exemption.until_on >= today)


def _asks_for_a_visit() -> Any:
    return select(MakeUp.person_id).where(MakeUp.state == MakeUpState.OPEN, MakeUp.offered_visit.is_(True))


def _lately_reached(today: date) -> Any:
    """Numbers of those who were reached in any way the house knows of."""
    since = today - timedelta(days=NOT_REACHED_DAYS)
    there = select(Attendance.person_id).where(Attendance.at >= clock.day_bounds(since)[0], Attendance.state.in_(HERE))
    told = select(Reached.person_id).where(Reached.on >= since)
    visited = select(HomeVisit.person_id).where(HomeVisit.state == VisitState.DONE, HomeVisit.visited_on >= since)
    return union(there, told, visited)


def _of_visits(column: Any, state: VisitState, latest: bool) -> Any:
    taken = func.max(column) if latest else func.min(column)
    query = select(taken).where(HomeVisit.person_id == Person.id, HomeVisit.state == state)
    return query.correlate(Person).scalar_subquery()


def people_to_visit(actor: Actor, chosen: Candidates, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of members somebody may go to: who asked first, then whom nobody has been to for longest.

    Number, name, unit, birth_year, is_exempt, at_the_door, asks, last_on (the last visit), planned_on (the next).
    """
    daily = aliased(Unit)
    exempt, asks = Person.id.in_(_exempt(today)), Person.id.in_(_asks_for_a_visit())
    door = func.coalesce(Person.study_mode == StudyMode.AT_THE_DOOR, False)
    last = _of_visits(HomeVisit.visited_on, VisitState.DONE, latest=True).label("last_on")
    query = (
        select(
            Person.id, Person.name, Unit.name.label("unit"), Person.birth_year, exempt.label("is_exempt"),
            door.label("at_the_door"), asks.label("asks"), last,
            _of_visits(HomeVisit.planned_on, VisitState.PLANNED, latest=False).label("planned_on"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(daily, Person.daily_unit_id == daily.id)
        .where(_reached_by(actor.reach(Permission.VISIT_MANAGE), daily), is_still_here())
        .where(Person.id != (actor.person_id or 0))
    )  # fmt: skip
    reasons = {
        "": or_(exempt, door, asks),
        "exempt": exempt,
        "door": door,
        "make-up": asks,
        "not-reached": Person.id.not_in(_lately_reached(today)),
    }
    if chosen.reason in reasons and not (chosen.words.strip() and not chosen.reason):
        query = query.where(reasons[chosen.reason])
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.VISIT_MANAGE, chosen.unit_id)
        query = query.where(_reached_by([unit.path] if unit else [], daily))
    if chosen.words.strip():
        query = query.where(matches(Person.search_text, chosen.words))
    return query.order_by(asks.desc(), last.is_not(None), last, Unit.in_order, Person.name, Person.id)


def chosen_to_visit(actor: Actor, person_ids: Collection[int]) -> Sequence[Any]:
    """Of these people, those the actor may plan a visit to: id, name, unit, and unit_id that plans it.

    The unit that plans is the member's own, or the one of their daily study where only that is the actor's.
    """
    daily, paths = aliased(Unit), actor.reach(Permission.VISIT_MANAGE)
    query = (
        select(
            Person.id, Person.name, Unit.name.label("unit"), Person.unit_id.label("home_id"),
            Person.daily_unit_id.label("daily_id"), within(paths).label("home_reached"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(daily, Person.daily_unit_id == daily.id)
        .where(Person.id.in_(list(person_ids)[:CHOSEN_AT_MOST]), _reached_by(paths, daily), is_still_here())
        .where(Person.id != (actor.person_id or 0))
        .order_by(Unit.in_order, Person.name, Person.id)
    )  # fmt: skip
    return db.session.execute(query).all()


def helpers_to_choose(actor: Actor, today: date, limit: int = 60) -> Sequence[Any]:
    """Those whose duty it is to bring study to the door, in the units the actor looks after: id, name, unit."""
    query = (
        select(Person.id, Person.name, Unit.name.label("unit"))
        .select_from(Duty)
        .join(Person, Duty.person_id == Person.id)
        .join(Unit, Duty.unit_id == Unit.id)
        .where(Duty.kind == DutyKind.HELPER, Duty.since_on <= today, is_still_here())
        .where(or_(Duty.until_on.is_(None), Duty.until_on >= today), within(actor.reach(Permission.VISIT_MANAGE)))
        .group_by(Person.id, Person.name, Unit.name)
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return db.session.execute(query).all()


def people_named(person_ids: Collection[int]) -> Sequence[Person]:
    """The people with these numbers."""
    return db.session.scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.id)).all()


def packs_to_bring(limit: int = 60) -> Sequence[Any]:
    """Packs that can be printed and taken along, the newest first: id, title."""
    query = select(Pack.id, Pack.title).where(Pack.archived_at.is_(None)).order_by(Pack.made_at.desc(), Pack.id.desc())
    return db.session.execute(query.limit(limit)).all()


__all__ = [
    "CHOSEN_AT_MOST",
    "NOT_REACHED_DAYS",
    "Candidates",
    "chosen_to_visit",
    "helpers_to_choose",
    "packs_to_bring",
    "people_named",
    "people_to_visit",
]
