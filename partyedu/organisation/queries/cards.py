"""Questions about contact cards: who has one, what stands on it, who opened it.

Lists say only that a card exists. What stands on a card is asked for one person, after the opening was written down.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import fold, matches
from partyedu.organisation.models import (
    CardOpening,
    ContactCard,
    Household,
    Person,
    PersonKind,
    Reached,
    Unit,
)
from partyedu.organisation.queries.belonging import is_around, takes_part_in
from partyedu.organisation.queries.units import unit_reached, within

OLD_DAYS = 365  # a card nobody has looked at for a year should be asked about again


def card_holder(actor: Actor, person_id: int) -> Person | None:
    """A member whose card the actor may open: at home or day by day in a unit over which they may read cards."""
    query = (
        select(Person)
        .options(joinedload(Person.unit))
        .where(
            Person.id == person_id,
            Person.kind == PersonKind.MEMBER,
            is_around(),
            takes_part_in(actor.reach(Permission.CARD_READ), clock.today()),
        )
    )
    return db.session.scalar(query)


def card_of(person_id: int) -> ContactCard | None:
    """The contact card of a person, with the household."""
    query = select(ContactCard).options(joinedload(ContactCard.household)).where(ContactCard.person_id == person_id)
    return db.session.scalar(query)


def card_facts(person_id: int) -> Any:
    """That a card exists, and nothing of it: when it was filled in, how it came, who wrote it."""
    writer = aliased(Person)
    query = (
        select(ContactCard.filled_in_on, ContactCard.source, ContactCard.written_at, writer.name.label("writer"))
        .outerjoin(writer, ContactCard.written_by_id == writer.id)
        .where(ContactCard.person_id == person_id)
    )
    return db.session.execute(query).one_or_none()


def living_with(card: ContactCard | None) -> Sequence[tuple[int, str]]:
    """The others of the household: number and name."""
    if card is None or card.household_id is None:
        return []
    query = select(Person.id, Person.name).join(ContactCard, ContactCard.person_id == Person.id)
    query = query.where(ContactCard.household_id == card.household_id, Person.id != card.person_id)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Person.id).limit(20))]


def cards_listed(
    actor: Actor, unit_id: int | None = None, words: str = "", state: str = ""
) -> Select[*tuple[Any, ...]]:
    """Column query of the members whose card the actor may open, by unit and name: whether there is one, from when.

    ``state``: ``missing``, ``old`` (filled in more than a year ago), ``there``, or "" for all.
    """
    today = clock.today()
    reach: Iterable[str] = actor.reach(Permission.CARD_READ)
    unit = unit_reached(actor, Permission.CARD_READ, unit_id) if unit_id else None
    if unit_id:
        reach = [unit.path] if unit else []
    query = (
        select(
            Person.id, Person.name, Unit.name.label("unit_name"), ContactCard.filled_in_on, ContactCard.source,
        )
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(ContactCard, ContactCard.person_id == Person.id)
        .where(Person.kind == PersonKind.MEMBER, is_around(), takes_part_in(reach, today))
        .order_by(Unit.in_order, Person.name, Person.id)
    )  # fmt: skip
    if words.strip():
        query = query.where(matches(Person.search_text, words))
    if state == "missing":
        query = query.where(ContactCard.id.is_(None))
    elif state == "old":
        query = query.where(ContactCard.filled_in_on < today - timedelta(days=OLD_DAYS))
    elif state == "there":
        query = query.where(ContactCard.id.is_not(None))
    return query


def openings_of(person_id: int, limit: int = 50) -> Sequence[Any]:
    """Who of the staff opened somebody's card, when and what for; the newest first."""
    opener = aliased(Person)
    query = (
        select(CardOpening.at, CardOpening.purpose, opener.name.label("opener"))
        .join(opener, CardOpening.opened_by_id == opener.id)
        .where(CardOpening.person_id == person_id)
        .order_by(CardOpening.at.desc(), CardOpening.id.desc())
        .limit(limit)
    )
    return db.session.execute(query).all()


def address_key(found: Household | dict[str, Any]) -> str:
    """An address as it is compared: 3 号楼 and ３号楼 are one."""
    parts = [found[name] if isinstance(found, dict) else getattr(found, name) for name in ("area", "building", "door")]
    return "|".join(re.sub(r"\s+", "", fold(part or "")) for part in parts)


def households_at(
    unit_id: int, address: dict[str, Any], besides: Household | None = None
) -> Sequence[tuple[int, str]]:
    """Households of the unit with this address, each with the names of those who live there."""
    key = address_key(address)
    query = (
        select(Household, Person.name)
        .join(ContactCard, ContactCard.household_id == Household.id)
        .join(Person, ContactCard.person_id == Person.id)
        .where(Household.unit_id == unit_id, Household.id != (besides.id if besides else 0), is_around())
    )
    found: dict[int, list[str]] = {}
    for household, name in db.session.execute(query):
        if address_key(household) == key:
            found.setdefault(household.id, []).append(name)
    return [(number, "、".join(names)) for number, names in found.items()]


def households_shared(household_id: int, besides: int) -> bool:
    """Whether somebody else lives in the household."""
    query = select(ContactCard.id).where(ContactCard.household_id == household_id, ContactCard.person_id != besides)
    return db.session.scalar(query.limit(1)) is not None


def gone_with_cards(before: date) -> Sequence[int]:
    """Numbers of those who left, moved or died before a day and of whom a card, an opening or a tick still stands."""
    held = [select(table.person_id) for table in (ContactCard, CardOpening, Reached)]
    query = select(Person.id).where(or_(*(Person.id.in_(one) for one in held)), ~is_around())
    since = func.coalesce(Person.off_roster_on, date(1950, 1, 1))
    return list(db.session.scalars(query.where(since < before).limit(500)))


def doorplates(actor: Actor, unit_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Column query of the doorplates their owners agreed to, by unit and name: number, words, name, unit."""
    reach: Iterable[str] = actor.reach(Permission.CARD_READ)
    if unit_id:
        unit = unit_reached(actor, Permission.CARD_READ, unit_id)
        reach = [unit.path] if unit else []
    return (
        select(
            Person.id, Person.name, ContactCard.doorplate, ContactCard.doorplate_agreed_on, Unit.name.label("unit_name")
        )
        .join(Unit, Person.unit_id == Unit.id)
        .join(ContactCard, ContactCard.person_id == Person.id)
        .where(within(reach), is_around(), ContactCard.doorplate_agreed_on.is_not(None))
        .order_by(Unit.in_order, Person.name, Person.id)
    )
