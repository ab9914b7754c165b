"""Whom one may ask to see to what is late."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from partyedu.core.db import db
from partyedu.organisation.models import Duty, DutyKind, Person, Unit
from partyedu.organisation.queries import is_around
from partyedu.plans.queries.plans import units_above


def liaisons_for(unit: Unit, today: date) -> Sequence[Person]:
    """The liaison officers of a unit's area, the nearest first: of the unit itself, else of those above it."""
    query = (
        select(Person)
        .join(Duty, Duty.person_id == Person.id)
        .join(Unit, Duty.unit_id == Unit.id)
        .where(
            Duty.kind == DutyKind.LIAISON,
            Duty.unit_id.in_(units_above(unit.path)),
            Duty.since_on <= today,
            or_(Duty.until_on.is_(None), Duty.until_on >= today),
            is_around(),
        )
        .order_by(Unit.path.desc(), Duty.id)
        .limit(10)
    )
    return db.session.scalars(query).unique().all()
