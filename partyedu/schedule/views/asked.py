"""What the address of the schedule asks for: which days, which events, how to see them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import request

from partyedu.core import clock
from partyedu.core.forms import FIRST_YEAR, LAST_YEAR, day_asked, month_asked, query_text
from partyedu.core.paging import page_number
from partyedu.schedule.models import EventKind
from partyedu.schedule.queries import Filters

_IN_ADDRESS = ("view", "week", "month", "day", "year", "theme", "unit", "venue", "kind", "q", "page")


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the schedule; equal addresses are equal values, so it can name what is kept."""

    filters: Filters
    as_list: bool = False
    monday: date = date.min
    year: int | None = None  # a year that is looked back on
    page: int = 1
    month: date | None = None  # the first day of a month that is shown as a whole
    day: date | None = None  # the one day that is shown

    @property
    def as_week(self) -> bool:
        """Whether a week is shown: what one sees first."""
        return not (self.as_list or self.month or self.day)

    def url(self, **changed: Any) -> str:
        """The address of this view with something changed (``week``, ``month``, ``day``, ``year``, ``page``)."""
        return _address(self._shown() | self.fields() | changed)

    def to(self, view: str = "", **wanted: Any) -> str:
        """The address of another view with the same filters: ``list``, ``month``, or a week or day without a name."""
        return _address({"view": view} | self.fields() | wanted)

    @property
    def month_poster(self) -> str:
        """The address of the poster of the month that is shown, with the same filters."""
        month = self.month or clock.today()
        return "/schedule/month-poster" + _query({"month": f"{month:%Y-%m}"} | self.fields())

    def _shown(self) -> dict[str, Any]:
        """What is shown, as it stands in an address; this week and this month need no date."""
        today = clock.today()
        if self.month:
            return {"view": "month", "month": "" if self.month == today.replace(day=1) else f"{self.month:%Y-%m}"}
        if self.day:
            return {"day": self.day.isoformat()}
        if self.as_list:
            return {"view": "list", "year": self.year or ""}
        return {"week": "" if self.monday == clock.week_of(today) else self.monday.isoformat()}

    def fields(self) -> dict[str, Any]:
        """The filters as they stand in an address."""
        chosen = self.filters
        return {
            "theme": chosen.theme_id or "",
            "unit": chosen.unit_id or "",
            "venue": chosen.venue_id or "",
            "kind": chosen.kind.value if chosen.kind else "",
            "q": chosen.words,
        }


def _address(values: dict[str, Any]) -> str:
    # Always in the same order: each view has one address, by which its page is kept.
    return "/schedule/" + _query(values)


def _query(values: dict[str, Any]) -> str:
    query = urlencode([(name, values[name]) for name in _IN_ADDRESS if values.get(name)])
    return f"?{query}" if query else ""


def filters_asked() -> Filters:
    """The filters in the address; what makes no sense is left out."""
    kind = request.args.get("kind", "")
    return Filters(
        theme_id=request.args.get("theme", type=int),
        unit_id=request.args.get("unit", type=int),
        venue_id=request.args.get("venue", type=int),
        kind=EventKind(kind) if kind in list(EventKind) else None,
        words=query_text(),
    )


def asked() -> Asked:
    """The view of the schedule that the address asks for. Words are looked for in the list, in all years."""
    return _read(request.query_string, clock.today())


def is_its_own_address() -> bool:
    """Whether the address is the one this view of the schedule has; there are very many others for the same view."""
    return _is_own(request.query_string, clock.today())


@lru_cache(maxsize=512)
def _is_own(_query: bytes, _today: date) -> bool:
    return request.full_path.rstrip("?") == asked().url()


@lru_cache(maxsize=512)
def _read(_query: bytes, _today: date) -> Asked:
    # Named by the query string, so that the same address is not read again and again.
    filters = filters_asked()
    year = request.args.get("year", type=int)
    as_list = request.args.get("view") == "list" or bool(filters.words) or year is not None
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        year = None
    if as_list:
        return Asked(filters, True, _monday(), year, page_number())
    if request.args.get("view") == "month":
        return Asked(filters, month=month_asked())
    return Asked(filters, monday=_monday(), day=day_asked("day"))


def _monday() -> date:
    return clock.week_of(day_asked("week") or clock.today())
