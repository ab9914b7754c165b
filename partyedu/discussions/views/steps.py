"""The steps of a matter: assigned, in hand, reported, checked, closed, back, on the board and off it."""

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import see_other
from partyedu.core.words import _
from partyedu.discussions import blueprint, operations, queries
from partyedu.discussions.forms import AssignForm, BackForm, BoardForm, CheckForm, CloseForm, NoteForm
from partyedu.discussions.models import Matter
from partyedu.discussions.views.matters import matter_page


def _managed(matter_id: int) -> Matter:
    return found(queries.matter_managed(signed_in(), matter_id))


def _done(matter_id: int, words: str) -> Response:
    flash(words, "done")
    return see_other(url_for("discussions.matter", matter_id=matter_id))


@blueprint.post("/matters/<int:matter_id>/assign")
@requires(Permission.MATTER_MANAGE)
def assign(matter_id: int) -> Response:
    """Give a matter to somebody, with a day."""
    row = _managed(matter_id)
    form = AssignForm()
    if form.validate_on_submit() and form.attempt(
        operations.assign, row, form.form_version, form.assignee.data, form.due_on.data, form.message.data or ""
    ):
        return _done(matter_id, _("已交办，并告诉了对方。"))
    form.take_version(row.version)
    return matter_page(row, form.status, assign_form=form)


@blueprint.post("/matters/<int:matter_id>/take-in-hand")
@requires(Permission.MEMBER)
def take_in_hand(matter_id: int) -> Response:
    """The assignee is at it."""
    row = found(queries.matter_worked_on(signed_in(), matter_id))
    form = NoteForm()
    if form.validate_on_submit() and form.attempt(operations.take_in_hand, row, form.note.data or ""):
        return _done(matter_id, _("好，已记为办理中。"))
    return matter_page(row, form.status, note_form=form)


@blueprint.post("/matters/<int:matter_id>/report")
@requires(Permission.MEMBER)
def report(matter_id: int) -> Response:
    """Note how far it is."""
    row = found(queries.matter_worked_on(signed_in(), matter_id))
    form = NoteForm()
    if form.validate_on_submit() and form.attempt(operations.report, row, form.note.data or ""):
        return _done(matter_id, _("进展记下了。"))
    return matter_page(row, form.status, note_form=form)


@blueprint.post("/matters/<int:matter_id>/check")
@requires(Permission.MATTER_MANAGE)
def check(matter_id: int) -> Response:
    """Somebody else has seen that it was done."""
    row = _managed(matter_id)
    form = CheckForm()
    if form.validate_on_submit() and form.attempt(operations.check, row, form.seen.data or ""):
        return _done(matter_id, _("已核实，可以办结了。"))
    return matter_page(row, form.status, check_form=form)


@blueprint.post("/matters/<int:matter_id>/close")
@requires(Permission.MATTER_MANAGE)
def close_matter(matter_id: int) -> Response:
    """Close a matter with its outcome."""
    row = _managed(matter_id)
    form = CloseForm()
    if form.validate_on_submit() and form.attempt(operations.close_matter, row, **form.values()):
        return _done(matter_id, _("办结了，谢谢。"))
    return matter_page(row, form.status, close_form=form)


@blueprint.post("/matters/<int:matter_id>/back")
@requires(Permission.MATTER_MANAGE)
def send_back(matter_id: int) -> Response:
    """One step back, with the reason."""
    row = _managed(matter_id)
    form = BackForm()
    if form.validate_on_submit() and form.attempt(operations.send_back, row, form.reason.data or ""):
        return _done(matter_id, _("退回了一步。"))
    return matter_page(row, form.status, back_form=form)


@blueprint.post("/matters/<int:matter_id>/on-board")
@requires(Permission.MATTER_MANAGE)
def put_on_board(matter_id: int) -> Response:
    """Show a closed matter on the public board."""
    row = _managed(matter_id)
    form = BoardForm()
    if form.validate_on_submit() and form.attempt(operations.put_on_board, row, **form.values()):
        return _done(matter_id, _("已放上公开栏。"))
    return matter_page(row, form.status, board_form=form)


@blueprint.post("/matters/<int:matter_id>/off-board")
@requires(Permission.MATTER_MANAGE)
def take_off_board(matter_id: int) -> Response:
    """Take a matter off the public board."""
    operations.take_off_board(_managed(matter_id))
    return _done(matter_id, _("已从公开栏拿下。"))
