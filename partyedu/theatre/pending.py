"""What of the theatre waits for a person on the home page."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Waiting
from partyedu.core.words import _, formatted
from partyedu.theatre import queries


def waiting_for(actor: Actor) -> list[Waiting]:
    """For a speaker and member what they were asked; for an organiser what a session or the plan still lacks."""
    found: list[Waiting] = []
    if actor.person_id is not None:
        found += _for_person(actor.person_id)
    if actor.may(Permission.EVENT_MANAGE):
        found += _for_organiser(actor)
    return found


def _for_person(person_id: int) -> Iterator[Waiting]:
    asked = queries.to_answer(person_id)
    if asked:
        yield Waiting(_("有场次请您上台讲述"), _("去答复"), url_for("theatre.requests"), asked, 5)
    for event_id, title in queries.sessions_to_rate(person_id):
        text = _("给《%(title)s》的讲述打个分", title=title)
        yield Waiting(text, _("去打分"), url_for("theatre.rate", event_id=event_id), weight=45)


def _for_organiser(actor: Actor) -> Iterator[Waiting]:
    for event_id, title, starts_at in queries.without_programme(actor)[:3]:
        text = _("%(day)s《%(title)s》还没有排节目", day=formatted(starts_at, "month_day"), title=title)
        yield Waiting(text, _("去排节目"), url_for("theatre.programme", event_id=event_id), weight=20)
    for event_id, title, starts_at in queries.with_unreleased_programme(actor)[:3]:
        text = _("%(day)s《%(title)s》的节目单改过，还没公布", day=formatted(starts_at, "month_day"), title=title)
        yield Waiting(text, _("去公布"), url_for("theatre.programme", event_id=event_id), weight=15)
    today = clock.today()
    quarter = clock.quarter_of(today)
    without = queries.units_without_session(actor.reach(Permission.EVENT_MANAGE), today.year, quarter)
    if without:
        text = _("这一季度有 %(n)s 个组织还没有场次", n=without)
        yield Waiting(text, _("看年度计划"), url_for("theatre.plan", year=today.year), without, 60)
