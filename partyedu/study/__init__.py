"""Study that reaches everyone: hours wherever they were earned, make-up, personal lists, study at the door and online.

A member sees what they have studied this year and what is open to them; a branch sees who is on the way; helpers bring
study to those who cannot come; members on shifts answer a question a week. Hours are never counted up but asked for.
"""

from collections.abc import Iterator

from flask import Flask

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question
from partyedu.core.words import _l

blueprint = Blueprint("study", __name__, url_prefix="/study")
ENTRIES = (Entry(_l("学习"), "study.index", "lightbulb", 28, Permission.MEMBER),)


def waiting(actor: Actor) -> Iterator[Question]:
    """What of study waits for this person: one function for each noun, see ``pending``."""
    from partyedu.study import pending

    for questions in pending.NOUNS:
        yield from questions(actor)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.study import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
