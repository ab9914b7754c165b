"""Posts and duties: who does what in a unit and below it, put right, ended, taken along."""

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation import blueprint, exports, queries
from partyedu.organisation.forms import DutyForm
from partyedu.organisation.models import DUTY_KINDS, Duty
from partyedu.organisation.operations import duties as operations
from partyedu.organisation.operations import people
from partyedu.organisation.views.unit import unit_to_keep


@blueprint.get("/units/<int:unit_id>/duties")
@requires(Permission.PEOPLE_READ)
def duties(unit_id: int) -> Response:
    """Who does what in the unit and below it."""
    unit = unit_to_keep(unit_id, Permission.PEOPLE_READ)
    page = paged(queries.duties_in(unit), page_number())
    return render_page("organisation/duties.html", fragment="duty_list", unit=unit, page=page, kinds=DUTY_KINDS)


@blueprint.post("/units/<int:unit_id>/duties/export")
@requires(Permission.PEOPLE_READ)
def export_duties(unit_id: int) -> Response:
    """The same as a workbook, past ones too; the audit notes that it was taken."""
    unit = unit_to_keep(unit_id, Permission.PEOPLE_READ)
    rows = queries.duties_to_export(unit)
    people.note_export(unit, len(rows), "duties")
    return exports.workbook(_("职务和分工"), [exports.duties(rows)])


def _duty(duty_id: int) -> Duty:
    return found(queries.duty_to_change(signed_in(), duty_id))


def _page(row: Duty, form: DutyForm, status: int = 200) -> Response:
    return render_page("organisation/duty.html", fragment="form", status=status, duty=row, form=form, kinds=DUTY_KINDS)


@blueprint.get("/duties/<int:duty_id>")
@requires(Permission.PEOPLE_EDIT)
def duty(duty_id: int) -> Response:
    """The form over a duty that stands."""
    row = _duty(duty_id)
    return _page(row, DutyForm(formdata=None, obj=row).of(row))


@blueprint.post("/duties/<int:duty_id>")
@requires(Permission.PEOPLE_EDIT)
def edit_duty(duty_id: int) -> Response:
    """Put it right."""
    row = _duty(duty_id)
    form = DutyForm().of(row)
    if form.validate_on_submit() and form.attempt(operations.edit, signed_in(), row, form.form_version, form.duty()):
        flash(_("已保存。"))
        return see_other(url_for("organisation.unit", unit_id=form.result.unit_id))
    row = _duty(duty_id)
    form.take_version(row.version)
    return _page(row, form, form.status)


@blueprint.post("/duties/<int:duty_id>/end")
@requires(Permission.PEOPLE_EDIT)
def end_duty(duty_id: int) -> Response:
    """It is over."""
    row = _duty(duty_id)
    unit_id = row.unit_id
    operations.end(row)
    flash(_("已结束，以前的记录还在。"))
    return see_other(url_for("organisation.unit", unit_id=unit_id))
