"""The floor as the host and the helper at the desk see it: the speaking queue and the questions, beside the console."""

from flask import Response, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.errors import found
from partyedu.core.pages import from_htmx, see_other
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.forms import FloorForm, HandForm
from partyedu.theatre.models import QuestionState
from partyedu.theatre.views.answering import attempted
from partyedu.theatre.views.stage.console import ON_THE_DAY, shown

WITH_HAND = {
    "call": operations.call,
    "begin": operations.begin_speaking,
    "finish": operations.finish_speaking,
    "lower": operations.lower_hand,
}
WITH_QUESTION = {
    "choose": QuestionState.CHOSEN,
    "put": QuestionState.PUT,
    "aside": QuestionState.ASIDE,
    "back": QuestionState.ASKED,
}


def _after(event_id: int, done: bool) -> Response:
    if from_htmx():
        return shown(event_id, 200 if done else 422)
    return see_other(url_for("theatre.stage", event_id=event_id, _anchor="floor"))


@blueprint.post("/<int:event_id>/hands")
@requires(*ON_THE_DAY)
def write_down(event_id: int) -> Response:
    """Somebody without a phone wants to speak: a helper writes the name down."""
    event, form = found(queries.session_on_stage(signed_in(), event_id)), HandForm()
    if form.validate_on_submit() and form.attempt(operations.write_down, event, form.person.data, form.name.data or ""):
        return _after(event_id, True)
    return shown(event_id, form.status, hand=form)


@blueprint.post("/<int:event_id>/hands/<int:hand_id>/<any(call, begin, finish, lower):verb>")
@requires(*ON_THE_DAY)
def turn_hand(event_id: int, hand_id: int, verb: str) -> Response:
    """Call somebody to speak; they begin, they have finished; or not after all."""
    hand = found(queries.hand_on_stage(signed_in(), event_id, hand_id))
    return _after(event_id, attempted(WITH_HAND[verb], hand))


@blueprint.post("/<int:event_id>/questions")
@requires(*ON_THE_DAY)
def write_question_down(event_id: int) -> Response:
    """A question of somebody without a phone, written down by a helper."""
    event, form = found(queries.session_on_stage(signed_in(), event_id)), FloorForm(prefix="q")
    values = (form.text.data or "", form.form_key.data or "")
    if form.validate_on_submit() and form.attempt(operations.write_question_down, event, *values):
        return _after(event_id, True)
    return shown(event_id, form.status, question=form)


@blueprint.post("/<int:event_id>/questions/<int:question_id>/<any(choose, put, aside, back):verb>")
@requires(*ON_THE_DAY)
def sort_question(event_id: int, question_id: int, verb: str) -> Response:
    """Choose a question to be put; it was put; set it aside; or neither after all."""
    question = found(queries.question_on_stage(signed_in(), event_id, question_id))
    return _after(event_id, attempted(operations.sort_question, question, WITH_QUESTION[verb]))
