"""Questions to many: surveys and tests, named or anonymous; what members need, followed to course and result.

Members answer on the phone or on paper, staff type paper in; anonymous sheets lie in an urn until it is opened. An
event is rated by those who were there. What is heard becomes a need, and a need leads to events and courses.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _lp, _n

blueprint = Blueprint("surveys", __name__, url_prefix="/surveys")
ENTRIES = (Entry(_lp("栏目", "调查"), "surveys.index", "clipboard-check", 42, Permission.MEMBER, aside=True),)


def waiting(actor: Actor) -> Iterator[Question]:
    """Surveys to answer, events to rate; for those who lead: results that came in, needs nobody has taken up."""
    from partyedu.surveys import queries

    now = clock.now()
    if actor.person_id is not None:
        yield Question(queries.waiting_to_answer(actor, now), _to_answer)
        yield Question(queries.events_to_rate(actor.person_id), _to_rate)
    if actor.may(Permission.SURVEY_MANAGE):
        yield Question(queries.results_to_see(actor, now), _to_see)
        yield Question(queries.numbers_of_needs(actor), _to_take_up)


def _to_answer(rows: Rows) -> Iterator[Waiting]:
    if len(rows) == 1:
        [(number, title, purpose)] = rows
        text = _("请做测验《%(title)s》", title=title) if purpose == "test" else _("请填调查《%(title)s》", title=title)
        yield Waiting(text, _("去填"), url_for("surveys.answer", survey_id=number), 1, 43)
    elif rows:
        text = _n("有 %(num)s 份调查和测验等您填", "有 %(num)s 份调查和测验等您填", len(rows))
        yield Waiting(text, _("去填"), url_for("surveys.index"), len(rows), 43)


def _to_rate(rows: Rows) -> Iterator[Waiting]:
    if len(rows) == 1:
        [(number, title)] = rows
        url = url_for("surveys.rate", event_id=number)
        yield Waiting(_("《%(title)s》怎么样？打个分吧", title=title), _("去打分"), url, 1, 60)
    elif rows:
        text = _n("有 %(num)s 场活动等您打分", "有 %(num)s 场活动等您打分", len(rows))
        yield Waiting(text, _("去打分"), url_for("surveys.index") + "#to-rate", len(rows), 60)


def _to_see(rows: Rows) -> Iterator[Waiting]:
    def each(row: Any) -> Waiting:
        url = url_for("surveys.results", survey_id=row.id)
        return Waiting(_("《%(title)s》有结果了", title=row.title), _("看结果"), url, 1, 44)

    def several(items: Sequence[Waiting]) -> Waiting:
        text = _n("有 %(num)s 份调查有结果了", "有 %(num)s 份调查有结果了", len(items))
        return Waiting(text, _("看结果"), url_for("surveys.led"), len(items), 44)

    return joined(map(each, rows), several)


def _to_take_up(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 条学习需求还没有安排", "有 %(num)s 条学习需求还没有安排", number)
        yield Waiting(text, _("去看看"), url_for("surveys.needs", state="noted"), number, 48)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.surveys import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
