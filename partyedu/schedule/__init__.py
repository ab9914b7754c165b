"""The one calendar: themes, venues, events and their people, sign-up, clashes, the public schedule and its feed."""

from flask import Blueprint, Flask

from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")
ENTRIES = (Entry(_l("日程"), "schedule.index", "calendar-days", 10),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.schedule import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
