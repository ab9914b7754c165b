"""The one calendar: themes, venues, events and their people, sign-up, clashes, the public schedule and its feed."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n, formatted

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")
ENTRIES = (Entry(_l("日程"), "schedule.index", "calendar-days", 10),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.schedule import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)


def waiting(actor: Actor) -> Iterator[Question]:
    """One's own events of today and tomorrow; for organisers, what is held today and what is not yet public."""
    from partyedu.schedule import queries

    now, today = clock.now(), clock.today()
    if actor.person_id is not None:
        until = clock.day_bounds(today, 2)[1]
        yield Question(queries.my_sign_ups(actor.person_id, now, until), _to_attend)
    if actor.may(Permission.EVENT_MANAGE) or actor.may(Permission.CHECK_IN):
        yield Question(queries.todays_events(actor, today), _to_hold)
    if actor.may(Permission.EVENT_MANAGE):
        yield Question(queries.soon_unreleased(actor, now), _to_release)


def _to_attend(rows: Rows) -> Iterator[Waiting]:
    from partyedu.schedule.access import page_of
    from partyedu.schedule.models import SignUpState

    for key, kind, title, starts_at, state in rows:
        facts = {"when": formatted(starts_at, "datetime"), "title": title}
        text = _("%(when)s 您要参加“%(title)s”。", **facts)
        if state is SignUpState.WAITING:
            text = _("%(when)s 的“%(title)s”，您在候补名单上。", **facts)
        is_today = starts_at < clock.day_bounds(clock.today())[1]
        yield Waiting(text, _("看看"), page_of(key, kind), weight=9 if is_today else 20)


def _to_hold(rows: Rows) -> Iterator[Waiting]:
    def each(row: Any) -> Waiting:
        key, _kind, title, starts_at = row
        text = _("今天 %(when)s 有“%(title)s”。", when=formatted(starts_at, "time"), title=title)
        return Waiting(text, _("去签到台"), f"/attendance/{key}/desk", weight=10)

    def several(items: Sequence[Waiting]) -> Waiting:
        text = _n("今天有 %(num)s 场活动", "今天有 %(num)s 场活动", len(items))
        return Waiting(text, _("去签到台"), "/attendance/", len(items), 10)

    return joined(map(each, rows), several, apart=2)


def _to_release(rows: Rows) -> Iterator[Waiting]:
    from partyedu.schedule.access import planned_at
    from partyedu.schedule.models import EventStatus

    for drafts in (True, False):
        own = [row for row in rows if (row.status is EventStatus.DRAFT) is drafts]
        if not own:
            continue
        facts = {"day": formatted(own[0].starts_at, "month_day"), "title": own[0].title, "num": len(own)}
        weight = 30 if own[0].starts_at - clock.now() < timedelta(days=7) else 60
        if len(own) == 1:
            text = (
                _("%(day)s的“%(title)s”还是草稿。", **facts)
                if drafts
                else _("%(day)s的“%(title)s”改过了，还没有公布。", **facts)
            )
            yield Waiting(text, _("去公布"), planned_at(own[0].id, own[0].kind), 1, weight)
        elif drafts:
            text = _("有 %(num)s 场还是草稿，最近的在 %(day)s。", **facts)
            yield Waiting(text, _("去公布"), url_for("schedule.managed", which="drafts"), len(own), weight)
        else:
            text = _("有 %(num)s 场改过了，还没有公布，最近的在 %(day)s。", **facts)
            yield Waiting(text, _("去公布"), url_for("schedule.managed"), len(own), weight)
