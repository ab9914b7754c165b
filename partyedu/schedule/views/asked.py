"""What the address of the schedule asks for: which days, which events, how to see them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import request

from partyedu.core import clock
from partyedu.core.forms import query_text
from partyedu.core.paging import page_number
from partyedu.schedule.models import EventKind
from partyedu.schedule.queries import Filters


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the schedule; equal addresses are equal values, so it can name what is kept."""

    filters: Filters
    as_list: bool = False
    monday: date = date.min
    year: int | None = None  # a year that is looked back on
    page: int = 1

    def url(self, **changed: Any) -> str:
        """The address of this view with something changed (``week``, ``year``, ``view``, ``page``)."""
        own = {
            "view": "list" if self.as_list else "",
            "week": "" if self.as_list or self.monday == clock.week_of(clock.today()) else self.monday.isoformat(),
            "year": self.year or "",
            **self.fields(),
        }
        query = urlencode({key: value for key, value in (own | changed).items() if value})
        return f"/schedule/?{query}" if query else "/schedule/"

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
    if year is not None and not 1950 <= year <= 2200:
        year = None
    return Asked(filters, as_list, _monday(), year, page_number())


def _monday() -> date:
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        day = clock.today()
    if not 1950 <= day.year <= 2200:
        day = clock.today()
    return day - timedelta(days=day.weekday())
