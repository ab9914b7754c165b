"""The experts' desk: what waits, the piece beside its comments and the score sheet, and the verdict."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import access, blueprint, operations, queries, showing
from partyedu.library.forms import ReviewForm, score_form
from partyedu.library.models import Courseware, Verdict
from partyedu.library.views.public import chosen_of
from partyedu.organisation.models import Person


@blueprint.get("/review")
@requires(Permission.LIBRARY_REVIEW)
def review_queue() -> Response:
    """What waits for this reviewer, the oldest first."""
    page = paged(queries.to_review(signed_in()), page_number())
    return render_page("library/queue.html", fragment="listed", page=page)


@blueprint.get("/review/done")
@requires(Permission.LIBRARY_REVIEW)
def reviewed() -> Response:
    """What this reviewer has scored, the latest first."""
    page = paged(queries.reviewed_by(signed_in()), page_number())
    return render_page("library/reviewed.html", fragment="listed", page=page)


@blueprint.get("/<int:courseware_id>/review")
@requires(Permission.LIBRARY_REVIEW, Permission.LIBRARY_MANAGE)
def review(courseware_id: int) -> Response:
    """The piece, what was said of it, and the sheet to fill in."""
    row = found(queries.piece_to_review(signed_in(), courseware_id))
    sheet, newest = queries.sheet_for(row.unit.path), queries.newest_version(row.id)
    form = None
    if sheet is not None and newest is not None:
        verdict = chosen_of(Verdict, "verdict")
        made = score_form(ReviewForm, queries.criteria(sheet.id))
        form = made(formdata=None, data={"version_id": newest.id, "sheet_id": sheet.id, "verdict": verdict})
        _for_whom(form, row)
    return _review_page(row, form)


@blueprint.post("/<int:courseware_id>/review")
@requires(Permission.LIBRARY_REVIEW, Permission.LIBRARY_MANAGE)
def save_review(courseware_id: int) -> Response:
    """Score it, and admit it or send it back."""
    actor = signed_in()
    row = found(queries.piece_to_review(actor, courseware_id))
    sheet = found(queries.sheet_on_page(row.unit.path, request.form.get("sheet_id", 0, type=int)))
    form = score_form(ReviewForm, queries.criteria(sheet.id))()
    _for_whom(form, row)
    if form.validate_on_submit() and _is_named(form, row) and form.attempt(
        operations.review, actor, row, form.numbers[0], sheet.id, form.points, form.verdict.data,
        form.text.data or "", reviewer=_expert(form), beside=form.beside,
    ):  # fmt: skip
        flash(_("评分记下了，谢谢。"), "done")
        return see_other(url_for("library.review_queue" if _expert(form) is None else "library.work"))
    return _review_page(found(queries.piece_to_review(actor, courseware_id)), form, form.status)


def _for_whom(form: ReviewForm, row: Courseware) -> None:
    """Take out the field for the expert whose paper staff type in, where the reader scores for themselves only."""
    if not access.keeps(signed_in(), row):
        del form.reviewer


def _expert(form: ReviewForm) -> Person | None:
    """The expert whose paper it is; known once the form was validated."""
    named: Person | None = form.reviewer.data if "reviewer" in form else None
    return named


def _is_named(form: ReviewForm, row: Courseware) -> bool:
    """Staff who are no reviewers name the expert."""
    if access.may_review(signed_in(), row) or _expert(form) is not None:
        return True
    form.refuse(Problem(_("请写是哪位专家评的。"), field="reviewer"))
    return False


def _review_page(row: Courseware, form: ReviewForm | None, status: int = 200) -> Response:
    page = showing.PiecePage(row, showing.maker_of(signed_in(), row), {})
    page.versions = queries.versions_of(row.id)
    chosen = [one for one in page.versions if one.number == request.args.get("version", type=int)]
    showing.content_of(page, next(iter([*chosen, *page.versions[:1]]), None))
    page.inside = queries.inside_of(row.id)
    return render_page(
        "library/review.html",
        fragment=("content", "sheet")[bool(form and form.is_submitted())],
        status=status,
        piece=row,
        shown=page,
        form=form,
        keeps=access.keeps(signed_in(), row),
    )
