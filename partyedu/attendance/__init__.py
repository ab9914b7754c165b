"""Check-in of any event: by phone, at the desk, by card, on paper; who was there.

``blueprint`` holds the pages of staff and the person's own attendances (``/attendance``), ``phones`` the few pages that
a phone opens (``/c``). Whoever is at the door uses one of the two.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("attendance", __name__, url_prefix="/attendance")
phones = Blueprint("check_in", __name__, url_prefix="/c")
ENTRIES = (Entry(_l("签到"), "attendance.index", "clipboard-check", 45, Permission.MEMBER, aside=True),)


def waiting(actor: Actor) -> Iterator[Question]:
    """Events at which one can check in now: the desk for staff, the spoken code for those who are awaited."""
    from partyedu.attendance import queries

    now = clock.now()
    if actor.person_id is not None:
        yield Question(queries.awaited_at(actor, now), _to_check_in)
    if actor.may(Permission.CHECK_IN):
        yield Question(queries.open_desks(actor, now), _to_open)


def _to_check_in(rows: Rows) -> Iterator[Waiting]:
    for row in rows:
        url = url_for("check_in.spoken", event=row.id)
        yield Waiting(_("现在可以签到：%(title)s", title=row.title), _("去签到"), url, weight=4)


def _to_open(rows: Rows) -> Iterator[Waiting]:
    def each(row: Any) -> Waiting:
        url = url_for("attendance.desk", event_id=row.id)
        return Waiting(_("正在签到：%(title)s", title=row.title), _("打开签到台"), url, weight=5)

    def several(items: Sequence[Waiting]) -> Waiting:
        text = _n("有 %(num)s 场正在签到", "有 %(num)s 场正在签到", len(items))
        return Waiting(text, _("选一场"), url_for("attendance.index"), len(items), 5)

    return joined(map(each, rows), several, apart=2)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.attendance import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
    app.register_blueprint(phones)
