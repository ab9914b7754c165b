"""The way from door to door: visits in the order in which one walks. Knows neither database nor clock."""

import re
from collections.abc import Iterable
from typing import Any


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Visits by area, building and door, numbers as numbers: 3 号楼 before 12 号楼. Without an address they come last.

    Rows have ``area``, ``building``, ``door`` (texts or None) and ``name``.
    """
    return sorted(rows, key=_place)


def _place(row: Any) -> tuple[Any, ...]:
    parts = [_natural(row.area), _natural(row.building), _natural(row.door)]
    return (not any(parts), parts, row.name)


def _natural(text: str | None) -> list[tuple[bool, int, str]]:
    """A text cut into numbers and words, so that it sorts as people count."""
    parts = re.findall(r"\d+|\D+", text or "")
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def place_of(row: Any) -> str:
    """The address in one line: 青龙苑 3 号楼 402; '' where it is not known."""
    return " ".join(part for part in (row.area, row.building, row.door) if part)
