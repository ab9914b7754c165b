"""Who is exempt, from when to when; and why, for the person and for who looks after them (see ``reach.private``)."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.study.models import Exemption
from partyedu.study.queries.reach import looked_after, private
from partyedu.study.queries.years import Year


def _why(actor: Actor) -> list[ColumnElement[Any]]:
    """Columns beside Exemption and Person: kind, reason and why it ended, empty for who must not read them."""
    told = or_(Exemption.person_id == (actor.person_id or 0), private(actor))
    return [
        told.label("told"),
        case((told, Exemption.kind)).label("kind"),
        case((told, Exemption.reason), else_="").label("reason"),
        case((told, Exemption.ended_reason), else_="").label("ended_reason"),
    ]


def exemptions_of(actor: Actor, person_id: int, year: Year) -> Select[*tuple[Any, ...]]:
    """Column query of a person's exemptions that touch a year, the latest first.

    id, from_on, until_on, agreed_until_on, by, told, kind, reason, ended_reason (the last four see ``_why``).
    """
    by = aliased(Person)
    return (
        select(
            Exemption.id, Exemption.from_on, Exemption.until_on, Exemption.agreed_until_on, by.name.label("by"),
            *_why(actor),
        )
        .join(Person, Exemption.person_id == Person.id)
        .outerjoin(by, Exemption.decided_by_id == by.id)
        .where(Exemption.person_id == person_id)
        .where(Exemption.from_on <= year.last, Exemption.until_on >= year.first)
        .order_by(Exemption.from_on.desc())
    )  # fmt: skip


def exemptions_listed(actor: Actor, which: str, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of exemptions of those whose study the actor looks after: ``past``, or not yet over.

    id, person_id, name, unit, from_on, until_on, agreed_until_on, by, told, kind, reason, ended_reason (see ``_why``).
    """
    by = aliased(Person)
    query = (
        select(
            Exemption.id, Exemption.person_id, Person.name, Unit.name.label("unit"), Exemption.from_on,
            Exemption.until_on, Exemption.agreed_until_on, by.name.label("by"), *_why(actor),
        )
        .join(Person, Exemption.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(by, Exemption.decided_by_id == by.id)
        .where(looked_after(actor, Permission.STUDY_MANAGE))
    )  # fmt: skip
    if which == "past":
        return query.where(Exemption.until_on < today).order_by(Exemption.until_on.desc(), Exemption.id)
    return query.where(Exemption.until_on >= today).order_by(Exemption.until_on, Exemption.id)


def exemption_managed(actor: Actor, exemption_id: int) -> Exemption | None:
    """An exemption of somebody whose study the actor looks after."""
    query = select(Exemption).join(Person, Exemption.person_id == Person.id).options(joinedload(Exemption.person))
    return db.session.scalar(
        query.where(Exemption.id == exemption_id, looked_after(actor, Permission.STUDY_MANAGE))
    )


def is_told_why(actor: Actor, row: Exemption) -> bool:
    """Whether the actor may read kind and reason of an exemption."""
    told = or_(Person.id == (actor.person_id or 0), private(actor))
    return db.session.scalar(select(Person.id).where(Person.id == row.person_id, told)) is not None


def exemption_of_form(form_key: str | None) -> Exemption | None:
    """What this very form has made already."""
    return db.session.scalar(select(Exemption).where(Exemption.form_key == form_key)) if form_key else None


def overlapping(person_id: int, from_on: date, until_on: date) -> Exemption | None:
    """An exemption of the person that shares a day with a span."""
    query = select(Exemption).where(Exemption.person_id == person_id, Exemption.until_on >= Exemption.from_on)
    return db.session.scalar(query.where(Exemption.from_on <= until_on, Exemption.until_on >= from_on).limit(1))
