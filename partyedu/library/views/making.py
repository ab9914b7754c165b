"""A piece on its way: proposed, written, shown for comments, handed in, taken back, withdrawn."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.library import access, blueprint, operations, queries
from partyedu.library.forms import CommentForm, ReasonForm, TopicForm, VersionForm, details_of
from partyedu.library.models import Courseware
from partyedu.library.views.public import asked, piece_page


def to_piece(row: Courseware) -> Response:
    """Back to the page of the piece."""
    return see_other(url_for("library.piece", courseware_id=row.id))


@blueprint.get("/mine")
@requires(Permission.MEMBER)
def mine() -> Response:
    """The pieces one makes."""
    return render_page("library/mine.html", fragment="listed", page=paged(queries.made_by(signed_in()), page_number()))


@blueprint.get("/work")
@requires(Permission.LIBRARY_MANAGE)
def work() -> Response:
    """Everything staff keep, whatever its stage."""
    actor, chosen = signed_in(), asked()
    [counts] = ask_together(queries.stage_counts(actor))
    return render_page(
        "library/work.html",
        fragment="listed",
        page=paged(queries.kept_listed(actor, chosen), page_number()),
        chosen=chosen,
        counts=dict(counts),
        categories=queries.category_choices(),
    )


@blueprint.get("/to-comment")
@requires(Permission.MEMBER)
def to_comment() -> Response:
    """What waits for comments."""
    page = paged(queries.to_comment(signed_in()), page_number())
    return render_page("library/to_comment.html", fragment="listed", page=page)


@blueprint.get("/new")
@requires(Permission.MEMBER)
def new_piece() -> Response:
    """The empty page of a topic."""
    return render_page("library/new.html", fragment="form", form=TopicForm.blank())


@blueprint.post("/new")
@requires(Permission.MEMBER)
def propose_topic() -> Response:
    """Propose a topic; what staff propose may be made at once."""
    actor, form = signed_in(), TopicForm.blank()
    if form.validate_on_submit():
        staff = "unit_id" in form
        unit = found(queries.unit_to_propose_for(actor, form.unit_id.data if staff else None))
        owner = form.owner.data.id if staff and form.owner.data else None if staff else actor.person_id
        key = (form.form_key.data or "")[:32]
        values = form.values("version", "unit_id", "owner", "form_key")
        if form.attempt(operations.propose_topic, actor, unit, owner_id=owner, form_key=key, **values):
            flash(_("记下了，可以开始写课件。") if staff else _("选题报上去了，定下来会告诉您。"), "done")
            return to_piece(form.result)
    return render_page("library/new.html", fragment="form", status=form.status, form=form)


@blueprint.get("/<int:courseware_id>/edit")
@requires(Permission.MEMBER)
def edit_piece(courseware_id: int) -> Response:
    """What stands about a piece, to change."""
    row = found(queries.piece_made(signed_in(), courseware_id))
    return render_page("library/edit.html", fragment="form", piece=row, form=details_of(row))


@blueprint.post("/<int:courseware_id>/edit")
@requires(Permission.MEMBER)
def save_details(courseware_id: int) -> Response:
    """Keep the change."""
    row = found(queries.piece_made(signed_in(), courseware_id))
    found(row if access.keeps(signed_in(), row) or not access.is_readable(row) else None)
    form = details_of(row)
    if form.validate_on_submit() and form.attempt(
        operations.edit_details, row, form.form_version, **form.values("version")
    ):
        return to_piece(row)
    form.take_version(row.version)
    return render_page("library/edit.html", fragment="form", status=form.status, piece=row, form=form)


@blueprint.get("/<int:courseware_id>/write")
@requires(Permission.MEMBER)
def write(courseware_id: int) -> Response:
    """Text and files of the version that is being made."""
    row = found(queries.piece_made(signed_in(), courseware_id))
    if not access.may_write(signed_in(), row):
        return to_piece(row)
    newest = queries.newest_version(row.id)
    return _writing_page(row, VersionForm(version=row.version, text=newest.text if newest else ""))


@blueprint.post("/<int:courseware_id>/write")
@requires(Permission.MEMBER)
def save_version(courseware_id: int) -> Response:
    """Keep the version."""
    row, form = found(queries.piece_made(signed_in(), courseware_id)), VersionForm()
    if form.validate_on_submit() and form.read_files():
        row = found(queries.piece_made(signed_in(), courseware_id))  # reading files has ended the transaction
        said = {"text": form.text.data or "", "reason": form.reason.data or ""}
        if form.attempt(
            operations.write_version, signed_in(), row, form.form_version, **said, files=form.ready_files,
            without=form.without,
        ):  # fmt: skip
            flash(_("存好了。"), "done")
            return to_piece(row)
    row = found(queries.piece_made(signed_in(), courseware_id))
    form.take_version(row.version)
    return _writing_page(row, form, form.status)


def _writing_page(row: Courseware, form: VersionForm, status: int = 200) -> Response:
    newest = queries.newest_version(row.id)
    return render_page(
        "library/write.html",
        fragment="form",
        status=status,
        piece=row,
        form=form,
        files=queries.files_of(newest.id) if newest else (),
        follows=newest if newest and queries.was_shown(newest.id) else None,
        without=request.form.getlist("without"),
    )


@blueprint.post("/<int:courseware_id>/accept")
@requires(Permission.LIBRARY_MANAGE)
def accept_topic(courseware_id: int) -> Response:
    """The topic fits."""
    row = found(queries.piece_kept(signed_in(), courseware_id))
    operations.accept_topic(row)
    flash(_("选题定了，已经告诉报的人。"), "done")
    return to_piece(row)


@blueprint.post("/<int:courseware_id>/decline")
@requires(Permission.LIBRARY_MANAGE)
def decline_topic(courseware_id: int) -> Response:
    """The topic does not fit now."""
    row = found(queries.piece_kept(signed_in(), courseware_id))
    form = ReasonForm(prefix="decline-")
    if form.validate_on_submit() and form.attempt(operations.decline_topic, row, form.reason.data or ""):
        return to_piece(row)
    return piece_page(row, form.status, decline_form=form)


@blueprint.post("/<int:courseware_id>/ask-comments")
@requires(Permission.MEMBER)
def ask_for_comments(courseware_id: int) -> Response:
    """Show the piece to everybody who has signed in."""
    return _step(courseware_id, operations.ask_for_comments, _("请大家提意见了。"))


@blueprint.post("/<int:courseware_id>/hand-in")
@requires(Permission.MEMBER)
def hand_to_review(courseware_id: int) -> Response:
    """Hand the piece to the experts."""
    return _step(courseware_id, operations.hand_to_review, _("交给专家评审了，结果会告诉您。"))


@blueprint.post("/<int:courseware_id>/take-back")
@requires(Permission.MEMBER)
def take_back(courseware_id: int) -> Response:
    """Take the piece back to work on it."""
    return _step(courseware_id, operations.take_back, _("收回来了，改好再交。"))


@blueprint.post("/<int:courseware_id>/bring-back")
@requires(Permission.MEMBER)
def bring_back(courseware_id: int) -> Response:
    """Work on a withdrawn piece again."""
    return _step(courseware_id, operations.bring_back, _("放回来了。"))


@blueprint.post("/<int:courseware_id>/bring-outline")
@requires(Permission.MEMBER)
def bring_outline(courseware_id: int) -> Response:
    """Take over the talk's newest outline."""
    return _step(courseware_id, operations.bring_outline, _("讲述的新一稿带过来了。"))


