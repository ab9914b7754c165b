"""What waits for a person in the banks: requests for experts to answer, experts whose time ends soon."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _n
from partyedu.library.queries import banks


def questions(actor: Actor) -> Iterator[Question]:
    """Requests to answer for those who keep an expert or are one; for keepers, experts whose last day is near."""
    if actor.person_id is not None:
        yield Question(banks.requests_to_answer(actor), _to_answer)
    if actor.may(Permission.LIBRARY_MANAGE):
        yield Question(banks.terms_ending(actor, clock.today()), _to_renew)


def _to_answer(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 个邀请专家的，等您回话", "有 %(num)s 个邀请专家的，等您回话", number)
        yield Waiting(text, _("去回话"), url_for("library.expert_requests"), number, 25)


def _to_renew(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 位专家一个月内到期", "有 %(num)s 位专家一个月内到期", number)
        yield Waiting(text, _("去看看"), url_for("library.expert_pool"), number, 60)
