"""The front door: what goes on in the house, what waits for the person who came in, help, and the choices everybody
has (language, letter size)."""

from flask import Flask

from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("home", __name__)
ENTRIES = (Entry(_l("首页"), "home.index", "house", 5),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    app.register_blueprint(blueprint)
