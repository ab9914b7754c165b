"""The thread that writes a roster while people go on reading pages.

The row of the import is its state: how far it is, and a heartbeat. Whoever works on it has claimed it by an UPDATE
that only one can win; a claim without heartbeat for a minute may be taken over, so an import survives its process.
Every block is committed together with the new state, so that going on never writes a row twice.
"""

import json
import logging
import secrets
import threading
import time
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission, acting_as
from partyedu.core.db import db, reading, transaction
from partyedu.core.spreadsheets import SpreadsheetRefused
from partyedu.organisation.importing import files, preview
from partyedu.organisation.importing.choices import Choices
from partyedu.organisation.importing.plan import Plan, plan_roster
from partyedu.organisation.models import ImportState, RosterImport, Unit
from partyedu.organisation.operations.roster import ImportResult, work_through

STALE = timedelta(seconds=60)
_BREATH_SECONDS = 0.02  # between blocks, so that others get the write lock
_WAIT_SECONDS = 0.5
_PATIENCE_SECONDS = 600

_log = logging.getLogger(__name__)


class TakenOver(Exception):
    """Somebody else works on this import now."""


def is_stalled(row: RosterImport, now: datetime | None = None) -> bool:
    """Whether a running import has shown no sign of life for a minute."""
    seen = row.heartbeat_at or row.started_at
    return row.state is ImportState.RUNNING and (seen is None or seen < (now or clock.now()) - STALE)


def start_after_commit(import_id: int) -> None:
    """Begin working on an import once this transaction holds."""
    db.session.info.setdefault("imports", []).append(import_id)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    for import_id in session.info.pop("imports", []):
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        threading.Thread(target=_work, args=(app, import_id), name=f"import-{import_id}", daemon=True).start()


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("imports", None)


def _work(app: Flask, import_id: int) -> None:
    with app.app_context():
        try:
            work(import_id)
        except TakenOver:
            _log.info("import %s is worked on elsewhere", import_id)
        except Exception:
            _log.exception("import %s", import_id)
            _stop(import_id)
        finally:
            db.session.remove()


def _stop(import_id: int) -> None:
    """Let the page offer at once to go on, instead of after a minute without heartbeat."""
    db.session.rollback()
    stopped = update(RosterImport).where(RosterImport.id == import_id, RosterImport.state == ImportState.RUNNING)
    with transaction():
        db.session.execute(stopped.values(heartbeat_at=clock.now() - 2 * STALE))


def work(import_id: int) -> None:
    """Claim an import, write what it has not written yet, note the end. Nothing happens if another has it."""
    runner = secrets.token_hex(8)
    if not _claim_in_turn(import_id, runner):
        return
    with reading():
        row = db.session.get_one(RosterImport, import_id)
        facts = _Facts(row)
    with acting_as(Actor(name="", person_id=facts.started_by_id, grants={Permission.PEOPLE_EDIT: facts.choices.reach})):
        try:
            _write(facts, runner)
        except SpreadsheetRefused:
            _finish(facts, runner, ImportState.ABANDONED)


class _Facts:
    """What the thread has to know of the row, read once."""

    def __init__(self, row: RosterImport) -> None:
        self.id, self.unit_id, self.key, self.file_name = row.id, row.unit_id, row.file_key, row.file_name
        self.started_by_id, self.handled = row.started_by_id, row.handled
        self.choices = Choices.from_json(row.choices)
        self.counts: dict[str, Any] = json.loads(row.counts or "{}")
        self.since: date = clock.local(row.started_at or clock.now()).date()


def _claim_in_turn(import_id: int, runner: str) -> bool:
    """Claim the import; wait while another one is being written, since one plan must not change under another."""
    patience = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < patience:
        if _claim(import_id, runner):
            return True
        with reading():
            row = db.session.get_one(RosterImport, import_id)
            waits = row.state is ImportState.RUNNING and (row.heartbeat_at is None or is_stalled(row))
        if not waits:
            return False
        time.sleep(_WAIT_SECONDS)
    return False


