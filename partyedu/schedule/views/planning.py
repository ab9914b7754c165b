"""What organisers do: plan, edit, look at what stands in the way, release, postpone, cancel, close."""

from datetime import datetime

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Conflict, found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.queries import person_reached, unit_reached
from partyedu.schedule import blueprint, operations, queries
from partyedu.schedule.access import page_of, planned_at
from partyedu.schedule.forms import CloseForm, EventForm, ReasonForm, ReleaseForm, SlotForm
from partyedu.schedule.models import EVENT_KINDS, EVENT_STATUSES, PLAIN_KINDS, Event
from partyedu.schedule.queries import Clash, Slot

TABS = ("coming", "drafts", "past")


@blueprint.get("/manage")
@requires(Permission.EVENT_MANAGE)
def managed() -> Response:
    """The events of the actor's units: coming, drafts, past."""
    which = request.args.get("which", "")
    which = which if which in TABS else "coming"
    page = paged(queries.managed_events(signed_in(), which, clock.now()), page_number())
    return render_page(
        "schedule/managed.html",
        fragment="managed",
        page=page,
        which=which,
        kinds=EVENT_KINDS,
        statuses=EVENT_STATUSES,
        planned_at=planned_at,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def new() -> Response:
    """Plan a plain event."""
    form = EventForm()
    if form.validate_on_submit() and form.attempt(operations.create, signed_in(), **form.values("version")):
        flash(_("草稿已保存，公布以后大家才看得到。"))
        return see_other(url_for("schedule.manage", event_id=form.result.id))
    return _form_page(form, None)


@blueprint.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def edit(event_id: int) -> Response:
    """Change an event; seen by everybody after the next release."""
    event = found(queries.event_to_manage(signed_in(), event_id))
    if event.kind not in PLAIN_KINDS:
        return _back(event)
    form = EventForm(event)
    if form.validate_on_submit():
        if form.attempt(operations.edit, event, form.version.data, **form.values("version")):
            flash(_("已保存。") if event.release_number == 0 else _("已保存，再公布一次大家才看得到新内容。"))
            return see_other(url_for("schedule.manage", event_id=event_id))
        if isinstance(form.problem, Conflict):
            form.version.data = event.version  # what is sent next has seen what stands now
    return _form_page(form, event)


def _form_page(form: EventForm, event: Event | None) -> Response:
    status = form.status if form.is_submitted() else 200
    return render_page(
        "schedule/edit.html",
        fragment="form",
        status=status,
        form=form,
        event=event,
        clashes=_clashes_typed(form, event),
    )


def _clashes_typed(form: EventForm, event: Event | None) -> list[Clash]:
    starts_at, ends_at, host = form.starts_at.data, form.ends_at.data, form.host.data
    if starts_at is None or ends_at is None:
        return []
    return _clashes_at(
        starts_at,
        ends_at,
        event_id=event.id if event else None,
        room_id=form.chosen_room_id,
        capacity=form.capacity.data,
        expected_unit_id=form.expected_unit_id.data,
        host_id=host.id if host else None,
    )


def _clashes_at(
    starts_at: datetime,
    ends_at: datetime,
    event_id: int | None,
    room_id: int | None,
    capacity: int | None,
    expected_unit_id: int | None,
    host_id: int | None,
) -> list[Clash]:
    """What stands in the way of a time that is still being typed. Units and people out of reach are left out."""
    actor = signed_in()
    if starts_at >= ends_at or ends_at - starts_at > operations.LONGEST:
        return []
    unit = unit_reached(actor, Permission.EVENT_MANAGE, expected_unit_id) if expected_unit_id else None
    host = person_reached(actor, Permission.PEOPLE_READ, host_id) if host_id else None
    slot = Slot(starts_at, ends_at, event_id, room_id, capacity, unit.path if unit else "", [host.id] if host else [])
    return queries.clashes_of(slot, actor)


@blueprint.get("/clashes")
@requires(Permission.EVENT_MANAGE)
def clashes() -> Response:
    """What stands in the way of a time that is being typed; asked for as the form changes."""
    form = SlotForm(request.args)
    form.validate()
    values = form.values()
    known = values["starts_at"] and values["ends_at"]
    return render_page(
        "schedule/clashes.html",
        fragment="clash_list",
        event_id=values["event_id"] or "",
        clashes=_clashes_at(**values) if known else [],
        known=known,
    )


@blueprint.get("/<int:event_id>/manage")
@requires(Permission.EVENT_MANAGE)
def manage(event_id: int) -> Response:
    """The organiser's sheet of one event: where it stands, what stands in its way, what to do next."""
    return _manage_page(event_id)


def _manage_page(event_id: int, form: Form | None = None) -> Response:
    event = found(queries.event_to_manage(signed_in(), event_id))
    if event.kind not in PLAIN_KINDS and form is None:
        return _back(event)
    waiting = operations.changes_waiting(event)
    return render_page(
        "schedule/manage.html",
        status=form.status if form else 200,
        event=event,
        people=queries.people_of(event_id),
        clashes=queries.clashes(event),
        changes=queries.worded([waiting])[0] if waiting else [],
        counts=queries.counts(event_id),
        forms={kind: form if isinstance(form, kind) else kind(formdata=None) for kind in _FORMS},
        refusal=form.form_errors if form else [],
        now=clock.now(),
        kinds=EVENT_KINDS,
        statuses=EVENT_STATUSES,
        public_url=page_of(event_id, event.kind),
    )


_FORMS = (ReleaseForm, ReasonForm, CloseForm)


def _back(event: Event) -> Response:
    return see_other(planned_at(event.id, event.kind))


@blueprint.post("/<int:event_id>/publish")
@requires(Permission.EVENT_MANAGE)
def publish(event_id: int) -> Response:
    """Release a plain event; a theatre session is released by the theatre, with its programme."""
    event = found(queries.plain_event_to_manage(signed_in(), event_id))
    form = ReleaseForm()
    if form.validate_on_submit() and form.attempt(operations.release, event, form.name.data or ""):
        flash(_("已公布。要通知的人都列在“通知”里了。"))
        return _back(event)
    return _manage_page(event_id, form)


@blueprint.post("/<int:event_id>/postpone")
@requires(Permission.EVENT_MANAGE)
def postpone(event_id: int) -> Response:
    """Put an event off; it stays on the schedule, marked."""
    event = found(queries.event_to_manage(signed_in(), event_id))
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(operations.postpone, event, form.reason.data):
        flash(_("已标为延期。定好新的时间以后，改好再公布一次。"))
        return _back(event)
    return _manage_page(event_id, form)


@blueprint.post("/<int:event_id>/cancel")
@requires(Permission.EVENT_MANAGE)
def cancel(event_id: int) -> Response:
    """Cancel an event; publishing it again undoes that."""
    event = found(queries.event_to_manage(signed_in(), event_id))
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(operations.cancel, event, form.reason.data):
        flash(_("已取消。弄错了的话，再公布一次就恢复了。"))
        return _back(event)
    return _manage_page(event_id, form)


@blueprint.post("/<int:event_id>/close")
@requires(Permission.EVENT_MANAGE)
def close(event_id: int) -> Response:
    """Close a plain event that is over; a theatre session closes in the theatre, with its discussion."""
    event = found(queries.plain_event_to_manage(signed_in(), event_id))
    form = CloseForm()
    if form.validate_on_submit() and form.attempt(operations.close, event, form.reason.data or ""):
        flash(_("已收尾。"))
        return _back(event)
    return _manage_page(event_id, form)


@blueprint.post("/<int:event_id>/delete")
@requires(Permission.EVENT_MANAGE)
def delete(event_id: int) -> Response:
    """Delete a draft that nobody has seen yet."""
    event = found(queries.plain_event_to_manage(signed_in(), event_id))
    form = Form()
    if form.validate_on_submit() and form.attempt(operations.delete_draft, event):
        flash(_("草稿已删除。"))
        return see_other(url_for("schedule.managed", which="drafts"))
    return _manage_page(event_id, form)
