"""Questions about roster files that came in, and what a roster has to know of the people and units."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import (
    Category,
    ImportState,
    Person,
    RosterImport,
    Unit,
    UnitKind,
)
from partyedu.organisation.queries.units import within


def reaches_all_of(actor: Actor, choices: str) -> bool:
    """Whether the actor reaches everybody whom the preview may name: a colleague above may have brought the file.

    ``choices``: those of the import, as they stand in its row.
    """
    looked_at = json.loads(choices or "{}").get("reach", ())
    return all(actor.may(Permission.PEOPLE_EDIT, path) for path in looked_at)


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
    return [row for row in db.session.scalars(query) if reaches_all_of(actor, row.choices)]


def import_reached(actor: Actor, import_id: int) -> RosterImport | None:
    """One roster file with its unit; until it is imported only for those who reach all whom it is compared with."""
    query = (
        select(RosterImport)
        .join(Unit, RosterImport.unit_id == Unit.id)
        .options(joinedload(RosterImport.unit))
        .where(RosterImport.id == import_id, within(actor.reach(Permission.PEOPLE_EDIT)))
    )
    row = db.session.scalar(query)
    return row if row is not None and reaches_all_of(actor, row.choices) else None


def imports_unfinished(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of roster files that were brought and not yet imported or put aside: number, file's name, choices.

    Whether the actor reaches all of a file, ``reaches_all_of`` says.
    """
    return (
        select(RosterImport.id, RosterImport.file_name, RosterImport.choices)
        .join(Unit, RosterImport.unit_id == Unit.id)
        .where(within(actor.reach(Permission.PEOPLE_EDIT)))
        .where(RosterImport.state.in_((ImportState.UPLOADED, ImportState.RUNNING)))
        .order_by(RosterImport.id)
        .limit(50)
    )


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


def units_for_roster(unit: Unit) -> list[tuple[int, str, int | None, str, UnitKind]]:
    """The unit, those above and those below it, as (id, name, parent, path, kind); archived ones left out."""
    above = [int(number) for number in unit.path.strip("/").split("/")]
    query = select(Unit.id, Unit.name, Unit.parent_id, Unit.path, Unit.kind)
    query = query.where(or_(within([unit.path]), Unit.id.in_(above)), Unit.archived_at.is_(None))
    return [tuple(row) for row in db.session.execute(query.order_by(Unit.in_order))]  # type: ignore[misc]


def people_briefly(ids: Iterable[int]) -> dict[int, tuple[str, int | None, int | None, str, str]]:
    """Name, year and month of birth, phone and unit of some people, to tell them apart."""
    query = select(Person.id, Person.name, Person.birth_year, Person.birth_month, Person.phone, Unit.name)
    wanted = list(ids)
    found: dict[int, tuple[str, int | None, int | None, str, str]] = {}
    for start in range(0, len(wanted), 500):
        part = query.outerjoin(Unit, Person.unit_id == Unit.id).where(Person.id.in_(wanted[start : start + 500]))
        found |= {row[0]: tuple(row)[1:] for row in db.session.execute(part)}  # type: ignore[misc]
    return found