def _claim(import_id: int, runner: str) -> bool:
    now = clock.now()
    other = aliased(RosterImport)
    another = exists().where(
        other.id != import_id, other.state == ImportState.RUNNING, other.heartbeat_at >= now - STALE
    )
    free = or_(RosterImport.heartbeat_at.is_(None), RosterImport.heartbeat_at < now - STALE)
    claim = update(RosterImport).where(RosterImport.id == import_id, RosterImport.state == ImportState.RUNNING)
    with transaction():
        running = select(RosterImport.id).where(RosterImport.state == ImportState.RUNNING)
        db.session.execute(running.order_by(RosterImport.id).with_for_update()).all()
        result = db.session.execute(
            claim.where(free, ~another).values(heartbeat_at=now, runner=runner),
            execution_options={"synchronize_session": False},
        )
        return bool(result.rowcount)  # type: ignore[attr-defined]


def _write(facts: _Facts, runner: str) -> None:
    _sheets, roster, _refusal = preview.read_file(files.path_of(facts.key), facts.file_name, facts.choices)
    if roster is None:
        _finish(facts, runner, ImportState.ABANDONED)
        return
    result = ImportResult(handled=facts.handled, **{name: facts.counts.get(name, 0) for name in _COUNTS})
    result.units_created = list(facts.counts.get("units_created", []))

    def make_plan() -> Plan:
        db.session.rollback()
        with reading():
            return plan_roster(db.session.get_one(Unit, facts.unit_id), roster, facts.choices)

    def progress(handled: int, total: int, so_far: ImportResult) -> None:
        _remember_new(facts, so_far.created_ids)
        _note(facts.id, runner, handled=handled, total=total, counts=_counts(so_far), choices=facts.choices.as_json())
        db.session.commit()
        time.sleep(_BREATH_SECONDS)

    work_through(make_plan, facts.since, progress, result)
    _keep_failures(facts.key, result)
    _finish(facts, runner, ImportState.DONE, counts=_counts(result))


_COUNTS = ("created", "updated", "unchanged", "duplicates")


def _counts(result: ImportResult) -> str:
    kept = {name: getattr(result, name) for name in _COUNTS}
    kept |= {"errors": len(result.errors), "missing": result.missing, "units_created": result.units_created}
    return json.dumps(kept | {"ignored_columns": result.ignored_columns}, ensure_ascii=False)


def _remember_new(facts: _Facts, created: dict[int, int]) -> None:
    """A row that was said to be somebody new is that person when the import is taken up again."""
    decided = {row: created[row] for row in facts.choices.decisions.keys() & created.keys()}
    if decided:
        facts.choices = facts.choices.but(decisions=facts.choices.decisions | decided)


def _note(import_id: int, runner: str, **values: Any) -> None:
    mine = update(RosterImport).where(RosterImport.id == import_id, RosterImport.runner == runner)
    result = db.session.execute(
        mine.where(RosterImport.state == ImportState.RUNNING).values(heartbeat_at=clock.now(), **values),
        execution_options={"synchronize_session": False},
    )
    if not result.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise TakenOver


def _keep_failures(key: str, result: ImportResult) -> None:
    kept = {"headings": result.headings, "rows": [asdict(failure) for failure in result.errors]}
    files.path_of(key, files.FAILED).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def failures(key: str) -> dict[str, Any] | None:
    """Headings and rows that failed, until a day has passed; None afterwards."""
    path = files.path_of(key, files.FAILED)
    return json.loads(path.read_text(encoding="utf-8")) if key and path.exists() else None


def _finish(facts: _Facts, runner: str, state: ImportState, **values: Any) -> None:
    db.session.rollback()
    with transaction():
        _note(facts.id, runner, state=state, finished_at=clock.now(), choices="{}", **values)
    files.remove(facts.key, "", files.PREVIEW)


def sweep_imports() -> int:
    """Nightly: roster files do not stay longer than a day, whatever became of them; gives the number of files."""
    before = clock.now() - files.KEPT
    with transaction():
        db.session.execute(
            update(RosterImport)
            .where(RosterImport.state == ImportState.UPLOADED, RosterImport.uploaded_at < before)
            .values(state=ImportState.ABANDONED, choices="{}", finished_at=clock.now())
        )
        stopped = or_(RosterImport.heartbeat_at.is_(None), RosterImport.heartbeat_at < before)
        db.session.execute(
            update(RosterImport)
            .where(RosterImport.state == ImportState.RUNNING, RosterImport.started_at < before, stopped)
            .values(state=ImportState.ABANDONED, choices="{}", finished_at=clock.now())
        )
    return files.remove_old()
