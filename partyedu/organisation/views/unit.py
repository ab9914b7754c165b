"""The page of one unit: who takes part here, who does what, and for a temporary group until when."""

from typing import Any

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation import blueprint, queries
from partyedu.organisation.forms import DailyForm, DutyForm, GroupEndForm
from partyedu.organisation.models import DUTY_KINDS, STUDY_MODES, UNIT_KINDS, Unit, UnitKind
from partyedu.organisation.operations import belonging, duties, units


def unit_to_keep(unit_id: int, permission: Permission = Permission.PEOPLE_EDIT) -> Unit:
    """The unit, for those who hold the permission over it."""
    return found(queries.unit_reached(signed_in(), permission, unit_id))


def _page(unit: Unit, status: int = 200, **forms: Any) -> Response:
    actor = signed_in()
    is_temporary = unit.kind is UnitKind.TEMPORARY_GROUP
    shown: dict[str, Any] = {
        "daily": DailyForm(formdata=None, prefix="daily-").here(),
        "duty": DutyForm(formdata=None, prefix="duty-").new(),
        "end": GroupEndForm(formdata=None, prefix="end-", obj=unit) if is_temporary else None,
    }
    return render_page(
        "organisation/unit.html",
        fragment="members_here",
        status=status,
        unit=unit,
        page=paged(queries.members_here(unit, clock.today()), page_number()),
        posts=queries.duties_at(unit),
        may_edit=actor.may(Permission.PEOPLE_EDIT, unit.path) and unit.archived_at is None,
        is_over=unit.ends_on is not None and unit.ends_on < clock.today(),
        labels={"units": UNIT_KINDS, "modes": STUDY_MODES, "duties": DUTY_KINDS},
        **shown | forms,
    )


@blueprint.get("/units/<int:unit_id>")
@requires(Permission.PEOPLE_READ)
def unit(unit_id: int) -> Response:
    """Who takes part here and who does what."""
    return _page(unit_to_keep(unit_id, Permission.PEOPLE_READ))


@blueprint.post("/units/<int:unit_id>/daily")
@requires(Permission.PEOPLE_EDIT)
def bring_here(unit_id: int) -> Response:
    """Let a member of another unit take part here day by day."""
    row = unit_to_keep(unit_id)
    form = DailyForm(prefix="daily-").here()
    if form.validate_on_submit() and form.attempt(
        belonging.give_daily,
        signed_in(), form.person.data, row.id, form.since.data, form.until.data, form.reason.data or "",
    ):  # fmt: skip
        flash(_("已安排：%(name)s日常在这里。", name=form.person.data.name))
        return see_other(url_for("organisation.unit", unit_id=unit_id))
    return _page(unit_to_keep(unit_id), form.status, daily=form)


@blueprint.post("/units/<int:unit_id>/duties")
@requires(Permission.PEOPLE_EDIT)
def give_duty(unit_id: int) -> Response:
    """Give a member a post or duty here."""
    row = unit_to_keep(unit_id)
    form = DutyForm(prefix="duty-").new()
    if form.validate_on_submit() and form.attempt(duties.give, signed_in(), form.person.data, row, form.duty()):
        flash(_("已保存。"))
        return see_other(url_for("organisation.unit", unit_id=unit_id))
    return _page(unit_to_keep(unit_id), form.status, duty=form)


@blueprint.post("/units/<int:unit_id>/end")
@requires(Permission.UNITS_EDIT)
def end_group(unit_id: int) -> Response:
    """Until when a temporary group lasts."""
    row = unit_to_keep(unit_id, Permission.UNITS_EDIT)
    form = GroupEndForm(prefix="end-")
    if form.validate_on_submit() and form.attempt(units.set_end, row, form.form_version, form.ends_on.data):
        flash(_("已保存。"))
        return see_other(url_for("organisation.unit", unit_id=unit_id))
    row = unit_to_keep(unit_id, Permission.UNITS_EDIT)
    form.take_version(row.version)
    return _page(row, form.status, end=form)
