"""A session as a whole: plan it, change time and place, publish, close, delete."""

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Conflict, found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.discussions import operations as discussions
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import units_reached
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.forms import ReasonForm, ReleaseForm, SessionForm
from partyedu.theatre.views.answering import attempted
from partyedu.theatre.views.programme import programme_page


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def new() -> Response:
    """Plan a session."""
    own = _own_unit()
    form = SessionForm(expected_unit_id=own and own.id, unit_id=own and own.id)
    if form.validate_on_submit() and form.attempt(operations.plan_session, signed_in(), **form.values("version")):
        flash(_("草稿已保存。下一步：排节目。"))
        return see_other(url_for("theatre.programme", event_id=form.result.id))
    return _form_page(form, None)


def _own_unit() -> Unit | None:
    """The unit a session most likely belongs to: the one the actor works for, else the first they plan for."""
    actor = signed_in()
    units = units_reached(actor, Permission.EVENT_MANAGE)
    return next((unit for unit in units if unit.id == actor.unit_id), units[0] if units else None)


@blueprint.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.EVENT_MANAGE)
def edit(event_id: int) -> Response:
    """Change theme, time, place, people; seen by everybody after the next release."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    form = SessionForm(event)
    if form.validate_on_submit():
        if form.attempt(schedule.edit, event, form.version.data, **form.values("version")):
            flash(_("已保存。") if event.release_number == 0 else _("已保存，再公布一次大家才看得到新内容。"))
            return see_other(url_for("theatre.programme", event_id=event_id))
        if isinstance(form.problem, Conflict):
            form.version.data = event.version  # what is sent next has seen what stands now
    return _form_page(form, event)


def _form_page(form: SessionForm, event: Event | None) -> Response:
    status = form.status if form.is_submitted() else 200
    return render_page("theatre/edit.html", fragment="form", status=status, form=form, event=event)


@blueprint.post("/<int:event_id>/publish")
@requires(Permission.EVENT_MANAGE)
def publish(event_id: int) -> Response:
    """Release the session with its programme as it stands."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    form = ReleaseForm()
    if attempted(operations.publish, event, form.name.data or "", form=form):
        flash(_("已公布。要通知的人都列在“通知”里了。"))
        return see_other(url_for("theatre.playbill", event_id=event_id))
    return programme_page(event_id, 422)


@blueprint.post("/<int:event_id>/close")
@requires(Permission.EVENT_MANAGE)
def close(event_id: int) -> Response:
    """Close a session that is over and was discussed (or with the reason why not)."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    form = ReasonForm()
    if attempted(discussions.close_session, event, form.reason.data or "", form=form):
        flash(_("这一场已收尾。"))
        return see_other(url_for("theatre.playbill", event_id=event_id))
    return programme_page(event_id, 422)


@blueprint.post("/<int:event_id>/delete")
@requires(Permission.EVENT_MANAGE)
def delete(event_id: int) -> Response:
    """Delete a draft that nobody has seen; its talks stay in the pool."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    if attempted(operations.delete_session, event):
        flash(_("草稿已删除，讲述都还在讲述库里。"))
        return see_other(url_for("theatre.index"))
    return programme_page(event_id, 422)
