"""Essay calls (征文) and the wall of family rules (晒家规): handed in, judged, published with consent.

No rankings of people: prizes are published, scores are for those who judge and run a contest.
"""

from collections.abc import Iterator, Sequence

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("contests", __name__, url_prefix="/contests")
ENTRIES = (Entry(_l("征文"), "contests.index", "pencil", 43, aside=True),)


def waiting(actor: Actor) -> Iterator[Question]:
    """Entries to judge; for those who run contests: calls whose day has passed, rules to hang up, prizes to give."""
    from partyedu.contests import queries

    if actor.person_id is not None:
        yield Question(queries.to_judge(actor), _to_judge)
    if actor.may(Permission.CONTEST_MANAGE):
        yield Question(queries.waiting_to_manage(actor, clock.today()), _to_manage)


def _to_judge(rows: Rows) -> Iterator[Waiting]:
    if rows:
        first, number = rows[0], sum(row.number for row in rows)
        text = _n("《%(title)s》有 %(num)s 篇等您评", "《%(title)s》有 %(num)s 篇等您评", number, title=first.title)
        if len(rows) > 1:
            text = _("有 %(num)s 篇等您评，先评《%(title)s》", num=number, title=first.title)
        yield Waiting(text, _("去评"), url_for("contests.judging", contest_id=first.id), number, 25)


def _to_manage(rows: Rows) -> Iterator[Waiting]:
    def several(items: Sequence[Waiting]) -> Waiting:
        text = _n("有 %(num)s 次征集等您看看", "有 %(num)s 次征集等您看看", len(items))
        return Waiting(text, _("去看看"), url_for("contests.index"), len(items), min(item.weight for item in items))

    return joined(_each_to_manage(rows), several)


def _each_to_manage(rows: Rows) -> Iterator[Waiting]:
    from partyedu.contests.models import ContestKind, ContestState

    for row in rows:
        url = url_for("contests.manage", contest_id=row.id)
        if row.state is ContestState.JUDGING:
            text = _("《%(title)s》评委都评完了，可以定奖了", title=row.title)
            yield Waiting(text, _("去定奖"), url_for("contests.results", contest_id=row.id), 1, 35)
        elif row.kind is ContestKind.ESSAY:
            yield Waiting(_("《%(title)s》截止了，可以开始评选", title=row.title), _("去看看"), url, 1, 35)
        else:
            number = row.number
            text = _n("“%(title)s”有 %(num)s 条等着展示", "“%(title)s”有 %(num)s 条等着展示", number, title=row.title)
            yield Waiting(text, _("去看看"), url, row.number, 45)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.contests import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
