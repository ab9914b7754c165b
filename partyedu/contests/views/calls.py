"""Calls for those who run them: written, changed, and moved along their road."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, url_for

from partyedu.contests import blueprint, operations, queries
from partyedu.contests.forms import CallForm
from partyedu.contests.models import Contest
from partyedu.contests.views.managing import manage_page
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _


@blueprint.get("/new")
@requires(Permission.CONTEST_MANAGE)
def new_contest() -> Response:
    """The empty page of a call."""
    return render_page("contests/edit.html", fragment="form", form=CallForm.for_new(), contest=None)


@blueprint.post("/new")
@requires(Permission.CONTEST_MANAGE)
def plan() -> Response:
    """Write a call down."""
    form = CallForm.for_new()
    if form.validate_on_submit() and form.attempt(operations.plan, signed_in(), **form.values("version")):
        flash(_("记下了。看一看，没问题就开始征集。"), "done")
        return see_other(url_for("contests.manage", contest_id=form.result.id))
    return render_page("contests/edit.html", fragment="form", status=form.status, form=form, contest=None)


@blueprint.get("/<int:contest_id>/edit")
@requires(Permission.CONTEST_MANAGE)
def edit_form(contest_id: int) -> Response:
    """The words of a call, to be changed."""
    row = found(queries.contest_to_manage(signed_in(), contest_id))
    return render_page("contests/edit.html", fragment="form", form=CallForm.for_contest(row), contest=row)


@blueprint.post("/<int:contest_id>/edit")
@requires(Permission.CONTEST_MANAGE)
def edit(contest_id: int) -> Response:
    """Change the words of a call."""
    actor = signed_in()
    row = found(queries.contest_to_manage(actor, contest_id))
    form = CallForm.for_contest(row)
    if form.validate_on_submit() and form.attempt(
        operations.edit, actor, row, form.form_version, **form.values("version")
    ):
        flash(_("已保存。"), "done")
        return see_other(url_for("contests.manage", contest_id=row.id))
    form.take_version(row.version)
    return render_page("contests/edit.html", fragment="form", status=form.status, form=form, contest=row)


def _move(contest_id: int, operation: Callable[[Contest], Any], said: str) -> Response:
    """One step of a call; a refusal is shown on its page."""
    row = found(queries.contest_to_manage(signed_in(), contest_id))
    step = Form()
    if not step.attempt(operation, row):
        return manage_page(row, step)
    flash(said, "done")
    return see_other(url_for("contests.manage", contest_id=contest_id))


@blueprint.post("/<int:contest_id>/open")
@requires(Permission.CONTEST_MANAGE)
def open_call(contest_id: int) -> Response:
    """Open a call."""
    return _move(contest_id, operations.open_call, _("开始征集了，大家都能看到。"))


@blueprint.post("/<int:contest_id>/begin-judging")
@requires(Permission.CONTEST_MANAGE)
def begin_judging(contest_id: int) -> Response:
    """Hand what came in to the judges."""
    return _move(contest_id, operations.begin_judging, _("征稿结束，已经请评委来评。"))


@blueprint.post("/<int:contest_id>/reopen")
@requires(Permission.CONTEST_MANAGE)
def reopen(contest_id: int) -> Response:
    """Take entries again."""
    return _move(contest_id, operations.reopen, _("又开始征集了。"))


@blueprint.post("/<int:contest_id>/close")
@requires(Permission.CONTEST_MANAGE)
def close_wall(contest_id: int) -> Response:
    """A wall takes no more entries."""
    return _move(contest_id, operations.close_wall, _("征集结束，墙上的家规还在。"))
