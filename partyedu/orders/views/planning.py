"""Orders become an event in one step."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _, _n
from partyedu.courses.models import CourseClass
from partyedu.courses.queries import class_to_manage
from partyedu.orders import blueprint, drafting, operations, queries
from partyedu.orders.drafting import Draft
from partyedu.orders.forms import CoursePlanForm, JoinClassForm, JoinForm, PlanForm
from partyedu.schedule.models import Event, EventKind


def _draft() -> Draft:
    """The orders named by the address or the form, and what their event would be."""
    actor = signed_in()
    item_id = row_number(request.values.get("item"))
    if item_id:
        orders = queries.orders_to_plan(actor, item_id)
    else:
        orders = queries.orders_kept(actor, [row_number(text) or 0 for text in request.values.getlist("order")])
    return found(drafting.draft_of(actor, orders))


@blueprint.get("/plan")
@requires(Permission.ORDER_MANAGE)
def plan_form() -> Response:
    """The event that some orders would become, filled in from their wishes."""
    if not request.args.keys() & {"order", "item"}:
        flash(_("请先勾上几单。"), "warning")
        return see_other(url_for("orders.asked"))
    draft = _draft()
    return _plan_page(draft, drafting.plan_form(draft), drafting.join_form(signed_in(), draft))


@blueprint.post("/plan")
@requires(Permission.ORDER_MANAGE)
def plan() -> Response:
    """Plan it: released at once, or kept as a draft."""
    draft = _draft()
    form = drafting.kind_of_form(draft)()
    if form.validate_on_submit():
        now = request.form.get("step") != "draft"
        if isinstance(form, CoursePlanForm) and form.is_class:
            more = {**form.class_values(), "course": draft.course, "publish_now": now}
            if form.attempt(operations.plan_class, signed_in(), draft.orders, **more):
                return _class_planned(form.result, len(draft.orders), now)
        else:
            more = {**form.event_values(), "talks": draft.talks, "publish_now": now}
            if form.attempt(operations.plan_event, signed_in(), draft.orders, **more):
                return _planned(form.result, len(draft.orders), now)
    return _plan_page(_draft(), form, drafting.join_form(signed_in(), draft), form.status)


@blueprint.post("/plan/join")
@requires(Permission.ORDER_MANAGE)
def join() -> Response:
    """Let the orders join an event that stands already."""
    draft = _draft()
    form = drafting.join_form(signed_in(), draft)
    if form.validate_on_submit():
        event = found(drafting.event_to_join(signed_in(), form.event_id.data))
        if form.attempt(operations.join_event, draft.orders, event, draft.talks):
            return _planned(event, len(draft.orders), event.is_public)
    return _plan_page(_draft(), drafting.plan_form(draft), form, form.status)


@blueprint.post("/plan/join-class")
@requires(Permission.ORDER_MANAGE)
def join_class() -> Response:
    """Let the orders of a course join a class of it that is open."""
    draft = _draft()
    form = found(drafting.join_class_form(signed_in(), draft))
    if form.validate_on_submit():
        row = found(class_to_manage(signed_in(), form.class_id.data))
        if form.attempt(operations.join_class, draft.orders, row):
            return _class_planned(row, len(draft.orders), True)
    draft = _draft()
    return _plan_page(draft, drafting.plan_form(draft), drafting.join_form(signed_in(), draft), form.status, form)


def _class_planned(row: CourseClass, number: int, told: bool) -> Response:
    if told:
        flash(_n("排好了，%(num)s 单的人都收到了通知。", "排好了，%(num)s 单的人都收到了通知。", number), "done")
    else:
        flash(_("班次存好了，还在筹备。公布以后，再从“点单”里通知点单的人。"), "done")
    return see_other(url_for("courses.class_page", class_id=row.id))


def _planned(event: Event, number: int, told: bool) -> Response:
    if told:
        flash(_n("排好了，%(num)s 单的人都收到了通知。", "排好了，%(num)s 单的人都收到了通知。", number), "done")
    else:
        flash(_("草稿已保存。公布以后，再从“点单”里通知点单的人。"), "done")
    path = "theatre/{}/programme" if event.kind is EventKind.THEATRE else "schedule/{}/manage"
    return see_other("/" + path.format(event.id))


def _plan_page(
    draft: Draft, form: PlanForm, join_form: JoinForm, status: int = 200, join_class: JoinClassForm | None = None
) -> Response:
    return render_page(
        "orders/plan.html",
        fragment="form",
        status=status,
        draft=draft,
        form=form,
        join_form=join_form,
        join_class=join_class or drafting.join_class_form(signed_in(), draft),
        clashes=drafting.clashes_typed(signed_in(), form, draft),
    )


@blueprint.post("/events/<int:event_id>/tell")
@requires(Permission.ORDER_MANAGE)
def tell(event_id: int) -> Response:
    """Sign up and tell those whose order a released event is."""
    event = found(queries.event_of_orders(signed_in(), event_id))
    try:
        number = len(operations.tell_orderers(event))
    except Problem as problem:
        flash(str(problem.message), "warning")
    else:
        flash(_n("通知了 %(num)s 单的人。", "通知了 %(num)s 单的人。", number), "done")
    return see_other(url_for("orders.asked", state="planned"))
