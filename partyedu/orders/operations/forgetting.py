"""Somebody is erased from the house: their wishes and the answers to them lose their words; that they ordered stays."""

from sqlalchemy import update

from partyedu.core import personal
from partyedu.core.db import db
from partyedu.orders.models import OPEN, Order, OrderState


def forget(person_id: int) -> None:
    """Wishes in words, notes and reasons; what nobody has answered yet is an order no more."""
    own = Order.person_id == person_id
    personal.empty(Order, own, note="", reason="")
    personal.empty(Order, own & (Order.wish != ""), wish=personal.gone())
    waiting = own & Order.state.in_((*OPEN, OrderState.CALLED))
    db.session.execute(update(Order).where(waiting).values(state=OrderState.WITHDRAWN, standing=None))
