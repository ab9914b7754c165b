"""Who may order what, and for whom: pure predicates over rows that are already at hand."""

from datetime import date

from partyedu.core.actor import Actor, Permission
from partyedu.orders.models import OPEN, Menu, MenuState, Order, OrderState
from partyedu.organisation.models import UnitKind

# For what kind of unit one may order; a whole community plans for itself.
ORDERING_UNITS = (UnitKind.BRANCH, UnitKind.GROUP, UnitKind.TEMPORARY_GROUP, UnitKind.HOUSEHOLD_POINT)
# Who answers for the people of a unit orders for it and for them: secretaries and organisers, never reviewers. Who
# leads a unit without a role here orders for the unit only (see ``queries.units_to_order_for``).
ORDERS_FOR = Permission.PEOPLE_READ


def is_orderable(menu: Menu, today: date) -> bool:
    """Whether one may order from a menu: open, and its period not over."""
    return menu.state is MenuState.OPEN and today <= menu.ends_on


def is_for(menu_path: str, unit_path: str) -> bool:
    """Whether a menu is for somebody of a unit: it is for the unit that offers it and those below."""
    return unit_path.startswith(menu_path)


def manages(actor: Actor | None, unit_path: str) -> bool:
    """Whether the actor answers the orders of a unit."""
    return actor is not None and actor.may(Permission.ORDER_MANAGE, unit_path)


def is_own(actor: Actor, order: Order) -> bool:
    """Whether the actor ordered it, or typed it for somebody."""
    return actor.person_id is not None and actor.person_id in (order.person_id, order.typed_by_id)


def may_change(actor: Actor, order: Order) -> bool:
    """Whether the actor may still change an order: until somebody accepts it."""
    return order.state is OrderState.PLACED and is_own(actor, order)


def may_take_back(actor: Actor, order: Order) -> bool:
    """Whether the actor may take an order back: until there is an event for it."""
    return order.state in (*OPEN, OrderState.CALLED) and is_own(actor, order)
