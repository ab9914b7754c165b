"""What a menu's orders add up to: sums only, never persons."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from partyedu.core.db import db
from partyedu.orders.models import STANDING, Order
from partyedu.organisation.models import Person, Unit

UNITS_AT_MOST = 60


def demand_by_unit(menu_id: int) -> Sequence[Any]:
    """From which units a menu's orders come: unit, orders, people, how many of them were placed for the whole unit."""
    from_unit = func.coalesce(Order.for_unit_id, Person.unit_id)
    query = (
        select(
            Unit.name.label("unit"), func.count().label("orders"), func.sum(Order.people).label("people"),
            func.count(Order.for_unit_id).label("as_unit"),
        )
        .select_from(Order)
        .join(Person, Order.person_id == Person.id)
        .join(Unit, Unit.id == from_unit)
        .where(Order.menu_id == menu_id, Order.state.in_(STANDING))
        .group_by(Unit.id, Unit.name)
        .order_by(func.sum(Order.people).desc(), Unit.id)
        .limit(UNITS_AT_MOST)
    )  # fmt: skip
    return db.session.execute(query).all()
