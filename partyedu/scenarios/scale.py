"""Places at a part of their size: every number of a scenario goes through here, so that a small one keeps its shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice, pairwise
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scale:
    """``part`` 1 is the place itself, 0.1 a tenth of it; nothing that is there becomes less than one."""

    part: float = 1.0

    def of(self, number: int) -> int:
        """So many of them."""
        return max(1, round(number * self.part))


def shared_out(number: int, parts: int) -> list[int]:
    """A number shared out as evenly as whole numbers allow: 13 in 3 parts is 5, 4, 4."""
    return [number // parts + (place < number % parts) for place in range(parts)]


def shared_by(number: int, weights: list[int]) -> list[int]:
    """A number shared out by weight, in whole numbers that add up to it: 10 by 1, 2, 1 is 2, 5, 3."""
    edges = [number * sum(weights[:place]) // sum(weights) for place in range(len(weights) + 1)]
    return [after - before for before, after in pairwise(edges)]


def in_turn(items: list[T], start: int, number: int) -> list[T]:
    """So many of them from a place on, beginning again at the end; never one of them twice."""
    return list(islice(cycle(items), start % len(items), start % len(items) + min(number, len(items))))


def days_between(first: date, last: date, number: int) -> Iterator[date]:
    """So many days spread evenly over a span, both ends included; Saturdays and Sundays give way to the Monday."""
    length = (last - first).days
    for place in range(number):
        day = first + timedelta(days=round(length * place / max(1, number - 1)))
        later = day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
        yield later if later <= last else day - timedelta(days=day.weekday() - 4)
