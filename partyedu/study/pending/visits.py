"""Visits that wait: for the helper, for the person visited, for those who plan."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _n, formatted
from partyedu.study.queries import visits


def questions(actor: Actor) -> Iterator[Question]:
    """What to make and to record, who comes to oneself, what nobody has recorded, who was missed often."""
    today = clock.today()
    if actor.person_id is not None:
        yield Question(visits.numbers_to_make(actor, today), _to_make)
        yield Question(visits.next_to_the_actor(actor, today), _to_me)
    if actor.may(Permission.VISIT_MANAGE):
        yield Question(visits.numbers_to_see_to(actor, today), _to_see_to)


def _to_make(rows: Rows) -> Iterator[Waiting]:
    [(today, late)] = rows
    url = url_for("study.my_visits")
    if today:
        text = _n("今天请您上门送学 %(num)s 家", "今天请您上门送学 %(num)s 家", today)
        yield Waiting(text, _("看路线"), url, today, 12)
    if late:
        text = _n("您去过的 %(num)s 家还没有记", "您去过的 %(num)s 家还没有记", late)
        yield Waiting(text, _("去记"), url, late, 28)


def _to_me(rows: Rows) -> Iterator[Waiting]:
    for row in rows:
        day = formatted(row.planned_on, "month_day")
        text = _("%(day)s有人上门来和您一起学：%(helpers)s", day=day, helpers=row.helpers or "")
        yield Waiting(text, _("去看看"), url_for("study.my_visits") + "#to-me", 1, 46)


def _to_see_to(rows: Rows) -> Iterator[Waiting]:
    [(late, missed)] = rows
    if late:
        text = _n("有 %(num)s 次上门过了日子还没有记", "有 %(num)s 次上门过了日子还没有记", late)
        yield Waiting(text, _("去看看"), url_for("study.visits", show="late"), late, 33)
    if missed:
        text = _n("有 %(num)s 位党员接连三次没见到人", "有 %(num)s 位党员接连三次没见到人", missed)
        yield Waiting(text, _("去看看"), url_for("study.visits", show="often-not-met"), missed, 48)
