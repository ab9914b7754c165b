"""Televisions in the hall and the rooms: pairing, the hall page, what each shows."""

from flask import Blueprint, Flask

blueprint = Blueprint("screens", __name__, url_prefix="/screens")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.screens import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
