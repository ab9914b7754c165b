"""Talks ("everyone a teacher"), their outlines in versions, review, keepsakes, and the speaker's page."""

from collections.abc import Iterator

from flask import Flask, url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("speakers", __name__, url_prefix="/speakers")
ENTRIES = (Entry(_l("讲述"), "speakers.index", "mic", 20),)


def waiting(actor: Actor) -> Iterator[Question]:
    """Talks that came back for a change, talks to review with the longest wait, drafts that were begun."""
    from partyedu.speakers import queries

    if actor.person_id is not None:
        yield Question(queries.being_written(actor), _to_write)
    if actor.may(Permission.TALK_REVIEW):
        yield Question(queries.review_waiting(actor), _to_review)


def _to_write(rows: Rows) -> Iterator[Waiting]:
    from partyedu.speakers.models import TalkState

    for state, number, talk_id in rows:
        one = url_for("speakers.edit_talk", talk_id=talk_id)
        url = one if number == 1 else url_for("speakers.mine")
        if state is TalkState.RETURNED:
            text = _n("%(num)s 篇讲述请您改一改", "%(num)s 篇讲述请您改一改", number)
            yield Waiting(text, _("看意见"), url, number, weight=20)
        else:
            text = _n("%(num)s 篇讲述写了一半", "%(num)s 篇讲述写了一半", number)
            yield Waiting(text, _("接着写"), url, number, weight=60)


def _to_review(rows: Rows) -> Iterator[Waiting]:
    from partyedu.core import clock

    [(number, oldest)] = rows
    if not number:
        return
    days = (clock.today() - clock.local(oldest).date()).days
    text = _n("%(num)s 篇讲述等您评审", "%(num)s 篇讲述等您评审", number)
    if days:
        text += _("，最早的等了 %(days)s 天", days=days)
    yield Waiting(text, _("去评审"), url_for("speakers.review_queue"), number, weight=25)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.speakers import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
