"""Score sheets: the list, a new one or a copy, put away."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import blueprint, operations, queries
from partyedu.library.forms import SheetForm
from partyedu.organisation.queries import unit_choices


@blueprint.get("/sheets")
@requires(Permission.LIBRARY_MANAGE)
def sheets() -> Response:
    """The score sheets one keeps."""
    page = paged(queries.sheets_listed(signed_in()), page_number())
    return render_page("library/sheets.html", fragment="listed", page=page)


@blueprint.get("/sheets/<int:sheet_id>")
@requires(Permission.LIBRARY_MANAGE)
def sheet(sheet_id: int) -> Response:
    """One sheet with its lines, as it is printed and filled in by hand."""
    actor = signed_in()
    row = found(queries.sheet_seen(actor, sheet_id))
    kept = actor.may(Permission.LIBRARY_MANAGE, row.unit.path)
    return render_page("library/sheet.html", sheet=row, lines=queries.criteria(row.id), kept=kept)


@blueprint.get("/sheets/<int:sheet_id>/print")
@requires(Permission.LIBRARY_MANAGE)
def print_sheet(sheet_id: int) -> Response:
    """The sheet on paper, for experts who fill it in by hand."""
    row = found(queries.sheet_seen(signed_in(), sheet_id))
    return render_page("library/sheet_print.html", layout="print", sheet=row, lines=queries.criteria(row.id))


@blueprint.get("/sheets/new")
@requires(Permission.LIBRARY_MANAGE)
def new_sheet() -> Response:
    """A sheet to write: it begins with the common lines, or with those of another sheet (``?from=3``)."""
    pattern = request.args.get("from", type=int)
    form = SheetForm.begun()
    if pattern is not None:
        row = found(queries.sheet_seen(signed_in(), pattern))
        lines = [(line.name, line.points) for line in queries.criteria(row.id)]
        form = SheetForm.begun(row.name, lines, row.for_essays)
    return _sheet_page(form)


@blueprint.post("/sheets/new")
@requires(Permission.LIBRARY_MANAGE)
def add_sheet() -> Response:
    """Keep the sheet."""
    form = SheetForm()
    form.unit_id.choices = unit_choices(signed_in(), Permission.LIBRARY_MANAGE)
    if form.validate_on_submit() and form.attempt(
        operations.add_sheet, form.unit_id.data, form.name.data, form.written(), form.for_essays.data
    ):
        flash(_("评分表做好了。"), "done")
        return see_other(url_for("library.sheet", sheet_id=form.result.id))
    return _sheet_page(form, form.status)


def _sheet_page(form: SheetForm, status: int = 200) -> Response:
    form.unit_id.choices = unit_choices(signed_in(), Permission.LIBRARY_MANAGE)
    return render_page("library/sheet_new.html", fragment="form", status=status, form=form)


@blueprint.post("/sheets/<int:sheet_id>/archive")
@requires(Permission.LIBRARY_MANAGE)
def archive_sheet(sheet_id: int) -> Response:
    """Put a sheet away."""
    operations.archive_sheet(found(queries.sheet_managed(signed_in(), sheet_id)))
    flash(_("这张评分表收起来了，用它打过的分都还在。"), "done")
    return see_other(url_for("library.sheets"))


@blueprint.post("/sheets/<int:sheet_id>/restore")
@requires(Permission.LIBRARY_MANAGE)
def restore_sheet(sheet_id: int) -> Response:
    """Take a sheet into use again."""
    operations.restore_sheet(found(queries.sheet_managed(signed_in(), sheet_id)))
    return see_other(url_for("library.sheet", sheet_id=sheet_id))
