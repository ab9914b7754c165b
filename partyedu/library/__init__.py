"""The shared library: courseware on its way to the textbook, the rule that proposes, four banks, packs to read."""

from flask import Blueprint, Flask

blueprint = Blueprint("library", __name__, url_prefix="/library")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.library import models

    assert models  # tables are known once the module is read
    app.register_blueprint(blueprint)
