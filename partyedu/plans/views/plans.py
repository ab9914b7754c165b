"""A plan as a whole: the list, the grid, its head, copies, paper and Excel."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _, _l
from partyedu.discussions.models import MATTER_STATES
from partyedu.organisation.queries import unit_choices, unit_reached
from partyedu.plans import blueprint, operations, queries
from partyedu.plans.access import Gathering
from partyedu.plans.forms import CopyForm, PlanForm
from partyedu.plans.models import CELL_STATES, PLAN_KINDS, Plan
from partyedu.plans.showing import MARKS, grid_of, month_names
from partyedu.schedule.access import page_of, planned_at
from partyedu.schedule.queries import years_unknown


@blueprint.get("/")
@requires(Permission.MEMBER)
def index() -> Response:
    """The plans of a year that one may read."""
    actor, today = signed_in(), clock.today()
    year = request.args.get("year", today.year, type=int) or today.year
    unit_id = request.args.get("unit", type=int)
    unit = unit_reached(actor, Permission.PLAN_MANAGE, unit_id) if unit_id else None
    put_away = request.args.get("which") == "away"
    return render_page(
        "plans/index.html",
        fragment="listed",
        page=paged(queries.plans_listed(actor, year, unit.path if unit else "", put_away), page_number()),
        year=year,
        year_choices=[(one, _("%(year)s年", year=one)) for one in queries.years_with_plans(actor, today)],
        units=unit_choices(actor, Permission.PLAN_MANAGE),
        unit_id=unit_id or "",
        put_away=put_away,
        kinds=PLAN_KINDS,
        keeps=actor.may(Permission.PLAN_MANAGE),
    )


@blueprint.get("/new")
@requires(Permission.PLAN_MANAGE)
def new_plan() -> Response:
    """The empty page of a plan."""
    return _head_page(PlanForm(data={"year": clock.today().year, "unit_id": signed_in().unit_id}))


@blueprint.post("/new")
@requires(Permission.PLAN_MANAGE)
def write_plan() -> Response:
    """A new plan as a draft."""
    form = PlanForm()
    if form.validate_on_submit() and form.attempt(
        operations.write_plan, signed_in(), form_key=form.key, **form.values("version", "form_key")
    ):
        flash(_("计划建好了。下一步：加任务，或者照着去年的抄。"), "done")
        return see_other(url_for("plans.plan", plan_id=form.result.id))
    return _head_page(form, form.status)


def _head_page(form: PlanForm, status: int = 200, plan: Plan | None = None) -> Response:
    return render_page("plans/head.html", fragment="form", status=status, form=form, plan=plan)


@blueprint.get("/<int:plan_id>")
@requires(Permission.MEMBER)
def plan(plan_id: int) -> Response:
    """The plan as one grid of months and tasks; on a phone as a list by month."""
    return plan_page(found(queries.plan_seen(signed_in(), plan_id)))


def plan_page(row: Plan, status: int = 200, panel: dict[str, Any] | None = None, refusal: str = "") -> Response:
    """The grid; ``panel``: the cell that is open beside it (see ``cells``)."""
    actor = signed_in()
    keeps = actor.may(Permission.PLAN_MANAGE, row.unit.path) and row.archived_at is None
    lines = queries.lines_of(actor, row, clock.now())
    empty = keeps and not lines
    return render_page(
        "plans/plan.html",
        fragment="panel" if panel and status == 200 else "sheet",
        status=status,
        plan=row,
        grid=grid_of(row, lines, clock.today()),
        keeps=keeps,
        may_restore=row.archived_at is not None,
        panel=panel,
        refusal=refusal,
        unknown_years=years_unknown(row.year) if keeps and row.year >= clock.today().year else [],
        sources=queries.plans_to_copy(actor, row.unit, row.year) if empty else [],
        **words(),
    )


def words() -> dict[str, Any]:
    """The words and marks of a grid."""
    return {
        "states": CELL_STATES,
        "marks": MARKS,
        "months": month_names(),
        "kinds": PLAN_KINDS,
        "matter_states": MATTER_STATES,
        "event_address": event_address,
    }


def event_address(event: Gathering) -> str:
    """Where an event is read, or planned while it is a draft."""
    return planned_at(event.id, event.kind) if event.is_draft else page_of(event.id, event.kind)


@blueprint.get("/<int:plan_id>/print")
@requires(Permission.MEMBER)
def printed(plan_id: int) -> Response:
    """The grid on a sheet of A3."""
    row = found(queries.plan_seen(signed_in(), plan_id))
    lines = queries.lines_of(signed_in(), row, clock.now())
    return render_page(
        "plans/print.html",
        layout="print",
        plan=row,
        grid=grid_of(row, lines, clock.today()),
        today=clock.today(),
        back_url=url_for("plans.plan", plan_id=plan_id),
        **words(),
    )


@blueprint.get("/<int:plan_id>/edit")
@requires(Permission.PLAN_MANAGE)
def plan_form(plan_id: int) -> Response:
    """The head of a plan."""
    row = found(queries.plan_managed(signed_in(), plan_id))
    return _head_page(PlanForm(row), plan=row)


@blueprint.post("/<int:plan_id>/edit")
@requires(Permission.PLAN_MANAGE)
def edit_plan(plan_id: int) -> Response:
    """Save the head of a plan."""
    row = found(queries.plan_managed(signed_in(), plan_id))
    form = PlanForm(row)
    if form.validate_on_submit():
        if form.attempt(operations.edit_plan, row, form.form_version, **form.changed()):
            flash(_("已保存。"), "done")
            return see_other(url_for("plans.plan", plan_id=plan_id))
        form.take_version(row.version)
    return _head_page(form, form.status, row)


_STEPS = {
    "publish": (operations.publish_plan, _l("已公布，本组织和下级组织的党员都看得到了。")),
    "withdraw": (operations.withdraw_plan, _l("已收回，只有管计划的人看得到。")),
    "archive": (operations.archive_plan, _l("已收起。要找回来，到“收起来的”里拿。")),
    "restore": (operations.restore_plan, _l("已拿出来。")),
}


@blueprint.post("/<int:plan_id>/<any(publish,withdraw,archive,restore):step>")
@requires(Permission.PLAN_MANAGE)
def step_plan(plan_id: int, step: str) -> Response:
    """Publish a plan, take it back, put it away, take it out again."""
    row = found(queries.plan_managed(signed_in(), plan_id))
    operation, said = _STEPS[step]
    try:
        operation(row)
    except Problem as problem:
        return plan_page(row, problem.status, refusal=str(problem.message))
    flash(str(said), "done")
    return see_other(url_for("plans.index") if step == "archive" else url_for("plans.plan", plan_id=plan_id))


@blueprint.get("/<int:plan_id>/copy")
@requires(Permission.PLAN_MANAGE)
def copy_form(plan_id: int) -> Response:
    """For whom and which year a copy is to be; the next year of the own unit, when nothing else was said."""
    row = found(queries.plan_seen(signed_in(), plan_id))
    own = signed_in().may(Permission.PLAN_MANAGE, row.unit.path)
    unit_id = request.args.get("unit", row.unit_id if own else signed_in().unit_id, type=int)
    year = request.args.get("year", row.year + 1 if unit_id == row.unit_id else row.year, type=int)
    return _copy_page(row, CopyForm(data={"unit_id": unit_id, "year": year}))


@blueprint.post("/<int:plan_id>/copy")
@requires(Permission.PLAN_MANAGE)
def copy_plan(plan_id: int) -> Response:
    """Copy a plan: last year's, or the upper unit's."""
    row = found(queries.plan_seen(signed_in(), plan_id))
    form = CopyForm()
    if form.validate_on_submit() and form.attempt(
        operations.copy_plan, signed_in(), row, form_key=form.key, **form.values("version", "form_key")
    ):
        flash(_("抄好了，是草稿。请看看日子和负责人，再公布。"), "done")
        return see_other(url_for("plans.plan", plan_id=form.result.id))
    return _copy_page(found(queries.plan_seen(signed_in(), plan_id)), form, form.status)


def _copy_page(row: Plan, form: CopyForm, status: int = 200) -> Response:
    there = queries.copies_of(row, form.unit_id.data or 0, form.year.data or 0) if status != 200 else []
    return render_page("plans/copy.html", fragment="form", status=status, plan=row, form=form, there=there)
