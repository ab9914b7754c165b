"""The records of small groups, typed from paper."""

from datetime import date

from flask import Response, flash, request, url_for

from partyedu.core import clock, uploads
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.discussions import blueprint, operations, queries
from partyedu.discussions.forms import RecordForm
from partyedu.discussions.models import GroupRecord
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import unit_choices, unit_reached
from partyedu.schedule.models import Event


def _unit_asked() -> Unit | None:
    """The group the address names, or the actor's only or own one; None until it is chosen."""
    actor = signed_in()
    asked = request.values.get("unit", type=int)
    if asked:
        return unit_reached(actor, Permission.DISCUSSION_MANAGE, asked)
    known = unit_choices(actor, Permission.DISCUSSION_MANAGE)
    return unit_reached(actor, Permission.DISCUSSION_MANAGE, known[0][0]) if len(known) == 1 else None


def _page(event: Event, unit: Unit | None, form: RecordForm, record: GroupRecord | None, status: int = 200) -> Response:
    return render_page(
        "discussions/record.html",
        fragment="record_form",
        status=status,
        event=event,
        unit=unit,
        units=unit_choices(signed_in(), Permission.DISCUSSION_MANAGE) if record is None else [],
        form=form,
        record=record,
    )


def _form_for(unit: Unit | None, record: GroupRecord | None = None, held_on: date | None = None) -> RecordForm:
    there = queries.people_of_record(record.id) if record else []
    form = RecordForm(obj=record, data={"people": there, "held_on": held_on})
    form.people.choices = queries.group_of(unit.path, there) if unit else []
    return form


@blueprint.get("/<int:event_id>/records/new")
@requires(Permission.DISCUSSION_MANAGE)
def new_record(event_id: int) -> Response:
    """The empty record of a group, with its tick list."""
    standing = found(queries.room(signed_in(), event_id))
    unit = _unit_asked()
    held_on = clock.local(standing.event.public_ends_at or standing.event.ends_at).date()
    return _page(standing.event, unit, _form_for(unit, held_on=min(held_on, clock.today())), None)


@blueprint.post("/<int:event_id>/records/new")
@requires(Permission.DISCUSSION_MANAGE)
def type_record(event_id: int) -> Response:
    """Type the record of a group."""
    standing = found(queries.room(signed_in(), event_id))
    unit = found(_unit_asked())
    form = _form_for(unit)
    if form.validate_on_submit() and form.read_photo():
        values = form.values("photo", "version")
        if form.attempt(operations.type_record, standing.event, unit, photo=form.ready, **values):
            flash(_("小组记录录好了。"), "done")
            return see_other(url_for("discussions.room", event_id=event_id) + "#records")
    return _page(standing.event, unit, form, None, form.status)


@blueprint.get("/records/<int:record_id>/edit")
@requires(Permission.DISCUSSION_MANAGE)
def edit_record_form(record_id: int) -> Response:
    """The record of a group, to be corrected."""
    record = found(queries.record_to_edit(signed_in(), record_id))
    return _page(record.discussion.event, record.unit, _form_for(record.unit, record), record)


@blueprint.post("/records/<int:record_id>/edit")
@requires(Permission.DISCUSSION_MANAGE)
def edit_record(record_id: int) -> Response:
    """Correct the record of a group."""
    record = found(queries.record_to_edit(signed_in(), record_id))
    event = record.discussion.event
    form = _form_for(record.unit, record)
    if form.validate_on_submit() and form.read_photo():
        values = form.values("photo", "version")
        if form.attempt(operations.edit_record, event, record, form.form_version, photo=form.ready, **values):
            flash(_("已保存。"), "done")
            return see_other(url_for("discussions.room", event_id=event.id) + "#records")
    form.take_version(record.version)
    return _page(event, record.unit, form, record, form.status)


@blueprint.get("/records/<int:record_id>/photo")
@requires(Permission.MEMBER)
def record_photo(record_id: int) -> Response:
    """The photo of the sheet."""
    record = found(queries.record_read(signed_in(), record_id))
    return uploads.send(found(record.photo), preview="small" in request.args)
