"""The menu of a period, orders from it, and the calls for talks that come of what nobody could fill."""

from flask import Blueprint, Flask

blueprint = Blueprint("orders", __name__, url_prefix="/orders")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.orders import models

    assert models  # tables are known once the module is read
    app.register_blueprint(blueprint)
