"""Questions about units. Who may see a row is part of each question."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import (
    ACTIVE,
    Person,
    PersonKind,
    Unit,
    UnitKind,
)

BIN_DAYS = 30  # how long something put away is offered to be taken back


def within(paths: Iterable[str], column: InstrumentedAttribute[str] = Unit.path) -> ColumnElement[bool]:
    """Condition: the unit stands in one of the subtrees. A subtree is one range of the index on ``path``.

    Who holds a permission twice, or over a unit and one below it, is asked about the outermost subtrees once: two
    ranges that say the same keep the database from using the index.
    """
    outermost: list[str] = []
    for path in sorted(paths):
        if not outermost or not path.startswith(outermost[-1]):
            outermost.append(path)
    # "/1/4/" … "/1/40": "0" is the character after "/".
    return or_(False, *((column >= path) & (column < path[:-1] + "0") for path in outermost))


class UnitLine(NamedTuple):
    """A unit as a select or a list shows it: hundreds of them cost a page a third of what the entities would."""

    id: int
    parent_id: int | None
    path: str
    kind: UnitKind
    name: str

    @property
    def depth(self) -> int:
        """0 for the root."""
        return self.path.count("/") - 2


def units_reached(actor: Actor, permission: Permission) -> Sequence[Unit]:
    """The units over which the actor holds a permission, in the order of the tree; archived ones left out."""
    query = select(Unit).where(within(actor.reach(permission)), Unit.archived_at.is_(None)).order_by(Unit.in_order)
    return db.session.scalars(query).all()


def lines_reached(actor: Actor, permission: Permission) -> Sequence[UnitLine]:
    """The same as lines."""
    query = select(Unit.id, Unit.parent_id, Unit.path, Unit.kind, Unit.name).order_by(Unit.in_order)
    rows = db.session.execute(query.where(within(actor.reach(permission)), Unit.archived_at.is_(None)))
    return [UnitLine(*row) for row in rows]


def units_to_look_at(actor: Actor) -> Sequence[Unit]:
    """The units whose people or place the actor looks after, in the order of the tree."""
    paths = {*actor.reach(Permission.UNITS_EDIT), *actor.reach(Permission.PEOPLE_READ)}
    query = select(Unit).where(within(paths), Unit.archived_at.is_(None)).order_by(Unit.in_order)
    return db.session.scalars(query).all()


def unit_choices(actor: Actor, permission: Permission) -> list[tuple[int, str]]:
    """Choices of a select: the units the actor reaches, children set in under their parents."""
    return _set_in(lines_reached(actor, permission))


def _set_in(units: Sequence[Unit | UnitLine]) -> list[tuple[int, str]]:
    shallowest = min((unit.depth for unit in units), default=0)
    return [(unit.id, "　" * (unit.depth - shallowest) + unit.name) for unit in units]


def unit_reached(actor: Actor, permission: Permission, unit_id: int) -> Unit | None:
    """The unit, if the actor holds the permission over it."""
    return db.session.scalar(select(Unit).where(Unit.id == unit_id, within(actor.reach(permission))))


def places_for(actor: Actor, unit: Unit) -> list[tuple[int, str]]:
    """Choices of a select: where a unit may be hung, itself and what lies below it left out."""
    reached = lines_reached(actor, Permission.UNITS_EDIT)
    return _set_in([other for other in reached if not other.path.startswith(unit.path)])


def unit_by_code(code: str) -> Unit | None:
    """The unit that scripts call by this code."""
    return db.session.scalar(select(Unit).where(Unit.code == code, Unit.archived_at.is_(None)))


def siblings(unit: Unit) -> Sequence[Unit]:
    """The units beside a unit, itself included, in their order; archived ones left out."""
    query = select(Unit).where(Unit.parent_id == unit.parent_id, Unit.archived_at.is_(None))
    return db.session.scalars(query.order_by(Unit.position, Unit.id)).all()


def subtree(unit: Unit) -> Sequence[Unit]:
    """A unit and everything below it."""
    return db.session.scalars(select(Unit).where(within([unit.path])).order_by(Unit.in_order)).all()


def active_members_below(unit: Unit) -> int:
    """How many members are expected and counted in the subtree of a unit."""
    query = select(func.count()).select_from(Person).join(Unit, Person.unit_id == Unit.id)
    return db.session.scalar(query.where(active_members_of(unit.path))) or 0


def member_counts(paths: Iterable[str]) -> dict[int, int]:
    """Active members by the number of the unit they themselves belong to."""
    query = select(Person.unit_id, func.count()).join(Unit, Person.unit_id == Unit.id)
    is_active = and_(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE))
    rows = db.session.execute(query.where(within(paths), is_active).group_by(Person.unit_id))
    return {unit_id: count for unit_id, count in rows if unit_id is not None}


def members_by_unit(unit: Unit) -> Select[*tuple[Any, ...]]:
    """Column query of a unit and those below it, in the order of the tree: number, name, kind, active members."""
    members = select(func.count()).where(
        Person.unit_id == Unit.id, Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE)
    )
    return (
        select(Unit.id, Unit.name, Unit.kind, members.correlate(Unit).scalar_subquery().label("members"))
        .where(within([unit.path]), Unit.archived_at.is_(None))
        .order_by(Unit.in_order)
    )


def units_in_bin(actor: Actor) -> Sequence[Unit]:
    """Units put away in the last 30 days, the uppermost of what was put away together."""
    since = clock.now() - timedelta(days=BIN_DAYS)
    above = aliased(Unit)
    query = (
        select(Unit)
        .outerjoin(above, Unit.parent_id == above.id)
        .where(within(actor.reach(Permission.UNITS_EDIT)), Unit.archived_at >= since)
        .where(or_(above.archived_at.is_(None), above.archived_at != Unit.archived_at))
        .order_by(Unit.archived_at.desc())
    )
    return db.session.scalars(query).all()


def active_members_of(path: str) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: a member who is expected and counted in the subtree."""
    return (Person.kind == PersonKind.MEMBER) & Person.status.in_(ACTIVE) & within([path])
