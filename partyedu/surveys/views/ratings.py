"""Rating an event that is no theatre session: on the phone, on paper, and what came of it."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.urn import SHOWN_FROM
from partyedu.core.words import _
from partyedu.schedule.access import page_of
from partyedu.surveys import blueprint, operations, queries
from partyedu.surveys.access import why_not_rated
from partyedu.surveys.forms import RateForm


@blueprint.route("/events/<int:event_id>/rate", methods=["GET", "POST"])
@requires(Permission.MEMBER)
def rate(event_id: int) -> Response:
    """One to five stars and a few words, by those who were there, without a name."""
    actor, form = signed_in(), RateForm()
    event = found(queries.event_to_rate(actor, event_id))
    if form.validate_on_submit() and form.attempt(
        operations.rate, event, actor.person_id or 0, form.stars.data or 0, form.words.data or ""
    ):
        flash(_("谢谢您的评分，没有人知道是谁评的。"), "done")
        return see_other(page_of(event.id, event.kind))
    return render_page(
        "surveys/rate.html",
        fragment="form",
        status=form.status if form.is_submitted() else 200,
        form=form,
        event=event,
        event_url=page_of(event.id, event.kind),
        done=queries.has_rated(event_id, actor.person_id or 0),
        refused=why_not_rated(event, clock.now()),
    )


@blueprint.get("/events/<int:event_id>/ratings")
@requires(Permission.MEMBER)
def ratings(event_id: int) -> Response:
    """What came of it, from five answers up: for who taught or answered for it, and for its organisers."""
    actor = signed_in()
    event = found(queries.event_rated(actor, event_id))
    return render_page(
        "surveys/ratings.html",
        event=event,
        event_url=page_of(event.id, event.kind),
        rated=queries.event_ratings(event_id),
        shown_from=SHOWN_FROM,
        may_type_in=queries.event_to_type_in(actor, event_id) is not None,
    )


def _number(name: str) -> int:
    """A number of the form; 0 for nothing and for nonsense."""
    text = request.form.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@blueprint.route("/events/<int:event_id>/rate/paper", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def rate_on_paper(event_id: int) -> Response:
    """A stack of paper slips typed in: how many gave how many stars."""
    event, form = found(queries.event_to_type_in(signed_in(), event_id)), Form()
    counts = [_number(f"n-{stars}") for stars in range(1, 6)]
    if form.validate_on_submit() and form.attempt(operations.rate_on_paper, event, counts):
        flash(_("记下了 %(n)s 张评分。", n=form.result), "done")
        return see_other(url_for("surveys.ratings", event_id=event_id))
    return render_page(
        "surveys/rate_on_paper.html",
        fragment="form",
        status=form.status if form.is_submitted() else 200,
        form=form,
        event=event,
        counts=counts,
        there=queries.number_there(event_id),
        known=queries.number_of_ratings(event_id),
    )


@blueprint.get("/events/<int:event_id>/rate/slips")
@requires(Permission.EVENT_MANAGE)
def rating_slips(event_id: int) -> Response:
    """Paper slips to hand out, no name on them."""
    event = found(queries.event_to_type_in(signed_in(), event_id))
    back_url = url_for("surveys.ratings", event_id=event_id)
    return render_page("surveys/rating_slips.html", layout="print", event=event, back_url=back_url)
