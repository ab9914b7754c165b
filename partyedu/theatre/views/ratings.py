"""Rating talks after a session: the audience on the phone or on paper; results for speaker, reviewer, organiser."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, stripped
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.surveys.access import why_not_rated
from partyedu.theatre import blueprint, operations, queries


@blueprint.route("/<int:event_id>/rate", methods=["GET", "POST"])
@requires(Permission.MEMBER)
def rate(event_id: int) -> Response:
    """One to five stars and a few words for each talk, by those who were there, without a name."""
    actor, form = signed_in(), Form()
    event = found(queries.session_to_rate(actor, event_id))
    talks = [talk for talk in queries.talks_to_rate(event_id) if talk.person_id != actor.person_id]
    given = _given()
    if form.validate_on_submit() and form.attempt(operations.rate, event, actor.person_id, given):
        flash(_("谢谢您的评分，没有人知道是谁评的。"))
        return see_other(url_for("theatre.playbill", event_id=event_id))
    return render_page(
        "theatre/rate.html",
        fragment="form",
        status=form.status if form.is_submitted() else 200,
        form=form,
        event=event,
        talks=talks,
        given=given,
        done=queries.has_rated(event_id, actor.person_id or 0),
        refused=why_not_rated(event, clock.now()),
    )


def _given() -> dict[int, tuple[int, str]]:
    """What the form says, of whichever talks: number → (stars or 0, words)."""
    words = (name.removeprefix("stars-") for name in request.form)
    numbers = {int(word) for word in words if word.isdecimal() and len(word) < 10}
    return {one: (_number(f"stars-{one}", 5), _words(f"words-{one}")) for one in numbers}


def _number(name: str, most: int) -> int:
    """A number of the form from 0 to ``most``; 0 for nothing and for nonsense."""
    text = request.form.get(name, "").strip()
    return min(int(text), most) if text.isdecimal() and len(text) < 6 else 0


def _words(name: str) -> str:
    return str(stripped(request.form.get(name, "")))[: operations.WORDS_AT_MOST]


@blueprint.get("/<int:event_id>/ratings")
@requires(Permission.MEMBER)
def ratings(event_id: int) -> Response:
    """What came of it, from five answers up: to the speaker their own, to reviewer and organiser theirs."""
    actor = signed_in()
    results = queries.results(actor, event_id)
    found(results or queries.session_to_manage(actor, event_id))
    return render_page(
        "theatre/ratings.html",
        event=found(queries.session(event_id)),
        results=results,
        shown_from=queries.SHOWN_FROM,
        may_type_in=queries.session_to_manage(actor, event_id) is not None,
    )


@blueprint.route("/<int:event_id>/rate/paper", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def rate_on_paper(event_id: int) -> Response:
    """A stack of paper slips typed in: for each talk, how many gave how many stars."""
    event, form = found(queries.session_to_manage(signed_in(), event_id)), Form()
    talks = queries.talks_to_rate(event_id)
    counts = {talk.id: [_number(f"n-{talk.id}-{stars}", 99_999) for stars in range(1, 6)] for talk in talks}
    if form.validate_on_submit() and form.attempt(operations.rate_on_paper, event, counts):
        flash(_("记下了 %(n)s 张评分。", n=form.result))
        return see_other(url_for("theatre.ratings", event_id=event_id))
    return render_page(
        "theatre/rate_on_paper.html",
        fragment="form",
        status=form.status if form.is_submitted() else 200,
        form=form,
        event=event,
        talks=talks,
        counts=counts,
        there=queries.number_there(event_id),
        known=queries.rating_counts(event_id),
    )


@blueprint.get("/<int:event_id>/rate/slips")
@requires(Permission.EVENT_MANAGE)
def rating_slips(event_id: int) -> Response:
    """Paper slips to hand out: the talks of the session, five stars each to circle, no name."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    items = queries.programme_public([event_id])[event_id]
    talks = [item for item in items if item.talk_id and not item.is_reserve]
    return render_page(
        "theatre/rating_slips.html",
        layout="print",
        event=event,
        talks=talks,
        back_url=url_for("theatre.ratings", event_id=event_id),
    )
