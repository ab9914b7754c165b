"""One post with its answers, and what its author and the organiser do with it."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock, uploads
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other, wants_fragment
from partyedu.core.words import _
from partyedu.discussions import blueprint, operations, queries
from partyedu.discussions.access import is_open, may_change_post
from partyedu.discussions.forms import AnswerForm, HideForm, OwnPostForm
from partyedu.discussions.models import POST_KINDS, Post
from partyedu.discussions.views.rooms import write_form


def _thread_page(post: Post, status: int = 200, **more: Any) -> Response:
    """The post with its answers: a page, or the region that HTMX puts in its place."""
    actor, now = signed_in(), clock.now()
    discussion = post.discussion
    path = discussion.event.unit.path
    leads = actor.may(Permission.DISCUSSION_MANAGE, path)
    return render_page(
        "discussions/post.html",
        fragment="post_region",
        status=status,
        post=queries.thread(post, actor, leads, now),
        event=discussion.event,
        leads=leads,
        kinds=POST_KINDS,
        can_write=is_open(discussion.event, discussion, now),
        raises_matters=actor.may(Permission.MATTER_MANAGE, path),
        **more,
    )


def _answer(post: Post) -> Response:
    """After a change: the fresh region for HTMX, else the page of the post."""
    if wants_fragment():
        return _thread_page(post)
    return see_other(url_for("discussions.post", post_id=post.id))


@blueprint.get("/posts/<int:post_id>")
@requires(Permission.MEMBER)
def post(post_id: int) -> Response:
    """One post with its answers."""
    return _thread_page(found(queries.post_read(signed_in(), post_id)))


@blueprint.get("/posts/<int:post_id>/photo")
@requires(Permission.MEMBER)
def post_photo(post_id: int) -> Response:
    """The photo of a handwritten page; ``small`` gives its little picture."""
    row = found(queries.photo_of_post(signed_in(), post_id))
    return uploads.send(found(row.photo), preview="small" in request.args)


@blueprint.get("/posts/<int:post_id>/answer")
@requires(Permission.MEMBER)
def answer_form(post_id: int) -> Response:
    """The box for an answer, under the post."""
    row = found(queries.post_read(signed_in(), post_id))
    return _thread_page(row, answer_form=write_form(signed_in(), AnswerForm()))


@blueprint.post("/posts/<int:post_id>/answer")
@requires(Permission.MEMBER)
def answer(post_id: int) -> Response:
    """Answer a post."""
    actor = signed_in()
    row = found(queries.post_read(actor, post_id))
    form = write_form(actor, AnswerForm())
    if form.validate_on_submit():
        person_id = form.person_id or actor.person_id
        event = row.discussion.event
        if form.attempt(operations.write_post, event, person_id, text=form.text.data or "", answer_to=row):
            return _answer(row)
    return _thread_page(row, form.status, answer_form=form)


@blueprint.get("/posts/<int:post_id>/edit")
@requires(Permission.MEMBER)
def edit_post_form(post_id: int) -> Response:
    """One's own words, to be changed."""
    actor = signed_in()
    row = found(queries.post_of_mine(actor, post_id))
    found(row if may_change_post(actor, row, clock.now()) else None)
    return render_page("discussions/edit.html", fragment="form", form=OwnPostForm(obj=row), post=row)


@blueprint.post("/posts/<int:post_id>/edit")
@requires(Permission.MEMBER)
def edit_post(post_id: int) -> Response:
    """Change one's own words."""
    actor = signed_in()
    row = found(queries.post_of_mine(actor, post_id))
    form = OwnPostForm()
    if form.validate_on_submit() and form.read_photo():
        values = form.values("photo")
        if form.attempt(operations.edit_post, actor, row, photo=form.ready, **values):
            flash(_("已保存。"), "done")
            return see_other(url_for("discussions.post", post_id=post_id))
    return render_page("discussions/edit.html", fragment="form", status=form.status, form=form, post=row)


@blueprint.post("/posts/<int:post_id>/withdraw")
@requires(Permission.MEMBER)
def withdraw_post(post_id: int) -> Response:
    """Take one's own words back."""
    actor = signed_in()
    row = found(queries.post_of_mine(actor, post_id))
    event_id = row.discussion.event_id
    operations.withdraw_post(actor, row)
    flash(_("已经撤回。"), "done")
    return see_other(url_for("discussions.room", event_id=event_id))


@blueprint.post("/posts/<int:post_id>/agreement")
@requires(Permission.MEMBER)
def agreement(post_id: int) -> Response:
    """Agree that the words may stand on a screen, or take that back."""
    row = found(queries.post_of_mine(signed_in(), post_id))
    operations.set_agreement(signed_in(), row, request.form.get("agrees") == "1")
    return _answer(row)


def _led(post_id: int, operation: Callable[..., Any], *values: Any) -> Response:
    row = found(queries.post_to_lead(signed_in(), post_id))
    operation(row, *values)
    return _answer(row)


@blueprint.post("/posts/<int:post_id>/pin")
@requires(Permission.DISCUSSION_MANAGE)
def pin(post_id: int) -> Response:
    """Put a post above the others."""
    return _led(post_id, operations.pin)


@blueprint.post("/posts/<int:post_id>/unpin")
@requires(Permission.DISCUSSION_MANAGE)
def unpin(post_id: int) -> Response:
    """Put a post back into its order."""
    return _led(post_id, operations.unpin)


@blueprint.post("/posts/<int:post_id>/pick")
@requires(Permission.DISCUSSION_MANAGE)
def pick(post_id: int) -> Response:
    """Pick words for the screen."""
    return _led(post_id, operations.pick)


@blueprint.post("/posts/<int:post_id>/unpick")
@requires(Permission.DISCUSSION_MANAGE)
def unpick(post_id: int) -> Response:
    """Take words off the screen."""
    return _led(post_id, operations.unpick)


@blueprint.get("/posts/<int:post_id>/hide")
@requires(Permission.DISCUSSION_MANAGE)
def hide_form(post_id: int) -> Response:
    """The box for the reason, under the post."""
    row = found(queries.post_to_lead(signed_in(), post_id))
    return _thread_page(row, hide_form=HideForm(), about=post_id)


@blueprint.post("/posts/<int:post_id>/hide")
@requires(Permission.DISCUSSION_MANAGE)
def hide(post_id: int) -> Response:
    """Hide a post with a reason everybody reads."""
    row = found(queries.post_to_lead(signed_in(), post_id))
    form = HideForm()
    if form.validate_on_submit() and form.attempt(operations.hide, row, form.reason.data or ""):
        return _answer(row)
    return _thread_page(row, form.status, hide_form=form, about=post_id)


@blueprint.post("/posts/<int:post_id>/unhide")
@requires(Permission.DISCUSSION_MANAGE)
def unhide(post_id: int) -> Response:
    """Show a hidden post again."""
    return _led(post_id, operations.unhide)


@blueprint.post("/posts/<int:post_id>/matter")
@requires(Permission.MATTER_MANAGE)
def raise_from_post(post_id: int) -> Response:
    """Make a matter of what somebody wrote."""
    actor = signed_in()
    row = found(queries.post_to_lead(actor, post_id))
    found(row if actor.may(Permission.MATTER_MANAGE, row.discussion.event.unit.path) else None)
    matter = operations.raise_from_post(row)
    flash(_("已转成一件要跟进的事，请交给一个人办。"), "done")
    return see_other(url_for("discussions.matter", matter_id=matter.id))
