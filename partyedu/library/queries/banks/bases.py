"""Bases: venues as places of teaching, with rooms, walking time and the five functions as they were last looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import fold
from partyedu.library.models import Base, BaseFunction, BaseFunctionKind, BaseKind
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Room, Venue

NEAR_MINUTES = 15


@dataclass(frozen=True, slots=True)
class BaseFilter:
    """What the list of bases is narrowed to. ``path``: of a unit, with those below; ``near``: at most 15 minutes.

    ``ready``: "all" five functions, "some" missing, "unseen" (nobody has looked yet); ``state``: "" or ``archived``.
    """

    words: str = ""
    kind: BaseKind | None = None
    path: str = ""
    near: bool = False
    ready: str = ""
    state: str = ""


def _kept(actor: Actor | None) -> ColumnElement[bool]:
    return within(actor.reach(Permission.LIBRARY_MANAGE) if actor else ())


def _number_ready() -> Any:
    """How many of the five functions a base has, as it was last looked at."""
    ready = func.coalesce(func.sum(case((BaseFunction.is_ready, 1), else_=0)), 0)
    return select(ready).where(BaseFunction.base_id == Base.id).correlate(Base).scalar_subquery()


def bases_listed(actor: Actor | None, chosen: BaseFilter) -> Select[*tuple[Any, ...]]:
    """Column query of the bases: the nearest first where that is asked, else by unit and name.

    Number, venue's number, venue, address, unit, kind, shared_with, walking_minutes, note, archived_at, ready (of
    five), liaison and its public_name.
    """
    ready = _number_ready()
    query = (
        select(
            Base.id, Base.venue_id, Venue.name.label("venue"), Venue.address, Unit.name.label("unit"), Base.kind,
            Base.shared_with, Base.walking_minutes, Base.note, Base.archived_at, ready.label("ready"),
            Person.name.label("liaison"), Person.public_name,
        )
        .join(Venue, Base.venue_id == Venue.id)
        .join(Unit, Venue.unit_id == Unit.id)
        .outerjoin(Person, Base.liaison_id == Person.id)
        .where(*_narrowed(actor, chosen, ready))
    )  # fmt: skip
    if chosen.near:
        return query.order_by(Base.walking_minutes, Venue.name, Base.id)
    return query.order_by(Unit.in_order, Venue.name, Base.id)


def _narrowed(actor: Actor | None, chosen: BaseFilter, ready: Any) -> list[ColumnElement[bool]]:
    if chosen.state == "archived":
        conditions: list[ColumnElement[bool]] = [Base.archived_at.is_not(None), _kept(actor)]
    else:
        conditions = [Base.archived_at.is_(None)]
    if chosen.kind is not None:
        conditions.append(Base.kind == chosen.kind)
    if chosen.path:
        conditions.append(within([chosen.path]))
    if chosen.near:
        conditions.append(Base.walking_minutes <= NEAR_MINUTES)
    looked_at = select(BaseFunction.id).where(BaseFunction.base_id == Base.id).exists()
    if chosen.ready == "all":
        conditions.append(ready == len(BaseFunctionKind))
    elif chosen.ready == "some":
        conditions.extend([looked_at, ready < len(BaseFunctionKind)])
    elif chosen.ready == "unseen":
        conditions.append(~looked_at)
    for word in (fold(part) for part in chosen.words.split()[:6]):
        if word:
            inside = (column.contains(word, autoescape=True) for column in (Venue.name, Venue.address, Unit.name))
            conditions.append(or_(*inside))
    return conditions


def _base() -> Select[*tuple[Any, ...]]:
    return (
        select(Base)
        .join(Base.venue)
        .join(Venue.unit)
        .options(contains_eager(Base.venue).contains_eager(Venue.unit), joinedload(Base.liaison))
    )


def base_seen(actor: Actor | None, base_id: int) -> Base | None:
    """A base everybody may look up; one that was put away only for those who keep it."""
    return db.session.scalar(_base().where(Base.id == base_id, or_(Base.archived_at.is_(None), _kept(actor))))


def units_with_bases() -> list[tuple[int, str, str]]:
    """The units that have bases, in the order of the tree: number, name, path."""
    with_bases = select(Venue.unit_id).join(Base, Base.venue_id == Venue.id).where(Base.archived_at.is_(None))
    query = select(Unit.id, Unit.name, Unit.path).where(Unit.id.in_(with_bases)).order_by(Unit.in_order).limit(300)
    return [(key, name, path) for key, name, path in db.session.execute(query)]


def base_kept(actor: Actor, base_id: int) -> Base | None:
    """A base of a unit whose library the actor keeps."""
    return db.session.scalar(_base().where(Base.id == base_id, _kept(actor)))


def bases_around(base: Base, limit: int = 6) -> Sequence[Any]:
    """Other bases of the same unit within 15 minutes' walk of its centre, the nearest first: number, venue, address,
    walking_minutes, kind."""
    query = (
        select(Base.id, Venue.name.label("venue"), Venue.address, Base.walking_minutes, Base.kind)
        .join(Venue, Base.venue_id == Venue.id)
        .join(Unit, Venue.unit_id == Unit.id)
        .where(
            within([base.venue.unit.path]),
            Base.id != base.id,
            Base.archived_at.is_(None),
            Base.walking_minutes <= NEAR_MINUTES,
        )
        .order_by(Base.walking_minutes, Venue.name)
        .limit(limit)
    )
    return db.session.execute(query).all()


def functions_by_base(base_ids: Iterable[int]) -> dict[int, dict[BaseFunctionKind, BaseFunction]]:
    """The functions of some bases as they were last looked at, in one statement; what nobody looked at is missing."""
    grouped: dict[int, dict[BaseFunctionKind, BaseFunction]] = {}
    for row in db.session.scalars(select(BaseFunction).where(BaseFunction.base_id.in_(list(base_ids)))):
        grouped.setdefault(row.base_id, {})[row.function] = row
    return grouped


def rooms_by_venue(venue_ids: Iterable[int]) -> dict[int, list[Room]]:
    """The rooms in use of some venues, in one statement."""
    query = select(Room).where(Room.venue_id.in_(list(venue_ids)), Room.archived_at.is_(None))
    grouped: dict[int, list[Room]] = {}
    for room in db.session.scalars(query.order_by(Room.name, Room.id)):
        grouped.setdefault(room.venue_id, []).append(room)
    return grouped


def venue_choices(actor: Actor) -> list[tuple[int, str]]:
    """Choices of a select: venues of the units whose library the actor keeps that are no bases yet."""
    taken = select(Base.venue_id)
    query = (
        select(Venue.id, Venue.name, Unit.name)
        .join(Unit, Venue.unit_id == Unit.id)
        .where(_kept(actor), Venue.archived_at.is_(None), Venue.id.not_in(taken))
        .order_by(Unit.in_order, Venue.name)
        .limit(500)
    )
    return [(key, f"{name} · {unit}") for key, name, unit in db.session.execute(query)]
