"""The cells of a plan: what a month holds, that it was done, and the events that fill it."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _, formatted
from partyedu.plans import queries
from partyedu.plans.models import Task, TaskEvent, TaskMatter, TaskMonth
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event


def write_cell(
    actor: Actor,
    task: Task,
    month: int,
    version: int | None,
    content: str = "",
    due_on: date | None = None,
    done_words: str = "",
    done_on: date | None = None,
) -> TaskMonth | None:
    """Write what a month of a task holds, until when, and (with words) that it was done. None: the cell is empty now.

    ``version`` 0: there was no cell when the form was made. Raises ``Conflict`` when somebody wrote there since.
    """
    if due_on is not None and due_on.year != task.plan.year:
        raise Problem(_("这一天不在 %(year)s年，请检查年份。", year=task.plan.year), field="due_on")
    if done_on is not None and done_on > clock.today():
        raise Problem(_("办好的日子还没有到。"), field="done_on")
    if done_on is not None and not done_words:
        raise Problem(_("请写一句怎么办好的，比如“发了通知”“入户走了 12 家”。"), field="done_words")
    if done_words and done_on is None:
        done_on = clock.today()
    cell = queries.cell_of(task.id, month)
    if cell is None:
        cell = _opened(task, month)
        if version:
            version = cell.version  # somebody has emptied it meanwhile: what was typed begins it anew
    nothing = _("（空）")
    standing = {
        "content": cell.content or nothing,
        "due_on": formatted(cell.due_on, "date") or nothing,
        "done_words": cell.done_words or nothing,
        "done_on": formatted(cell.done_on, "date") or nothing,
    }
    checked_version(cell, version, standing)
    if (done_on is None) != (cell.done_on is None):
        cell.done_by_id = actor.person_id if done_on else None
    cell.content, cell.due_on, cell.done_words, cell.done_on = content[:300], due_on, done_words[:300], done_on
    audit.record("write-cell", cell, ["content", "due_on", "done_words", "done_on"])
    return _kept(cell)


def _opened(task: Task, month: int) -> TaskMonth:
    """A cell that nobody has written in yet; version 0, as the form of an empty cell says."""
    cell = TaskMonth(task_id=task.id, month=month)
    cell.version = 0
    db.session.add(cell)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Problem(_("别人刚在这一格写了东西，请再看一次。")) from None
    return cell


def _kept(cell: TaskMonth) -> TaskMonth | None:
    """The cell, or None when nothing is left in it: an empty cell is no arrangement."""
    db.session.flush()
    if cell.content or cell.due_on or cell.done_on:
        return cell
    for link in (TaskEvent, TaskMatter):
        if db.session.scalar(select(link.id).where(link.task_month_id == cell.id).limit(1)):
            return cell
    db.session.delete(cell)
    db.session.flush()
    return None


def cell_for(task: Task, month: int) -> TaskMonth:
    """The cell of a task in a month, opened when there was none."""
    cell = queries.cell_of(task.id, month)
    if cell is None:
        cell = _opened(task, month)
        cell.version = 1
        audit.record("open-cell", cell)
    return cell


def put_event(task: Task, month: int, event: Event) -> TaskMonth:
    """Say that an event fills a month of a task; twice is once."""
    year = clock.local(event.public_starts_at or event.starts_at).year
    if year != task.plan.year:
        raise Problem(_("这场活动不在 %(year)s年，算不到这份计划里。", year=task.plan.year), field="event_id")
    cell = cell_for(task, month)
    standing = select(TaskEvent.id).where(TaskEvent.task_month_id == cell.id, TaskEvent.event_id == event.id)
    if db.session.scalar(standing) is None:
        db.session.add(TaskEvent(task_month_id=cell.id, event_id=event.id))
        cell.version += 1
        audit.record("put-event", cell, ["event_id"])
        db.session.flush()
    return cell


def put_event_in_its_month(task: Task, event: Event) -> TaskMonth:
    """Say that an event fills the month of a task that it falls into."""
    return put_event(task, clock.local(event.public_starts_at or event.starts_at).month, event)


def take_event_out(task: Task, month: int, event: Event) -> None:
    """Say that an event does not fill a month of a task after all; twice is once."""
    cell = queries.cell_of(task.id, month)
    if cell is None:
        return
    query = select(TaskEvent).where(TaskEvent.task_month_id == cell.id, TaskEvent.event_id == event.id)
    standing = db.session.scalar(query)
    if standing is None:
        return
    db.session.delete(standing)
    cell.version += 1
    audit.record("take-event-out", cell, ["event_id"])
    _kept(cell)


def plan_event_for(actor: Actor, task: Task, month: int, **values: Any) -> Event:
    """Plan the event that a month of a task waits for, as a draft; what is late is filled by what is held later.

    ``values``: as ``schedule.operations.create`` takes them.
    """
    event = schedule.create(actor, **values)
    put_event(task, month, event)
    return event
