"""What of hours waits: entries to confirm, for those who read hours; for their earner, what was refused."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _n
from partyedu.study.queries import entries


def questions(actor: Actor) -> Iterator[Question]:
    """Entries that wait for this person to confirm them."""
    if actor.may(Permission.HOURS_READ):
        yield Question(entries.number_waiting(actor), _to_confirm)


def _to_confirm(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 笔学时等您确认", "有 %(num)s 笔学时等您确认", number)
        yield Waiting(text, _("去确认"), url_for("study.entries"), number, 33)
