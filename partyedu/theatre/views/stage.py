"""On the day: the host's view of the stage, swapping a speaker, marking what was given."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import from_htmx, render_page, see_other
from partyedu.core.words import _
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.forms import ReasonForm
from partyedu.theatre.models import ITEM_STATES, ProgrammeItem
from partyedu.theatre.showing import run_sheet
from partyedu.theatre.views.answering import attempted

ON_THE_DAY = (Permission.EVENT_MANAGE, Permission.CHECK_IN)


@blueprint.get("/<int:event_id>/stage")
@requires(*ON_THE_DAY)
def stage(event_id: int) -> Response:
    """The run sheet of the day with the host's words and the buttons one needs behind the stage."""
    return _page(event_id)


def _page(event_id: int, status: int = 200) -> Response:
    event = found(queries.session_on_stage(signed_in(), event_id))
    on = queries.now_and_next(event) if event.is_public else None
    return render_page(
        "theatre/stage.html",
        fragment="stage",
        status=status,
        event=event,
        sheet=run_sheet(event, queries.programme(event_id)),
        on=on,
        states=ITEM_STATES,
        now=clock.now(),
    )


def _shown(event_id: int, done: bool) -> Response:
    if done and not from_htmx():
        return see_other(url_for("theatre.stage", event_id=event_id))
    return _page(event_id, 200 if done else 422)


def _item(event_id: int, item_id: int) -> ProgrammeItem:
    return found(queries.item_on_stage(signed_in(), event_id, item_id))


@blueprint.post("/<int:event_id>/items/<int:item_id>/swap")
@requires(*ON_THE_DAY)
def swap(event_id: int, item_id: int) -> Response:
    """A reserve speaks instead; schedule and screens follow at once."""
    item, form = _item(event_id, item_id), ReasonForm()
    instead = found(queries.item_on_stage(signed_in(), event_id, request.form.get("reserve_id", 0, type=int)))
    done = attempted(operations.swap_speaker, item, instead, form.reason.data or "", form=form)
    if done and instead.talk:
        flash(_("换好了：由《%(title)s》上台，屏幕已经跟着改。", title=instead.talk.title))
    return _shown(event_id, done)


@blueprint.post("/<int:event_id>/items/<int:item_id>/undo-swap")
@requires(*ON_THE_DAY)
def undo_swap(event_id: int, item_id: int) -> Response:
    """The speaker came after all."""
    return _shown(event_id, attempted(operations.undo_swap, _item(event_id, item_id)))


@blueprint.post("/<int:event_id>/items/<int:item_id>/given")
@requires(*ON_THE_DAY)
def given(event_id: int, item_id: int) -> Response:
    """It was given; the screen goes on to the next."""
    return _shown(event_id, attempted(operations.mark_given, _item(event_id, item_id)))


@blueprint.post("/<int:event_id>/items/<int:item_id>/drop")
@requires(*ON_THE_DAY)
def drop(event_id: int, item_id: int) -> Response:
    """It is not given this time."""
    form = ReasonForm()
    done = attempted(operations.drop, _item(event_id, item_id), form.reason.data or "", form=form)
    return _shown(event_id, done)


@blueprint.post("/<int:event_id>/items/<int:item_id>/undo-mark")
@requires(*ON_THE_DAY)
def undo_mark(event_id: int, item_id: int) -> Response:
    """Pressed by mistake."""
    return _shown(event_id, attempted(operations.undo_mark, _item(event_id, item_id)))
