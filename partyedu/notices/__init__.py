"""What reaches a person: the inbox, the call list of people without phone or account, a printed slip, text to copy."""

from collections.abc import Iterator

from flask import Flask

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


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
