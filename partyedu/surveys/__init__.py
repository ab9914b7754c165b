"""Questions to many: surveys and tests, named or anonymous; what members need, followed to course and result."""

from flask import Blueprint, Flask

blueprint = Blueprint("surveys", __name__, url_prefix="/surveys")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.surveys import models

    assert models  # tables are known once the module is read
    app.register_blueprint(blueprint)
