"""A roster file on its way in: upload, preview, corrections, progress, result."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import Page, page_number
from partyedu.core.words import _
from partyedu.organisation import blueprint, exports, forms, queries
from partyedu.organisation.forms import RosterForm
from partyedu.organisation.importing import preview, wording
from partyedu.organisation.importing.choices import Choices
from partyedu.organisation.models import ImportState, RosterImport
from partyedu.organisation.operations import imports as operations
from partyedu.organisation.operations import job
from partyedu.organisation.roster import Field

_ROWS = 30
_ASKED_AT_ONCE = 30
_FAILURES_SHOWN = 20


def _list(form: RosterForm, status: int = 200) -> Response:
    rows = queries.imports_reached(signed_in())
    context: dict[str, Any] = {
        "rows": rows,
        "counts": {row.id: operations.counts_of(row) for row in rows},
        "states": ImportState,
    }
    return render_page("organisation/imports.html", fragment="upload", status=status, form=form, **context)


@blueprint.get("/imports")
@requires(Permission.PEOPLE_EDIT)
def imports() -> Response:
    """Bring a file; what was brought before."""
    return _list(RosterForm(formdata=None).over(signed_in()))


@blueprint.post("/imports")
@requires(Permission.PEOPLE_EDIT)
def bring_roster() -> Response:
    """A file comes in."""
    form = RosterForm().over(signed_in())
    if form.validate_on_submit() and form.attempt(operations.bring, signed_in(), form.unit_id.data, form.file.data):
        return see_other(url_for("organisation.roster_import", import_id=form.result.id))
    return _list(form, form.status)


def _import(import_id: int) -> RosterImport:
    return found(queries.import_reached(signed_in(), import_id))


def _show(row: RosterImport, button: Form | None = None, status: int = 200) -> Response:
    """The page of an import, by its state."""
    if row.state is not ImportState.UPLOADED:
        return _progress(row, button, status)
    shown = preview.read(row.file_key)
    if shown is None:
        return _progress(row, button, status)
    context: dict[str, Any] = {"row": row, "shown": shown, "button": button, "wording": wording, "fields": list(Field)}
    if "rows" not in shown:
        return render_page("organisation/import_header.html", fragment="preview", status=status, **context)
    return render_page(
        "organisation/import_preview.html",
        fragment=("fate_rows",) if request.args.get("fate") else ("preview",),
        status=status,
        choices=Choices.from_json(row.choices),
        asked=shown["rows"]["ask"][:_ASKED_AT_ONCE],
        **_fate(shown),
        **context,
    )


def _fate(shown: dict[str, Any]) -> dict[str, Any]:
    """The rows of one fate, in pages: the one asked for, else the first that has any."""
    kinds = [kind for kind in wording.FATES if shown["counts"].get(kind)]
    fate = request.args.get("fate", "")
    fate = fate if fate in wording.FATES else next((kind for kind in kinds if kind != "ask"), "new")
    rows = shown["rows"][fate]
    number = min(page_number(), max(1, -(-len(rows) // _ROWS)))
    return {"fate": fate, "page": Page(rows[(number - 1) * _ROWS : number * _ROWS], number, _ROWS, len(rows))}


def _progress(row: RosterImport, button: Form | None = None, status: int = 200) -> Response:
    failed = job.failures(row.file_key) if row.state is ImportState.DONE else None
    return render_page(
        "organisation/import_progress.html",
        fragment="progress",
        status=status,
        row=row,
        counts=operations.counts_of(row),
        failed=failed["rows"][:_FAILURES_SHOWN] if failed else None,
        stalled=job.is_stalled(row),
        states=ImportState,
        button=button,
        wording=wording,
    )


@blueprint.get("/imports/<int:import_id>")
@requires(Permission.PEOPLE_EDIT)
def roster_import(import_id: int) -> Response:
    """Preview, progress or result."""
    return _show(_import(import_id))


@blueprint.post("/imports/<int:import_id>/columns")
@requires(Permission.PEOPLE_EDIT)
def correct_columns(import_id: int) -> Response:
    """Another sheet, another header row, other columns."""
    row = _import(import_id)
    shown = preview.read(row.file_key) or {"sheets": [], "columns": []}
    before = Choices.from_json(row.choices)
    if "sheet" in request.form:
        header, columns = forms.chosen_header(len(shown["sheets"])), None
    else:
        header, columns = before.header, forms.chosen_columns(len(shown.get("columns", [])))
    return _again(row, lambda: operations.correct_columns(signed_in(), row, header, columns))


def _again(row: RosterImport, step: Any) -> Response:
    """Carry out one step of an import and show its page again; a refusal is shown there."""
    import_id = row.id
    button = Form()
    if not button.attempt(step):
        return _show(_import(import_id), button, button.status)
    return see_other(url_for("organisation.roster_import", import_id=import_id))


@blueprint.post("/imports/<int:import_id>/start")
@requires(Permission.PEOPLE_EDIT)
def start_import(import_id: int) -> Response:
    """Keep what was ticked and chosen; then begin, or look again (``then=look``)."""
    row = _import(import_id)
    shown = preview.read(row.file_key) or {}
    ticked = {name: frozenset(request.form.getlist(name)) for name in ("unit", "category")}
    offered = {
        name: {one[0] for one in shown.get(key, [])} for name, key in (("unit", "units"), ("category", "categories"))
    }
    chosen = forms.decisions(shown.get("rows", {}).get("ask", []))

    def step() -> None:
        operations.decide(
            row,
            ticked["unit"] & offered["unit"],
            ticked["category"] & offered["category"],
            chosen,
            forget=frozenset(request.form.getlist("forget", type=int)),
        )
        if request.form.get("then") == "look":
            operations.look_again(signed_in(), row, Choices.from_json(row.choices))
        else:
            operations.start(signed_in(), row)

    return _again(row, step)


@blueprint.post("/imports/<int:import_id>/continue")
@requires(Permission.PEOPLE_EDIT)
def continue_import(import_id: int) -> Response:
    """Take up an import whose process has died."""
    row = _import(import_id)
    return _again(row, lambda: operations.go_on(signed_in(), row))


@blueprint.post("/imports/<int:import_id>/abandon")
@requires(Permission.PEOPLE_EDIT)
def abandon_import(import_id: int) -> Response:
    """Put it aside; the file is deleted."""
    row = _import(import_id)

    def step() -> None:
        operations.abandon(row)
        flash(_("已放弃，文件已经删除。"))

    return _again(row, step)


@blueprint.get("/imports/<int:import_id>/failed.xlsx")
@requires(Permission.PEOPLE_EDIT)
def failed_rows(import_id: int) -> Response:
    """The rows that were not imported, with reasons; for a day."""
    kept = found(job.failures(_import(import_id).file_key))
    return exports.workbook(_("没有导入的行"), [exports.failed_rows(kept)])
