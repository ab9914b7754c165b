"""Study that reaches everyone: hours wherever they were earned, make-up, personal lists, study at the door and online.

A member sees what they have studied this year and what is open to them; a branch sees who is on the way; helpers bring
study to those who cannot come; members on shifts answer a question a week. Hours are never counted up but asked for.
"""

from collections.abc import Iterator

from flask import Blueprint, Flask

from partyedu.core.actor import Actor
from partyedu.core.navigation import Entry, Question

blueprint = Blueprint("study", __name__, url_prefix="/study")
ENTRIES: tuple[Entry, ...] = ()


def waiting(actor: Actor) -> Iterator[Question]:
    """What of study waits for this person."""
    yield from ()


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.study import models

    assert models  # tables are known once the module is read
    app.register_blueprint(blueprint)
