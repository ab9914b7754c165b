"""The rows of a plan: added, changed, moved, taken out."""

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.plans import blueprint, operations, queries
from partyedu.plans.forms import TaskForm
from partyedu.plans.models import Plan, Task


@blueprint.get("/<int:plan_id>/tasks")
@requires(Permission.PLAN_MANAGE)
def tasks(plan_id: int) -> Response:
    """The rows of a plan in their order, to move and take out; those taken out below."""
    row = found(queries.plan_managed(signed_in(), plan_id))
    return render_page("plans/tasks.html", plan=row, tasks=queries.tasks_of(row), put_away=queries.tasks_put_away(row))


@blueprint.get("/<int:plan_id>/tasks/new")
@requires(Permission.PLAN_MANAGE)
def new_task(plan_id: int) -> Response:
    """The empty page of a task."""
    row = found(queries.plan_managed(signed_in(), plan_id))
    return _task_page(TaskForm(data={"category_id": row.category_id}), row)


@blueprint.post("/<int:plan_id>/tasks/new")
@requires(Permission.PLAN_MANAGE)
def add_task(plan_id: int) -> Response:
    """Add a row at the end."""
    row = found(queries.plan_managed(signed_in(), plan_id))
    form = TaskForm()
    if form.validate_on_submit() and form.attempt(operations.add_task, row, **form.values("version")):
        flash(_("加上了。点格子，写每个月做什么。"), "done")
        return see_other(url_for("plans.plan", plan_id=plan_id, _anchor=f"task-{form.result.id}"))
    return _task_page(form, row, status=form.status)


def _task_page(form: TaskForm, plan: Plan, task: Task | None = None, status: int = 200) -> Response:
    return render_page("plans/task.html", fragment="form", status=status, form=form, plan=plan, task=task)


@blueprint.get("/tasks/<int:task_id>/edit")
@requires(Permission.PLAN_MANAGE)
def task_form(task_id: int) -> Response:
    """One row of a plan."""
    task = found(queries.task_managed(signed_in(), task_id))
    return _task_page(TaskForm(task), task.plan, task)


@blueprint.post("/tasks/<int:task_id>/edit")
@requires(Permission.PLAN_MANAGE)
def edit_task(task_id: int) -> Response:
    """Save a row."""
    task = found(queries.task_managed(signed_in(), task_id))
    form = TaskForm(task)
    if form.validate_on_submit():
        if form.attempt(operations.edit_task, task, form.form_version, **form.values("version")):
            flash(_("已保存。"), "done")
            return see_other(url_for("plans.plan", plan_id=task.plan_id, _anchor=f"task-{task_id}"))
        form.take_version(task.version)
    return _task_page(form, task.plan, task, form.status)


@blueprint.post("/tasks/<int:task_id>/<any(up,down,archive,restore):step>")
@requires(Permission.PLAN_MANAGE)
def step_task(task_id: int, step: str) -> Response:
    """Move a row, take it out, put it back."""
    task = found(queries.task_managed(signed_in(), task_id))
    if step in ("up", "down"):
        operations.move_task(task, step == "up")
    else:
        (operations.archive_task if step == "archive" else operations.restore_task)(task)
    return see_other(url_for("plans.tasks", plan_id=task.plan_id))
