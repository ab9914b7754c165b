"""Questions about units and people. Who may see a row is part of each question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.core.search import fold, matches
from partyedu.organisation.models import (
    ACTIVE,
    Category,
    ImportState,
    MemberStatus,
    Person,
    PersonKind,
    RosterImport,
    StudyMode,
    Unit,
)

BIN_DAYS = 30  # how long something put away is offered to be taken back


def within(paths: Iterable[str], column: InstrumentedAttribute[str] = Unit.path) -> ColumnElement[bool]:
    """Condition: the unit stands in one of the subtrees. A subtree is one range of the index on ``path``."""
    # "/1/4/" … "/1/40": "0" is the character after "/".
    ranges = [(column >= path) & (column < path[:-1] + "0") for path in paths]
    return or_(False, *ranges)


# Units


def units_reached(actor: Actor, permission: Permission) -> Sequence[Unit]:
    """The units over which the actor holds a permission, in the order of the tree; archived ones left out."""
    query = select(Unit).where(within(actor.reach(permission)), Unit.archived_at.is_(None))
    return in_tree_order(db.session.scalars(query).all())


def units_to_look_at(actor: Actor) -> Sequence[Unit]:
    """The units whose people or place the actor looks after, in the order of the tree."""
    paths = {*actor.reach(Permission.UNITS_EDIT), *actor.reach(Permission.PEOPLE_READ)}
    query = select(Unit).where(within(paths), Unit.archived_at.is_(None))
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
    return _set_in(units_reached(actor, permission))


def _set_in(units: Sequence[Unit]) -> list[tuple[int, str]]:
    shallowest = min((unit.depth for unit in units), default=0)
    return [(unit.id, "　" * (unit.depth - shallowest) + unit.name) for unit in units]


def unit_reached(actor: Actor, permission: Permission, unit_id: int) -> Unit | None:
    """The unit, if the actor holds the permission over it."""
    return db.session.scalar(select(Unit).where(Unit.id == unit_id, within(actor.reach(permission))))


def places_for(actor: Actor, unit: Unit) -> list[tuple[int, str]]:
    """Choices of a select: where a unit may be hung, itself and what lies below it left out."""
    reached = units_reached(actor, Permission.UNITS_EDIT)
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
    return db.session.scalars(select(Unit).where(within([unit.path])).order_by(Unit.path)).all()


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


# People


def person_reached(actor: Actor, permission: Permission, person_id: int) -> Person | None:
    """The person, if the actor holds the permission over the person's unit."""
    query = select(Person).join(Unit, Person.unit_id == Unit.id)
    return db.session.scalar(query.where(Person.id == person_id, within(actor.reach(permission))))


def person_page(actor: Actor, person_id: int) -> Person | None:
    """The person with unit and category, for those who may read the people of the unit."""
    query = (
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .options(joinedload(Person.unit), joinedload(Person.category))
        .where(Person.id == person_id, within(actor.reach(Permission.PEOPLE_READ)))
    )
    return db.session.scalar(query)


def myself(actor: Actor) -> Person | None:
    """The row of the person who asks."""
    query = select(Person).options(joinedload(Person.unit), joinedload(Person.category))
    return db.session.scalar(query.where(Person.id == actor.person_id))


