"""What we look for: calls for talks, for everybody to read and for members to answer; opened and closed by staff."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.speakers import blueprint, operations, queries
from partyedu.speakers.forms import CallForm
from partyedu.speakers.models import Call


@blueprint.get("/calls")
@anyone
def calls() -> Response:
    """What we look for now; or what we looked for before."""
    closed = request.args.get("closed") == "1"
    return render_page(
        "speakers/calls.html",
        fragment="listed",
        page=paged(queries.calls_listed(clock.today(), closed), page_number()),
        closed=closed,
    )


@blueprint.get("/calls/<int:call_id>")
@anyone
def call(call_id: int) -> Response:
    """One call, and the talks that answered it."""
    row = found(queries.call_shown(call_id))
    actor = current_actor()
    keeps = actor is not None and actor.may(Permission.TALK_MANAGE, row.unit.path)
    return render_page(
        "speakers/call.html",
        call=row,
        is_open=queries.call_to_answer(row.id, clock.today()) is not None,
        answers=queries.talks_that_answer(row.id),
        on_the_way=queries.number_on_the_way(row.id) if keeps else 0,
        keeps=keeps,
    )


@blueprint.get("/calls/new")
@requires(Permission.TALK_MANAGE)
def new_call() -> Response:
    """The empty page of a call."""
    return _call_page(CallForm(), None)


@blueprint.post("/calls/new")
@requires(Permission.TALK_MANAGE)
def open_call() -> Response:
    """Look for talks."""
    form = CallForm()
    if form.validate_on_submit() and form.attempt(operations.open_call, signed_in(), **form.values("version")):
        flash(_("征集发出去了，大家在“讲述”里看得到。"), "done")
        return see_other(url_for("speakers.call", call_id=form.result.id))
    return _call_page(form, None, form.status)


@blueprint.get("/calls/<int:call_id>/edit")
@requires(Permission.TALK_MANAGE)
def call_form(call_id: int) -> Response:
    """A call as a form."""
    row = found(queries.call_to_keep(signed_in(), call_id))
    return _call_page(CallForm(obj=row), row)


@blueprint.post("/calls/<int:call_id>/edit")
@requires(Permission.TALK_MANAGE)
def edit_call(call_id: int) -> Response:
    """Save what is looked for."""
    row = found(queries.call_to_keep(signed_in(), call_id))
    form = CallForm(obj=row)
    if form.validate_on_submit():
        if form.attempt(operations.edit_call, row, form.form_version, **form.values("version", "unit_id")):
            flash(_("已保存。"), "done")
            return see_other(url_for("speakers.call", call_id=call_id))
        form.take_version(row.version)
    return _call_page(form, row, form.status)


def _call_page(form: CallForm, row: Call | None, status: int = 200) -> Response:
    return render_page("speakers/call_form.html", fragment="form", status=status, form=form, call=row)


@blueprint.post("/calls/<int:call_id>/close")
@requires(Permission.TALK_MANAGE)
def close_call(call_id: int) -> Response:
    """Look no longer."""
    row = found(queries.call_to_keep(signed_in(), call_id))
    operations.close_call(row)
    flash(_("征集结束了，收到的讲述都在。"), "done")
    return see_other(url_for("speakers.call", call_id=call_id))


@blueprint.post("/calls/<int:call_id>/reopen")
@requires(Permission.TALK_MANAGE)
def reopen_call(call_id: int) -> Response:
    """Look again."""
    row = found(queries.call_to_keep(signed_in(), call_id))
    operations.reopen_call(row)
    return see_other(url_for("speakers.call", call_id=call_id))
