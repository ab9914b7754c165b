"""The list of discussions, and one discussion: read, write, print the summary."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.discussions import blueprint, operations, queries
from partyedu.discussions.access import has_ended, is_open
from partyedu.discussions.forms import PostForm
from partyedu.discussions.models import POST_KINDS
from partyedu.discussions.queries import Room
from partyedu.schedule.access import page_of

WHICH = ("mine", "silent")


@blueprint.get("/")
@anyone
def index() -> Response:
    """The discussions the actor may read; a visitor reads what came of them and how to join."""
    actor, now = current_actor(), clock.now()
    if actor is None:
        return render_page("discussions/visitor.html", said=queries.you_said_we_did(5))
    which = request.args.get("show", "") if request.args.get("show") in WHICH else ""
    words = query_text()
    asked = (actor, now, which, words)
    page = paged(queries.listed(*asked), page_number(), counted=queries.number_listed(*asked))
    leads = actor.may(Permission.DISCUSSION_MANAGE)
    return render_page(
        "discussions/index.html", fragment="listed", page=page, which=which, q=words, leads=leads, now=now
    )


@blueprint.get("/<int:event_id>")
@requires(Permission.MEMBER)
def room(event_id: int) -> Response:
    """One discussion: questions to start with, what was said, the records of groups."""
    found_room = found(queries.room(signed_in(), event_id))
    return _room_page(found_room, write_form(signed_in(), PostForm()), fragment="posts")


@blueprint.post("/<int:event_id>/posts")
@requires(Permission.MEMBER)
def write(event_id: int) -> Response:
    """Write a reflection or a question, for oneself or for somebody who has no phone."""
    actor = signed_in()
    standing = found(queries.room(actor, event_id))
    form = write_form(actor, PostForm())
    if form.validate_on_submit() and form.read_photo():
        person_id = form.person_id or actor.person_id
        values = form.values("person", "photo")
        if form.attempt(operations.write_post, standing.event, person_id, photo=form.ready, **values):
            flash(_("写好了，大家看得到。"), "done")
            return see_other(url_for("discussions.room", event_id=event_id))
    return _room_page(standing, form, fragment="write", status=form.status)


def write_form(actor: Actor, form: Any) -> Any:
    """Take out what only staff fill in: for whom it is written."""
    if not actor.may(Permission.DISCUSSION_MANAGE):
        del form.person
    return form


def _room_page(standing: Room, form: PostForm, fragment: str, status: int = 200) -> Response:
    actor, now = signed_in(), clock.now()
    event, discussion = standing.event, standing.discussion
    return render_page(
        "discussions/room.html",
        fragment=fragment,
        status=status,
        room=standing,
        event=event,
        event_url=page_of(event.id, event.kind),
        discussion=discussion,
        page=queries.posts(discussion.id, actor, standing.leads, page_number(), now) if discussion else None,
        records=queries.records(discussion.id, actor, standing.leads) if discussion else [],
        form=form,
        kinds=POST_KINDS,
        ended=has_ended(event, now),
        can_write=is_open(event, discussion, now),
        types_records=actor.may(Permission.DISCUSSION_MANAGE),
        raises_matters=actor.may(Permission.MATTER_MANAGE, event.unit.path),
    )


@blueprint.get("/<int:event_id>/summary")
@requires(Permission.MEMBER)
def summary(event_id: int) -> Response:
    """The summary as a slip of paper for those who did not come; no names on it."""
    standing = found(queries.room(signed_in(), event_id))
    discussion = found(standing.discussion)
    return render_page(
        "discussions/summary.html",
        layout="print",
        event=standing.event,
        discussion=discussion,
        back_url=url_for("discussions.room", event_id=event_id),
    )
