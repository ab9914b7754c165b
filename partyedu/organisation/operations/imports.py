"""A roster file: brought, looked at, corrected, started, put aside. The thread that works on it is ``job``."""

import json
from typing import Any

from werkzeug.datastructures import FileStorage

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db, reading, release
from partyedu.core.errors import Problem, found
from partyedu.core.spreadsheets import REFUSALS, SpreadsheetRefused
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.importing import files, preview
from partyedu.organisation.importing.choices import Choices
from partyedu.organisation.models import ImportState, RosterImport
from partyedu.organisation.operations import job
from partyedu.organisation.roster import Header, blank_id_numbers


def bring(actor: Actor, unit_id: int, file: FileStorage) -> RosterImport:
    """Keep a roster file for a unit and work out what would become of its rows.

    Raises ``Problem`` at ``file`` when it cannot be read as a spreadsheet; then nothing stays.
    """
    release()
    key, name = files.new_key(), _shown_name(file.filename)
    path = files.path_of(key)
    try:
        file.save(path)
        shown, choices = _look(actor, unit_id, key, name, Choices(reach=actor.reach(Permission.PEOPLE_EDIT)))
    except BaseException:
        files.remove(key)
        raise
    # Should the transaction fail, the files go with it.
    db.session.info.setdefault("written", []).extend([path, files.path_of(key, files.PREVIEW)])
    row = RosterImport(
        unit_id=unit_id,
        file_name=name,
        file_key=key,
        uploaded_by_id=actor.person_id,
        uploaded_at=clock.now(),
        choices=choices.as_json(),
        total=shown.get("total", 0),
    )
    db.session.add(row)
    audit.record("bring", row)
    return row


def _shown_name(name: str | None) -> str:
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = "".join(char for char in last if char.isprintable()).strip()[-120:]
    kept, _found = blank_id_numbers(cleaned)
    return str(kept or "roster" + cleaned[cleaned.rfind(".") :])


def _look(actor: Actor, unit_id: int, key: str, name: str, choices: Choices) -> tuple[dict[str, Any], Choices]:
    """Read the file and keep the preview; takes seconds, so no lock is held."""
    try:
        sheets, roster, refusal = preview.read_file(files.path_of(key), name, choices)
    except SpreadsheetRefused as refused:
        raise Problem(_(REFUSALS[refused.reason]), "file") from None
    with reading():
        unit = found(queries.unit_reached(actor, Permission.PEOPLE_EDIT, unit_id))
        shown = preview.build(unit, sheets, roster, refusal, choices)
    preview.write(key, shown)
    return shown, choices


def look_again(actor: Actor, row: RosterImport, choices: Choices) -> None:
    """Work the preview out anew with other columns, another header, decisions."""
    unit_id, key, name, row_id = row.unit_id, row.file_key, row.file_name, row.id
    _is_waiting(row)
    release()
    shown, choices = _look(actor, unit_id, key, name, choices.but(reach=actor.reach(Permission.PEOPLE_EDIT)))
    again = db.session.get_one(RosterImport, row_id)
    _is_waiting(again)
    again.choices, again.total = choices.as_json(), shown.get("total", 0)
    db.session.flush()


def correct_columns(actor: Actor, row: RosterImport, header: Header | None, columns: Any) -> None:
    """Say where the header stands (None: as guessed) and what each column holds (None: as guessed)."""
    choices = Choices.from_json(row.choices)
    look_again(actor, row, choices.but(header=header, columns=columns, decisions={}, new_units=None))


def decide(
    row: RosterImport,
    new_units: frozenset[str],
    new_categories: frozenset[str],
    decisions: dict[int, int],
    forget: frozenset[int] = frozenset(),
) -> None:
    """Keep what was ticked and chosen below the preview; ``forget`` are rows to be asked about again."""
    _is_waiting(row)
    choices = Choices.from_json(row.choices)
    kept = {number: chosen for number, chosen in choices.decisions.items() if number not in forget}
    chosen = choices.but(new_units=new_units, new_categories=new_categories, decisions=kept | decisions)
    row.choices = chosen.as_json()
    db.session.flush()


def start(actor: Actor, row: RosterImport) -> None:
    """Say yes: a thread begins to write once this transaction holds."""
    _is_waiting(row)
    if not row.total:
        raise Problem(_("这份文件里没有可以导入的人。"))
    row.state, row.started_at, row.started_by_id = ImportState.RUNNING, clock.now(), actor.person_id
    audit.record("start", row)
    db.session.flush()
    job.start_after_commit(row.id)


def go_on(actor: Actor, row: RosterImport) -> None:
    """Take up an import whose process has died; nothing happens while it is still being worked on."""
    if row.state is not ImportState.RUNNING:
        raise Problem(_("这份名册没有在导入。"))
    choices = Choices.from_json(row.choices)
    row.choices = choices.but(reach=actor.reach(Permission.PEOPLE_EDIT)).as_json()
    if job.is_stalled(row):
        row.heartbeat_at = None
    row.started_at, row.started_by_id = clock.now(), actor.person_id
    audit.record("continue", row)
    db.session.flush()
    job.start_after_commit(row.id)


def abandon(row: RosterImport) -> None:
    """Put a file aside without importing it (any further): the file is deleted."""
    if row.state is ImportState.RUNNING and not job.is_stalled(row):
        raise Problem(_("正在导入，请等它做完。"))
    if row.state in (ImportState.UPLOADED, ImportState.RUNNING):
        row.state, row.finished_at, row.choices = ImportState.ABANDONED, clock.now(), "{}"
        audit.record("abandon", row)
        paths = [files.path_of(row.file_key, ending) for ending in ("", files.PREVIEW, files.FAILED)]
        db.session.info.setdefault("discarded", []).extend(paths)
        db.session.flush()


def _is_waiting(row: RosterImport) -> None:
    if row.state is not ImportState.UPLOADED:
        raise Problem(_("这份名册已经导入过了，或者已经放弃。"))
    if not files.path_of(row.file_key).exists():
        raise Problem(_("文件已经删除（最多保存一天）。请重新上传。"))


def counts_of(row: RosterImport) -> dict[str, Any]:
    """What came of an import, by the words of the contract."""
    return json.loads(row.counts or "{}")
