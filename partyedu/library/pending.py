"""What waits for whom in the library, for the home page."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _n
from partyedu.library import queries


def questions(actor: Actor) -> Iterator[Question]:
    """The consent asked of me, what came back to me, what I may comment on, score, decide."""
    if actor.person_id is not None:
        yield Question(queries.consent_asked_of_me(actor), _to_consent)
        yield Question(queries.returned_to_me(actor), _to_change)
        yield Question(queries.number_to_comment(actor), _to_comment)
    if actor.may(Permission.LIBRARY_REVIEW):
        yield Question(queries.number_to_review(actor), _to_review)
    if actor.may(Permission.LIBRARY_MANAGE):
        yield Question(queries.number_of_topics(actor), _to_accept)
        yield Question(queries.number_of_proposals(actor), _to_decide)


def _to_consent(rows: Rows) -> Iterator[Waiting]:
    if rows:
        words = {"title": rows[0].title, "num": len(rows)}
        text = _("想把《%(title)s》放进资源库，请您说一声同意不同意", **words)
        if len(rows) > 1:
            text = _("想把您的 %(num)s 件放进资源库，请您说一声同意不同意，先看《%(title)s》", **words)
        yield Waiting(text, _("去看看"), url_for("library.piece", courseware_id=rows[0].id), len(rows), 22)


def _to_change(rows: Rows) -> Iterator[Waiting]:
    def each(row: Any) -> Waiting:
        text = _("您的课件《%(title)s》请改一改再交", title=row.title)
        return Waiting(text, _("去改"), url_for("library.piece", courseware_id=row.id), 1, 28)

    def several(items: Sequence[Waiting]) -> Waiting:
        text = _n("您有 %(num)s 件课件请改一改再交", "您有 %(num)s 件课件请改一改再交", len(items))
        return Waiting(text, _("去改"), url_for("library.mine"), len(items), 28)

    return joined(map(each, rows), several)


def _to_comment(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 件课件请您提意见", "有 %(num)s 件课件请您提意见", number)
        yield Waiting(text, _("去看看"), url_for("library.to_comment"), number, 60)


def _to_review(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 件课件等您评审", "有 %(num)s 件课件等您评审", number)
        yield Waiting(text, _("去评审"), url_for("library.review_queue"), number, 26)


def _to_accept(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 个选题等您定", "有 %(num)s 个选题等您定", number)
        yield Waiting(text, _("去看看"), url_for("library.work", stage="topic"), number, 34)


def _to_decide(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("照规则提名了 %(num)s 件课件，等您决定", "照规则提名了 %(num)s 件课件，等您决定", number)
        yield Waiting(text, _("去决定"), url_for("library.proposals"), number, 36)
