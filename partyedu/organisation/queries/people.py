"""Questions about people. Who may see a row is part of each question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.organisation.models import (
    ACTIVE,
    Category,
    MemberStatus,
    Person,
    PersonKind,
    StudyMode,
    Unit,
)
from partyedu.organisation.queries.belonging import is_around, is_guest, takes_part_in
from partyedu.organisation.queries.units import unit_reached, within


def person_reached(actor: Actor, permission: Permission, person_id: int) -> Person | None:
    """The person, if the actor holds the permission over the person's unit."""
    query = select(Person).join(Unit, Person.unit_id == Unit.id)
    return db.session.scalar(query.where(Person.id == person_id, within(actor.reach(permission))))


def person_or_guest(actor: Actor, permission: Permission, person_id: int) -> Person | None:
    """The person, if the actor holds the permission over the person's unit or over that of their daily study."""
    here = takes_part_in(actor.reach(permission), clock.today())
    return db.session.scalar(select(Person).where(Person.id == person_id, here))


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


def people_matching(
    actor: Actor, permission: Permission, words: str, limit: int = 8, guests: bool = False
) -> Sequence[Person]:
    """People the actor reaches whose name, initials, member number or last four digits hold the words.

    ``guests``: those too who take part there only day by day.

    Members who have left or died are not offered.
    """
    if not words.strip():
        return []
    reach = actor.reach(permission)
    here = takes_part_in(reach, clock.today()) if guests else within(reach)
    query = (
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .options(joinedload(Person.unit))
        .where(here, matches(Person.search_text, words), is_around())
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
    """The people the actor may see, as rows of columns, by unit and name.

    ``guest``: at home elsewhere, here by daily study; of them nothing but name, phone and study mode.
    """
    guest = is_guest(actor, Permission.PEOPLE_READ)
    query = (
        select(
            Person.id,
            Person.name,
            Person.kind,
            Person.status,
            Person.phone,
            Person.study_mode,
            Unit.name.label("unit_name"),
            guest.label("guest"),
            *(
                case((guest, None), else_=column).label(name)
                for name, column in {
                    "member_number": Person.member_number,
                    "birth_year": Person.birth_year,
                    "birth_month": Person.birth_month,
                    "joined_on": Person.joined_on,
                    "education": Person.education,
                    "trade": Person.trade,
                    "category_name": Category.name,
                }.items()
            ),
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(Category, Person.category_id == Category.id)
        .where(takes_part_in(actor.reach(Permission.PEOPLE_READ), clock.today()), *_narrowed(actor, chosen))
    )
    return query.order_by(Unit.in_order, Person.name, Person.id)


def people_to_export(actor: Actor, chosen: PeopleFilter) -> Sequence[Any]:
    """The same list whole."""
    return db.session.execute(people_listed(actor, chosen)).all()


def _narrowed(actor: Actor, chosen: PeopleFilter) -> Iterable[ColumnElement[bool]]:
    if chosen.words.strip():
        yield matches(Person.search_text, chosen.words)
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.PEOPLE_READ, chosen.unit_id)
        yield takes_part_in([unit.path] if unit else [], clock.today())
    if chosen.kind:
        yield Person.kind == chosen.kind
    if chosen.category_id:
        yield and_(Person.category_id == chosen.category_id, within(actor.reach(Permission.PEOPLE_READ)))
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


def on_roster(day: date) -> ColumnElement[bool]:
    """Condition on Person: a member who stood on the roster at the end of a day.

    One who left, moved or died counts up to the day before; without such a day, those who are not active do not.
    """
    return (
        (Person.kind == PersonKind.MEMBER)
        & or_(Person.on_roster_since.is_(None), Person.on_roster_since <= day)
        & or_(Person.off_roster_on > day, Person.off_roster_on.is_(None) & Person.status.in_(ACTIVE))
    )
