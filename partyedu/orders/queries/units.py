"""For which units somebody may order."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.orders.access import ORDERING_UNITS, ORDERS_FOR
from partyedu.organisation.models import Duty, DutyKind, Unit
from partyedu.organisation.queries.units import within

# Who leads a unit speaks for it, with a role in this software or without.
LEADING = (DutyKind.SECRETARY, DutyKind.LEADER)


def _units(actor: Actor) -> Select[*tuple[Unit]]:
    today = clock.today()
    led = select(Duty.unit_id).where(
        Duty.person_id == (actor.person_id or 0), Duty.kind.in_(LEADING), Duty.since_on <= today,
        or_(Duty.until_on.is_(None), Duty.until_on >= today),
    )  # fmt: skip
    ours = or_(within(actor.reach(ORDERS_FOR)), Unit.id.in_(led))
    return select(Unit).where(Unit.kind.in_(ORDERING_UNITS), Unit.archived_at.is_(None), ours)


def units_to_order_for(actor: Actor) -> Sequence[Unit]:
    """Branches, groups and household points of which the actor is staff, secretary or leader today."""
    return db.session.scalars(_units(actor).order_by(Unit.in_order)).all()


def unit_to_order_for(actor: Actor, unit_id: int) -> Unit | None:
    """One of them."""
    return db.session.scalar(_units(actor).where(Unit.id == unit_id))
