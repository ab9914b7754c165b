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


def private(actor: Actor) -> ColumnElement[bool]:
    """Condition on Person: why they could not come, or owe no hours, is for the actor: an organiser or secretary of
    theirs.

    Whoever keeps the machine reads hours and tasks, but not the reasons: that is asked of the permission they do not
    have, the one for contact cards.
    """
    return looked_after(actor, Permission.CARD_READ)


def person_looked_after(actor: Actor, person_id: int) -> Person | None:
    """The person, if the actor looks after their study."""
    return db.session.scalar(select(Person).where(Person.id == person_id, looked_after(actor)))
