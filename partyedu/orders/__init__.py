"""The menu of a period, orders from it (点单), and the calls for talks that come of what nobody could fill.

Members look at the menu and order a talk or a course, on the phone, at the desk or on paper, or wish for something that
is on no menu. The organiser sees what is asked for most, turns orders into an event in one step, and says no with a
reason; what nobody can give becomes the next call for talks.
"""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("orders", __name__, url_prefix="/orders")
ENTRIES = (Entry(_l("点单"), "orders.index", "list-checks", 35),)

ANSWERS_SHOWN_DAYS = 7


def waiting(actor: Actor) -> Iterator[Question]:
    """For members: what was answered; for organisers: new orders, accepted ones without an event, people to tell."""
    from partyedu.orders import queries

    now = clock.now()
    if actor.person_id is not None:
        yield Question(queries.answered_lately(actor, now - timedelta(days=ANSWERS_SHOWN_DAYS)), _answered)
    if actor.may(Permission.ORDER_MANAGE):
        yield Question(queries.counts_waiting(actor, now), _to_answer)
        yield Question(queries.events_to_tell(actor, now), _to_tell)
        yield Question(queries.calls_answered(actor), _to_pass_on)


def _answered(rows: Rows) -> Iterator[Waiting]:
    if len(rows) == 1:
        url = url_for("orders.order", order_id=rows[0].id)
        yield Waiting(_("您点的单有回音了"), _("去看看"), url, 1, 45)
    elif rows:
        text = _n("您点的 %(num)s 单有回音了", "您点的 %(num)s 单有回音了", len(rows))
        yield Waiting(text, _("去看看"), url_for("orders.mine"), len(rows), 45)


def _to_answer(rows: Rows) -> Iterator[Waiting]:
    [(new, unplanned, _called)] = rows
    if new:
        text = _n("有 %(num)s 张新点单，还没有人接", "有 %(num)s 张新点单，还没有人接", new)
        yield Waiting(text, _("去接单"), url_for("orders.asked"), new, 25)
    if unplanned:
        text = _n("有 %(num)s 单接下了，还没有排日子", "有 %(num)s 单接下了，还没有排日子", unplanned)
        yield Waiting(text, _("去排"), url_for("orders.asked", state="accepted"), unplanned, 35)


def _to_tell(rows: Rows) -> Iterator[Waiting]:
    number = sum(row[2] for row in rows)
    if number:
        text = _n("点单的活动公布了，%(num)s 单的人还没有通知", "点单的活动公布了，%(num)s 单的人还没有通知", number)
        yield Waiting(text, _("去通知"), url_for("orders.asked", state="planned"), number, 30)


def _to_pass_on(rows: Rows) -> Iterator[Waiting]:
    number = sum(row.orders for row in rows)
    if number:
        text = _n("征集有人应了，%(num)s 单的人还不知道", "征集有人应了，%(num)s 单的人还不知道", number)
        yield Waiting(text, _("去告诉他们"), url_for("orders.blind_spots"), number, 30)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.orders import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
