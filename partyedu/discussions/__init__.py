"""The discussion that belongs to every session, and the matters that follow from it.

Members write what they take home, small groups hand in their paper, organisers pin, answer and sum up. What has to be
done becomes a matter: assigned, in hand, checked, closed, and told on a public board without names.
"""

from collections.abc import Iterator

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("discussions", __name__, url_prefix="/discussions")
ENTRIES = (Entry(_l("讨论"), "discussions.index", "messages-square", 40),)


def waiting(actor: Actor) -> Iterator[Question]:
    """Discussions to write in, matters one was given; for those who lead: what nobody has taken up."""
    from partyedu.discussions import queries

    now, today = clock.now(), clock.today()
    if actor.person_id is not None:
        yield Question(queries.given_to_me(actor, today), _to_follow_up)
        yield Question(queries.before_my_council(actor), _to_deliberate)
        yield Question(queries.waiting_to_write(actor, now), _to_write)
        yield Question(queries.wishes_to_see_to(actor), _wishes)
    if actor.may(Permission.MATTER_MANAGE):
        yield Question(queries.numbers_waiting(actor, today), _to_assign)
        yield Question(queries.wishes_waiting(actor), _to_put_on_wall)
    if actor.may(Permission.DISCUSSION_MANAGE):
        yield Question(queries.number_silent(actor, now), _to_enliven)


def _to_follow_up(given: Rows) -> Iterator[Waiting]:
    late = sum(row.overdue for row in given)
    if len(given) == 1:
        url = url_for("discussions.matter", matter_id=given[0].id)
        text = _("“%(title)s”请您跟进", title=given[0].title)
        yield Waiting(_("已超期：%(text)s", text=text) if late else text, _("去看看"), url, 1, 15 if late else 30)
    elif given:
        text = _n("有 %(num)s 件事请您跟进", "有 %(num)s 件事请您跟进", len(given))
        yield Waiting(text, _("去看看"), url_for("discussions.my_matters"), len(given), 15 if late else 30)


def _to_deliberate(rows: Rows) -> Iterator[Waiting]:
    if rows:
        text = _("议事会正在议“%(title)s”", title=rows[0].title)
        url = url_for("discussions.matter", matter_id=rows[0].id) if len(rows) == 1 else url_for("discussions.council")
        yield Waiting(text, _("去看看"), url, len(rows), 38)


def _to_write(open_now: Rows) -> Iterator[Waiting]:
    if len(open_now) == 1:
        number, title = open_now[0]
        url = url_for("discussions.room", event_id=number)
        yield Waiting(_("《%(title)s》听完了，写几句心得吧", title=title), _("去写"), url, 1, 40)
    elif open_now:
        text = _n("有 %(num)s 场听完了，写几句心得吧", "有 %(num)s 场听完了，写几句心得吧", len(open_now))
        yield Waiting(text, _("去写"), url_for("discussions.index", show="mine"), len(open_now), 40)


def _to_assign(rows: Rows) -> Iterator[Waiting]:
    [(raised, late)] = rows
    if raised:
        text = _n("有 %(num)s 件事提上来了，还没有交办", "有 %(num)s 件事提上来了，还没有交办", raised)
        yield Waiting(text, _("去交办"), url_for("discussions.matters", state="raised"), raised, 25)
    if late:
        text = _n("有 %(num)s 件事过了期限还没办好", "有 %(num)s 件事过了期限还没办好", late)
        yield Waiting(text, _("去看看"), url_for("discussions.matters", overdue=1), late, 20)


def _wishes(rows: Rows) -> Iterator[Waiting]:
    own = [row.id for row in rows if row.own]
    claimed = [row.id for row in rows if not row.own]
    if own:
        yield Waiting(
            _("您的微心愿实现了，说声谢谢吧"), _("去道谢"), url_for("discussions.wish", wish_id=own[0]), len(own), 42
        )
    if claimed:
        text = _n("您认领了 %(num)s 个微心愿", "您认领了 %(num)s 个微心愿", len(claimed))
        one = url_for("discussions.wish", wish_id=claimed[0])
        yield Waiting(
            text, _("去看看"), one if len(claimed) == 1 else url_for("discussions.my_wishes"), len(claimed), 32
        )


def _to_put_on_wall(rows: Rows) -> Iterator[Waiting]:
    [(number,)] = rows
    if number:
        text = _n("有 %(num)s 个微心愿，还没有放到墙上", "有 %(num)s 个微心愿，还没有放到墙上", number)
        yield Waiting(text, _("去看看"), url_for("discussions.kept_wishes"), number, 27)


def _to_enliven(rows: Rows) -> Iterator[Waiting]:
    [(silent,)] = rows
    if silent:
        text = _n("有 %(num)s 场活动过了一周，还没有人写讨论", "有 %(num)s 场活动过了一周，还没有人写讨论", silent)
        yield Waiting(text, _("去看看"), url_for("discussions.index", show="silent"), silent, 45)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.discussions import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
