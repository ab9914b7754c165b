"""The one calendar: themes, venues, events and their people, sign-up, clashes, the public schedule and its feed."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, formatted

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
        yield Waiting(text, _("看看"), page_of(key, kind), weight=20)


def _to_hold(rows: Rows) -> Iterator[Waiting]:
    for key, _kind, title, starts_at in rows:
        text = _("今天 %(when)s 有“%(title)s”。", when=formatted(starts_at, "time"), title=title)
        yield Waiting(text, _("去签到台"), f"/attendance/{key}/desk", weight=10)


def _to_release(rows: Rows) -> Iterator[Waiting]:
    from partyedu.schedule.access import planned_at
    from partyedu.schedule.models import EventStatus

    for key, kind, title, starts_at, status in rows:
        facts = {"day": formatted(starts_at, "month_day"), "title": title}
        text = _("%(day)s的“%(title)s”改过了，还没有公布。", **facts)
        if status is EventStatus.DRAFT:
            text = _("%(day)s的“%(title)s”还是草稿。", **facts)
        soon = starts_at - clock.now() < timedelta(days=7)
        yield Waiting(text, _("去公布"), planned_at(key, kind), weight=30 if soon else 60)
