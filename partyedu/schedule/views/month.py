"""A month at a glance: weeks as rows, holidays and make-up workdays marked, each day with its events."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import current_app
from markupsafe import Markup

from partyedu.core import clock
from partyedu.core.words import formatted
from partyedu.schedule import queries
from partyedu.schedule.access import page_of
from partyedu.schedule.models import EventKind, EventStatus
from partyedu.schedule.queries import InMonth
from partyedu.schedule.views.asked import Asked

SHOWN_IN_DAY = 4  # what a square of the month holds; the rest is on the page of the day
# The colour of a kind, as its tag has it; blue is for courses.
TONES = {EventKind.THEATRE: "red", EventKind.CLASS: "blue"}


@dataclass(slots=True)
class MonthDay:
    """One square of a month. ``kind`` and ``name`` are those of a holiday or a make-up workday, empty otherwise."""

    on: date
    inside: bool  # it belongs to the month, not to the one beside it
    today: bool
    past: bool
    kind: str
    name: str
    events: list[Any] = field(default_factory=list)


class MonthEvent(NamedTuple):
    """What a square says of an event. ``state``: cancelled, postponed, over or nothing."""

    url: str
    hour: str
    title: str
    tone: str
    state: str


def weeks_of(first: date) -> list[list[MonthDay]]:
    """The empty squares of a month, week by week. One statement."""
    weeks, today = clock.weeks_of_month(first), clock.today()
    known = queries.calendar_of_years(weeks[0][0].year, weeks[-1][-1].year)

    def square(day: date) -> MonthDay:
        kind, name = known.get(day, ("", ""))
        return MonthDay(day, day.month == first.month, day == today, day < today, str(kind), name)

    return [[square(day) for day in week] for week in weeks]


def bounds_of(weeks: list[list[MonthDay]]) -> tuple[datetime, datetime]:
    """The instants between which the squares lie."""
    return clock.day_bounds(weeks[0][0].on, 7 * len(weeks))


def fill(weeks: list[list[MonthDay]], events: Iterable[Any], shown: Any) -> None:
    """Put each event onto its days: one that lasts over several stands on each. ``shown`` makes what a square says."""
    for event in events:
        first, last = clock.local(event.starts_at).date(), clock.local(event.ends_at).date()
        for week in weeks:
            for day in week:
                if first <= day.on <= last:
                    day.events.append(shown(event, day.on == first))


def month_region(asked: Asked) -> Markup:
    """The month as everybody sees it. Two statements, however much is in it."""
    first = asked.month or clock.today().replace(day=1)
    weeks = weeks_of(first)
    rows = queries.in_month(asked.filters, *bounds_of(weeks))
    fill(weeks, rows, _shown)
    since, until = clock.day_bounds(first)[0], clock.day_bounds(clock.month_after(first))[0]
    template = current_app.jinja_env.get_template("schedule/_month.html")
    html = template.render(
        asked=asked,
        weeks=weeks,
        count=sum(since < row.ends_at and row.starts_at < until for row in rows),
        this_month=first == clock.today().replace(day=1),
        previous=f"{clock.month_after(first, -1):%Y-%m}",
        following=f"{clock.month_after(first):%Y-%m}",
        shown_in_day=SHOWN_IN_DAY,
        weekdays=[formatted(day.on, "weekday") for day in weeks[0]],
    )
    return Markup(html)


def _shown(row: InMonth, begins: bool) -> MonthEvent:
    hour = f"{clock.local(row.starts_at):%H:%M}" if begins else "…"
    return MonthEvent(page_of(row.id, row.kind), hour, row.title, TONES.get(row.kind, ""), _state(row))


def _state(row: InMonth) -> str:
    if row.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return row.status.value
    return "over" if row.ends_at <= clock.now() or row.status is EventStatus.CLOSED else ""
