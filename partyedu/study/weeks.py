"""The weeks of a class at a distance: a fixed one for each piece, counted from the first day. Knows no clock.

A piece that was not answered in its week may still be answered in the next one, with a word why.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """First and last day of a piece."""

    opens_on: date
    closes_on: date


def week_of(starts_on: date, position: int) -> Week:
    """The week of the piece at a place, counted from 1."""
    opens_on = starts_on + WEEK * (position - 1)
    return Week(opens_on, opens_on + timedelta(days=6))


class Time(StrEnum):
    """How a piece stands to a day."""

    TO_COME = "to-come"
    NOW = "now"
    LATE = "late"  # the week after its own: still taken, with a word
    OVER = "over"


def time_of(opens_on: date, closes_on: date, today: date) -> Time:
    """How a piece with this week stands on a day."""
    if today < opens_on:
        return Time.TO_COME
    if today <= closes_on:
        return Time.NOW
    return Time.LATE if today <= closes_on + WEEK else Time.OVER
