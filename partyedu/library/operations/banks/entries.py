"""Projects, cases and partner units: entered with their files, changed, put away."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from partyedu.core import audit, clock, uploads
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _
from partyedu.library.models import BankEntry, BankFile, BankKind
from partyedu.library.operations.banks.stays import begin_stay, end_stay
from partyedu.library.queries import banks
from partyedu.organisation.queries import unit_reached

FILES_AT_MOST = 10


def check_number_of_files(number: int) -> None:
    """Refuse more files than an entry holds; asked before files are read, and again when they are kept."""
    if number > FILES_AT_MOST:
        raise Problem(_("最多放 %(n)s 个文件，请去掉几个。", n=FILES_AT_MOST), field="files")


def add_entry(
    actor: Actor,
    kind: BankKind,
    unit_id: int,
    title: str,
    files: Sequence[ReadFile] = (),
    form_key: str | None = None,
    **values: Any,
) -> BankEntry:
    """Enter a project, a case or a partner unit (``values``: see ``_write``). The same form sent twice makes one."""
    if form_key and (made := banks.entry_of_form(form_key)) is not None:
        return made
    unit = unit_reached(actor, Permission.LIBRARY_MANAGE, unit_id or 0)
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选择组织。"), field="unit_id")
    entry = BankEntry(unit_id=unit.id, kind=kind, form_key=form_key or None)
    entry.version = 1
    _write(entry, title, **values)
    check_number_of_files(len(files))
    db.session.add(entry)
    db.session.flush()
    _keep(entry, files)
    begin_stay(entry)
    audit.record("add-entry", entry)
    return entry


def change_entry(
    entry: BankEntry,
    version: int | None,
    title: str,
    files: Sequence[ReadFile] = (),
    without: Collection[int] = (),
    **values: Any,
) -> BankEntry:
    """Change an entry; ``without``: numbers of files (rows of ``BankFile``) to take out."""
    typed = {"title": title, **values}
    theirs = {name: getattr(entry, name) for name, value in typed.items() if getattr(entry, name) != value}
    checked_version(entry, version, theirs)
    standing = banks.entry_files(entry.id)
    gone = [row for row in standing if row.id in set(without)]
    check_number_of_files(len(standing) - len(gone) + len(files))
    _write(entry, title, **values)
    for row in gone:
        stored = row.stored_file
        db.session.delete(row)
        db.session.flush()
        uploads.discard(stored)
    _keep(entry, files)
    audit.record("change-entry", entry, [*theirs, *(["files"] if files or gone else [])])
    return entry


def _write(
    entry: BankEntry,
    title: str,
    summary: str = "",
    done: str = "",
    outcome: str = "",
    partner: str = "",
    contact_id: int | None = None,
    begun_on: date | None = None,
    ended_on: date | None = None,
) -> None:
    if begun_on is not None and ended_on is not None and ended_on < begun_on:
        raise Problem(_("结束的日子早于开始的日子，请检查。"), field="ended_on")
    entry.title, entry.summary, entry.done, entry.outcome = title, summary, done, outcome
    entry.partner, entry.contact_id, entry.begun_on, entry.ended_on = partner, contact_id, begun_on, ended_on
    entry.search_text = index_text(title, summary[:600], partner, spelled_part=title)


def _keep(entry: BankEntry, files: Sequence[ReadFile]) -> None:
    for file in files:
        db.session.add(BankFile(entry_id=entry.id, stored_file_id=uploads.store(file).id))
    db.session.flush()


def archive_entry(entry: BankEntry) -> BankEntry:
    """Put an entry away; those who keep it still find it."""
    entry.archived_at = entry.archived_at or clock.now()
    end_stay(entry)
    entry.version += 1
    audit.record("archive-entry", entry, ["archived_at"])
    return entry


def restore_entry(entry: BankEntry) -> BankEntry:
    """Take an entry into use again."""
    if entry.archived_at is not None:
        begin_stay(entry)
    entry.archived_at = None
    entry.version += 1
    audit.record("restore-entry", entry, ["archived_at"])
    return entry
