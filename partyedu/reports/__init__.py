"""Figures for people, each traceable to the rows behind it, and the event file (活动台账) of one event.

For organisers, secretaries and administrators; the sums of a year are for everybody.
"""

from collections.abc import Iterator

from flask import Flask, url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
ENTRIES = (Entry(_l("年度"), "reports.index", "chart-column", 50, Permission.FIGURES_READ, aside=True),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.reports import columns, models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
    app.add_template_test(columns.is_instant, "instant")
    app.add_template_test(columns.is_day, "day_only")


def waiting(actor: Actor) -> Iterator[Question]:
    """Event files that still lack photos or the discussion a week after, for those who plan."""
    from partyedu.core import clock
    from partyedu.reports import queries

    if actor.may(Permission.EVENT_MANAGE):
        yield Question(queries.number_incomplete(actor, clock.now()), _to_complete)


def _to_complete(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("%(num)s 场活动的台账还缺照片或者讨论。", "%(num)s 场活动的台账还缺照片或者讨论。", number)
        yield Waiting(text, _("去补全"), url_for("reports.event_files", show="missing"), count=number, weight=70)
