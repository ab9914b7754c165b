"""What reaches a person: the inbox, the call list of people without phone or account, a printed slip, text to copy.

Most notices are left by what happens elsewhere in the house. A unit may also say something of its own to its people: an
announcement, with a receipt from everybody it was sent to.
"""

from collections.abc import Iterator

from flask import Flask

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
ENTRIES = (Entry(_l("发通知"), "notices.announcements", "bell", 44, Permission.NOTICE_SEND, aside=True),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.notices import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)


def waiting(actor: Actor) -> Iterator[Question]:
    """Unread notices; for staff, people to call."""
    from partyedu.core import clock
    from partyedu.notices import queries

    if actor.person_id is not None:
        yield Question(queries.number_unread(actor.person_id), _to_read)
    if actor.may(Permission.NOTICE_SEND):
        yield Question(queries.overdue(actor, clock.today()), _overdue)
    if actor.may(Permission.PEOPLE_READ):
        yield Question(queries.calls_waiting(actor, clock.now()), _to_call)


def _to_read(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _("有 %(n)s 条新通知给您。", n=number)
        yield Waiting(text, _("看通知"), "/notices/", count=number, weight=15)


def _to_call(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _("有 %(n)s 位要打电话或当面告诉。", n=number)
        yield Waiting(text, _("看名单"), "/notices/calls", count=number, weight=25)


def _overdue(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 条通知到日子了，还有人不知道", "有 %(num)s 条通知到日子了，还有人不知道", number)
        yield Waiting(text, _("看谁不知道"), "/notices/announcements/", count=number, weight=18)
