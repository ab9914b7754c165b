"""Whose study somebody looks after: the members of their units, by organisational home and by daily study."""

from sqlalchemy import ColumnElement, or_, select

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within


def looked_after(actor: Actor, permission: Permission = Permission.HOURS_READ) -> ColumnElement[bool]:
    """Condition on Person: the actor holds the permission over their home or over where they study day by day."""
    units = select(Unit.id).where(within(actor.reach(permission)))
    return or_(Person.unit_id.in_(units), Person.daily_unit_id.in_(units))


def person_looked_after(actor: Actor, person_id: int) -> Person | None:
    """The person, if the actor looks after their study."""
    return db.session.scalar(select(Person).where(Person.id == person_id, looked_after(actor)))
