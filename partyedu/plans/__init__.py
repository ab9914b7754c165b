"""Plans: what a unit means to do in a year, month by month, and where what must happen has not happened.

The grid of months and tasks fills itself from the events on the schedule; a cell opens what filled it. The gap check
asks, unit by unit, where a theme day, a party lesson or an assembly is missing.
"""

from collections.abc import Iterator

from flask import Flask

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question
from partyedu.core.words import _l

blueprint = Blueprint("plans", __name__, url_prefix="/plans")
ENTRIES = (Entry(_l("计划"), "plans.index", "list", 27, Permission.MEMBER),)


def waiting(actor: Actor) -> Iterator[Question]:
    """What of the plans waits for this person."""
    yield from ()


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.plans import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
