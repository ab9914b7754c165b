"""The list of events as it stands on the page: built from tuples, kept while the schedule stays as it is."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from markupsafe import Markup

from partyedu.core import clock, watch, words
from partyedu.core.pages import Slot, slot_of_all
from partyedu.core.words import formatted
from partyedu.schedule import queries
from partyedu.schedule.access import page_of
from partyedu.schedule.models import EVENT_KINDS, EventStatus, SignUpState
from partyedu.schedule.queries import Listed, place_words
from partyedu.schedule.views.asked import Asked
from partyedu.schedule.views.month import TONES, month_region

PER_PAGE = 40
# The public things a list is made of; a sign-up changes its figures, not what can be filtered by.
DEPENDS_ON = ("schedule", "sign-ups")
# A kept region is at most this old in what depends on the clock alone (what is over, what goes on now).
_MINUTES = 5

_MARKED = re.compile("\x01(\\d+)\x02")


@dataclass(frozen=True, slots=True)
class Region:
    """The finished list, with marks where a reader's own state can stand (see ``core.pages.kept_page``)."""

    html: Markup
    event_ids: tuple[int, ...]


def slot_for(person_id: int, asked: Asked) -> Slot:
    """What stands at the mark of an event: what the person has already done, else what everybody sees."""
    states = queries.own_states(person_id, region(asked).event_ids)
    if not states:
        return slot_of_all
    own: Any = current_app.jinja_env.get_template("schedule/_own.html").module

    def slot(number: int, otherwise: str) -> str:
        state = states.get(number)
        return otherwise if state in (None, SignUpState.WITHDRAWN) else str(own.own(number, state))

    return slot


def region(asked: Asked) -> Region:
    """The list that the address asks for; kept for everybody unless words were looked for."""
    if asked.filters.words:
        return _build(asked)
    return watch.kept(("schedule", words.language(), asked, moment()), DEPENDS_ON, lambda: _build(asked))


def moment() -> int:
    """The span of time for which a list stays as it is."""
    return int(clock.now().timestamp()) // (60 * _MINUTES)


def choices() -> dict[str, list[tuple[int, str]]]:
    """What can be filtered by, kept while the schedule stays as it is."""
    return watch.kept(("schedule-choices",), ("schedule",), queries.filter_choices)


def _build(asked: Asked) -> Region:
    if asked.month:
        return Region(month_region(asked), ())
    rows = _rows(asked)
    template = current_app.jinja_env.get_template("schedule/_events.html")
    html = template.render(
        asked=asked,
        days=_shown(rows),
        count=rows[0].total if rows else 0,
        per_page=PER_PAGE,
        sunday=asked.monday + timedelta(days=6),
        previous=(asked.monday - timedelta(days=7)).isoformat(),
        following=(asked.monday + timedelta(days=7)).isoformat(),
        this_week=asked.monday == clock.week_of(clock.today()),
        years=choices()["year"],
        day_before=asked.day and (asked.day - timedelta(days=1)).isoformat(),
        day_after=asked.day and (asked.day + timedelta(days=1)).isoformat(),
    )
    return Region(Markup(html), tuple(int(number) for number in _MARKED.findall(html)))


def _rows(asked: Asked) -> list[Listed]:
    if not asked.as_list:
        since, until = clock.day_bounds(asked.day) if asked.day else clock.day_bounds(asked.monday, 7)
        return queries.listed(asked.filters, since, until)
    window: dict[str, Any] = {"limit": PER_PAGE, "offset": (asked.page - 1) * PER_PAGE}
    if asked.year is not None:
        since, until = clock.year_bounds(asked.year)
        return queries.listed(asked.filters, since, until, newest_first=True, **window)
    if asked.filters.words:
        return queries.listed(asked.filters, newest_first=True, **window)
    return queries.listed(asked.filters, clock.day_bounds(clock.today())[0], **window)


def _shown(rows: list[Listed]) -> list[tuple[Any, ...]]:
    """Rows as the template unpacks them. What a page writes often is worded once."""
    now = clock.now()
    kinds = {kind: str(label) for kind, label in EVENT_KINDS.items()}
    dates: dict[date, tuple[str, str, str, str]] = {}
    found = []
    for row in rows:
        starts, ends = clock.local(row.starts_at), clock.local(row.ends_at)
        day = starts.date()
        if day not in dates:
            dates[day] = _date(day)
        found.append(
            (
                row.id,
                page_of(row.id, row.kind),
                dates[day],
                _hours(starts, ends),
                kinds[row.kind],
                TONES.get(row.kind, ""),
                row.theme,
                row.title,
                place_words(row.venue, row.room, row.place),
                row.unit,
                row.capacity,
                row.signed_up,
                row.waiting,
                row.open_to_residents,
                _state(row, now),
            )
        )
    return found


def _state(row: Listed, now: datetime) -> str:
    """cancelled, postponed, over, now, full or open."""
    if row.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return row.status.value
    if row.ends_at <= now or row.status is EventStatus.CLOSED:
        return "over"
    if row.starts_at <= now:
        return "now"
    return "full" if row.capacity is not None and row.signed_up >= row.capacity else "open"


def _date(day: date) -> tuple[str, str, str, str]:
    return day.isoformat(), formatted(day, "month_short"), str(day.day), formatted(day, "weekday")


def _hours(starts: datetime, ends: datetime) -> str:
    if starts.date() == ends.date():
        return f"{starts:%H:%M} – {ends:%H:%M}"
    return f"{starts:%H:%M} – {formatted(ends, 'month_day')} {ends:%H:%M}"
