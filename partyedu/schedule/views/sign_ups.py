"""The sign-ups of an event, for staff: lists in order, signing up for others, moving up, leave, the workbook."""

from typing import Any
from urllib.parse import quote

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.schedule import blueprint, exports, operations, queries
from partyedu.schedule.access import page_of
from partyedu.schedule.forms import LeaveForm, OnBehalfForm, ResidentForm
from partyedu.schedule.models import SIGN_UP_STATES, Event, SignUpState

_FORMS = (OnBehalfForm, ResidentForm)


def _event(event_id: int) -> Event:
    return found(queries.event_for_desk(signed_in(), event_id))


def _page(event: Event, form: Form | None = None) -> Response:
    wanted = request.args.get("state", "")
    state = SignUpState(wanted) if wanted in list(SignUpState) else SignUpState.SIGNED_UP
    return render_page(
        "schedule/sign_ups.html",
        fragment="sign_ups",
        status=form.status if form else 200,
        event=event,
        state=state,
        states=SIGN_UP_STATES,
        counts=queries.counts(event.id),
        page=paged(queries.sign_ups(event.id, [state]), page_number(), 60),
        forms={kind: form if isinstance(form, kind) else kind(formdata=None) for kind in _FORMS},
        refusal=form.form_errors if form else [],
        back_url=_managed_url(event),
    )


def _managed_url(event: Event) -> str:
    if signed_in().may(Permission.EVENT_MANAGE, event.unit.path):
        return url_for("schedule.manage", event_id=event.id)
    return page_of(event.id, event.kind)


@blueprint.get("/<int:event_id>/sign-ups")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def sign_ups(event_id: int) -> Response:
    """Who has a seat, who waits and in which order, who asked for leave and why."""
    return _page(_event(event_id))


def _listed(event: Event, state: SignUpState) -> Response:
    return see_other(url_for("schedule.sign_ups", event_id=event.id, state=state.value))


@blueprint.post("/<int:event_id>/sign-ups/add")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def sign_up_for(event_id: int) -> Response:
    """Sign up somebody who has no account or is on the phone; the record says who typed."""
    event, form = _event(event_id), OnBehalfForm()
    if form.validate_on_submit() and form.attempt(operations.sign_up, event, form.person.data):
        _say(form.result.state, form.person.data.name)
        return _listed(event, form.result.state)
    return _page(event, form)


@blueprint.post("/<int:event_id>/sign-ups/resident")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def sign_up_resident(event_id: int) -> Response:
    """Sign up a resident by name."""
    event, form = _event(event_id), ResidentForm()
    if form.validate_on_submit() and form.attempt(operations.add_resident, event, **form.values()):
        _say(form.result.state, form.name.data or "")
        return _listed(event, form.result.state)
    return _page(event, form)


def _say(state: SignUpState, name: str) -> None:
    if state is SignUpState.WAITING:
        flash(_("位子满了，%(name)s排进了候补。", name=name), "info")
    else:
        flash(_("已替%(name)s报名。", name=name))


def _act(event_id: int, person_id: int, form: Form, operation: Any, *more: Any) -> Response:
    event = _event(event_id)
    person = found(queries.person_signed_up(event_id, person_id))
    if form.validate_on_submit() and form.attempt(operation, event, person, *more):
        return _listed(event, form.result.state)
    return _page(event, form)


@blueprint.post("/<int:event_id>/sign-ups/<int:person_id>/withdraw")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def withdraw_for(event_id: int, person_id: int) -> Response:
    """Give somebody's seat back for them."""
    return _act(event_id, person_id, Form(), operations.withdraw)


@blueprint.post("/<int:event_id>/sign-ups/<int:person_id>/move-up")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def move_up(event_id: int, person_id: int) -> Response:
    """Give somebody who waits a seat by hand."""
    return _act(event_id, person_id, Form(), operations.move_up)


@blueprint.post("/<int:event_id>/sign-ups/<int:person_id>/sign-up")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def sign_up_again(event_id: int, person_id: int) -> Response:
    """Sign somebody up again who was excused or had withdrawn."""
    return _act(event_id, person_id, Form(), operations.sign_up)


@blueprint.post("/<int:event_id>/sign-ups/<int:person_id>/leave")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def leave_for(event_id: int, person_id: int) -> Response:
    """Note somebody's leave with the reason they gave."""
    form = LeaveForm()
    return _act(event_id, person_id, form, operations.ask_leave, form.reason.data or "")


@blueprint.get("/<int:event_id>/sign-ups.xlsx")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def sign_ups_file(event_id: int) -> Response:
    """The list as a workbook."""
    event = _event(event_id)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = Response(exports.sign_ups_workbook(event), mimetype=kind)
    name = quote(f"{event.title}-{_('报名')}.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
