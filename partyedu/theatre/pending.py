"""What of the theatre waits for a person on the home page."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.navigation import Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _n, formatted
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
    def each(row: Any) -> Waiting:
        event_id, title, starts_at, hosts = row
        words = {"time": formatted(starts_at, "time"), "title": title}
        text = _("%(time)s《%(title)s》，您主持", **words) if hosts else _("%(time)s《%(title)s》的现场", **words)
        url = url_for("theatre.stage", event_id=event_id)
        return Waiting(text, _("打开控制台"), url, weight=3 if hosts else 6)

    def several(items: Sequence[Waiting]) -> Waiting:
        text = _n("今天有 %(num)s 场的现场", "今天有 %(num)s 场的现场", len(items))
        return Waiting(text, _("选一场"), url_for("theatre.index"), len(items), 6)

    yield from (each(row) for row in rows if row.hosts)
    yield from joined((each(row) for row in rows if not row.hosts), several, apart=2)


def _to_take_part_in(rows: Rows) -> Iterator[Waiting]:
    for event_id, title in rows:
        text = _("《%(title)s》正在进行，可以举手发言、提问", title=title)
        yield Waiting(text, _("去看看"), url_for("theatre.floor", event_id=event_id), weight=6)


def _to_rate(rows: Rows) -> Iterator[Waiting]:
    """One after the other: the latest is what one remembers best."""
    if rows:
        words = {"title": rows[0].public_title, "num": len(rows)}
        text = _("给《%(title)s》的讲述打个分", **words)
        if len(rows) > 1:
            text = _("有 %(num)s 场的讲述等您打分，先说《%(title)s》", **words)
        yield Waiting(text, _("去打分"), url_for("theatre.rate", event_id=rows[0].id), len(rows), 45)


def _to_fill(rows: Rows) -> Iterator[Waiting]:
    if rows:
        words, url = _nearest(rows)
        text = _("%(day)s《%(title)s》还没有排节目", **words)
        if len(rows) > 1:
            text = _("有 %(num)s 场还没有排节目，最近的是 %(day)s《%(title)s》", **words)
        yield Waiting(text, _("去排节目"), url, len(rows), 20)


def _to_release(rows: Rows) -> Iterator[Waiting]:
    if rows:
        words, url = _nearest(rows)
        text = _("%(day)s《%(title)s》的节目单改过，还没公布", **words)
        if len(rows) > 1:
            text = _("有 %(num)s 场的节目单改过，还没公布，最近的是 %(day)s《%(title)s》", **words)
        yield Waiting(text, _("去公布"), url, len(rows), 15)


def _nearest(rows: Rows) -> tuple[dict[str, Any], str]:
    """How many sessions there are and which comes first, in words; the address of its programme."""
    event_id, title, starts_at = rows[0]
    words = {"num": len(rows), "day": formatted(starts_at, "month_day"), "title": title}
    return words, url_for("theatre.programme", event_id=event_id)


def _to_plan(rows: Rows) -> Iterator[Waiting]:
    [(without,)] = rows
    if without:
        text = _("这一季度有 %(n)s 个组织还没有场次", n=without)
        yield Waiting(text, _("看年度计划"), url_for("theatre.plan", year=clock.today().year), without, 60)
