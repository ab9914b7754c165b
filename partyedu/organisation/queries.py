"""Questions about units and people. Who may see a row is part of each question."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.organisation.models import ACTIVE, Person, PersonKind, Unit


def within(paths: Iterable[str], column: InstrumentedAttribute[str] = Unit.path) -> ColumnElement[bool]:
    """Condition: the unit stands in one of the subtrees. A subtree is one range of the index on ``path``."""
    # "/1/4/" … "/1/40": "0" is the character after "/".
    ranges = [(column >= path) & (column < path[:-1] + "0") for path in paths]
    return or_(False, *ranges)


def units_reached(actor: Actor, permission: Permission) -> Sequence[Unit]:
    """The units over which the actor holds a permission, in the order of the tree; archived ones left out."""
    query = select(Unit).where(within(actor.reach(permission)), Unit.archived_at.is_(None))
    return in_tree_order(db.session.scalars(query).all())


def in_tree_order(units: Sequence[Unit]) -> list[Unit]:
    """Parents before their children, siblings by position and number."""
    place = {unit.id: (unit.position, unit.id) for unit in units}

    def key(unit: Unit) -> list[tuple[int, int]]:
        numbers = [int(part) for part in unit.path.strip("/").split("/")]
        return [place.get(number, (0, number)) for number in numbers]

    return sorted(units, key=key)


def unit_choices(actor: Actor, permission: Permission) -> list[tuple[int, str]]:
    """Choices of a select: the units the actor reaches, children set in under their parents."""
    units = units_reached(actor, permission)
    shallowest = min((unit.depth for unit in units), default=0)
    return [(unit.id, "　" * (unit.depth - shallowest) + unit.name) for unit in units]


def unit_reached(actor: Actor, permission: Permission, unit_id: int) -> Unit | None:
    """The unit, if the actor holds the permission over it."""
    return db.session.scalar(select(Unit).where(Unit.id == unit_id, within(actor.reach(permission))))


def person_reached(actor: Actor, permission: Permission, person_id: int) -> Person | None:
    """The person, if the actor holds the permission over the person's unit."""
    query = select(Person).join(Unit, Person.unit_id == Unit.id)
    return db.session.scalar(query.where(Person.id == person_id, within(actor.reach(permission))))


def people_matching(actor: Actor, permission: Permission, words: str, limit: int = 8) -> Sequence[Person]:
    """People the actor reaches whose name, initials, member number or last four digits hold the words.

    Members who have left or died are not offered.
    """
    if not words.strip():
        return []
    query = (
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .where(within(actor.reach(permission)), matches(Person.search_text, words), is_around())
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def is_around() -> ColumnElement[bool]:
    """Condition: not a member who has left, moved or died."""
    return or_(Person.kind != PersonKind.MEMBER, Person.status.in_(ACTIVE))


def active_members_of(path: str) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: a member who is expected and counted in the subtree."""
    return (Person.kind == PersonKind.MEMBER) & Person.status.in_(ACTIVE) & within([path])
