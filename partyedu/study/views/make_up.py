"""A task of make-up: for whom it is, why it was not possible, how it is made up; the member's own ones."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Actor, Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.study import blueprint
from partyedu.study.forms.make_up import WaiveForm, WhyForm
from partyedu.study.models import ABSENCE_REASONS, MAKE_UP_KINDS, MAKE_UP_STATES, MakeUp
from partyedu.study.operations import make_up as operations
from partyedu.study.queries import make_up as queries
from partyedu.study.queries import offers
from partyedu.study.queries.answers import answer_of
from partyedu.study.queries.settling import made_up_of
from partyedu.study.rooms import tabs_for


@blueprint.get("/make-up")
@requires(Permission.MEMBER)
def my_make_up() -> Response:
    """What I am to make up, and what I have made up."""
    actor = signed_in()
    [open_now] = ask_together(queries.my_tasks(actor.person_id or 0, clock.today(), True))
    return render_page(
        "study/make-up/mine.html",
        fragment="past",
        tabs=tabs_for(actor),
        open_now=open_now,
        done=made_up_of([actor.person_id], clock.today().year) if actor.person_id and open_now else {},
        page=paged(queries.my_tasks(actor.person_id or 0, clock.today(), False), page_number()),
        kinds=MAKE_UP_KINDS,
        states=MAKE_UP_STATES,
        today=clock.today(),
    )


@blueprint.get("/make-up/region")
@requires(Permission.MEMBER)
def make_up_region() -> Response:
    """What I am to make up, on the page of my study."""
    actor = signed_in()
    [rows] = ask_together(queries.waiting_for_me(actor, clock.today()))
    done = made_up_of([actor.person_id], clock.today().year) if actor.person_id and rows else {}
    rows = [row for row in rows if row.id not in done]
    return render_page("study/make-up/region.html", fragment="region", rows=rows)


def seen_task(make_up_id: int) -> MakeUp:
    """The task, for the person themselves and those who look after their study."""
    return found(queries.task_seen(signed_in(), make_up_id))


def follows(actor: Actor, task: MakeUp, permission: Permission = Permission.HOURS_READ) -> bool:
    """Whether the actor looks after this person's study (and is not the person)."""
    units = [unit for unit in (task.person.unit, task.person.daily_unit) if unit is not None]
    return actor.person_id != task.person_id and any(actor.may(permission, unit.path) for unit in units)


@blueprint.get("/make-up/<int:make_up_id>")
@requires(Permission.MEMBER)
def make_up(make_up_id: int) -> Response:
    """One task: why, and how."""
    return task_page(seen_task(make_up_id))


def task_page(task: MakeUp, status: int = 200, **forms: Any) -> Response:
    """The page of a task, as this reader may see it; ``forms``: one that was filled in and refused."""
    actor = signed_in()
    fact = made_up_of([task.person_id], clock.today().year).get(task.id)
    is_open = fact is None and queries.is_open(task)
    sessions, pieces = ask_together(offers.sessions_for(task, clock.now()), offers.pieces_for(task))
    own = actor.person_id == task.person_id
    told = own or follows(actor, task, Permission.CARD_READ)  # why somebody could not come is private
    why = WhyForm(formdata=None, obj=task) if told else WhyForm(formdata=None, data={"version": task.version})
    blank = {"why_form": why, "waive_form": WaiveForm(formdata=None, obj=task)}
    chosen = task.offered_courseware_id
    return render_page(
        "study/make-up/task.html",
        status=status,
        task=task,
        own=own,
        told=told,
        follows=follows(actor, task),
        is_open=is_open,
        fact=fact,
        answer=answer_of(task.person_id, courseware_id=chosen) if chosen else None,
        order=offers.fitting(task.reason if told else None),
        sessions=sessions,
        pieces=pieces,
        kinds=MAKE_UP_KINDS,
        reasons=ABSENCE_REASONS,
        asks_why=bool(request.args.get("why")) or task.answered_at is None or "why_form" in forms,
        refused=list(forms.values()),
        **{**blank, **forms},
    )


@blueprint.post("/make-up/<int:make_up_id>/why")
@requires(Permission.MEMBER)
def say_why(make_up_id: int) -> Response:
    """Say why it was not possible."""
    task, form = seen_task(make_up_id), WhyForm()
    filled = form.validate_on_submit()
    if filled and form.attempt(operations.say_why, task, form.form_version, form.reason.data, form.words.data or ""):
        flash(_("记下了，只有组织者和书记看得到。下面选一个补的办法。"), "done")
        return see_other(url_for("study.make_up", make_up_id=make_up_id, _anchor="how"))
    task = seen_task(make_up_id)
    form.take_version(task.version)
    return task_page(task, form.status, why_form=form)


@blueprint.post("/make-up/<int:make_up_id>/choose")
@requires(Permission.MEMBER)
def choose_way(make_up_id: int) -> Response:
    """Choose how to make it up: a session, a piece of the library, or study at the door."""
    task, form = seen_task(make_up_id), Form()
    if form.validate_on_submit() and form.attempt(_choose, task):
        flash(form.result, "done")
        return see_other(url_for("study.make_up", make_up_id=make_up_id))
    return task_page(seen_task(make_up_id), form.status, choose_form=form)


def _choose(task: MakeUp) -> str:
    session_id, piece_id = row_number(request.form.get("session")), row_number(request.form.get("piece"))
    if session_id is not None:
        operations.choose_session(task, found(offers.session_for(task, session_id, clock.now())))
        return _("选好了，座位也留了。到时候来签到，就补上了。")
    if piece_id is not None:
        operations.choose_piece(task, found(offers.piece_offered(task, piece_id)))
        return _("选好了。读完写一句自己的话，通过以后就补上了。")
    operations.choose_visit(task)
    return _("记下了，工作人员会来安排上门。")


@blueprint.post("/make-up/<int:make_up_id>/waive")
@requires(Permission.HOURS_READ)
def waive(make_up_id: int) -> Response:
    """It need not be made up."""
    task, form = found(queries.task_followed(signed_in(), make_up_id)), WaiveForm()
    if form.validate_on_submit() and form.attempt(
        operations.waive, task, form.form_version, form.waived_reason.data or ""
    ):
        flash(_("记下了，这一项不用补。"), "done")
        return see_other(url_for("study.make_up", make_up_id=make_up_id))
    task = seen_task(make_up_id)
    form.take_version(task.version)
    return task_page(task, form.status, waive_form=form)


@blueprint.post("/make-up/<int:make_up_id>/ask-again")
@requires(Permission.HOURS_READ)
def ask_again(make_up_id: int) -> Response:
    """It has to be made up after all."""
    operations.ask_again(found(queries.task_followed(signed_in(), make_up_id)))
    flash(_("又放回待补了。"), "done")
    return see_other(url_for("study.make_up", make_up_id=make_up_id))
