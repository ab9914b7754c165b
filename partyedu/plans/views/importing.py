"""A plan from Excel and back: upload, what would become of each cell, taking it in; the same layout to take away."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _n
from partyedu.plans import blueprint, exports, operations, queries
from partyedu.plans.forms import ImportForm
from partyedu.plans.importing import FATES, Fate
from partyedu.plans.models import Plan, PlanImport
from partyedu.plans.showing import month_names

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<int:plan_id>.xlsx")
@requires(Permission.MEMBER)
def plan_file(plan_id: int) -> Response:
    """The plan in the layout offices keep it in."""
    row = found(queries.plan_seen(signed_in(), plan_id))
    lines = queries.lines_of(signed_in(), row, clock.now())
    note = "注：一格写一个月做什么；“（6月15日前）”是这一格的期限。改好以后可以再读回系统。"
    response = Response(exports.plan_workbook(row, lines, note), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{row.year}-{row.id}.xlsx"'
    return response


@blueprint.get("/<int:plan_id>/import")
@requires(Permission.PLAN_MANAGE)
def import_form(plan_id: int) -> Response:
    """Bring a sheet."""
    return _import_page(found(queries.plan_managed(signed_in(), plan_id)), ImportForm(formdata=None))


def _import_page(row: Plan, form: ImportForm, status: int = 200) -> Response:
    return render_page("plans/import.html", fragment="form", status=status, plan=row, form=form)


@blueprint.post("/<int:plan_id>/import")
@requires(Permission.PLAN_MANAGE)
def bring_plan(plan_id: int) -> Response:
    """Read a sheet; nothing is taken in yet."""
    row, form = found(queries.plan_managed(signed_in(), plan_id)), ImportForm()
    if form.validate_on_submit() and form.attempt(operations.bring_plan, signed_in(), row, form.file.data):
        return see_other(url_for("plans.plan_import", plan_import_id=form.result.id))
    return _import_page(found(queries.plan_managed(signed_in(), plan_id)), form, form.status)


@blueprint.get("/imports/<int:plan_import_id>")
@requires(Permission.PLAN_MANAGE)
def plan_import(plan_import_id: int) -> Response:
    """What would become of each row and cell."""
    return _preview_page(found(queries.import_managed(signed_in(), plan_import_id)))


def _preview_page(row: PlanImport, form: Form | None = None) -> Response:
    return render_page(
        "plans/preview.html",
        fragment="preview",
        status=form.status if form else 200,
        row=row,
        preview=queries.preview(signed_in(), row),
        fates=FATES,
        Fate=Fate,
        months=month_names(),
        form=form,
    )


@blueprint.post("/imports/<int:plan_import_id>")
@requires(Permission.PLAN_MANAGE)
def take_in(plan_import_id: int) -> Response:
    """Take it in."""
    row, form = found(queries.import_managed(signed_in(), plan_import_id)), Form()
    plan_id, chosen = row.plan_id, set(request.form.getlist("take"))
    if form.validate_on_submit() and form.attempt(operations.take_in, row, queries.preview(signed_in(), row), chosen):
        flash(_n("读进来 %(num)s 格。", "读进来 %(num)s 格。", form.result), "done")
        return see_other(url_for("plans.plan", plan_id=plan_id))
    return _preview_page(found(queries.import_managed(signed_in(), plan_import_id)), form)


@blueprint.post("/imports/<int:plan_import_id>/drop")
@requires(Permission.PLAN_MANAGE)
def drop_import(plan_import_id: int) -> Response:
    """Do not take it in."""
    row = found(queries.import_managed(signed_in(), plan_import_id))
    plan_id = row.plan_id
    operations.drop_import(row)
    return see_other(url_for("plans.plan", plan_id=plan_id))
