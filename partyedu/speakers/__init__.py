"""Talks ("everyone a teacher"), their outlines in versions, review, keepsakes, and the speaker's page."""

from flask import Blueprint, Flask

from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("speakers", __name__, url_prefix="/speakers")
ENTRIES = (Entry(_l("讲述"), "speakers.index", "mic", 20),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.speakers import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
