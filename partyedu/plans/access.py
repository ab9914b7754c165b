"""How a cell, a month and a requirement stand on a day: pure rules over rows that are already at hand."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from partyedu.core import clock
from partyedu.plans.models import CellState, Every, GapState, Requirement
from partyedu.schedule.models import EventKind

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Gathering:
    """An event that fills a cell or meets a requirement; ``at`` and ``over`` are instants."""

    id: int
    kind: EventKind
    title: str
    at: datetime
    over: datetime
    is_draft: bool

    @property
    def day(self) -> date:
        """Its day on the hall's calendar."""
        return clock.local(self.at).date()


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def in_year(day: date, year: int) -> date:
    """The same day of another year; the 29th of February becomes the 28th where there is none."""
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def state_of(
    year: int,
    month: int,
    is_meant: bool,
    due_on: date | None,
    done_on: date | None,
    filled_by: Iterable[Gathering],
    now: datetime,
) -> CellState:
    """How a cell stands. ``is_meant``: something is to happen in that month.

    Done: an event of it is over, or somebody said so. Under way: an event is to come, or its month has begun. Late: its
    day (the end of the month when none is set) is past. ``queries.figures`` counts by the same rule.
    """
    gatherings = list(filled_by)
    if done_on is not None or any(one.over <= now for one in gatherings):
        return CellState.DONE
    if gatherings:
        return CellState.UNDER_WAY
    if not is_meant:
        return CellState.NOTHING
    today = clock.local(now).date()
    if (due_on or last_day(year, month)) < today:
        return CellState.LATE
    return CellState.UNDER_WAY if date(year, month, 1) <= today else CellState.AHEAD


@dataclass(frozen=True, slots=True)
class Span:
    """A month, a quarter or a year: its first and last day, and its number in the year (1 for the year itself)."""

    every: Every
    year: int
    number: int

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, {Every.MONTH: self.number, Every.QUARTER: 3 * self.number - 2}.get(self.every, 1), 1)

    @property
    def last(self) -> date:
        """The last day."""
        month = {Every.MONTH: self.number, Every.QUARTER: 3 * self.number}.get(self.every, 12)
        return last_day(self.year, month)

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def spans(every: Every, year: int) -> list[Span]:
    """The months, the quarters, or the year itself."""
    return [Span(every, year, number + 1) for number in range({Every.MONTH: 12, Every.QUARTER: 4}.get(every, 1))]


def in_force(requirement: Requirement, span: Span) -> bool:
    """Whether a requirement asks for something in a span: whether it holds on the span's last day.

    So a change in the middle of a month applies to that month, and never to one that was over.
    """
    begun = requirement.from_on <= span.last
    return begun and (requirement.until_on is None or requirement.until_on >= span.last)


def gap_state(times: int, span: Span, held: Iterable[Gathering], now: datetime) -> GapState:
    """How a unit stands with what it is required to hold ``times`` times in a span."""
    gatherings = list(held)
    if sum(one.over <= now for one in gatherings) >= times:
        return GapState.HELD
    if len(gatherings) >= times:
        return GapState.PLANNED
    today = clock.local(now).date()
    if span.last < today:
        return GapState.MISSING
    return GapState.OPEN if span.first <= today else GapState.NOT_YET
