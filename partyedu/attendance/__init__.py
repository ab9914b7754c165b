"""Check-in of any event: by phone, at the desk, by card, on paper; who was there."""

from flask import Blueprint, Flask

blueprint = Blueprint("attendance", __name__, url_prefix="/attendance")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.attendance import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
