"""Following up (协调督查): what is late or missing becomes a task for somebody, with a day."""

from datetime import date
from typing import Any

from partyedu.core import audit
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import Matter, MatterChannel, MatterKind
from partyedu.organisation.models import Person, Unit
from partyedu.plans.models import GapMatter, Task, TaskMatter
from partyedu.plans.operations.cells import cell_for
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, Occasion


def _given(unit_id: int, title: str, text: str, assignee: Person | None, due_on: date, note: str) -> Matter:
    if assignee is None:
        raise Problem(_("请写交给谁办。"), field="assignee")
    matter = discussions.raise_matter(unit_id, MatterChannel.DESK, title, text, kind=MatterKind.TASK)
    return discussions.assign(matter, None, assignee, due_on, note)


def follow_up_cell(task: Task, month: int, assignee: Person | None, due_on: date, note: str = "") -> Matter:
    """Make a cell a task for somebody until a day; they are told. It stands in the cell until it is closed."""
    cell = cell_for(task, month)
    title = _("%(month)s月：%(title)s", month=month, title=task.title)
    matter = _given(task.plan.unit_id, title, cell.content, assignee, due_on, note)
    db.session.add(TaskMatter(task_month_id=cell.id, matter_id=matter.id))
    audit.record("follow-up", cell, ["matter_id"])
    return matter


def follow_up_gap(
    unit: Unit, occasion: Occasion, from_on: date, span: str, assignee: Person | None, due_on: date, note: str = ""
) -> Matter:
    """Make what a unit did not hold a task for somebody. ``from_on``: the first day of the span; ``span``: its name."""
    title = _("%(unit)s%(span)s还没有%(occasion)s", unit=unit.name, span=span, occasion=occasion.name)
    matter = _given(unit.id, title, "", assignee, due_on, note)
    gap = GapMatter(unit_id=unit.id, occasion_id=occasion.id, from_on=from_on, matter_id=matter.id)
    db.session.add(gap)
    audit.record("follow-up", gap, ["matter_id"])
    return matter


def plan_required(actor: Actor, **values: Any) -> Event:
    """Plan what a unit is required to hold, as a draft (``values`` as ``schedule.operations.create`` takes them)."""
    return schedule.create(actor, **values)
