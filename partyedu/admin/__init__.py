"""The machine: setting up, settings, roles, backups, audit, health."""

from flask import Blueprint, Flask

from partyedu.core.actor import Permission
from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
ENTRIES = (Entry(_l("管理"), "admin.index", "settings", 90, Permission.SETTINGS, aside=True),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.admin import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
    # Monitors expect it at the root, not under /admin.
    app.add_url_rule("/healthz", "admin.healthz", views.healthz)
