"""The reviewer's desk: what waits, the outline beside the remarks, and the decision."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import from_htmx, render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.speakers import blueprint, operations, queries, showing
from partyedu.speakers.forms import ApproveForm, CommentForm, ReturnForm
from partyedu.speakers.models import PASSAGE_CHARACTERS, Talk


@blueprint.get("/review")
@requires(Permission.TALK_REVIEW)
def review_queue() -> Response:
    """Talks that wait for this reviewer, the oldest first."""
    return render_page(
        "speakers/queue.html", fragment="queue", page=paged(queries.review_queue(signed_in()), page_number())
    )


@blueprint.get("/review/decided")
@requires(Permission.TALK_REVIEW)
def decided() -> Response:
    """What this reviewer has decided, the latest first."""
    return render_page(
        "speakers/decided.html", fragment="decided", page=paged(queries.decided_by(signed_in()), page_number())
    )


@blueprint.get("/review/<int:talk_id>")
@requires(Permission.TALK_REVIEW)
def review(talk_id: int) -> Response:
    """The outline beside the remarks; ``about`` puts a paragraph into the form of a remark."""
    row = found(queries.talk_to_review(signed_in(), talk_id))
    fragment = "passage_field" if "about" in request.args else "outline"
    return _page(row, fragment=fragment)


def _page(
    row: Talk,
    status: int = 200,
    fragment: str = "",
    comment: CommentForm | None = None,
    returning: ReturnForm | None = None,
    approving: ApproveForm | None = None,
) -> Response:
    shown = showing.talk_page(signed_in(), row, request.args.get("version", type=int))
    about = request.args.get("about", 0, type=int)
    passages = shown.passages()
    passage = passages[about - 1][:PASSAGE_CHARACTERS] if 0 < about <= len(passages) else ""
    return render_page(
        "speakers/review.html",
        fragment=fragment,
        status=status,
        talk=row,
        shown=shown,
        comment=comment or CommentForm(formdata=None, prefix="comment-", passage=passage),
        returning=returning or ReturnForm(formdata=None, prefix="return-"),
        approving=approving or ApproveForm(formdata=None, prefix="approve-"),
        decided=queries.last_decision(row) if returning or approving else None,
    )


def _outline_id() -> int:
    """The version that was on the reviewer's page."""
    return request.form.get("outline", 0, type=int)


@blueprint.post("/review/<int:talk_id>/comment")
@requires(Permission.TALK_REVIEW)
def comment(talk_id: int) -> Response:
    """Leave a remark beside the text."""
    row = found(queries.talk_to_review(signed_in(), talk_id))
    form = CommentForm(prefix="comment-")
    said = form.validate_on_submit() and form.attempt(
        operations.comment, signed_in(), row, _outline_id(), form.text.data, form.passage.data or ""
    )
    if not said:
        return _page(row, form.status, "remarks", comment=form)
    if from_htmx():
        return _page(row, fragment="remarks")
    return see_other(url_for("speakers.review", talk_id=row.id, _anchor="remarks"))


@blueprint.post("/review/<int:talk_id>/return")
@requires(Permission.TALK_REVIEW)
def return_to_speaker(talk_id: int) -> Response:
    """Send the talk back to its speaker, with reasons."""
    row = found(queries.talk_to_review(signed_in(), talk_id))
    form = ReturnForm(prefix="return-")
    if form.validate_on_submit() and form.attempt(
        operations.return_to_speaker, signed_in(), row, _outline_id(), form.reasons.data
    ):
        flash(_("已经请主讲人修改，您的意见会送到。"), "done")
        return see_other(url_for("speakers.review_queue"))
    return _page(row, form.status, "decision", returning=form)


@blueprint.post("/review/<int:talk_id>/approve")
@requires(Permission.TALK_REVIEW)
def approve(talk_id: int) -> Response:
    """Approve the talk: it joins the pool and the public list."""
    row = found(queries.talk_to_review(signed_in(), talk_id))
    form = ApproveForm(prefix="approve-")
    if form.validate_on_submit() and form.attempt(
        operations.approve, signed_in(), row, _outline_id(), form.words.data or ""
    ):
        flash(_("已经通过，这一讲可以排进节目单了。"), "done")
        return see_other(url_for("speakers.review_queue"))
    return _page(row, form.status, "decision", approving=form)
