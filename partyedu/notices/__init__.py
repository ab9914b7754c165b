"""What reaches a person: the inbox, the call list of people without phone or account, a printed slip, text to copy."""

from flask import Blueprint, Flask

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.notices import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