def _step(courseware_id: int, operation: Callable[..., Any], done: str) -> Response:
    actor, form = signed_in(), Form()
    row = found(queries.piece_made(actor, courseware_id))
    if form.attempt(operation, actor, row):
        flash(done, "done")
        return to_piece(row)
    return piece_page(found(queries.piece_made(actor, courseware_id)), form.status, step_form=form)


@blueprint.post("/<int:courseware_id>/withdraw")
@requires(Permission.MEMBER)
def withdraw(courseware_id: int) -> Response:
    """Withdraw the piece."""
    row = found(queries.piece_made(signed_in(), courseware_id))
    form = ReasonForm(prefix="withdraw-")
    if form.validate_on_submit() and form.attempt(operations.withdraw, signed_in(), row, form.reason.data or ""):
        flash(_("撤下了，大家看不到了；留着的记录还在。"), "done")
        return to_piece(row)
    return piece_page(found(queries.piece_made(signed_in(), courseware_id)), form.status, withdraw_form=form)


@blueprint.post("/<int:courseware_id>/comments")
@requires(Permission.MEMBER)
def comment(courseware_id: int) -> Response:
    """Say what could be better."""
    actor = signed_in()
    row, form = found(queries.piece_to_comment(actor, courseware_id)), CommentForm()
    if not access.keeps(actor, row):
        del form.person
    if form.validate_on_submit() and form.attempt(
        operations.comment, actor, row, form.person_id(actor.person_id) or 0, form.text.data
    ):
        flash(_("谢谢您的意见，做课件的人看得到。"), "done")
        return see_other(url_for("library.piece", courseware_id=row.id, _anchor="comments"))
    return piece_page(found(queries.piece_to_comment(actor, courseware_id)), form.status, "said", comment_form=form)
