"""What of make-up waits: for the member a way to choose, for the organiser tasks that are late and words to read."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _n


def questions(actor: Actor) -> Iterator[Question]:
    """My tasks; for those who look after people: late tasks, sentences that wait for a word."""
    from partyedu.study.queries import answers, make_up

    if actor.person_id is not None:
        yield Question(make_up.waiting_for_me(actor, clock.today()), _mine)
    if actor.may(Permission.HOURS_READ):
        yield Question(make_up.number_late(actor, clock.today()), _late)
        yield Question(answers.number_waiting(actor), _to_read)


def _mine(rows: Rows) -> Iterator[Waiting]:
    unread = [row for row in rows if not row.answer_waits]
    if len(unread) == 1:
        words = _("接着补：%(title)s") if unread[0].chosen else _("没赶上的可以补，您来选：%(title)s")
        url = url_for("study.make_up", make_up_id=unread[0].id)
        yield Waiting(words % {"title": unread[0].title}, _("看怎么补"), url, 1, 35)
    elif unread:
        text = _n("有 %(num)s 项没赶上的可以补", "有 %(num)s 项没赶上的可以补", len(unread))
        yield Waiting(text, _("看怎么补"), url_for("study.my_make_up"), len(unread), 35)


def _late(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 项补训过了日子还没补", "有 %(num)s 项补训过了日子还没补", number)
        yield Waiting(text, _("去看看"), url_for("study.make_up_desk"), number, 40)


def _to_read(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 句学习的话等您看", "有 %(num)s 句学习的话等您看", number)
        yield Waiting(text, _("去看看"), url_for("study.answers"), number, 29)
