"""The one clock. Instants are aware and in UTC; people read and write the centre's own zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

DEFAULT_ZONE = "Asia/Shanghai"


_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This instant, in UTC. The only place of the code that asks the machine for the time."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the clock stand at an instant: scenarios live through years in minutes."""
    token = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(token)


def zone() -> ZoneInfo:
    """The zone of the centre (setting ``TIME_ZONE``), the same for everybody who reads a time."""
    return ZoneInfo(current_app.config["TIME_ZONE"] if has_app_context() else DEFAULT_ZONE)


def zone_minutes() -> int:
    """How far the centre's clock is ahead of UTC now."""
    offset = local(now()).utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0


def local(instant: datetime) -> datetime:
    """The instant as the clock in the hall shows it."""
    return instant.astimezone(zone())


def today() -> date:
    """The date in the hall."""
    return local(now()).date()


def at(day: date, hour: time) -> datetime:
    """The instant (UTC) at which the hall's calendar and clock show ``day`` and ``hour``."""
    return datetime.combine(day, hour, zone()).astimezone(UTC)


def day_bounds(day: date, days: int = 1) -> tuple[datetime, datetime]:
    """Half-open interval of instants that covers ``days`` days of the hall's calendar from ``day``."""
    return at(day, time()), at(day + timedelta(days=days), time())


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """Half-open interval of instants that covers a calendar year of the hall."""
    return at(date(year, 1, 1), time()), at(date(year + 1, 1, 1), time())


def week_of(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def month_after(first: date, months: int = 1) -> date:
    """The first day of the month that lies some months after (or, below zero, before) the month of ``first``."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def weeks_of_month(first: date) -> list[list[date]]:
    """The days of the weeks, from Monday on, in which a month (named by its first day) has a part."""
    monday, following = week_of(first), month_after(first)
    days = [monday + timedelta(days=number) for number in range((following - monday).days + 6)]
    return [days[at : at + 7] for at in range(0, (following - monday).days, 7)]


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month - 1) // 3 + 1
