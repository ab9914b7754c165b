"""Meetings of pairs that wait for a third person."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _n
from partyedu.study.queries import pairs


def questions(actor: Actor) -> Iterator[Question]:
    """What those who look after pairs have to vouch for."""
    if actor.may(Permission.VISIT_MANAGE):
        yield Question(pairs.number_to_confirm(actor), _to_confirm)


def _to_confirm(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 次结对见面等人证明", "有 %(num)s 次结对见面等人证明", number)
        yield Waiting(text, _("去证明"), url_for("study.pair_meetings"), number, 35)
