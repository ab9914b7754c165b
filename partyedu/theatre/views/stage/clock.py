"""The speaker's clock: a second device that faces the stage."""

from flask import Response, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.errors import found
from partyedu.core.pages import render_page, version_answer
from partyedu.theatre import blueprint, queries

AMBER_SECONDS = 120


@blueprint.get("/<int:event_id>/clock")
@anyone
def speakers_clock(event_id: int) -> Response:
    """How much time is left, in digits one reads from eight metres. It shows nothing that the playbill does not."""
    now = clock.now()
    followed = found(queries.followed(event_id, now))
    unchanged = version_answer(followed.version) if "version" in request.args else None
    return unchanged or render_page(
        "theatre/clock.html",
        fragment="screen",
        layout="screen",
        followed=followed,
        on=followed.on,
        now=now,
        night="",
        version=followed.version,
        amber_seconds=AMBER_SECONDS,
        poll_url=url_for("theatre.speakers_clock", event_id=event_id),
        poll_seconds=queries.FOLLOW_SECONDS,
    )
