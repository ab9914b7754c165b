"""The pioneer theatre: sessions with a programme of talks, the year board, asking speakers, ratings.

For everybody: the sessions and their playbills. For organisers: the year board, the programme, the checklist, the stage
on the day. For speakers: what they are asked to give, and what the audience thought of it.
"""

from collections.abc import Iterator

from flask import Flask

from partyedu.core.actor import Actor
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question
from partyedu.core.words import _l

blueprint = Blueprint("theatre", __name__, url_prefix="/theatre")
ENTRIES = (Entry(_l("剧场"), "theatre.index", "clipboard-list", 15),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.theatre import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)


def waiting(actor: Actor) -> Iterator[Question]:
    """Requests to answer, sessions to rate; for organisers, sessions without programme and units without a session."""
    from partyedu.theatre.pending import questions

    return questions(actor)
