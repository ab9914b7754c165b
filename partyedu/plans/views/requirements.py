"""What must happen: the list, a new requirement, a change from a day on, an end."""

from datetime import date

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _, _n
from partyedu.organisation.models import UNIT_KINDS
from partyedu.organisation.queries import unit_choices
from partyedu.plans import blueprint, operations, queries
from partyedu.plans.forms import ChangeForm, EndForm, RequirementForm
from partyedu.plans.models import EVERY, Requirement


@blueprint.get("/requirements")
@requires(Permission.PLAN_MANAGE)
def requirements() -> Response:
    """What must happen how often, with the day from which it holds."""
    return _list_page()


def _list_page(refusal: str = "") -> Response:
    actor = signed_in()
    return render_page(
        "plans/requirements.html",
        status=422 if refusal else 200,
        rows=queries.requirements_seen(actor),
        today=clock.today(),
        every=EVERY,
        unit_kinds=UNIT_KINDS,
        keeps=lambda row: actor.may(Permission.PLAN_MANAGE, row.unit.path),
        units=unit_choices(actor, Permission.PLAN_MANAGE),
        refusal=refusal,
    )


@blueprint.post("/requirements/defaults")
@requires(Permission.PLAN_MANAGE)
def take_defaults() -> Response:
    """Take what the field holds to, for the uppermost unit one plans for."""
    units = unit_choices(signed_in(), Permission.PLAN_MANAGE)
    first = date(clock.today().year, 1, 1)
    try:
        new = operations.take_defaults(signed_in(), units[0][0], first) if units else 0
    except Problem as problem:
        return _list_page(str(problem.message))
    flash(_n("加了 %(num)s 条要求，从今年年初算起。", "加了 %(num)s 条要求，从今年年初算起。", new), "done")
    return see_other(url_for("plans.requirements"))


@blueprint.get("/requirements/new")
@requires(Permission.PLAN_MANAGE)
def requirement_form() -> Response:
    """The empty page of a requirement."""
    return _form_page(RequirementForm(data={"from_on": clock.today().replace(day=1), "times": 1}))


@blueprint.post("/requirements/new")
@requires(Permission.PLAN_MANAGE)
def write_requirement() -> Response:
    """Require something from a day on."""
    form = RequirementForm()
    if form.validate_on_submit() and form.attempt(operations.write_requirement, signed_in(), **form.values()):
        flash(_("已保存。"), "done")
        return see_other(url_for("plans.requirements"))
    return _form_page(form, form.status)


def _form_page(form: Form, status: int = 200, row: Requirement | None = None, end: EndForm | None = None) -> Response:
    return render_page(
        "plans/requirement.html",
        fragment="form",
        status=status,
        form=form,
        row=row,
        end=end,
        every=EVERY,
        unit_kinds=UNIT_KINDS,
    )


@blueprint.get("/requirements/<int:requirement_id>")
@requires(Permission.PLAN_MANAGE)
def change_form(requirement_id: int) -> Response:
    """One requirement, to be changed or ended from a day on."""
    row = found(queries.requirement_managed(signed_in(), requirement_id))
    return _form_page(_fresh(row), row=row, end=EndForm(formdata=None))


def _fresh(row: Requirement) -> ChangeForm:
    values = {"every": row.every, "times": row.times, "day": row.day, "from_on": clock.today(), "note": row.note}
    return ChangeForm(formdata=None, data=values)


@blueprint.post("/requirements/<int:requirement_id>")
@requires(Permission.PLAN_MANAGE)
def change_requirement(requirement_id: int) -> Response:
    """Require something else from a day on."""
    row = found(queries.requirement_managed(signed_in(), requirement_id))
    form = ChangeForm()
    if form.validate_on_submit() and form.attempt(operations.change_requirement, signed_in(), row, **form.values()):
        flash(_("已保存。以前的还按以前的要求算。"), "done")
        return see_other(url_for("plans.requirements"))
    row = found(queries.requirement_managed(signed_in(), requirement_id))
    return _form_page(form, form.status, row, EndForm(formdata=None))


@blueprint.post("/requirements/<int:requirement_id>/end")
@requires(Permission.PLAN_MANAGE)
def end_requirement(requirement_id: int) -> Response:
    """Require it no longer after a day."""
    row = found(queries.requirement_managed(signed_in(), requirement_id))
    form = EndForm()
    if form.validate_on_submit() and form.attempt(operations.end_requirement, row, form.until_on.data):
        flash(_("已保存。以前的还按以前的要求算。"), "done")
        return see_other(url_for("plans.requirements"))
    row = found(queries.requirement_managed(signed_in(), requirement_id))
    return _form_page(_fresh(row), form.status, row, form)
