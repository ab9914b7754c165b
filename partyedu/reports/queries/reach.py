"""Who was reached of late, and who was not (S2.7): asked of everything in the house that tells it.

Somebody was reached in the last N days who came to an event, signed in by themselves, read a notice or was told it, was
visited, had their contact card filled in, or was ticked as reached by hand (a call, a meeting, a message, a visit).
Who was not is for organisers and secretaries only; nothing is ever done about it by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select

from partyedu.accounts.models import Account, SignIn
from partyedu.attendance.models import HERE, Attendance
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.notices.models import Notice
from partyedu.organisation.models import ACTIVE, ContactCard, Person, PersonKind, Reached, Unit, UnitKind
from partyedu.organisation.queries import UnitLine, takes_part_in, within
from partyedu.study.models import HomeVisit, VisitState

DAYS = (30, 60, 90)
FLOATING_DAYS = 183  # half a year out of touch: perhaps a floating member, whom centres must serve


def was_reached(since: date) -> ColumnElement[bool]:
    """Condition on Person: reached on this day or later."""
    instant, _end = clock.day_bounds(since)
    came = select(Attendance.person_id).where(Attendance.at >= instant, Attendance.state.in_(HERE))
    signed_in = select(Account.person_id).join(SignIn).where(SignIn.created_at >= instant)
    ticked = select(Reached.person_id).where(Reached.on >= since)
    met = HomeVisit.state == VisitState.DONE  # a visit where nobody was met has its day too
    visited = select(HomeVisit.person_id).where(met, HomeVisit.visited_on >= since)
    carded = select(ContactCard.person_id).where(ContactCard.filled_in_on >= since)
    # Of notices by person: there are many, and for each person the index leads to the newest read.
    read = exists().where(Notice.person_id == Person.id, Notice.read_at >= instant)
    told = exists().where(Notice.person_id == Person.id, Notice.read_at.is_(None), Notice.told_at >= instant)
    return or_(*(Person.id.in_(one) for one in (came, signed_in, ticked, visited, carded)), read, told)


def since_days_ago(days: int) -> date:
    """The first of the last N days."""
    return clock.today() - timedelta(days=days)


def _members(unit: UnitLine) -> ColumnElement[bool]:
    """Members of a unit, each at home; those of a temporary group, whose home is elsewhere, by their daily study."""
    is_member = (Person.kind == PersonKind.MEMBER) & Person.status.in_(ACTIVE)
    if unit.kind is UnitKind.TEMPORARY_GROUP:
        return is_member & takes_part_in([unit.path], clock.today())
    return is_member & within([unit.path])


def reach_by_unit(units: Sequence[UnitLine], unit: UnitLine, since: date) -> list[tuple[UnitLine, int, int]]:
    """The unit and the units right below it: how many members, how many of them were reached. One statement."""
    shown = [unit, *(one for one in units if one.parent_id == unit.id and one.kind is not UnitKind.TEMPORARY_GROUP)]
    reached = func.coalesce(func.sum(case((was_reached(since), 1), else_=0)), 0)
    query = (
        select(Unit.path, func.count(), reached)
        .select_from(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .where(_members(unit))
        .group_by(Unit.path)
    )
    rows = db.session.execute(query).all()
    is_temporary = unit.kind is UnitKind.TEMPORARY_GROUP
    return [
        (one, sum(row[1] for row in mine), sum(int(row[2]) for row in mine))
        for one in shown
        for mine in [[row for row in rows if is_temporary or row[0].startswith(one.path)]]
    ]


def not_reached(unit: UnitLine, since: date) -> Select[*tuple[Any, ...]]:
    """Column query of the members of a unit who were not reached, by unit and name."""
    return (
        select(Person.id, Person.name, Person.phone, Person.study_mode, Unit.name.label("unit_name"))
        .join(Unit, Person.unit_id == Unit.id)
        .where(_members(unit), ~was_reached(since))
        .order_by(Unit.in_order, Person.name, Person.id)
    )


def not_reached_whole(unit: UnitLine, since: date) -> Sequence[Any]:
    """The same list whole, to take along."""
    return db.session.execute(not_reached(unit, since)).all()


def last_reached(person_ids: Iterable[int]) -> dict[int, tuple[date, str]]:
    """For some people, the day they were last reached and by what (a key of ``showing.REACHED_BY``). One statement."""
    ids = list(person_ids)
    if not ids:
        return {}
    asked = {
        "came": _latest(Attendance.person_id, Attendance.at, ids).where(Attendance.state.in_(HERE)),
        "signed-in": _latest(Account.person_id, SignIn.created_at, ids).join(
            SignIn, SignIn.account_id == Account.id
        ),
        "read": _latest(Notice.person_id, Notice.read_at, ids),
        "told": _latest(Notice.person_id, Notice.told_at, ids),
        "visited": _latest(HomeVisit.person_id, HomeVisit.visited_on, ids).where(HomeVisit.state == VisitState.DONE),
        "card": _latest(ContactCard.person_id, ContactCard.filled_in_on, ids),
        "ticked": _latest(Reached.person_id, Reached.on, ids),
    }  # fmt: skip
    found: dict[int, tuple[date, str]] = {}
    for how, rows in zip(asked, ask_together(*asked.values()), strict=True):
        for person_id, at in rows:
            day = clock.local(at).date() if isinstance(at, datetime) else at
            if day is not None and (person_id not in found or day > found[person_id][0]):
                found[person_id] = (day, how)
    return found


def _latest(person: Any, at: Any, ids: Sequence[int]) -> Select[Any]:
    return select(person.label("person_id"), func.max(at).label("at")).where(person.in_(ids)).group_by(person)
