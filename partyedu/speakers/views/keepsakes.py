"""Keepsakes as an exhibition: a wall of them, one after another on a phone, by itself on a television."""

from typing import Any

from flask import Response, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page, version_answer
from partyedu.core.paging import Page, page_number, paged
from partyedu.speakers import blueprint, queries, showing

ON_A_WALL = 24


@blueprint.get("/keepsakes")
@anyone
def keepsakes() -> Response:
    """All keepsakes that everybody may see, by theme."""
    theme_id = request.args.get("theme", type=int)
    page = paged(queries.exhibited(theme_id), page_number(), ON_A_WALL)
    return render_page(
        "speakers/keepsakes.html",
        fragment="wall",
        page=page,
        themes=queries.theme_choices(),
        theme_id=theme_id,
    )


@blueprint.get("/keepsakes/walk")
@anyone
def walk() -> Response:
    """One keepsake after another of all that everybody may see; ``page`` is the number of the piece."""
    theme_id = request.args.get("theme", type=int)
    page = paged(queries.exhibited(theme_id), page_number(), per_page=1)
    return _piece(page, url_for("speakers.keepsakes", theme=theme_id))


@blueprint.get("/talks/<int:talk_id>/keepsakes")
@anyone
def talk_keepsakes(talk_id: int) -> Response:
    """The keepsakes of one talk, one after another."""
    actor = current_actor()
    talk = found(queries.talk_for(actor, talk_id))
    page = paged(queries.keepsakes_to_walk(actor, talk), page_number(), per_page=1)
    return _piece(page, url_for("speakers.talk", talk_id=talk.id))


def _piece(page: Page[Any], back_url: str) -> Response:
    return render_page("speakers/keepsake.html", fragment="piece", page=page, back_url=back_url)


@blueprint.get("/keepsakes/screen")
@anyone
def keepsakes_screen() -> Response:
    """The exhibition on a television: a piece fills the screen, the next one comes by itself."""
    pieces = showing.exhibition()
    version = showing.version_of(pieces)
    unchanged = version_answer(version)
    if unchanged is not None:
        return unchanged
    return render_page(
        "speakers/keepsakes_screen.html",
        fragment="screen",
        layout="screen",
        pieces=pieces,
        version=version,
        now=clock.now(),
        poll_url=url_for("speakers.keepsakes_screen"),
    )
