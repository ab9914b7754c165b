"""Essay calls (征文) and the wall of family rules (晒家规): handed in, judged, published with consent."""

from flask import Blueprint, Flask

blueprint = Blueprint("contests", __name__, url_prefix="/contests")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.contests import models

    assert models  # tables are known once the module is read
    app.register_blueprint(blueprint)
