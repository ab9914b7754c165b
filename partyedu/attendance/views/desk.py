"""The desk: find by name, initials, last four digits, number or card; one button each; what was recorded last."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.accounts.qr import is_reachable
from partyedu.attendance import blueprint, codes, operations, queries
from partyedu.attendance.forms import HeadsForm, WalkInForm
from partyedu.attendance.operations.desk import clock_trouble, desk_refusal
from partyedu.core import clock, qr
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import query_text, stripped
from partyedu.core.pages import render_page, see_other, version_answer, wants_fragment
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.schedule.queries import place_words


def at_desk(event_id: int) -> Event:
    """The event, for those who may sit at its desk."""
    return found(queries.event_at_desk(signed_in(), event_id))


def _live(event: Event) -> dict[str, Any]:
    here, expected = queries.counts(event)
    return {
        "event": event,
        "here": here,
        "expected": expected,
        "recent": queries.recent(event.id),
        "shared": queries.shared_devices(event.id),
        "heads": queries.newest_head_count(event.id),
    }


def _place(event: Event) -> str:
    room = event.room
    return place_words(room.venue.name if room else None, room.name if room else None, event.public_place)


def _desk(event: Event, words: str = "", status: int = 200, fragment: Any = "desk", **more: Any) -> Response:
    context = {
        **_live(event),
        "words": words,
        "found": queries.find_at_desk(signed_in(), event, words),
        "refusal": desk_refusal(event),
        "clock_wrong": bool(clock_trouble()),
        "place": _place(event),
        "walk_in": WalkInForm(formdata=None),
        "heads_form": HeadsForm(formdata=None),
        "problem": "",
        "newest": None,
        **more,
    }
    return render_page("attendance/desk.html", fragment=fragment, status=status, **context)


@blueprint.get("/<int:event_id>/desk")
@requires(Permission.CHECK_IN)
def desk(event_id: int) -> Response:
    """The desk of an event; ``q`` finds people."""
    return _desk(at_desk(event_id), query_text(), fragment="found_people")


@blueprint.get("/<int:event_id>/desk/live")
@requires(Permission.CHECK_IN)
def live(event_id: int) -> Response:
    """How many are here and who came last, asked for every few seconds."""
    event = at_desk(event_id)
    return render_page("attendance/desk_live.html", fragment="live", **_live(event))


def _answer(event: Event, row: Any, words: str = "") -> Response:
    """After a check-in: the desk anew, with the name read back."""
    if wants_fragment():
        return _desk(event, newest=row.id if row else None)
    return see_other(url_for("attendance.desk", event_id=event.id))


@blueprint.post("/<int:event_id>/desk/scan")
@requires(Permission.CHECK_IN)
def scan(event_id: int) -> Response:
    """What a scanner (or Enter) sends: a card or member number checks in at once, anything else is looked for."""
    event = at_desk(event_id)
    words = str(stripped(request.form.get("q", "")))[:200]
    try:
        row = operations.scan(event, words)
    except Problem as problem:
        return _desk(event, words, problem.status, problem=str(problem.message))
    if row is not None:
        flash(_said(event, row))
        return _answer(event, row)
    if "/sign-in/card/" in words:
        return _desk(event, "", 422, problem=_("这张卡不认得，可能已经作废。请按姓名找。"))
    return _desk(event, words)


def _said(event: Event, row: Any) -> str:
    return _("%(name)s已签到。", name=row.person.name)


@blueprint.post("/<int:event_id>/desk/check-in/<int:person_id>")
@requires(Permission.CHECK_IN)
def check_in(event_id: int, person_id: int) -> Response:
    """Check in one of those found."""
    event = at_desk(event_id)
    person = found(queries.person_at_desk(signed_in(), event, person_id))
    try:
        row = operations.check_in(event, person)
    except Problem as problem:
        return _desk(event, "", problem.status, problem=str(problem.message))
    flash(_said(event, row))
    return _answer(event, row)


@blueprint.post("/<int:event_id>/desk/undo/<int:attendance_id>")
@requires(Permission.CHECK_IN)
def undo(event_id: int, attendance_id: int) -> Response:
    """Take a record back."""
    event = at_desk(event_id)
    row = found(queries.attendance_to_change(event.id, attendance_id))
    name = row.person.name
    operations.undo(row)
    flash(_("%(name)s的签到已取消。", name=name), "info")
    return _answer(event, None)


@blueprint.post("/<int:event_id>/desk/walk-in")
@requires(Permission.CHECK_IN)
def walk_in(event_id: int) -> Response:
    """Check in a resident who came by."""
    event = at_desk(event_id)
    form = WalkInForm()
    if form.validate_on_submit() and form.attempt(operations.walk_in, event, form.name.data, form.phone.data or ""):
        flash(_said(event, form.result))
        return _answer(event, form.result)
    return _desk(event, "", form.status, walk_in=form)


@blueprint.post("/<int:event_id>/desk/heads")
@requires(Permission.CHECK_IN)
def heads(event_id: int) -> Response:
    """Keep how many heads were counted."""
    event = at_desk(event_id)
    form = HeadsForm()
    if form.validate_on_submit() and form.attempt(operations.count_heads, event, form.heads.data):
        return see_other(url_for("attendance.desk", event_id=event.id))
    return _desk(event, "", form.status, heads_form=form)


@blueprint.post("/<int:event_id>/desk/clock")
@requires(Permission.CHECK_IN)
def confirm_clock(event_id: int) -> Response:
    """Say that the machine's clock is right."""
    event = at_desk(event_id)
    try:
        operations.confirm_clock()
    except Problem as problem:
        return _desk(event, "", problem.status, problem=str(problem.message))
    flash(_("好的，按现在的时钟继续签到。"))
    return see_other(url_for("attendance.desk", event_id=event.id))


@blueprint.get("/<int:event_id>/code")
@requires(Permission.CHECK_IN)
def code(event_id: int) -> Response:
    """The code on any screen at hand, new every half minute."""
    event = at_desk(event_id)
    now = clock.now()
    refusal = desk_refusal(event)
    made = None if refusal else codes.current(event)
    here, expected = queries.counts(event)
    version = f"{made.path if made else refusal}-{here}-{expected}"
    if unchanged := version_answer(version):
        return unchanged
    picture = qr.picture(qr.house_address() + made.path) if made else ""
    return render_page(
        "attendance/code.html", fragment="screen", layout="screen", event=event, place=_place(event), code=made,
        picture=picture, refusal=refusal, here=here, expected=expected, now=now, version=version,
        poll_url=url_for("attendance.code", event_id=event.id), poll_seconds=10, night="",
        zone_minutes=(clock.local(now).utcoffset() or timedelta()) // timedelta(minutes=1),
        address=qr.house_address() + url_for("check_in.spoken"), reachable=is_reachable(),
    )  # fmt: skip
