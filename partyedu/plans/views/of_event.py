"""What an event counts for in the plans, seen from the event."""

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import choices
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.plans import blueprint, operations, queries
from partyedu.plans.forms import PlaceForm
from partyedu.plans.showing import month_names
from partyedu.schedule.access import planned_at
from partyedu.schedule.models import Event


@blueprint.get("/of-event/<int:event_id>")
@requires(Permission.PLAN_MANAGE)
def of_event(event_id: int) -> Response:
    """The cells an event was put into, and the tasks it may be put to."""
    event = found(queries.event_of_plans(signed_in(), event_id))
    return _page(event, _form(event, PlaceForm(formdata=None)))


def _form(event: Event, form: PlaceForm) -> PlaceForm:
    rows = queries.tasks_for_event(signed_in(), event)
    form.task_id.choices = choices([(row.task_id, f"{row.plan} · {row.title}") for row in rows], _("请选一项"))
    return form


def _page(event: Event, form: PlaceForm, status: int = 200) -> Response:
    return render_page(
        "plans/of_event.html",
        fragment="cells",
        status=status,
        event=event,
        form=form,
        cells=queries.cells_filled_by(signed_in(), event.id),
        months=month_names(),
        back_url=planned_at(event.id, event.kind),
    )


@blueprint.post("/of-event/<int:event_id>")
@requires(Permission.PLAN_MANAGE)
def place_event(event_id: int) -> Response:
    """Put the event to a task, in the month it falls into."""
    event = found(queries.event_of_plans(signed_in(), event_id))
    form = _form(event, PlaceForm())
    if form.validate_on_submit():
        task = found(queries.task_managed(signed_in(), form.task_id.data or 0))
        if form.attempt(operations.put_event_in_its_month, task, event):
            flash(_("算到计划里了。"), "done")
            return see_other(url_for("plans.plan", plan_id=task.plan_id, _anchor=f"task-{task.id}"))
    return _page(found(queries.event_of_plans(signed_in(), event_id)), form, form.status)
