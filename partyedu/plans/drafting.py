"""The event that a cell or a requirement waits for, filled in from what the plan knows."""

from datetime import date, datetime, time, timedelta

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.organisation.queries import person_reached, unit_reached
from partyedu.plans.access import last_day
from partyedu.plans.forms import EventForm
from partyedu.plans.models import Task
from partyedu.schedule.models import PLAIN_KINDS, EventKind, Occasion
from partyedu.schedule.operations import LONGEST
from partyedu.schedule.queries import Clash, Slot, clashes_of

BEGIN, LENGTH = time(14, 30), timedelta(minutes=90)
MIDDLE = 15  # a day of the month that is as good as any, when none was said


def event_for(task: Task, month: int, content: str, due_on: date | None, today: date) -> EventForm:
    """The event of a cell: its title, its unit, what it counts as, a day in its month, or soon when that is over."""
    title = (content.strip().split("\n")[0] or task.title)[:120]
    soon = today + timedelta(days=1)
    is_late = last_day(task.plan.year, month) < today and soon.year == task.plan.year
    day = soon if is_late else _day(task.plan.year, month, due_on, today)
    return _form(title, task.plan.unit_id, task.occasion, day)


def event_required(
    unit_id: int, occasion: Occasion, first: date, last: date, day: int | None, today: date
) -> EventForm:
    """The event a unit is required to hold between two days; ``day``: the fixed day, where there is one."""
    month = today if first <= today <= last else first
    wanted = date(month.year, month.month, min(day, last_day(month.year, month.month).day)) if day else None
    return _form(occasion.name, unit_id, occasion, _day(month.year, month.month, wanted, today))


def _day(year: int, month: int, wanted: date | None, today: date) -> date:
    """The day that was wanted, if it lies in the month and is to come; else one that is."""
    first, last = date(year, month, 1), last_day(year, month)
    day = wanted if wanted and first <= wanted <= last else date(year, month, MIDDLE)
    return min(last, max(day, today + timedelta(days=1))) if first <= today <= last else day


def _form(title: str, unit_id: int, occasion: Occasion | None, day: date) -> EventForm:
    kind = occasion.kind if occasion and occasion.kind in PLAIN_KINDS else None
    begin: datetime = clock.at(day, BEGIN)
    return EventForm(
        kind=kind or (EventKind.MEETING if occasion else EventKind.OTHER), title=title, unit_id=unit_id,
        expected_unit_id=unit_id, occasion_id=occasion.id if occasion else None, starts_at=begin,
        ends_at=begin + LENGTH,
    )  # fmt: skip


def clashes_typed(actor: Actor, form: EventForm) -> list[Clash]:
    """What stands in the way of the event as the form has it: the same warnings as everywhere."""
    starts_at, ends_at = form.starts_at.data, form.ends_at.data
    if starts_at is None or ends_at is None or starts_at >= ends_at or ends_at - starts_at > LONGEST:
        return []
    expected, host = form.expected_unit_id.data, form.host.data
    unit = unit_reached(actor, Permission.EVENT_MANAGE, expected) if expected else None
    busy = person_reached(actor, Permission.PEOPLE_READ, host.id) if host else None
    people = [busy.id] if busy else []
    slot = Slot(starts_at, ends_at, None, form.chosen_room_id, form.capacity.data, unit.path if unit else "", people)
    return clashes_of(slot, actor)
