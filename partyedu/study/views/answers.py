"""A piece of the library, answered with a sentence of one's own; the queue of those who say a word about it."""

from flask import Response, flash, request, url_for

from partyedu.core import uploads
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, query_text, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library.models import Courseware
from partyedu.library.queries import newest_version, piece_public
from partyedu.organisation.queries import person_or_guest
from partyedu.schedule.queries import person_of
from partyedu.study import blueprint
from partyedu.study.forms.answers import AnswerForm, ReturnForm
from partyedu.study.models import PieceAnswer
from partyedu.study.operations import answers as operations
from partyedu.study.queries import answers as queries
from partyedu.study.rooms import tabs_for

PER_PAGE = 10


@blueprint.get("/pieces/<int:courseware_id>")
@requires(Permission.MEMBER)
def study_piece(courseware_id: int) -> Response:
    """Read a piece, and write a sentence about it."""
    piece = found(piece_public(courseware_id))
    answer = queries.answer_of(signed_in().person_id or 0, courseware_id=courseware_id)
    form = _form(formdata=None, data={"text": answer.text if answer else ""})
    return _piece_page(piece, form, answer)


def _form(**more: object) -> AnswerForm:
    """The form; staff may name for whom they write."""
    form = AnswerForm(**more)
    actor = signed_in()
    if not actor.may(Permission.HOURS_READ):
        del form.person
        return form
    person_id = row_number(request.args.get("person"))
    if request.method == "GET" and person_id is not None:
        form.person.data = person_or_guest(actor, Permission.HOURS_READ, person_id)
    return form


def _piece_page(piece: Courseware, form: AnswerForm, answer: PieceAnswer | None, status: int = 200) -> Response:
    version = newest_version(piece.id)
    return render_page(
        "study/answers/piece.html",
        fragment="form",
        status=status,
        piece=piece,
        text=version.text if version else "",
        minutes=min(piece.minutes or operations.MINUTES, operations.MINUTES_AT_MOST),
        form=form,
        answer=answer,
        at_least=operations.AT_LEAST,
    )


@blueprint.post("/pieces/<int:courseware_id>")
@requires(Permission.MEMBER)
def hand_in(courseware_id: int) -> Response:
    """Hand in one's sentence."""
    piece, form, actor = found(piece_public(courseware_id)), _form(), signed_in()
    filled = form.validate_on_submit() and form.read_photo()
    writer = found(form.writer or person_of(actor))
    if filled and form.attempt(
        operations.hand_in, writer, courseware=piece, text=form.text.data or "", photo=form.ready
    ):
        flash(_("交上去了，等工作人员看。通过以后，学时和补训都算数。"), "done")
        return see_other(url_for("study.answers") if form.writer else url_for("study.my_answers"))
    piece = found(piece_public(courseware_id))
    return _piece_page(piece, form, queries.answer_of(actor.person_id or 0, courseware_id=courseware_id), form.status)


@blueprint.get("/answers/mine")
@requires(Permission.MEMBER)
def my_answers() -> Response:
    """What I have handed in, and what became of it."""
    actor = signed_in()
    page = paged(queries.my_answers(actor.person_id or 0), page_number())
    return render_page("study/answers/mine.html", fragment="listed", page=page, tabs=tabs_for(actor))


@blueprint.get("/answers")
@requires(Permission.HOURS_READ)
def answers() -> Response:
    """The sentences that wait for a word."""
    return _queue()


def _queue(form: Form | None = None, refused_id: int | None = None) -> Response:
    actor, show = signed_in(), query_text("show")
    page = paged(queries.answers_listed(actor, show, query_text()), page_number(), PER_PAGE)
    return render_page(
        "study/answers/queue.html",
        fragment="listed",
        status=form.status if form else 200,
        page=page,
        hints=queries.hints_for(page.rows) if show != "returned" else {},
        show=show,
        words=query_text(),
        tabs=tabs_for(actor),
        form=form,
        refused_id=refused_id,
        blank=ReturnForm(formdata=None),
    )


@blueprint.post("/answers/<int:piece_answer_id>/accept")
@requires(Permission.HOURS_READ)
def accept_answer(piece_answer_id: int) -> Response:
    """The sentence is one's own: it counts."""
    answer, form = found(queries.answer_to_judge(signed_in(), piece_answer_id)), ReturnForm()
    del form.reason
    if form.validate_on_submit() and form.attempt(operations.accept, answer, form.form_version):
        flash(_("通过了，学时已经算上。"), "done")
        return see_other(url_for("study.answers"))
    return _queue(form, piece_answer_id)


@blueprint.post("/answers/<int:piece_answer_id>/return")
@requires(Permission.HOURS_READ)
def return_answer(piece_answer_id: int) -> Response:
    """Give it back with a word."""
    answer, form = found(queries.answer_to_judge(signed_in(), piece_answer_id)), ReturnForm()
    if form.validate_on_submit() and form.attempt(
        operations.return_, answer, form.reason.data or "", form.form_version
    ):
        flash(_("退回去了，您的话他看得到。"), "done")
        return see_other(url_for("study.answers"))
    return _queue(form, piece_answer_id)


@blueprint.get("/answers/<int:piece_answer_id>/photo")
@requires(Permission.MEMBER)
def answer_photo(piece_answer_id: int) -> Response:
    """The photo of a handwritten answer, for its writer and those who say a word about it."""
    return uploads.send(found(queries.photo_for(signed_in(), piece_answer_id)), preview=True, nameless=True)
