"""The machine: setting up, settings, roles, backups, audit, health."""

from typing import Any

from flask import Flask, redirect, request, url_for

from partyedu.core.actor import Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry
from partyedu.core.settings import centre
from partyedu.core.words import _l

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
ENTRIES = (Entry(_l("管理"), "admin.index", "settings", 90, Permission.SETTINGS, aside=True),)

_OPEN_BEFORE_SET_UP = ("static", "admin.set_up", "admin.set_up_save", "admin.healthz", "home.size", "home.language")


def _first_visit() -> Any:
    """Lead everybody to the first page of a centre that nobody has set up."""
    if request.endpoint in _OPEN_BEFORE_SET_UP or centre().is_set_up:
        return None
    return redirect(url_for("admin.set_up"), 303)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.admin import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.before_request(_first_visit)
    app.register_blueprint(blueprint)