def people_matching(actor: Actor, permission: Permission, words: str, limit: int = 8) -> Sequence[Person]:
    """People the actor reaches whose name, initials, member number or last four digits hold the words.

    Members who have left or died are not offered.
    """
    if not words.strip():
        return []
    query = (
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .options(joinedload(Person.unit))
        .where(within(actor.reach(permission)), matches(Person.search_text, words), is_around())
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a list of people is narrowed to. ``status`` is a status, ``all``, or "" for those who are still here."""

    words: str = ""
    unit_id: int | None = None
    kind: PersonKind | None = None
    category_id: int | None = None
    status: str = ""
    study_mode: StudyMode | None = None


def people_listed(actor: Actor, chosen: PeopleFilter) -> Select[*tuple[Any, ...]]:
    """The people the actor may see, as rows of columns, by unit and name."""
    query = (
        select(
            Person.id,
            Person.name,
            Person.kind,
            Person.status,
            Person.phone,
            Person.member_number,
            Person.birth_year,
            Person.birth_month,
            Person.study_mode,
            Person.joined_on,
            Person.education,
            Person.trade,
            Unit.name.label("unit_name"),
            Category.name.label("category_name"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(Category, Person.category_id == Category.id)
        .where(within(actor.reach(Permission.PEOPLE_READ)), *_narrowed(actor, chosen))
    )
    return query.order_by(Unit.path, Person.name, Person.id)


def _narrowed(actor: Actor, chosen: PeopleFilter) -> Iterable[ColumnElement[bool]]:
    if chosen.words.strip():
        yield matches(Person.search_text, chosen.words)
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.PEOPLE_READ, chosen.unit_id)
        yield within([unit.path] if unit else [])
    if chosen.kind:
        yield Person.kind == chosen.kind
    if chosen.category_id:
        yield Person.category_id == chosen.category_id
    if chosen.study_mode:
        yield Person.study_mode == chosen.study_mode
    if chosen.status in list(MemberStatus):
        yield and_(Person.kind == PersonKind.MEMBER, Person.status == MemberStatus(chosen.status))
    elif chosen.status != "all":
        yield is_around()


def same_named(actor: Actor, name: str, besides: int | None = None) -> Sequence[Person]:
    """Others of the same name whom the actor may see."""
    query = (
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .options(joinedload(Person.unit))
        .where(within(actor.reach(Permission.PEOPLE_READ)), Person.name == name, Person.id != (besides or 0))
    )
    return db.session.scalars(query.order_by(Person.id).limit(10)).all()


def owner_of_number(member_number: str) -> int | None:
    """The id of the person who has this member number, wherever in the house."""
    return db.session.scalar(select(Person.id).where(Person.member_number == member_number))


def changes_of(person_id: int, limit: int = 50) -> Sequence[tuple[datetime, str, str, str | None]]:
    """When, what was done, which fields, and who typed: from the audit, the newest first."""
    typist = aliased(Person)
    query = (
        select(AuditRow.at, AuditRow.action, AuditRow.fields, typist.name)
        .outerjoin(typist, AuditRow.actor_id == typist.id)
        .where(AuditRow.table == Person.__tablename__, AuditRow.row_id == person_id)
        .order_by(AuditRow.id.desc())
        .limit(limit)
    )
    return [tuple(row) for row in db.session.execute(query)]  # type: ignore[misc]


def is_around() -> ColumnElement[bool]:
    """Condition: not a member who has left, moved or died."""
    return or_(Person.kind != PersonKind.MEMBER, Person.status.in_(ACTIVE))


def active_members_of(path: str) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: a member who is expected and counted in the subtree."""
    return (Person.kind == PersonKind.MEMBER) & Person.status.in_(ACTIVE) & within([path])


# Categories


def categories(archived: bool = False) -> Sequence[Category]:
    """The categories in their order; those put away only where asked for."""
    query = select(Category).order_by(Category.position, Category.id)
    return db.session.scalars(query if archived else query.where(Category.archived_at.is_(None))).all()


def category_choices(chosen: int | None = None) -> list[tuple[int, str]]:
    """Choices of a select; one that was put away stays for the person who has it."""
    shown = [row for row in categories(archived=True) if row.archived_at is None or row.id == chosen]
    return [(row.id, row.name) for row in shown]


def category(category_id: int) -> Category | None:
    """The category."""
    return db.session.get(Category, category_id)


def category_named(name: str, besides: int | None = None) -> Category | None:
    """A category of this name, however it is written."""
    rows = categories(archived=True)
    return next((row for row in rows if fold(row.name) == fold(name) and row.id != besides), None)


def people_by_category() -> Mapping[int, int]:
    """Active members of the whole house by category."""
    query = select(Person.category_id, func.count()).where(
        Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE), Person.category_id.is_not(None)
    )
    rows = db.session.execute(query.group_by(Person.category_id))
    return {category_id: count for category_id, count in rows if category_id is not None}


