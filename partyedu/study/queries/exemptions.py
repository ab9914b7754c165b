"""Who is exempt, from when to when, and why."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.study.models import Exemption
from partyedu.study.queries.hours import reads_hours_of


def exemptions_listed(actor: Actor, which: str, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of exemptions of those whose study the actor looks after: ``past``, or not yet over.

    id, person_id, name, unit, kind, reason, from_on, until_on, agreed_until_on, ended_reason, by.
    """
    by = aliased(Person)
    query = (
        select(
            Exemption.id, Exemption.person_id, Person.name, Unit.name.label("unit"), Exemption.kind, Exemption.reason,
            Exemption.from_on, Exemption.until_on, Exemption.agreed_until_on, Exemption.ended_reason,
            by.name.label("by"),
        )
        .join(Person, Exemption.person_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(by, Exemption.decided_by_id == by.id)
        .where(reads_hours_of(actor, Permission.STUDY_MANAGE))
    )  # fmt: skip
    if which == "past":
        return query.where(Exemption.until_on < today).order_by(Exemption.until_on.desc(), Exemption.id)
    return query.where(Exemption.until_on >= today).order_by(Exemption.until_on, Exemption.id)


def exemption_managed(actor: Actor, exemption_id: int) -> Exemption | None:
    """An exemption of somebody whose study the actor looks after."""
    query = select(Exemption).join(Person, Exemption.person_id == Person.id).options(joinedload(Exemption.person))
    return db.session.scalar(
        query.where(Exemption.id == exemption_id, reads_hours_of(actor, Permission.STUDY_MANAGE))
    )


def exemption_of_form(form_key: str | None) -> Exemption | None:
    """What this very form has made already."""
    return db.session.scalar(select(Exemption).where(Exemption.form_key == form_key)) if form_key else None


def overlapping(person_id: int, from_on: date, until_on: date) -> Exemption | None:
    """An exemption of the person that shares a day with a span."""
    query = select(Exemption).where(Exemption.person_id == person_id, Exemption.until_on >= Exemption.from_on)
    return db.session.scalar(query.where(Exemption.from_on <= until_on, Exemption.until_on >= from_on).limit(1))
