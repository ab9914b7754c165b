"""The quarters of a year, or the years, and what was on stage in each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.reports.models import FigureName
from partyedu.reports.queries.sources import SOURCES, Scope
from partyedu.schedule.models import Event


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter of the year, or one of several years."""

    number: int
    since: datetime
    until: datetime


def periods(year: int | None, first_year: int, last_year: int) -> list[Period]:
    """The quarters of a year; without one, the years (at most the last twelve)."""
    if year is None:
        years = range(max(first_year, last_year - 11), last_year + 1)
        return [Period(number, *clock.year_bounds(number)) for number in years]
    starts = [clock.day_bounds(date(year, month, 1))[0] for month in (1, 4, 7, 10)]
    ends = [*starts[1:], clock.year_bounds(year)[1]]
    return [Period(place, since, until) for place, (since, until) in enumerate(zip(starts, ends, strict=True), 1)]


def sessions_by_theme(scope: Scope, parts: list[Period]) -> dict[tuple[int, int | None], int]:
    """Sessions held, by period and theme (None: none was set), in one statement."""
    starts_at = Event.public_starts_at
    within_part = (((starts_at >= part.since) & (starts_at < part.until), part.number) for part in parts)
    period = case(*within_part, else_=0).label("period")
    query = SOURCES[FigureName.SESSIONS](scope).with_only_columns(period, Event.public_theme_id, func.count())
    rows = db.session.execute(query.group_by(period, Event.public_theme_id))
    return {(number, theme_id): count for number, theme_id, count in rows}


def first_year() -> int | None:
    """The year of the first event that was ever released."""
    first = db.session.scalar(select(func.min(Event.public_starts_at)))
    return clock.local(first).year if first else None
