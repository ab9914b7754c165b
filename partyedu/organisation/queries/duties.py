"""Questions about posts and duties: who does what."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import DailyBelonging, Duty, DutyKind, Person, Unit
from partyedu.organisation.queries.belonging import holds_on, is_around
from partyedu.organisation.queries.units import within


def standing_of(table: type[DailyBelonging] | type[Duty], person_id: int, on: date) -> Select[Any]:
    """The rows of a person that have not ended by a day."""
    return select(table).where(table.person_id == person_id, or_(table.until_on.is_(None), table.until_on > on))


def gone_with_posts() -> Select[Any]:
    """Members who have left, moved or died and still hold a duty or take part somewhere (a roster said so)."""
    today = clock.today()
    posts = [
        select(table.person_id).where(or_(table.until_on.is_(None), table.until_on > today))
        for table in (Duty, DailyBelonging)
    ]
    return select(Person).where(or_(*(Person.id.in_(post) for post in posts)), ~is_around()).limit(500)


def duties_of(person_id: int) -> Sequence[Duty]:
    """Somebody's posts and duties, those that hold first, then the newest."""
    query = select(Duty).options(joinedload(Duty.unit)).where(Duty.person_id == person_id)
    rows = db.session.scalars(query.order_by(Duty.since_on.desc(), Duty.id.desc()).limit(60)).all()
    today = clock.today()
    return sorted(rows, key=lambda row: row.until_on is not None and row.until_on < today)


def duties_in(unit: Unit, past: bool = False) -> Select[*tuple[Any, ...]]:
    """Column query of who does what in a unit and below it, today or ever: by unit, kind and name."""
    query = (
        select(
            Duty.id, Duty.kind, Duty.title, Duty.tasks, Duty.since_on, Duty.until_on, Person.id.label("person_id"),
            Person.name, Person.phone, Unit.name.label("unit_name"),
        )
        .join(Person, Duty.person_id == Person.id)
        .join(Unit, Duty.unit_id == Unit.id)
        .where(within([unit.path]))
        .order_by(Unit.in_order, Duty.kind, Person.name, Duty.id)
    )  # fmt: skip
    return query if past else query.where(holds_on(Duty.since_on, Duty.until_on, clock.today()))


def duties_at(unit: Unit, limit: int = 60) -> Sequence[Any]:
    """Who does what in the unit itself today."""
    return db.session.execute(duties_in(unit).where(Duty.unit_id == unit.id).limit(limit)).all()


def duties_to_export(unit: Unit) -> Sequence[Any]:
    """Who does what and who did, in a unit and below it, whole."""
    return db.session.execute(duties_in(unit, past=True)).all()


def duty_to_change(actor: Actor, duty_id: int) -> Duty | None:
    """The duty, if the actor keeps the roster of its unit."""
    query = select(Duty).join(Unit, Duty.unit_id == Unit.id)
    query = query.where(Duty.id == duty_id, within(actor.reach(Permission.PEOPLE_EDIT)))
    return db.session.scalar(query.options(joinedload(Duty.person), joinedload(Duty.unit)))


def same_duty(person_id: int, unit_id: int, kind: DutyKind, title: str, since: date) -> Duty | None:
    """A duty of the same words that has not ended before a day."""
    same = and_(Duty.person_id == person_id, Duty.unit_id == unit_id, Duty.kind == kind, Duty.title == title)
    return db.session.scalar(select(Duty).where(same, or_(Duty.until_on.is_(None), Duty.until_on >= since)).limit(1))


def has_duty(person_id: int, kinds: Sequence[DutyKind], on: date) -> bool:
    """Whether somebody holds one of these duties, anywhere, on a day."""
    query = select(Duty.id).where(Duty.person_id == person_id, Duty.kind.in_(kinds))
    return db.session.scalar(query.where(holds_on(Duty.since_on, Duty.until_on, on)).limit(1)) is not None


def leaders_of(unit_ids: Sequence[int], on: date) -> dict[int, list[str]]:
    """Names of the leaders of some units on a day, by unit."""
    leader = aliased(Person)
    query = select(Duty.unit_id, leader.name).join(leader, Duty.person_id == leader.id)
    query = query.where(Duty.unit_id.in_(unit_ids), Duty.kind == DutyKind.LEADER)
    found: dict[int, list[str]] = {}
    for unit_id, name in db.session.execute(query.where(holds_on(Duty.since_on, Duty.until_on, on))):
        found.setdefault(unit_id, []).append(name)
    return found
