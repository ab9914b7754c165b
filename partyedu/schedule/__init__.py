"""The one calendar: themes, venues, events and their people, sign-up, clashes, the public schedule and its feed."""

from datetime import timedelta

from flask import Blueprint, Flask

from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Entry, Waiting
from partyedu.core.words import _, _l

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")
ENTRIES = (Entry(_l("日程"), "schedule.index", "calendar-days", 10),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.schedule import models, views

    assert models  # tables are known once the module is read
    app.register_blueprint(blueprint)
    # The feed's address stands beside the folder of the feature, as calendar programs expect a file.
    app.add_url_rule("/schedule.ics", "schedule.feed", views.public.feed)


def waiting(actor: Actor) -> list[Waiting]:
    """One's own events of today and tomorrow; for organisers, what is held today and what is not yet public."""
    from partyedu.core import clock
    from partyedu.core.words import formatted
    from partyedu.schedule import queries
    from partyedu.schedule.access import page_of
    from partyedu.schedule.models import EventKind, EventStatus, SignUpState

    now, found = clock.now(), []
    if actor.person_id is not None:
        until = clock.day_bounds(clock.today(), 2)[1]
        for key, kind, title, starts_at, state in queries.my_sign_ups(actor.person_id, now, until):
            facts = {"when": formatted(starts_at, "datetime"), "title": title}
            text = _("%(when)s您要参加“%(title)s”。", **facts)
            if state is SignUpState.WAITING:
                text = _("%(when)s的“%(title)s”，您在候补名单上。", **facts)
            found.append(Waiting(text, _("看看"), page_of(key, kind), weight=20))
    if actor.may(Permission.EVENT_MANAGE) or actor.may(Permission.CHECK_IN):
        for key, _kind, title, starts_at in queries.todays_events(actor, clock.today()):
            text = _("今天 %(when)s有“%(title)s”。", when=formatted(starts_at, "time"), title=title)
            found.append(Waiting(text, _("去签到台"), f"/attendance/{key}/desk", weight=10))
    if actor.may(Permission.EVENT_MANAGE):
        for key, kind, title, starts_at, status in queries.soon_unreleased(actor, now):
            facts = {"when": formatted(starts_at, "month_day"), "title": title}
            text = _("%(when)s的“%(title)s”改过了，还没有公布。", **facts)
            if status is EventStatus.DRAFT:
                text = _("%(when)s的“%(title)s”还是草稿。", **facts)
            path = f"/theatre/{key}/programme" if kind is EventKind.THEATRE else f"/schedule/{key}/manage"
            soon = starts_at - now < timedelta(days=7)
            found.append(Waiting(text, _("去公布"), path, weight=30 if soon else 60))
    return found
