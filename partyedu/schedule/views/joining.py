"""Signing oneself up: one region that any page about an event can show (``hx-get`` around an ordinary link)."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.errors import Problem, found
from partyedu.core.forms import Form
from partyedu.core.pages import from_htmx, own_path, render_page, see_other
from partyedu.core.words import _
from partyedu.schedule import blueprint, operations, queries
from partyedu.schedule.access import is_for_its_class, may_ask_leave, page_of
from partyedu.schedule.forms import LeaveForm
from partyedu.schedule.models import EventStatus, SignUpState
from partyedu.schedule.queries import PublicEvent


@dataclass(frozen=True, slots=True)
class Joining:
    """What a reader can do about an event.

    ``state``: anonymous, none, signed-up, waiting, leave. ``open``: sign-up is open. ``place``: in the waiting list.
    ``by_class``: one comes by the roster of a class.
    """

    state: str
    open: bool
    over: bool
    may_leave: bool = False
    place: int = 0
    reason: str = ""
    by_class: bool = False


def joining_for(event: PublicEvent, actor: Actor | None) -> Joining:
    """What this reader can do about this event."""
    now = clock.now()
    published = event.status is EventStatus.PUBLISHED
    is_open, over = published and now < event.starts_at, now >= event.ends_at
    by_class = is_for_its_class(event.kind)
    if actor is None or actor.person_id is None:
        return Joining("anonymous", is_open, over, by_class=by_class)
    row = queries.sign_up_of(event.id, actor.person_id)
    standing = row is not None and row.state is not SignUpState.WITHDRAWN
    may_leave = published and not over and _is_awaited(event, actor, standing)
    if row is None or not standing:
        return Joining("none", is_open, over, may_leave, by_class=by_class)
    place = queries.place_in_line(row) if row.state is SignUpState.WAITING else 0
    return Joining(row.state.value, is_open, over, may_leave, place, row.reason, by_class)


def _is_awaited(event: PublicEvent, actor: Actor, has_seat: bool) -> bool:
    """Whether it matters when they stay away: their unit is expected, or they are on the roster of its class."""
    by_roster = is_for_its_class(event.kind) and has_seat
    return by_roster or may_ask_leave(event.expected_path, actor)


def _page(event_id: int, form: Form | None = None, status: int = 200) -> Response:
    event = found(queries.public_event(event_id))
    return render_page(
        "schedule/sign_up.html",
        fragment="sign_up",
        status=status,
        event=event,
        joining=joining_for(event, current_actor()),
        leave=form if isinstance(form, LeaveForm) else LeaveForm(formdata=None),
        refusal=form.form_errors if form else [],
        back_url=page_of(event_id, event.kind),
    )


def _do(event_id: int, form: Form, operation: Any, *more: Any) -> Response:
    """Run an operation of the reader for themselves; answer with the fresh region, or go back to the event."""
    event = found(queries.event_on_schedule(event_id))
    person = found(queries.person_of(signed_in()))
    if not form.validate_on_submit() or not form.attempt(operation, event, person, *more):
        return _page(event_id, form, form.status)
    if from_htmx():
        return _page(event_id)
    return see_other(own_path(request.form.get("next"), page_of(event_id, event.kind)))


@blueprint.get("/<int:event_id>/sign-up-region")
@anyone
def sign_up_region(event_id: int) -> Response:
    """The reader's own sign-up as a region (and as a small page of its own)."""
    return _page(event_id)


@blueprint.post("/<int:event_id>/sign-up")
@requires(Permission.MEMBER)
def sign_up(event_id: int) -> Response:
    """Take a seat, or a place on the waiting list."""
    return _do(event_id, Form(), operations.sign_up)


@blueprint.post("/<int:event_id>/withdraw")
@requires(Permission.MEMBER)
def withdraw(event_id: int) -> Response:
    """Give the seat back."""
    return _do(event_id, Form(), operations.withdraw)


@blueprint.post("/<int:event_id>/leave")
@requires(Permission.MEMBER)
def leave(event_id: int) -> Response:
    """Ask to be excused, with a reason; for those whom the event expects, as the form is."""
    form, actor = LeaveForm(), signed_in()
    event = found(queries.public_event(event_id))
    if not joining_for(event, actor).may_leave:
        form.refuse(Problem(_("这个活动没有点名请您，不来不用请假。")))
        return _page(event_id, form, form.status)
    return _do(event_id, form, operations.ask_leave, form.reason.data or "")
