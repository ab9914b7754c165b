"""What is done with plans, named by the user's verb. Operations refuse with a ``Problem`` and flush."""

from partyedu.plans.operations.cells import cell_for, plan_event_for, put_event, take_event_out, write_cell
from partyedu.plans.operations.following import follow_up_cell, follow_up_gap
from partyedu.plans.operations.plans import (
    archive_plan,
    copy_plan,
    edit_plan,
    publish_plan,
    restore_plan,
    withdraw_plan,
    write_plan,
)
from partyedu.plans.operations.tasks import TASKS_AT_MOST, add_task, archive_task, edit_task, move_task, restore_task

__all__ = [
    "TASKS_AT_MOST",
    "add_task",
    "archive_plan",
    "archive_task",
    "cell_for",
    "copy_plan",
    "edit_plan",
    "edit_task",
    "follow_up_cell",
    "follow_up_gap",
    "move_task",
    "plan_event_for",
    "publish_plan",
    "put_event",
    "restore_plan",
    "restore_task",
    "take_event_out",
    "withdraw_plan",
    "write_cell",
    "write_plan",
]
