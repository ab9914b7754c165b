"""Signing in: members with a PIN, staff with a password, everybody with a printed card; roles over units.

At every request the sign-in is looked up, so that signing out, a new role or a disabled account holds at once.
"""

from flask import Blueprint, Flask, request
from flask_login import LoginManager, current_user

from partyedu.core.actor import set_actor
from partyedu.core.db import reading

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()


def _load_actor() -> None:
    """Say who acts in this request; no transaction stays open behind it."""
    set_actor(None)
    if request.endpoint == "static":
        return
    with reading():
        set_actor(current_user.actor if current_user.is_authenticated else None)


def init_app(app: Flask) -> None:
    """Open the feature's pages and find out who asks, before any view."""
    from partyedu.accounts import models, sign_in, views

    assert models and views  # tables and routes are known once the modules are read
    login_manager.init_app(app)
    login_manager.session_protection = None  # the sign-in itself is looked up at every request
    login_manager.user_loader(sign_in.load)
    app.before_request(_load_actor)
    sign_in.init_app(app)
    app.register_blueprint(blueprint)
