"""The tree of units, edited in place."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other, wants_fragment
from partyedu.core.words import _
from partyedu.organisation import blueprint, queries
from partyedu.organisation.forms import MoveForm, UnitForm, version_of
from partyedu.organisation.models import UNIT_KINDS, Unit
from partyedu.organisation.operations import units as operations
from partyedu.organisation.tree import tree


def _asked_for(name: str) -> int | None:
    return request.args.get(name, type=int)


def _page(status: int = 200, at: int | None = None, **context: Any) -> Response:
    """The tree with the forms of one unit open in it (``at``)."""
    actor = signed_in()
    counts = queries.member_counts(actor.reach(Permission.PEOPLE_READ))
    shown = tree(actor, queries.units_to_look_at(actor), counts, at)
    return render_page(
        "organisation/units.html", fragment="unit_tree", status=status, tree=shown, at=at, kinds=UNIT_KINDS, **context
    )


def _done(unit_id: int | None) -> Response:
    """After a change: the fresh region for HTMX, the page for everybody else."""
    if wants_fragment():
        return _page(at=unit_id, **_forms(unit_id))
    return see_other(url_for("organisation.units", at=unit_id, _anchor=f"unit-{unit_id}" if unit_id else None))


def _forms(unit_id: int | None) -> dict[str, Any]:
    unit = queries.unit_reached(signed_in(), Permission.UNITS_EDIT, unit_id) if unit_id else None
    if unit is None:
        return {}
    return {
        "form": UnitForm(formdata=None, prefix="edit-").of(unit),
        "below": UnitForm(formdata=None, prefix="new-").below(unit),
        "move": MoveForm(formdata=None, prefix="move-").over(signed_in(), unit),
        "opened": unit,
    }


def _unit(unit_id: int) -> Unit:
    return found(queries.unit_reached(signed_in(), Permission.UNITS_EDIT, unit_id))


@blueprint.get("/units")
@requires(Permission.UNITS_EDIT, Permission.PEOPLE_READ)
def units() -> Response:
    """The tree; ``at`` names the unit whose forms are open."""
    at = _asked_for("at")
    return _page(at=at, **_forms(at))


@blueprint.post("/units/<int:unit_id>")
@requires(Permission.UNITS_EDIT)
def edit_unit(unit_id: int) -> Response:
    """Name, kind, code."""
    unit = _unit(unit_id)
    form = UnitForm(prefix="edit-").of(unit)
    if form.validate_on_submit() and form.attempt(
        operations.edit, unit, version_of(form), form.name.data, form.kind.data, form.code.data, form.label.data
    ):
        flash(_("已保存。"))
        return _done(unit_id)
    if form.theirs:
        form.version.data = str(unit.version)
    return _page(form.status, unit_id, **_forms(unit_id) | {"form": form})


@blueprint.post("/units/<int:unit_id>/below")
@requires(Permission.UNITS_EDIT)
def add_unit(unit_id: int) -> Response:
    """A new unit below this one."""
    parent = _unit(unit_id)
    form = UnitForm(prefix="new-").below(parent)
    if form.validate_on_submit() and form.attempt(
        operations.add, parent, form.name.data, form.kind.data, form.code.data, form.ends_on.data, form.label.data
    ):
        flash(_("已新建“%(name)s”。", name=form.result.name))
        return _done(unit_id)
    return _page(form.status, unit_id, **_forms(unit_id) | {"below": form})


@blueprint.post("/units/<int:unit_id>/move")
@requires(Permission.UNITS_EDIT)
def move_unit(unit_id: int) -> Response:
    """Hang it elsewhere."""
    unit = _unit(unit_id)
    form = MoveForm(prefix="move-").over(signed_in(), unit)
    if form.validate_on_submit() and form.attempt(operations.move, signed_in(), unit, form.parent.data):
        flash(_("已移动。"))
        return _done(unit_id)
    return _page(form.status, unit_id, **_forms(unit_id) | {"move": form})


@blueprint.post("/units/<int:unit_id>/shift")
@requires(Permission.UNITS_EDIT)
def shift_unit(unit_id: int) -> Response:
    """Up or down among those beside it."""
    step = -1 if request.form.get("step") == "up" else 1
    return _carried_out(unit_id, lambda unit: operations.shift(signed_in(), unit, step))


@blueprint.post("/units/<int:unit_id>/archive")
@requires(Permission.UNITS_EDIT)
def archive_unit(unit_id: int) -> Response:
    """Put it away."""

    def archive(unit: Unit) -> None:
        operations.archive(signed_in(), unit)
        flash(_("“%(name)s”已停用，30 天内可以恢复。", name=unit.name))

    return _carried_out(unit_id, archive, after=None)


@blueprint.get("/units/bin")
@requires(Permission.UNITS_EDIT)
def unit_bin() -> Response:
    """What was put away in the last 30 days."""
    return _bin()


def _bin(button: Form | None = None) -> Response:
    put_away = queries.units_in_bin(signed_in())
    status = button.status if button else 200
    return render_page("organisation/bin.html", status=status, units=put_away, days=queries.BIN_DAYS, button=button)


@blueprint.post("/units/<int:unit_id>/restore")
@requires(Permission.UNITS_EDIT)
def restore_unit(unit_id: int) -> Response:
    """Take it back."""
    unit = _unit(unit_id)
    button = Form()
    if not button.attempt(operations.restore, unit):
        return _bin(button)
    flash(_("“%(name)s”已恢复。", name=unit.name))
    return see_other(url_for("organisation.units", at=unit_id, _anchor=f"unit-{unit_id}"))


def _carried_out(unit_id: int, step: Any, after: int | None = -1) -> Response:
    """Carry out one button; a refusal is shown at the unit."""
    button = Form()
    if not button.attempt(step, _unit(unit_id)):
        return _page(button.status, unit_id, **_forms(unit_id), button=button)
    return _done(unit_id if after == -1 else after)
