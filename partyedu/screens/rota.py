"""Which layout a screen shows at a moment: its rota by weekday and hour, several lines in turn. Pure rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from partyedu.core import clock
from partyedu.screens.models import ScreenLayout

DAY_MINUTES = 24 * 60


class Entry(NamedTuple):
    """A line of a rota, as ``ScreenEntry`` keeps it."""

    id: int
    weekdays: str
    since_minutes: int
    until_minutes: int
    layout: ScreenLayout
    seconds: int

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether it is due at this minute of a weekday (1 is Monday). Over midnight it belongs to the day it began."""
        if self.since_minutes < self.until_minutes:
            return str(weekday) in self.weekdays and self.since_minutes <= minute < self.until_minutes
        yesterday = (weekday + 5) % 7 + 1
        began_today = str(weekday) in self.weekdays and minute >= self.since_minutes
        return began_today or (str(yesterday) in self.weekdays and minute < self.until_minutes)


def due(entries: Sequence[Entry], now: datetime) -> list[Entry]:
    """The lines that hold at an instant, by the hall's own day and clock."""
    here = clock.local(now)
    return [entry for entry in entries if entry.holds(here.isoweekday(), here.hour * 60 + here.minute)]


def in_turn(entries: Sequence[Entry], now: datetime) -> Entry | None:
    """The one of several lines whose turn it is: every screen with the same lines shows the same at the same time."""
    if not entries:
        return None
    left = int(now.timestamp()) % sum(entry.seconds for entry in entries)
    for entry in entries:
        if left < entry.seconds:
            return entry
        left -= entry.seconds
    return entries[-1]
