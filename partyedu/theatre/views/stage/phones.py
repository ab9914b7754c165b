"""What phones in the hall follow: what is on stage, one's own hand, one's questions."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import from_htmx, render_page, see_other, version_answer
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.forms import FloorForm
from partyedu.theatre.views.answering import attempted


@blueprint.get("/<int:event_id>/now")
@anyone
def now(event_id: int) -> Response:
    """What is on stage. A phone asks every other second with the version it shows: 204, while nothing has changed.

    Its page is told when the session has turned, begun or ended: what there is to do has, too (``do_now``).
    """
    followed = found(queries.followed(event_id, clock.now()))
    unchanged = version_answer(followed.version) if "version" in request.args else None
    if unchanged:
        return unchanged
    response = render_page("theatre/now.html", fragment="now", followed=followed, event_id=event_id)
    if request.args.get("turn", followed.turn) != followed.turn:
        response.headers["HX-Trigger"] = "session-turned"
    return response


@blueprint.get("/<int:event_id>/floor")
@requires(Permission.MEMBER)
def floor(event_id: int) -> Response:
    """Raise a hand, see one's place in the queue, ask: for those who checked in."""
    version = queries.console_version(event_id)
    unchanged = version_answer(version) if "version" in request.args else None
    return unchanged or _floor(event_id, "hand" if "version" in request.args else ("hand", "ask"))


def _floor(event_id: int, fragment: Any, status: int = 200, form: FloorForm | None = None) -> Response:
    event, person_id = found(queries.session_public(event_id)), signed_in().person_id or 0
    line = queries.hands_up(event_id)
    return render_page(
        "theatre/floor.html",
        fragment=fragment,
        status=status,
        event=event,
        is_open=queries.floor_is_open(event.id, clock.now()),
        was_there=queries.was_there(event_id, person_id),
        mine=next((hand for hand in line if hand.person_id == person_id), None),
        place=next((place for place, hand in enumerate(line, 1) if hand.person_id == person_id), 0),
        form=form or FloorForm(),
        questions=queries.questions_by(event_id, person_id),
        version=queries.console_version(event_id),
    )


def _own(event_id: int) -> tuple[Event, int]:
    return found(queries.session_public(event_id)), signed_in().person_id or 0


def _after(event_id: int, done: bool) -> Response:
    if from_htmx():
        return _floor(event_id, "hand", 200 if done else 422)
    return see_other(url_for("theatre.floor", event_id=event_id))


@blueprint.post("/<int:event_id>/floor/hand")
@requires(Permission.MEMBER)
def raise_hand(event_id: int) -> Response:
    """I want to speak."""
    return _after(event_id, attempted(operations.raise_hand, *_own(event_id)))


@blueprint.post("/<int:event_id>/floor/hand/lower")
@requires(Permission.MEMBER)
def lower_hand(event_id: int) -> Response:
    """Not after all."""
    hand = found(queries.hand_of(event_id, signed_in().person_id or 0))
    return _after(event_id, attempted(operations.lower_hand, hand))


@blueprint.post("/<int:event_id>/floor/questions")
@requires(Permission.MEMBER)
def ask_from_floor(event_id: int) -> Response:
    """A question, under one's name or without it."""
    (event, person_id), form = _own(event_id), FloorForm()
    values = (form.text.data or "", form.is_signed.data, form.form_key.data or "")
    if form.validate_on_submit() and form.attempt(operations.ask_from_floor, event, person_id, *values):
        flash(_("问题交给主持人了。"), "done")
        return see_other(url_for("theatre.floor", event_id=event_id))
    return _floor(event_id, "ask", form.status, form)
