"""The pieces of a class at a distance: put in, changed, moved; read, and answered with a sentence of one's own."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.study import blueprint
from partyedu.study.access.distance import is_in, manages_distance
from partyedu.study.exports.distance import readings
from partyedu.study.forms.distance import PieceForm
from partyedu.study.models import DistanceClass, DistancePiece, DistanceState
from partyedu.study.operations import distance as operations
from partyedu.study.queries import distance as queries
from partyedu.study.weeks import time_of, week_of


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


@blueprint.get("/distance/pieces/<int:distance_piece_id>")
@requires(Permission.MEMBER)
def distance_piece(distance_piece_id: int) -> Response:
    """A piece to read, and the question after it."""
    actor, today = signed_in(), clock.today()
    piece = found(queries.piece_seen(actor, distance_piece_id))
    return render_page(
        "study/distance/piece.html",
        piece=piece,
        reading=readings([piece])[piece.id],
        time=time_of(piece.opens_on, piece.closes_on, today),
        is_in=is_in(queries.place_of(piece.class_id, actor.person_id)),
        manages=manages_distance(actor, piece.distance_class),
        runs=piece.distance_class.state is DistanceState.OPEN,
    )
