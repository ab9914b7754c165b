"""What is done with plans, named by the user's verb. Operations refuse with a ``Problem`` and flush."""

from partyedu.plans.operations.cells import (
    cell_for,
    plan_event_for,
    put_event,
    put_event_in_its_month,
    take_event_out,
    write_cell,
)
from partyedu.plans.operations.following import follow_up_cell, follow_up_gap, plan_required
from partyedu.plans.operations.importing import bring_plan, drop_import, sweep_plan_imports, take_in
from partyedu.plans.operations.plans import (
    archive_plan,
    copy_plan,
    edit_plan,
    publish_plan,
    restore_plan,
    withdraw_plan,
    write_plan,
)
from partyedu.plans.operations.requirements import (
    change_requirement,
    end_requirement,
    take_defaults,
    write_requirement,
)
from partyedu.plans.operations.tasks import TASKS_AT_MOST, add_task, archive_task, edit_task, move_task, restore_task

__all__ = [
    "TASKS_AT_MOST",
    "add_task",
    "archive_plan",
    "archive_task",
    "bring_plan",
    "cell_for",
    "change_requirement",
    "copy_plan",
    "drop_import",
    "edit_plan",
    "edit_task",
    "end_requirement",
    "follow_up_cell",
    "follow_up_gap",
    "move_task",
    "plan_event_for",
    "plan_required",
    "publish_plan",
    "put_event",
    "put_event_in_its_month",
    "restore_plan",
    "restore_task",
    "sweep_plan_imports",
    "take_defaults",
    "take_event_out",
    "take_in",
    "withdraw_plan",
    "write_cell",
    "write_plan",
    "write_requirement",
]
