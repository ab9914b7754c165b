"""Signing in: members with a PIN, staff with a password, everybody with a printed card; roles over units.

At every request the sign-in is looked up, so that signing out, a new role or a disabled account holds at once.
"""

from collections.abc import Iterator

from flask import Flask, request, url_for
from flask_login import LoginManager, current_user

from partyedu.accounts import sign_in
from partyedu.core.actor import Actor, set_actor
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()


def _load_actor() -> None:
    """Say who acts in this request."""
    set_actor(None)
    if request.endpoint == "static" or sign_in.token_here() is None:
        return
    set_actor(current_user.actor if current_user.is_authenticated else None)


def waiting(actor: Actor) -> Iterator[Question]:
    """A password that somebody else knows waits to be changed."""
    from partyedu.accounts import queries

    if actor.is_staff:  # only staff have passwords
        yield Question(queries.password_is_temporary(actor), _to_change)


def _to_change(rows: Rows) -> Iterator[Waiting]:
    for (is_temporary,) in rows:
        if is_temporary:
            text = _("您现在的密码是别人给的，请换成只有自己知道的")
            yield Waiting(text, _("换密码"), url_for("accounts.password"), weight=1)


def indispensable(person_id: int) -> str:
    """Why this person must not leave: nobody else could administer the house."""
    from partyedu.accounts import queries

    return _("这是最后一位管理员，请先让另一个人也做管理员。") if queries.is_last_administrator(person_id) else ""


def init_app(app: Flask) -> None:
    """Open the feature's pages and find out who asks, before any view."""
    from partyedu.accounts import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    login_manager.init_app(app)
    login_manager.session_protection = None  # the sign-in itself is looked up at every request
    login_manager.user_loader(sign_in.load)
    app.before_request(_load_actor)
    sign_in.init_app(app)
    app.register_blueprint(blueprint)
