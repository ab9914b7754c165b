"""Pieces of classes at a distance that wait for an answer."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _n
from partyedu.study.queries import distance


def questions(actor: Actor) -> Iterator[Question]:
    """What the actor has not handed in yet."""
    if actor.person_id is not None:
        yield Question(distance.pieces_waiting(actor, clock.today()), _to_answer)


def _to_answer(rows: Rows) -> Iterator[Waiting]:
    if len(rows) == 1:
        url = url_for("study.distance_piece", distance_piece_id=rows[0].id)
        yield Waiting(_("网络共学：《%(title)s》等您学", title=rows[0].title), _("去学"), url, 1, 38)
    elif rows:
        text = _n("网络共学有 %(num)s 篇等您学", "网络共学有 %(num)s 篇等您学", len(rows))
        yield Waiting(text, _("去学"), url_for("study.distance"), len(rows), 38)
