"""The pieces of a class at a distance: put in, changed, moved; read, and answered with a sentence of one's own."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.organisation.queries import myself
from partyedu.study import blueprint
from partyedu.study.access.distance import is_in
from partyedu.study.exports.distance import readings
from partyedu.study.forms.distance import PieceAnswerForm, PieceForm
from partyedu.study.models import DistanceClass, DistancePiece, DistanceState
from partyedu.study.operations import distance as operations
from partyedu.study.operations.answers import AT_LEAST, hand_in
from partyedu.study.queries import answers
from partyedu.study.queries import distance as queries
from partyedu.study.weeks import WEEK, time_of, week_of


def _piece_form_page(row: DistanceClass, form: PieceForm, piece: DistancePiece | None = None) -> Response:
    position = piece.position if piece else len(queries.pieces_of(row.id)) + 1
    return render_page(
        "study/distance/piece_form.html",
        fragment="form",
        status=form.status if request.method == "POST" else 200,
        distance_class=row,
        piece=piece,
        week=week_of(row.starts_on, position),
        position=position,
        form=form,
    )


@blueprint.get("/distance/<int:distance_class_id>/pieces/new")
@requires(Permission.STUDY_MANAGE)
def new_piece(distance_class_id: int) -> Response:
    """The empty page of a piece."""
    row = found(queries.class_run(signed_in(), distance_class_id))
    return _piece_form_page(row, PieceForm.for_piece())


@blueprint.post("/distance/<int:distance_class_id>/pieces/new")
@requires(Permission.STUDY_MANAGE)
def add_piece(distance_class_id: int) -> Response:
    """Put a piece at the end."""
    row, form = found(queries.class_run(signed_in(), distance_class_id)), PieceForm.for_piece()
    if form.validate_on_submit() and form.attempt(operations.add_piece, row, **form.values("version")):
        flash(_("放进来了。"), "done")
        return see_other(url_for("study.distance_class", distance_class_id=distance_class_id))
    return _piece_form_page(row, form)


@blueprint.get("/distance/pieces/<int:distance_piece_id>/edit")
@requires(Permission.STUDY_MANAGE)
def edit_piece(distance_piece_id: int) -> Response:
    """A piece, to be changed."""
    piece = found(queries.piece_run(signed_in(), distance_piece_id))
    return _piece_form_page(piece.distance_class, PieceForm.for_piece(piece), piece)


@blueprint.post("/distance/pieces/<int:distance_piece_id>/edit")
@requires(Permission.STUDY_MANAGE)
def change_piece(distance_piece_id: int) -> Response:
    """Change a piece."""
    piece = found(queries.piece_run(signed_in(), distance_piece_id))
    form = PieceForm.for_piece(piece)
    if form.validate_on_submit() and form.attempt(
        operations.change_piece, piece, form.form_version, **form.values("version")
    ):
        flash(_("已保存。"), "done")
        return see_other(url_for("study.distance_class", distance_class_id=piece.class_id))
    form.take_version(piece.version)
    return _piece_form_page(piece.distance_class, form, piece)


@blueprint.post("/distance/pieces/<int:distance_piece_id>/move")
@requires(Permission.STUDY_MANAGE)
def move_piece(distance_piece_id: int) -> Response:
    """Move a piece up or down."""
    piece = found(queries.piece_run(signed_in(), distance_piece_id))
    operations.move_piece(piece, request.form.get("up") == "1")
    return see_other(url_for("study.distance_class", distance_class_id=piece.class_id))


@blueprint.post("/distance/pieces/<int:distance_piece_id>/remove")
@requires(Permission.STUDY_MANAGE)
def remove_piece(distance_piece_id: int) -> Response:
    """Take a piece out."""
    piece = found(queries.piece_run(signed_in(), distance_piece_id))
    number = piece.class_id
    operations.remove_piece(piece)
    return see_other(url_for("study.distance_class", distance_class_id=number))


def _answer_form(**more: Any) -> PieceAnswerForm:
    """The form; staff may name for whom they write."""
    form = PieceAnswerForm(**more)
    if not signed_in().may(Permission.HOURS_READ):
        del form.person
    return form


def _piece_page(piece: DistancePiece, form: PieceAnswerForm | None = None) -> Response:
    actor, today = signed_in(), clock.today()
    answer = answers.answer_of(actor.person_id or 0, piece.id)
    return render_page(
        "study/distance/piece.html",
        fragment="answer" if form else (),
        status=form.status if form else 200,
        piece=piece,
        reading=readings([piece])[piece.id],
        time=time_of(piece.opens_on, piece.closes_on, today),
        last_on=piece.closes_on + WEEK,
        is_in=is_in(queries.place_of(piece.class_id, actor.person_id)),
        runs=piece.distance_class.state is not DistanceState.DRAFT,
        answer=answer,
        at_least=AT_LEAST,
        form=form or _answer_form(formdata=None, data={"text": answer.text if answer else ""}),
    )


@blueprint.get("/distance/pieces/<int:distance_piece_id>")
@requires(Permission.MEMBER)
def distance_piece(distance_piece_id: int) -> Response:
    """A piece to read, and the question after it."""
    return _piece_page(found(queries.piece_seen(signed_in(), distance_piece_id)))


@blueprint.post("/distance/pieces/<int:distance_piece_id>")
@requires(Permission.MEMBER)
def answer_piece(distance_piece_id: int) -> Response:
    """Hand in one's sentence, or somebody's from paper."""
    actor = signed_in()
    piece, form = found(queries.piece_seen(actor, distance_piece_id)), _answer_form()
    filled = form.validate_on_submit() and form.read_photo()
    writer = found(form.writer or myself(actor))
    text, late_word = form.text.data or "", form.late_word.data or ""
    if filled and form.attempt(hand_in, writer, piece, text=text, photo=form.ready, late_word=late_word):
        flash(_("交上去了，等工作人员看。通过以后算学时。"), "done")
        return see_other(url_for("study.distance_class", distance_class_id=piece.class_id))
    return _piece_page(found(queries.piece_seen(actor, distance_piece_id)), form)
