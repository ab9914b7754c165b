"""The discussion that belongs to every session, and the matters that follow from it."""

from flask import Blueprint, Flask

from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("discussions", __name__, url_prefix="/discussions")
ENTRIES = (Entry(_l("讨论"), "discussions.index", "messages-square", 40),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.discussions import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
