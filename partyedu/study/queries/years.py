"""A calendar year of study: which days and instants it covers, and how much of it is over."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import request
from sqlalchemy import func, select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.schedule.models import Event

FIRST = 1990


@dataclass(frozen=True, slots=True)
class Year:
    """A year as it stands at an instant. Hours belong to one year; nothing is carried over."""

    number: int
    now: datetime

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.number, 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.number, 12, 31)

    @property
    def today(self) -> date:
        """The day in the hall."""
        return clock.local(self.now).date()

    @property
    def day(self) -> date:
        """The day whose roster, posts, targets and caps hold: the last one, or today while the year runs."""
        return min(self.last, self.today)

    @property
    def running(self) -> bool:
        """Whether it is not over yet."""
        return self.today <= self.last

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Half-open interval of its instants."""
        return clock.year_bounds(self.number)

    @property
    def until_now(self) -> tuple[datetime, datetime]:
        """The same, up to now at the latest: an event counts once it has begun."""
        since, until = self.bounds
        return since, min(until, self.now)

    @property
    def months_over(self) -> int:
        """How many of its months are over: 0 in January, 12 when the year is."""
        return self.today.month - 1 if self.running else 12


def this_year() -> Year:
    """The year that runs."""
    return Year(clock.today().year, clock.now())


def year_asked() -> Year:
    """The year in the address; the running one when none was asked for, or none that could hold hours."""
    now = this_year()
    asked = request.values.get("year", now.number, type=int) or now.number
    return Year(asked, now.now) if FIRST <= asked <= now.number else now


def years_with_events() -> list[int]:
    """The years to choose from: from the first event to this year, the latest first."""
    first = db.session.scalar(select(func.min(Event.public_starts_at)))
    now = clock.today().year
    return list(range(now, min(clock.local(first).year if first else now, now) - 1, -1))
