"""Who asks for which expert, and what is answered."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import blueprint
from partyedu.library.forms.banks import AnswerForm, AskForm
from partyedu.library.models import REQUEST_STATES, ExpertRequest
from partyedu.library.operations import banks as operations
from partyedu.library.queries import banks
from partyedu.library.queries.banks import EXPERT_READERS
from partyedu.library.views.banks.experts import expert_page


@blueprint.get("/experts/requests")
@requires(Permission.MEMBER)
def expert_requests() -> Response:
    """Requests for experts: those to answer, and those one's units made."""
    return render_page(
        "library/banks_requests.html",
        fragment="listed",
        page=paged(banks.requests_listed(signed_in()), page_number()),
        states=REQUEST_STATES,
    )


@blueprint.post("/experts/<int:expert_id>/ask")
@requires(*EXPERT_READERS)
def ask_for_expert(expert_id: int) -> Response:
    """Ask for an expert."""
    actor = signed_in()
    row = found(banks.expert_seen(actor, expert_id))
    form = AskForm.for_expert(row)
    if form.validate_on_submit() and form.attempt(operations.ask_for, actor, row, **form.values()):
        flash(_("已经送到管专家库的人那里，有回音会通知您。"), "done")
        return see_other(url_for("library.expert", expert_id=expert_id))
    return expert_page(row, ask_form=form)


def _answered(request_id: int, operation: Callable[[ExpertRequest, str], Any], said: str) -> Response:
    row = found(banks.request_to_answer(signed_in(), request_id))
    form = AnswerForm()
    if form.validate_on_submit() and form.attempt(operation, row, form.answer.data or ""):
        flash(said, "done")
        return see_other(url_for("library.expert", expert_id=row.expert_id))
    return expert_page(found(banks.expert_seen(signed_in(), row.expert_id)), answer_form=form)


@blueprint.post("/experts/requests/<int:expert_request_id>/accept")
@requires(Permission.MEMBER)
def accept_request(expert_request_id: int) -> Response:
    """The expert comes."""
    return _answered(expert_request_id, operations.accept, _("已经答应，对方会收到通知，也能看到电话。"))


@blueprint.post("/experts/requests/<int:expert_request_id>/decline")
@requires(Permission.MEMBER)
def decline_request(expert_request_id: int) -> Response:
    """The expert cannot come."""
    return _answered(expert_request_id, operations.decline, _("已经回了，对方会收到通知。"))


@blueprint.post("/experts/requests/<int:expert_request_id>/take-back")
@requires(*EXPERT_READERS)
def take_back_request(expert_request_id: int) -> Response:
    """The asking unit needs the expert no more."""
    operations.take_back(found(banks.request_asked(signed_in(), expert_request_id)))
    flash(_("已经说不请了。"), "done")
    return see_other(url_for("library.expert_requests"))
