"""The shared library: courseware on its way to the textbook, the rule that proposes, four banks, packs to read.

For everybody: what may be read, the good courses, the rule itself. For who makes a piece: its versions and what was
said of them. For reviewers: what waits for their score sheet. For staff: proposals to decide, categories, the rule.
"""

from collections.abc import Iterator

from flask import Flask

from partyedu.core.actor import Actor
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question
from partyedu.core.words import _l

blueprint = Blueprint("library", __name__, url_prefix="/library")
ENTRIES = (Entry(_l("资源库"), "library.index", "book-open", 30, aside=True),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.library import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)


def waiting(actor: Actor) -> Iterator[Question]:
    """A story that waits for one's word, a piece that came back, one to comment on; the work of reviewers and staff."""
    from partyedu.library import bank_pending, pending

    yield from pending.questions(actor)
    yield from bank_pending.questions(actor)
