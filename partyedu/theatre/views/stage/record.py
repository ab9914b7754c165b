"""The record of the day: how long each part took, and every step that was pressed."""

from flask import Response

from partyedu.core.access import requires, signed_in
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.theatre import blueprint, queries
from partyedu.theatre.models import ITEM_STATES
from partyedu.theatre.retelling import retold
from partyedu.theatre.views.stage.console import ON_THE_DAY


@blueprint.get("/<int:event_id>/record")
@requires(*ON_THE_DAY)
def record(event_id: int) -> Response:
    """How long each part took beside what was planned, and the steps with the host's notes."""
    event = found(queries.session_on_stage(signed_in(), event_id))
    items = queries.programme(event_id, with_removed=True)
    titles = {item.id: item.shown_title for item in items}
    return render_page(
        "theatre/record.html",
        event=event,
        items=items,
        steps=retold(queries.steps_recorded(event_id), titles),
        states=ITEM_STATES,
    )
