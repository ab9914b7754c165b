"""What of the theatre waits for a person on the home page."""

from collections.abc import Iterator

from flask import url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, formatted
from partyedu.theatre import queries


def questions(actor: Actor) -> Iterator[Question]:
    """For a speaker, member and host what waits for them; for an organiser what a session or the plan still lacks."""
    if actor.person_id is not None:
        yield Question(queries.to_answer(actor.person_id), _to_answer)
        yield Question(queries.sessions_to_rate(actor.person_id), _to_rate)
        yield Question(queries.sessions_to_take_part_in(actor.person_id, clock.now()), _to_take_part_in)
        yield Question(queries.sessions_to_conduct(actor, clock.now()), _to_conduct)
    if actor.may(Permission.EVENT_MANAGE):
        today = clock.today()
        paths, quarter = actor.reach(Permission.EVENT_MANAGE), clock.quarter_of(today)
        yield Question(queries.without_programme(actor), _to_fill)
        yield Question(queries.with_unreleased_programme(actor), _to_release)
        yield Question(queries.units_without_session(paths, today.year, quarter), _to_plan)


def _to_answer(rows: Rows) -> Iterator[Waiting]:
    [(asked,)] = rows
    if asked:
        yield Waiting(_("有场次请您上台讲述"), _("去答复"), url_for("theatre.requests"), asked, 5)


def _to_conduct(rows: Rows) -> Iterator[Waiting]:
    for event_id, title, starts_at, hosts in rows:
        words = {"time": formatted(starts_at, "time"), "title": title}
        text = _("%(time)s《%(title)s》，您主持", **words) if hosts else _("%(time)s《%(title)s》的现场", **words)
        url = url_for("theatre.stage", event_id=event_id)
        yield Waiting(text, _("打开控制台"), url, weight=3 if hosts else 6)


def _to_take_part_in(rows: Rows) -> Iterator[Waiting]:
    for event_id, title in rows:
        text = _("《%(title)s》正在进行，可以举手发言、提问", title=title)
        yield Waiting(text, _("去看看"), url_for("theatre.floor", event_id=event_id), weight=6)


def _to_rate(rows: Rows) -> Iterator[Waiting]:
    for event_id, title in rows:
        text = _("给《%(title)s》的讲述打个分", title=title)
        yield Waiting(text, _("去打分"), url_for("theatre.rate", event_id=event_id), weight=45)


def _to_fill(rows: Rows) -> Iterator[Waiting]:
    for event_id, title, starts_at in rows:
        text = _("%(day)s《%(title)s》还没有排节目", day=formatted(starts_at, "month_day"), title=title)
        yield Waiting(text, _("去排节目"), url_for("theatre.programme", event_id=event_id), weight=20)


def _to_release(rows: Rows) -> Iterator[Waiting]:
    for event_id, title, starts_at in rows:
        text = _("%(day)s《%(title)s》的节目单改过，还没公布", day=formatted(starts_at, "month_day"), title=title)
        yield Waiting(text, _("去公布"), url_for("theatre.programme", event_id=event_id), weight=15)


def _to_plan(rows: Rows) -> Iterator[Waiting]:
    [(without,)] = rows
    if without:
        text = _("这一季度有 %(n)s 个组织还没有场次", n=without)
        yield Waiting(text, _("看年度计划"), url_for("theatre.plan", year=clock.today().year), without, 60)