# Roster imports


def imports_reached(actor: Actor, limit: int = 20) -> Sequence[RosterImport]:
    """The roster files that came in for units whose people the actor edits, the newest first."""
    query = (
        select(RosterImport)
        .join(Unit, RosterImport.unit_id == Unit.id)
        .options(joinedload(RosterImport.unit))
        .where(within(actor.reach(Permission.PEOPLE_EDIT)))
        .order_by(RosterImport.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def import_reached(actor: Actor, import_id: int) -> RosterImport | None:
    """One roster file that came in, with its unit."""
    query = (
        select(RosterImport)
        .join(Unit, RosterImport.unit_id == Unit.id)
        .options(joinedload(RosterImport.unit))
        .where(RosterImport.id == import_id, within(actor.reach(Permission.PEOPLE_EDIT)))
    )
    return db.session.scalar(query)


def imports_unfinished(actor: Actor) -> Sequence[RosterImport]:
    """Roster files that were brought and not yet imported or put aside."""
    query = (
        select(RosterImport)
        .join(Unit, RosterImport.unit_id == Unit.id)
        .where(within(actor.reach(Permission.PEOPLE_EDIT)))
        .where(RosterImport.state.in_((ImportState.UPLOADED, ImportState.RUNNING)))
        .order_by(RosterImport.id)
    )
    return db.session.scalars(query).all()


def known_people(paths: Iterable[str]) -> Sequence[Any]:
    """Everybody whom a row of a roster may mean, as rows of columns."""
    query = (
        select(
            Person.id,
            Person.name,
            Person.kind,
            Person.birth_year,
            Person.birth_month,
            Person.phone,
            Person.unit_id,
            Person.member_number,
            Person.joined_on,
            Person.status,
            Person.education,
            Person.trade,
            Person.study_mode,
            Person.on_roster_since,
            Category.name.label("category"),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(Category, Person.category_id == Category.id)
        .where(within(paths))
    )
    return db.session.execute(query).all()


def member_numbers_beyond(paths: Iterable[str]) -> Sequence[tuple[int, str]]:
    """Ids and member numbers of the people outside the subtrees: a number belongs to one person of the house."""
    query = select(Person.id, Person.member_number).outerjoin(Unit, Person.unit_id == Unit.id)
    outside = query.where(Person.member_number.is_not(None), or_(Unit.id.is_(None), ~within(paths)))
    return [(person_id, number or "") for person_id, number in db.session.execute(outside)]


def newest_person() -> int:
    """The highest number of a person: whether somebody was added meanwhile."""
    return db.session.scalar(select(func.max(Person.id))) or 0


def units_for_roster(unit: Unit) -> list[tuple[int, str, int | None, str]]:
    """The unit, those above and those below it, as (id, name, parent, path); archived ones left out."""
    above = [int(number) for number in unit.path.strip("/").split("/")]
    query = select(Unit.id, Unit.name, Unit.parent_id, Unit.path)
    query = query.where(or_(within([unit.path]), Unit.id.in_(above)), Unit.archived_at.is_(None))
    return [tuple(row) for row in db.session.execute(query.order_by(Unit.path))]  # type: ignore[misc]


def people_briefly(ids: Iterable[int]) -> dict[int, tuple[str, int | None, int | None, str, str]]:
    """Name, year and month of birth, phone and unit of some people, to tell them apart."""
    query = select(Person.id, Person.name, Person.birth_year, Person.birth_month, Person.phone, Unit.name)
    wanted = list(ids)
    found: dict[int, tuple[str, int | None, int | None, str, str]] = {}
    for start in range(0, len(wanted), 500):
        part = query.outerjoin(Unit, Person.unit_id == Unit.id).where(Person.id.in_(wanted[start : start + 500]))
        found |= {row[0]: tuple(row)[1:] for row in db.session.execute(part)}  # type: ignore[misc]
    return found
