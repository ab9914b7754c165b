"""Projects, cases and partner units: the list, one of them, its files; entered by those who keep the library."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock, uploads
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import blueprint, exports
from partyedu.library.entry_words import ENTRY_WORDS
from partyedu.library.forms.banks import ACCEPT, EntryForm, without
from partyedu.library.models import BankEntry, BankKind
from partyedu.library.operations import banks as operations
from partyedu.library.queries import banks
from partyedu.library.queries.banks import EntryFilter

KINDS = {"projects": BankKind.PROJECT, "cases": BankKind.CASE, "partners": BankKind.PARTNER}
BANK_NAMES = {kind: name for name, kind in KINDS.items()}


def _asked() -> EntryFilter:
    """What the address narrows a list to."""
    return EntryFilter(
        words=query_text(),
        unit_id=request.args.get("unit", type=int),
        state="archived" if request.args.get("state") == "archived" else "",
    )


@blueprint.get("/<any(projects, cases, partners):bank>")
@anyone
def entries(bank: str) -> Response:
    """The projects, the cases, or the partner units."""
    actor, chosen = current_actor(), _asked()
    return render_page(
        "library/banks_entries.html",
        fragment="listed",
        page=paged(banks.entries_listed(actor, KINDS[bank], chosen), page_number(), 20),
        bank=bank,
        named=ENTRY_WORDS[KINDS[bank]],
        today=clock.today(),
        units=banks.units_with_entries(KINDS[bank]),
        chosen=chosen,
        keeps=actor is not None and actor.may(Permission.LIBRARY_MANAGE),
        query=request.query_string.decode(),
    )


@blueprint.get("/<any(projects, cases, partners):bank>.xlsx")
@requires(Permission.LIBRARY_MANAGE)
def entries_file(bank: str) -> Response:
    """The same list as a workbook."""
    return exports.answer(bank, exports.entries_workbook(signed_in(), KINDS[bank], _asked()))


def _form_page(bank: str, form: EntryForm, entry: BankEntry | None, status: int = 200) -> Response:
    return render_page(
        "library/banks_entry_form.html",
        fragment="form",
        status=status,
        form=form,
        bank=bank,
        named=ENTRY_WORDS[KINDS[bank]],
        entry=entry,
        files=banks.entry_files(entry.id) if entry else [],
        accept=ACCEPT,
    )


@blueprint.get("/<any(projects, cases, partners):bank>/new")
@requires(Permission.LIBRARY_MANAGE)
def new_entry(bank: str) -> Response:
    """The empty page of an entry."""
    return _form_page(bank, EntryForm.for_new(KINDS[bank]), None)


@blueprint.post("/<any(projects, cases, partners):bank>/new")
@requires(Permission.LIBRARY_MANAGE)
def add_entry(bank: str) -> Response:
    """Enter a project, a case or a partner unit."""
    form = EntryForm.for_new(KINDS[bank])
    if form.validate_on_submit() and form.read_files():
        more = {"unit_id": form.unit_id.data, "files": form.ready, "form_key": form.form_key.data or None}
        if form.attempt(operations.add_entry, signed_in(), KINDS[bank], **form.facts(), **more):
            flash(_("已经放进库里。"), "done")
            return see_other(url_for("library.bank_entry", bank_entry_id=form.result.id))
    return _form_page(bank, form, None, form.status)


@blueprint.get("/entries/<int:bank_entry_id>")
@anyone
def bank_entry(bank_entry_id: int) -> Response:
    """One project, case or partner unit."""
    actor = current_actor()
    row = found(banks.entry_seen(actor, bank_entry_id))
    return render_page(
        "library/banks_entry.html",
        entry=row,
        bank=BANK_NAMES[row.kind],
        named=ENTRY_WORDS[row.kind],
        files=banks.entry_files(row.id) if actor else [],
        contact=banks.contact_briefly(row.contact) if actor else "",
        kept=actor is not None and actor.may(Permission.LIBRARY_MANAGE, row.unit.path),
    )


@blueprint.get("/entries/<int:bank_entry_id>/edit")
@requires(Permission.LIBRARY_MANAGE)
def edit_entry(bank_entry_id: int) -> Response:
    """An entry, to be changed."""
    row = found(banks.entry_kept(signed_in(), bank_entry_id))
    return _form_page(BANK_NAMES[row.kind], EntryForm.for_entry(row), row)


@blueprint.post("/entries/<int:bank_entry_id>/edit")
@requires(Permission.LIBRARY_MANAGE)
def change_entry(bank_entry_id: int) -> Response:
    """Change an entry."""
    row = found(banks.entry_kept(signed_in(), bank_entry_id))
    form = EntryForm.for_entry(row)
    if form.validate_on_submit() and form.read_files():
        more = {"files": form.ready, "without": without()}
        if form.attempt(operations.change_entry, row, form.form_version, **form.facts(), **more):
            flash(_("已保存。"), "done")
            return see_other(url_for("library.bank_entry", bank_entry_id=bank_entry_id))
    form.take_version(row.version)
    return _form_page(BANK_NAMES[row.kind], form, row, form.status)


def _kept(bank_entry_id: int, operation: Callable[[BankEntry], Any], said: str) -> Response:
    operation(found(banks.entry_kept(signed_in(), bank_entry_id)))
    flash(said, "done")
    return see_other(url_for("library.bank_entry", bank_entry_id=bank_entry_id))


@blueprint.post("/entries/<int:bank_entry_id>/archive")
@requires(Permission.LIBRARY_MANAGE)
def archive_entry(bank_entry_id: int) -> Response:
    """Put an entry away."""
    return _kept(bank_entry_id, operations.archive_entry, _("已经收起，大家看不到了。"))


@blueprint.post("/entries/<int:bank_entry_id>/restore")
@requires(Permission.LIBRARY_MANAGE)
def restore_entry(bank_entry_id: int) -> Response:
    """Take an entry into use again."""
    return _kept(bank_entry_id, operations.restore_entry, _("已经恢复。"))


@blueprint.get("/entries/files/<int:bank_file_id>")
@requires(Permission.MEMBER)
def bank_file(bank_file_id: int) -> Response:
    """A file of an entry."""
    return uploads.send(found(banks.entry_file_for(signed_in(), bank_file_id)))
