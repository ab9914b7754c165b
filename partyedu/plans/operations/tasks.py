"""The rows of a plan: what is to be done for whom, by whom, until when."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _, formatted
from partyedu.organisation.models import Person
from partyedu.plans import queries
from partyedu.plans.models import Plan, Task

TASKS_AT_MOST = 120


def _checked_day(plan: Plan, due_on: date | None) -> None:
    # A plan may end in the January that follows: what is to be shown is often asked for then.
    if due_on is not None and not date(plan.year, 1, 1) <= due_on <= date(plan.year + 1, 1, 31):
        raise Problem(_("这一天不在 %(year)s年，请检查年份。", year=plan.year), field="due_on")


def add_task(plan: Plan, title: str, owner: Person | None = None, **values: Any) -> Task:
    """Add a task at the end of a plan. ``values``: category_id, occasion_id, due_on, evidence, as needed."""
    if len(queries.tasks_of(plan)) >= TASKS_AT_MOST:
        raise Problem(_("一份计划最多 %(n)s 项任务，再多就看不清了。请分成两份。", n=TASKS_AT_MOST))
    _checked_day(plan, values.get("due_on"))
    last = db.session.scalar(select(func.max(Task.position)).where(Task.plan_id == plan.id))
    task = Task(
        plan_id=plan.id,
        position=0 if last is None else last + 1,
        title=title[:120],
        owner_id=owner.id if owner else None,
        **values,
    )
    task.version = 1
    db.session.add(task)
    audit.record("add-task", task, ["title", *sorted(values)])
    return task


def edit_task(task: Task, version: int | None, title: str, owner: Person | None, **values: Any) -> Task:
    """Change a task (``values`` as in ``add_task``). Raises ``Conflict`` on an old version, with what stands now."""
    _checked_day(task.plan, values.get("due_on"))
    nothing = _("（空）")
    standing = {
        "title": task.title,
        "owner": task.owner.name if task.owner else nothing,
        "category_id": task.category.name if task.category else nothing,
        "occasion_id": task.occasion.name if task.occasion else nothing,
        "due_on": formatted(task.due_on, "date") or nothing,
        "evidence": task.evidence or nothing,
    }
    checked_version(task, version, standing)
    task.title, task.owner_id = title[:120], owner.id if owner else None
    for name, value in values.items():
        setattr(task, name, value)
    db.session.expire(task, ["owner", "category", "occasion"])
    audit.record("edit-task", task, ["title", "owner_id", *sorted(values)])
    return task


def move_task(task: Task, up: bool) -> None:
    """Move a task one row up or down."""
    rows = list(queries.tasks_of(task.plan))
    place = next((place for place, row in enumerate(rows) if row.id == task.id), None)
    if place is None:
        return
    rows.insert(max(0, place - 1) if up else place + 1, rows.pop(place))
    for position, row in enumerate(rows):
        row.position = position
    audit.record("move-task", task, ["position"])


def archive_task(task: Task) -> None:
    """Take a task out of the plan; it keeps its cells and can be taken back."""
    task.archived_at = clock.now()
    audit.record("archive-task", task, ["archived_at"])


def restore_task(task: Task) -> None:
    """Put a task back into the plan."""
    task.archived_at = None
    audit.record("restore-task", task, ["archived_at"])
