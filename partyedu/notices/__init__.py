"""What reaches a person: the inbox, the call list of people without phone or account, a printed slip, text to copy."""

from flask import Blueprint, Flask

from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Waiting
from partyedu.core.words import _

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.notices import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)


def waiting(actor: Actor) -> list[Waiting]:
    """Unread notices; for staff, people to call."""
    from partyedu.core import clock
    from partyedu.notices import queries

    found = []
    number = queries.unread(actor.person_id) if actor.person_id is not None else 0
    if number:
        text = _("有 %(n)s 条新通知给您。", n=number)
        found.append(Waiting(text, _("看通知"), "/notices/", count=number, weight=15))
    calls = queries.calls_waiting(actor, clock.now()) if actor.may(Permission.PEOPLE_READ) else 0
    if calls:
        text = _("有 %(n)s 位要打电话或当面告诉。", n=calls)
        found.append(Waiting(text, _("看名单"), "/notices/calls", count=calls, weight=25))
    return found
