"""From the stage into the library: the button beside a talk, and the consent of whose story it is."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.library import blueprint, operations, queries
from partyedu.library.forms import ConsentForm
from partyedu.library.views.making import to_piece
from partyedu.library.views.public import piece_page
from partyedu.speakers.models import Talk


@blueprint.get("/talks/<int:talk_id>")
@requires(Permission.LIBRARY_MANAGE, Permission.LIBRARY_REVIEW)
def talk(talk_id: int) -> Response:
    """Whether a talk stands in the library, how it was rated, and the button that proposes it: a region of its page."""
    row = found(queries.talk_to_propose(signed_in(), talk_id))
    return render_page("library/talks.html", fragment="talks", rows=_beside([row]), back=f"/speakers/talks/{row.id}")


@blueprint.get("/sessions/<int:event_id>")
@requires(Permission.LIBRARY_MANAGE, Permission.LIBRARY_REVIEW)
def session(event_id: int) -> Response:
    """The same for all talks that were given at a session (a region of its page of ratings)."""
    rows = _beside(queries.talks_to_propose(signed_in(), event_id))
    return render_page("library/talks.html", fragment="talks", rows=rows, back=f"/theatre/{event_id}/ratings")


def _beside(talks: Sequence[Talk]) -> list[tuple[Any, ...]]:
    """Each talk with its piece (or None), how often it was given, its average and number of raters (or None)."""
    numbers = [row.id for row in talks]
    pieces, given = queries.pieces_of_talks(numbers), queries.times_given(numbers)
    ratings = queries.talk_ratings(numbers)
    return [(row, pieces.get(row.id), given.get(row.id, 0), ratings.get(row.id)) for row in talks]


@blueprint.post("/talks/<int:talk_id>/propose")
@requires(Permission.LIBRARY_MANAGE, Permission.LIBRARY_REVIEW)
def propose_talk(talk_id: int) -> Response:
    """Propose a talk for the library, in one click."""
    actor = signed_in()
    piece = operations.propose_talk(actor, found(queries.talk_to_propose(actor, talk_id)))
    asked = _("推荐了，等本人同意以后请专家评审。") if piece.is_story else _("推荐了，正在请专家评审。")
    flash(asked, "done")
    if actor.may(Permission.LIBRARY_MANAGE, piece.unit.path):
        return to_piece(piece)
    return see_other(f"/speakers/talks/{talk_id}")


@blueprint.post("/<int:courseware_id>/consent")
@requires(Permission.MEMBER)
def give_consent(courseware_id: int) -> Response:
    """The owner agrees, or staff note that they did."""
    actor = signed_in()
    row, form = found(queries.piece_made(actor, courseware_id)), ConsentForm()
    if form.validate_on_submit() and form.attempt(operations.give_consent, actor, row, form.how.data or ""):
        flash(_("记下了，谢谢。接下来请专家评审。"), "done")
        return to_piece(row)
    return piece_page(found(queries.piece_made(actor, courseware_id)), form.status, consent_form=form)


@blueprint.post("/<int:courseware_id>/consent/refuse")
@requires(Permission.MEMBER)
def refuse_consent(courseware_id: int) -> Response:
    """The owner does not agree (staff may note it)."""
    row = found(queries.piece_made(signed_in(), courseware_id))
    operations.refuse_consent(signed_in(), row)
    flash(_("好的，这个故事不放进资源库。"), "done")
    return to_piece(row)


@blueprint.post("/<int:courseware_id>/consent/take-back")
@requires(Permission.MEMBER)
def take_consent_back(courseware_id: int) -> Response:
    """The owner takes the consent back."""
    row = found(queries.piece_owned(signed_in(), courseware_id))
    operations.take_consent_back(signed_in(), row)
    flash(_("已经撤下，大家看不到了。"), "done")
    return see_other(url_for("library.mine"))


@blueprint.get("/<int:courseware_id>/consent/slip")
@requires(Permission.LIBRARY_MANAGE)
def consent_slip(courseware_id: int) -> Response:
    """The question on paper, for those who have no phone."""
    row = found(queries.piece_kept(signed_in(), courseware_id))
    return render_page("library/consent_slip.html", layout="print", piece=row)
