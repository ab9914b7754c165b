"""Written entries: one's own, and those that wait for somebody else to confirm them."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.study.models import HoursEntry
from partyedu.study.queries.reach import looked_after

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"


def is_open() -> ColumnElement[bool]:
    """Condition: nobody has decided about it, and it was not taken back."""
    undecided = HoursEntry.confirmed_by_id.is_(None) & (HoursEntry.refused_reason == "")
    return undecided & HoursEntry.withdrawn_at.is_(None)


def _columns() -> Select[*tuple[Any, ...]]:
    by = aliased(Person)
    return (
        select(
            HoursEntry.id, HoursEntry.person_id, Person.name, Unit.name.label("unit"), HoursEntry.studied_on,
            HoursEntry.minutes, HoursEntry.title, HoursEntry.handed_in_at, HoursEntry.refused_reason,
            HoursEntry.withdrawn_at, by.name.label("confirmed_by"),
        )
        .join(Person, HoursEntry.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(by, HoursEntry.confirmed_by_id == by.id)
    )  # fmt: skip


def entries_of(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of a person's own entries, the latest first."""
    query = _columns().where(HoursEntry.person_id == person_id)
    return query.order_by(HoursEntry.studied_on.desc(), HoursEntry.id.desc())


def entries_listed(actor: Actor, which: str) -> Select[*tuple[Any, ...]]:
    """Column query of the entries of those whose hours the actor reads, not one's own; the oldest waiting first."""
    query = _columns().where(looked_after(actor), HoursEntry.person_id != (actor.person_id or 0))
    if which == CONFIRMED:
        return query.where(HoursEntry.confirmed_by_id.is_not(None)).order_by(HoursEntry.confirmed_at.desc())
    if which == REFUSED:
        return query.where(HoursEntry.refused_reason != "").order_by(HoursEntry.handed_in_at.desc())
    return query.where(is_open()).order_by(HoursEntry.handed_in_at, HoursEntry.id)


def number_waiting(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query: how many entries wait for the actor."""
    query = select(func.count()).select_from(HoursEntry).join(Person, HoursEntry.person_id == Person.id)
    return query.where(is_open(), looked_after(actor), HoursEntry.person_id != (actor.person_id or 0))


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(HoursEntry)
        .join(Person, HoursEntry.person_id == Person.id)
        .options(
            joinedload(HoursEntry.person).joinedload(Person.unit),
            joinedload(HoursEntry.confirmed_by),
            joinedload(HoursEntry.photo),
        )
    )


def entry_read(actor: Actor, entry_id: int) -> HoursEntry | None:
    """One's own entry, or one of somebody whose hours the actor reads."""
    own = HoursEntry.person_id == (actor.person_id or 0)
    return db.session.scalar(_whole().where(HoursEntry.id == entry_id, or_(own, looked_after(actor))))


def entry_to_decide(actor: Actor, entry_id: int) -> HoursEntry | None:
    """An entry of somebody whose hours the actor reads (the operation refuses one's own)."""
    return db.session.scalar(_whole().where(HoursEntry.id == entry_id, looked_after(actor)))


def own_entry(actor: Actor, entry_id: int) -> HoursEntry | None:
    """An entry of one's own."""
    return db.session.scalar(
        _whole().where(HoursEntry.id == entry_id, HoursEntry.person_id == (actor.person_id or 0))
    )


def entry_of_form(form_key: str | None) -> HoursEntry | None:
    """What this very form has made already."""
    return db.session.scalar(select(HoursEntry).where(HoursEntry.form_key == form_key)) if form_key else None


def minutes_entered(person_id: int, day: date) -> int:
    """What the person has handed in for a day already, and neither taken back nor had refused."""
    query = select(func.coalesce(func.sum(HoursEntry.minutes), 0)).where(
        HoursEntry.person_id == person_id,
        HoursEntry.studied_on == day,
        HoursEntry.refused_reason == "",
        HoursEntry.withdrawn_at.is_(None),
    )
    return int(db.session.scalar(query) or 0)
