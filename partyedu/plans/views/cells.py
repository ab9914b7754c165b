"""One cell of a plan: beside the grid, or as a page of its own without JavaScript."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, url_for
from werkzeug.exceptions import NotFound

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import Form, choices
from partyedu.core.pages import render_page, see_other, wants_fragment
from partyedu.core.words import _, formatted
from partyedu.organisation.models import Person
from partyedu.plans import blueprint, drafting, operations, queries
from partyedu.plans.forms import CellForm, EventForm, FollowForm, PutForm
from partyedu.plans.models import Task
from partyedu.plans.views.plans import plan_page
from partyedu.schedule.access import page_of, planned_at
from partyedu.schedule.models import EVENT_KINDS

FOLLOW_DAYS = 7


@blueprint.get("/tasks/<int:task_id>/months/<int:month>")
@requires(Permission.MEMBER)
def cell(task_id: int, month: int) -> Response:
    """What a month of a task holds, what filled it, who follows it up."""
    return _cell_page(found(queries.task_seen(signed_in(), task_id)), month)


def _cell_page(task: Task, month: int, status: int = 200, **forms: Form) -> Response:
    if not 1 <= month <= 12 or task.archived_at is not None:
        raise NotFound
    actor, plan = signed_in(), task.plan
    [line] = queries.lines_of(actor, plan, clock.now(), task.id)
    shown = line.cells[month - 1]
    keeps = actor.may(Permission.PLAN_MANAGE, plan.unit.path) and plan.archived_at is None
    panel: dict[str, Any] = {
        "line": line,
        "cell": shown,
        "keeps": keeps,
        "may_plan": keeps and actor.may(Permission.EVENT_MANAGE, plan.unit.path),
        "page_of": page_of,
        "planned_at": planned_at,
        "event_kinds": EVENT_KINDS,
    }
    if keeps:
        panel |= {"form": _cell_form(shown), "put_form": _put_form(task, month), "follow_form": _follow_form(task)}
    return plan_page(plan, status, panel | forms)


def _cell_form(shown: queries.Cell) -> CellForm:
    form = CellForm(formdata=None, obj=shown)
    form.version.data = str(shown.version)
    return form


def _put_form(task: Task, month: int) -> PutForm:
    form = PutForm(formdata=None)
    form.event_id.choices = _events(task, month)
    return form


def _events(task: Task, month: int) -> Any:
    """The events of the unit in that month and the weeks around it."""
    rows = queries.events_around(task.plan.unit, task.plan.year, month, clock.now())
    return choices([(row.event_id, f"{formatted(row.at, 'month_day')} {row.title}") for row in rows], _("请选一场"))


def _follow_form(task: Task) -> FollowForm:
    """The liaison officer of the area, else the owner of the task, and a week: one press is enough."""
    officer: Person | None = next(iter(queries.liaisons_for(task.plan.unit, clock.today())), None)
    due_on = clock.today() + timedelta(days=FOLLOW_DAYS)
    return FollowForm(formdata=None, data={"assignee": officer or task.owner or task.plan.owner, "until_on": due_on})


@blueprint.post("/tasks/<int:task_id>/months/<int:month>")
@requires(Permission.PLAN_MANAGE)
def write_cell(task_id: int, month: int) -> Response:
    """Save a cell."""
    task = _managed(task_id, month)
    form = CellForm()
    if form.validate_on_submit():
        if form.attempt(operations.write_cell, signed_in(), task, month, form.form_version, **form.values("version")):
            return _written(task, month)
        standing = queries.cell_of(task_id, month)
        form.take_version(standing.version if standing else 0)
    return _cell_page(found(queries.task_managed(signed_in(), task_id)), month, form.status, form=form)


def _managed(task_id: int, month: int) -> Task:
    task = found(queries.task_managed(signed_in(), task_id))
    if not 1 <= month <= 12:
        raise NotFound
    return task


def _written(task: Task, month: int) -> Response:
    """After a change: the fresh grid, or the grid's page at that row."""
    if wants_fragment():
        return plan_page(task.plan)
    return see_other(url_for("plans.plan", plan_id=task.plan_id, _anchor=f"task-{task.id}"))


@blueprint.post("/tasks/<int:task_id>/months/<int:month>/events")
@requires(Permission.PLAN_MANAGE)
def put_event(task_id: int, month: int) -> Response:
    """Say that an event fills the cell."""
    task = _managed(task_id, month)
    form = PutForm()
    form.event_id.choices = _events(task, month)
    if form.validate_on_submit():
        event = queries.event_to_put(task.plan.unit, form.event_id.data)
        if event is None:
            form.refuse(Problem(_("请选一场活动。"), "event_id"))
        elif form.attempt(operations.put_event, task, month, event):
            return _written(task, month)
    return _cell_page(found(queries.task_managed(signed_in(), task_id)), month, form.status, put_form=form)


@blueprint.post("/tasks/<int:task_id>/months/<int:month>/events/<int:event_id>/take-out")
@requires(Permission.PLAN_MANAGE)
def take_event_out(task_id: int, month: int, event_id: int) -> Response:
    """Say that an event does not fill the cell after all."""
    task = _managed(task_id, month)
    operations.take_event_out(task, month, found(queries.event_to_take_out(task, event_id)))
    return _written(task, month)


@blueprint.post("/tasks/<int:task_id>/months/<int:month>/follow-up")
@requires(Permission.PLAN_MANAGE)
def follow_up_cell(task_id: int, month: int) -> Response:
    """Make the cell a task for somebody, with a day."""
    task = _managed(task_id, month)
    form = FollowForm()
    if form.validate_on_submit() and form.attempt(
        operations.follow_up_cell, task, month, form.assignee.data, form.until_on.data, form.note.data
    ):
        flash(_("已交办，对方会收到通知。"), "done")
        return _written(task, month)
    return _cell_page(found(queries.task_managed(signed_in(), task_id)), month, form.status, follow_form=form)


@blueprint.get("/tasks/<int:task_id>/months/<int:month>/event")
@requires(Permission.EVENT_MANAGE)
def event_form(task_id: int, month: int) -> Response:
    """The event a cell waits for, filled in from the plan."""
    task = _managed(task_id, month)
    standing = queries.cell_of(task_id, month)
    content, due_on = (standing.content, standing.due_on) if standing else ("", None)
    return _event_page(drafting.event_for(task, month, content, due_on, clock.today()), task, month)


@blueprint.post("/tasks/<int:task_id>/months/<int:month>/event")
@requires(Permission.EVENT_MANAGE)
def plan_event(task_id: int, month: int) -> Response:
    """Plan the event; it stands in the cell from now on."""
    task = _managed(task_id, month)
    form = EventForm()
    if form.validate_on_submit() and form.attempt(
        operations.plan_event_for, signed_in(), task, month, **form.values("version")
    ):
        flash(_("草稿已保存，也写进计划了。公布以后大家才看得到。"), "done")
        return see_other(planned_at(form.result.id, form.result.kind))
    return _event_page(form, _managed(task_id, month), month, form.status)


def _event_page(form: EventForm, task: Task, month: int, status: int = 200) -> Response:
    return render_page(
        "plans/event.html",
        fragment="form",
        status=status,
        form=form,
        about=task.title,
        url=url_for("plans.plan_event", task_id=task.id, month=month),
        back_url=url_for("plans.plan", plan_id=task.plan_id),
        clashes=drafting.clashes_typed(signed_in(), form),
    )
