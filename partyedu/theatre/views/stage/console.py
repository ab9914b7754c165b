"""The host's console: the run sheet as large steps, one button for the next."""

import secrets

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.db import keep
from partyedu.core.errors import found
from partyedu.core.pages import from_htmx, render_page, see_other, version_answer
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.conducting import console
from partyedu.theatre.forms import FloorForm, HandForm, StepForm
from partyedu.theatre.models import HAND_STATES, ITEM_STATES, Fate
from partyedu.theatre.running import ADD_MINUTES

# Staff of the unit; and whoever hosts the session, on its day (the query's matter).
ON_THE_DAY = (Permission.EVENT_MANAGE, Permission.CHECK_IN, Permission.MEMBER)


@blueprint.get("/<int:event_id>/stage")
@requires(*ON_THE_DAY)
def stage(event_id: int) -> Response:
    """The console. Asked every few seconds with the version it shows, it answers 204 while nothing has changed."""
    event = found(queries.session_on_stage(signed_in(), event_id))  # before the version: a poll too is for those alone
    unchanged = version_answer(_version(event_id)) if "version" in request.args else None
    return unchanged or shown(event.id)


def _version(event_id: int) -> str:
    return queries.console_version(event_id)


def shown(
    event_id: int, status: int = 200, said: str = "", hand: HandForm | None = None, question: FloorForm | None = None
) -> Response:
    """The console as it stands; ``said``: a sentence above it. A form of the floor is shown again with its errors."""
    event = found(queries.session_on_stage(signed_in(), event_id))
    now = clock.now()
    return render_page(
        "theatre/stage.html",
        fragment="stage",
        status=status,
        event=event,
        console=console(event, queries.programme(event_id), queries.stage_of(event_id), now),
        states=ITEM_STATES,
        said=said,
        now=now,
        key=secrets.token_hex(6),
        add_minutes=ADD_MINUTES,
        version=_version(event_id),
        poll_seconds=queries.FOLLOW_SECONDS,
        line=queries.hands_up(event_id),
        hand_states=HAND_STATES,
        questions=queries.questions_asked(event_id),
        hand=hand or HandForm(),
        question=question or FloorForm(prefix="q"),
        floor_is_open=queries.floor_is_open(event.id, now),
    )


@blueprint.post("/<int:event_id>/stage/steps")
@requires(*ON_THE_DAY)
def step(event_id: int) -> Response:
    """A step that was pressed, now or while there was no connection; sending it again changes nothing."""
    event, form = found(queries.session_on_stage(signed_in(), event_id)), StepForm()
    done = form.validate_on_submit() and form.attempt(operations.take, event, form.pressed())
    said = form.result.sentence if done else "".join(form.sentences)
    if not from_htmx():
        flash(said, "done" if done else "error") if said else None
        return see_other(url_for("theatre.stage", event_id=event_id))
    refused = done and form.result.fate is Fate.REFUSED
    if refused:
        keep()  # the log keeps what was refused too
    return shown(event_id, 409 if refused else 200 if done else 422, said)
