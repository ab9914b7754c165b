"""Asking a speaker for a session, and the speaker's answer."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.forms import AnswerForm, AskForm
from partyedu.theatre.models import REQUEST_STATES, RequestState, minutes_spoken
from partyedu.theatre.views.answering import attempted


@blueprint.route("/<int:event_id>/ask/<int:talk_id>", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def ask(event_id: int, talk_id: int) -> Response:
    """Ask the speaker of a talk for a session."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    talk = found(queries.talk_in_pool(signed_in(), talk_id))
    form = AskForm()
    if request.method == "GET":
        form.as_reserve.data = request.args.get("reserve") == "1"
    if form.validate_on_submit() and form.attempt(
        operations.ask, event, talk, form.as_reserve.data, form.message.data or ""
    ):
        flash(_("邀请已发出。没有手机的，可以打印邀请条带给他。"))
        return see_other(url_for("theatre.preparation", event_id=event_id))
    status = form.status if form.is_submitted() else 200
    return render_page("theatre/ask.html", fragment="form", status=status, form=form, event=event, talk=talk)


@blueprint.get("/requests")
@requires(Permission.MEMBER)
def requests() -> Response:
    """What I was asked to give, those to answer first; and the sessions at which I was on stage."""
    person_id = signed_in().person_id or 0
    page = paged(queries.requests_to(person_id), page_number())
    return render_page(
        "theatre/requests.html",
        fragment="request_list",
        page=page,
        states=REQUEST_STATES,
        times=queries.talks_given(person_id),
        minutes_spoken=minutes_spoken,
    )


@blueprint.route("/requests/<int:request_id>", methods=["GET", "POST"])
@requires(Permission.MEMBER)
def request_page(request_id: int) -> Response:
    """One request: its speaker answers, or staff for them."""
    asked = found(queries.request_for(signed_in(), request_id))
    form = AnswerForm()
    if form.validate_on_submit() and form.attempt(
        operations.answer, asked, form.answer.data == "yes", form.words.data or ""
    ):
        if asked.state is RequestState.ACCEPTED:
            flash(_("谢谢，节目单上已经有您了。") if _is_own(asked) else _("记下了：来讲，已经排上节目单。"))
        else:
            flash(_("记下了：这次来不了。"))
        return see_other(url_for("theatre.request_page", request_id=request_id))
    return render_page(
        "theatre/request.html",
        fragment="answer",
        status=form.status if form.is_submitted() else 200,
        asked=asked,
        form=form,
        own=_is_own(asked),
        states=REQUEST_STATES,
        may_take_back=queries.request_to_manage(signed_in(), request_id) is not None,
    )


def _is_own(asked: object) -> bool:
    return asked.talk.person_id == signed_in().person_id  # type: ignore[attr-defined]


@blueprint.post("/requests/<int:request_id>/take-back")
@requires(Permission.EVENT_MANAGE)
def take_back(request_id: int) -> Response:
    """No longer ask."""
    asked = found(queries.request_to_manage(signed_in(), request_id))
    if attempted(operations.take_back, asked):
        flash(_("这次邀请收回了。"))
    return see_other(url_for("theatre.preparation", event_id=asked.event_id))


@blueprint.get("/requests/<int:request_id>/slip")
@requires(Permission.MEMBER)
def slip(request_id: int) -> Response:
    """The request on paper (A5), with an answer to tear off and hand back."""
    asked = found(queries.request_for(signed_in(), request_id))
    back_url = url_for("theatre.request_page", request_id=request_id)
    return render_page("theatre/slip.html", layout="print", asked=asked, back_url=back_url)
