"""Planning by hand: a month in which an event is moved to another day, by drag or by the buttons that do the same."""

from datetime import date
from typing import Any, NamedTuple

from flask import Response, request

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import day_asked, month_asked, row_number
from partyedu.core.pages import from_htmx, render_page, see_other
from partyedu.core.words import _
from partyedu.schedule import blueprint, operations, queries
from partyedu.schedule.access import move_refusal, planned_at
from partyedu.schedule.forms import MoveForm
from partyedu.schedule.models import EVENT_KINDS, EVENT_STATUSES, Event
from partyedu.schedule.queries import Planned, place_words
from partyedu.schedule.views.month import TONES, bounds_of, fill, weeks_of


class Card(NamedTuple):
    """An event as a card of the board. ``begins``: on this day; ``waits``: its day as everybody still reads it."""

    row: Planned
    begins: bool
    movable: bool
    url: str
    tone: str
    place: str
    waits: date | None


class Moved(NamedTuple):
    """What was just moved, from which day, and what stands in its way where it is now."""

    event: Event
    came_from: date
    url: str
    movable: bool
    clashes: list[queries.Clash]


@blueprint.get("/board")
@requires(Permission.EVENT_MANAGE)
def board() -> Response:
    """The month of those who plan: the events of their units, to be moved about."""
    number, came_from = row_number(request.args.get("moved")), day_asked("from")
    event = queries.event_to_manage(signed_in(), number) if number else None
    return _board_page(month_asked(), event if came_from else None, came_from)


@blueprint.post("/<int:event_id>/move")
@requires(Permission.EVENT_MANAGE)
def move(event_id: int) -> Response:
    """Hold an event on another day, at the same hours."""
    event = found(queries.event_to_manage(signed_in(), event_id))
    form = MoveForm()
    wanted = form.day_for(event) if form.validate_on_submit() else None
    if wanted is None:
        return _board_page(month_asked(), refusal=_first(form) or _("请选改到哪一天。"), status=422)
    if not form.attempt(operations.move_to_day, event, form.form_version, wanted):
        return _board_page(month_asked(), refusal=_first(form), status=form.status)
    month = _month_around(wanted)
    if from_htmx():
        return _board_page(month, event, form.result)
    return see_other(f"/schedule/board?month={month:%Y-%m}&moved={event_id}&from={form.result}")


def _first(form: MoveForm) -> str:
    """The sentence of a form that was refused; what another editor saved stands in it."""
    texts = [*form.form_errors, *(text for field in form for text in field.errors)]
    if form.theirs:
        return _("刚才有别人改了这个活动，现在是 %(when)s。请看一看，再改一次。", when=form.theirs["on"])
    return str(texts[0]) if texts else ""


def _month_around(day: date) -> date:
    """The month that was on the screen, while the day is on it; else the month of the day."""
    shown = month_asked()
    weeks = clock.weeks_of_month(shown)
    return shown if weeks[0][0] <= day <= weeks[-1][-1] else day.replace(day=1)


def _board_page(
    first: date, event: Event | None = None, came_from: date | None = None, refusal: str = "", status: int = 200
) -> Response:
    weeks, moved = weeks_of(first), None
    if event is not None and came_from is not None:
        moved = Moved(event, came_from, planned_at(event.id, event.kind), not _refusal(event), queries.clashes(event))
    rows = queries.planned_in(signed_in(), *bounds_of(weeks))
    fill(weeks, rows, _card)
    return render_page(
        "schedule/board.html",
        fragment="board",
        status=status,
        weeks=weeks,
        month=first,
        previous=f"{clock.month_after(first, -1):%Y-%m}",
        following=f"{clock.month_after(first):%Y-%m}",
        this_month=first == clock.today().replace(day=1),
        count=len(rows),
        changed=sum(row.is_changed for row in rows),
        drafts=sum(row.release_number == 0 for row in rows),
        moved=moved,
        refusal=refusal,
        kinds=EVENT_KINDS,
        statuses=EVENT_STATUSES,
    )


def _refusal(row: Any) -> str:
    return move_refusal(row.kind, row.status, row.starts_at, clock.now())


def _card(row: Planned, begins: bool) -> Card:
    public, day = row.public_starts_at, clock.local(row.starts_at).date()
    waits = clock.local(public).date() if row.is_changed and public else None
    return Card(
        row,
        begins,
        begins and not _refusal(row),
        planned_at(row.id, row.kind),
        TONES.get(row.kind, ""),
        place_words(row.venue, row.room, row.place),
        waits if waits != day else None,
    )
