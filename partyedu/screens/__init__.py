"""Televisions in the hall and the rooms: pairing, the hall page, what each shows."""

from flask import Flask

from partyedu.core.doors import Blueprint

blueprint = Blueprint("screens", __name__, url_prefix="/screens")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.screens import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
