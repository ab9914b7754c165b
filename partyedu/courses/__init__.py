"""Courses in five formats and the classes that run them: rosters, meetings on the one calendar, certificates."""

from flask import Blueprint, Flask

blueprint = Blueprint("courses", __name__, url_prefix="/courses")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.courses import models

    assert models  # tables are known once the module is read
    app.register_blueprint(blueprint)
