"""Blind spots become a call for talks; when a talk answers it, those whose wish led to it are told."""

from collections.abc import Sequence
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.orders import queries
from partyedu.orders.models import Order, OrderState
from partyedu.orders.operations.answers import say
from partyedu.speakers import operations as speakers
from partyedu.speakers.models import Call


def call_for(actor: Actor, orders: Sequence[Order], **values: Any) -> Call:
    """Open a call for what nobody could give. ``values``: those of ``speakers.operations.open_call``."""
    if not orders:
        raise Problem(_("这些盲点刚刚有人处理了，请回去再看看。"))
    call = speakers.open_call(actor, **values)
    db.session.flush()
    for order in orders:
        order.state, order.call_id, order.decided_at = OrderState.CALLED, call.id, clock.now()
        order.decided_by_id = actor.person_id
        order.version += 1
        audit.record("call-for-order", order, ["state", "call_id"], on_behalf_of=order.person_id)
        say(order, _("还没有人会讲，我们发了征集在找人。"))
    return call


def answer_from_call(orders: Sequence[Order], call: Call) -> list[Order]:
    """A talk has answered the call: its orders can be planned, and those who wished for it are told."""
    if queries.talk_called(call.id) is None:
        raise Problem(_("还没有通过评审的讲述应这个征集。"))
    for order in orders:
        order.state, order.decided_at = OrderState.ACCEPTED, clock.now()
        order.version += 1
        audit.record("answer-from-call", order, ["state"], on_behalf_of=order.person_id)
        say(order, _("有人来讲您想听的了，定好日子再告诉您。"))
    return list(orders)
