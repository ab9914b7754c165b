"""Figures for people, each traceable to the rows behind it, and the event file of one session."""

from flask import Blueprint, Flask

from partyedu.core.actor import Permission
from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
ENTRIES = (Entry(_l("年度"), "reports.index", "chart-column", 50, Permission.FIGURES_READ),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.reports import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
