"""A plan from Excel: read, looked at, taken in. Nothing is taken in twice."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from werkzeug.datastructures import FileStorage

from partyedu.core import audit, clock, uploads
from partyedu.core.actor import Actor
from partyedu.core.db import db, release
from partyedu.core.errors import Problem
from partyedu.core.spreadsheets import Sheet, SpreadsheetRefused, read_sheets
from partyedu.core.words import _
from partyedu.organisation.roster import blank_id_numbers
from partyedu.plans import queries
from partyedu.plans.importing import Fate, Preview, RowFate
from partyedu.plans.models import Plan, PlanImport, Task, TaskMonth
from partyedu.plans.operations.tasks import TASKS_AT_MOST
from partyedu.plans.sheet import NoPlan, ReadPlan, day_of, read_plan

KEPT = timedelta(days=1)


def bring_plan(actor: Actor, plan: Plan, file: FileStorage | None) -> PlanImport:
    """Read a file for a plan and keep what is in it until somebody has looked at it; the file itself goes at once.

    Raises ``Problem`` at ``file``.
    """
    if file is None or not file.filename:
        raise Problem(_("请选一个 Excel 文件。"), field="file")
    plan_id, year = plan.id, plan.year
    release()  # reading takes seconds, and holds no lock
    read = _read(file, year)
    if not read.tasks:
        raise Problem(_("表里没有任务：月份横着排的那一行下面是空的。"), field="file")
    sweep_plan_imports()
    name = str(blank_id_numbers(Path(file.filename).name)[0] or "")
    row = PlanImport(
        plan_id=plan_id, file_name=name[:200], content=read.as_json(),
        uploaded_at=clock.now(), uploaded_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(row)
    audit.record("bring-plan", row)
    return row


def _read(file: FileStorage, year: int) -> ReadPlan:
    path = uploads.folder() / f"incoming-{secrets.token_hex(8)}"
    try:
        file.save(path)
        sheets = read_sheets(path, file.filename or "")
        return read_plan([_without_id_numbers(sheet) for sheet in sheets], year)
    except SpreadsheetRefused as refused:
        raise Problem(_(refused.sentence), field="file") from None
    except NoPlan:
        raise Problem(
            _("没有找到计划：要有一行横着写 1月、2月……12月。请打开表看看，或者先“下载 Excel”看我们的样子。"),
            field="file",
        ) from None
    finally:
        path.unlink(missing_ok=True)


def _without_id_numbers(sheet: Sheet) -> Sheet:
    rows = [[blank_id_numbers(value)[0] if isinstance(value, str) else value for value in row] for row in sheet.rows]
    return replace(sheet, rows=rows)


def sweep_plan_imports() -> int:
    """Forget what was brought a day ago and never taken in; how many there were."""
    old = queries.imports_before(clock.now() - KEPT)
    for row in old:
        audit.record("forget-plan-import", row)
        db.session.delete(row)
    return len(old)


def drop_import(row: PlanImport) -> None:
    """Do not take it in after all."""
    audit.record("drop-plan-import", row)
    db.session.delete(row)
    db.session.flush()


def take_in(row: PlanImport, preview: Preview, chosen: Collection[str]) -> int:
    """Take a sheet into its plan: new tasks and cells, and of the others those in ``chosen``; how many cells.

    What stands there and is the same stays as it is, so that a sheet taken in twice changes nothing.
    """
    tasks = queries.tasks_of(row.plan)
    if len(tasks) + preview.new_tasks > TASKS_AT_MOST:
        raise Problem(_("一份计划最多 %(n)s 项任务，再多就看不清了。请分成两份。", n=TASKS_AT_MOST))
    position = max((task.position for task in tasks), default=-1) + 1
    number = 0
    for fate in preview.rows:
        task = fate.task
        if task is None:
            task = _new_task(row.plan, fate, position)
            position += 1
        for cell in fate.cells:
            if cell.fate is Fate.NEW or (cell.fate is Fate.OTHER and cell.key in chosen):
                standing = cell.standing or TaskMonth(task_id=task.id, month=cell.read.month)
                standing.version = (standing.version or 0) + 1
                standing.content, standing.due_on = cell.read.content, day_of(cell.read.due_on)
                db.session.add(standing)
                number += 1
    audit.record("import-plan", row.plan, ["tasks", "months"])
    db.session.delete(row)
    db.session.flush()
    return number


def _new_task(plan: Plan, fate: RowFate, position: int) -> Task:
    read = fate.read
    task = Task(
        plan_id=plan.id, position=position, title=read.title, category_id=fate.category.id if fate.category else None,
        occasion_id=fate.occasion.id if fate.occasion else None, owner_id=fate.owner.id if fate.owner else None,
        due_on=day_of(read.due_on), evidence=read.evidence,
    )  # fmt: skip
    task.version = 1
    db.session.add(task)
    db.session.flush()
    return task
