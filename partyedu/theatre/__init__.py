"""The pioneer theatre: sessions with a programme of talks, the year board, asking speakers, ratings."""

from flask import Blueprint, Flask

from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("theatre", __name__, url_prefix="/theatre")
ENTRIES = (Entry(_l("剧场"), "theatre.index", "clipboard-list", 15),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.theatre import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
