"""A visit as its reader may see it: the address and the private words only for some, and only on the private road."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from partyedu.study import routes


@dataclass(frozen=True, slots=True)
class Stop:
    """One door on the way. ``place``, ``phone``, ``reach`` and ``why`` are '' for those who may not read them here."""

    id: int
    day: date
    name: str
    unit: str
    with_whom: str
    bring: str
    courseware_id: int | None
    courseware: str
    pack_id: int | None
    pack: str
    place: str = ""
    phone: str = ""
    reach: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """The stops of one day, in the order in which one walks."""

    day: date
    stops: list[Stop]


def stop(row: Any, private: bool) -> Stop:
    """A row of ``queries.visits.route`` as one may read it."""
    shown = Stop(
        row.id, row.planned_on, row.name, row.unit, row.helpers or "", row.bring, row.courseware_id,
        row.courseware or "", row.pack_id, row.pack or "",
    )  # fmt: skip
    if not private:
        return shown
    reach = "；".join(part for part in (row.reach_how, row.reach_when) if part)
    return replace(shown, place=routes.place_of(row), phone=row.phone, reach=reach, why=row.why)


def ways(rows: Iterable[Any], private: bool) -> list[Way]:
    """The way of each day; those who are no longer here have fallen off."""
    here = [row for row in rows if row.is_here]
    days = groupby(sorted(here, key=lambda row: row.planned_on), key=lambda row: row.planned_on)
    return [Way(day, [stop(row, private) for row in routes.in_order(group)]) for day, group in days]


def fallen_off(rows: Iterable[Any]) -> list[Any]:
    """Those of the rows where nobody needs to go any more."""
    return [row for row in rows if not row.is_here]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of one helper for one day."""

    helper: str
    stops: list[Stop]


def sheets(rows: Sequence[Any], private: bool) -> list[Sheet]:
    """Rows of ``queries.visits.on_sheets`` as one sheet for each helper."""
    by_helper = sorted(rows, key=lambda row: (row.helper, row.helper_id))
    grouped = groupby(by_helper, key=lambda row: (row.helper_id, row.helper))
    return [
        Sheet(name, [stop(row, private and row.reads) for row in routes.in_order(group)])
        for (_number, name), group in grouped
    ]
