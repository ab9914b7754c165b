"""Units in one tree and the people on the roster: members, residents, outside experts. For organisers and secretaries."""

from flask import Blueprint, Flask

from partyedu.core.actor import Permission
from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")
ENTRIES = (Entry(_l("党员"), "organisation.people", "users", 60, Permission.PEOPLE_READ),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.organisation import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
