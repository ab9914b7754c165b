"""What leaves the screen: the poster of an event or of a month, cards for the table, words for the chat group."""

from datetime import date
from itertools import groupby

from flask import Response

from partyedu.core import clock, qr
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import month_asked
from partyedu.core.pages import render_page, see_other
from partyedu.core.sheets import render_sheet, sheet_asked
from partyedu.schedule import blueprint, queries
from partyedu.schedule.access import page_of, planned_at
from partyedu.schedule.exports import chat_texts
from partyedu.schedule.models import EVENT_KINDS, EVENT_PARTS, EventKind, EventStatus
from partyedu.schedule.queries import InMonth
from partyedu.schedule.views.asked import filters_asked
from partyedu.schedule.views.month import TONES


@blueprint.get("/<int:event_id>/poster")
@anyone
def poster(event_id: int) -> Response:
    """An event as a sheet to hang up; a theatre session has its own, with its talks."""
    event = found(queries.public_event(event_id))
    if event.kind is EventKind.THEATRE:
        return see_other(f"/theatre/{event_id}/poster")
    address = f"{qr.house_address()}{page_of(event_id, event.kind)}"
    return render_sheet(
        "schedule/poster.html", event.title, page_of(event_id, event.kind), sheet_asked(), event=event,
        svg=qr.picture(address), kind=EVENT_KINDS[event.kind], over=event.ends_at <= clock.now(),
    )  # fmt: skip


@blueprint.get("/month-poster")
@anyone
def month_poster() -> Response:
    """The events of a month on one sheet for the wall; what is cancelled is not on it."""
    first = month_asked()
    since, until = clock.day_bounds(first)[0], clock.day_bounds(clock.month_after(first))[0]
    rows = [row for row in queries.in_month(filters_asked(), since, until) if row.status is not EventStatus.CANCELLED]
    return render_sheet(
        "schedule/month_poster.html", f"{first:%Y-%m}", f"/schedule/?view=month&month={first:%Y-%m}", sheet_asked(),
        month=first, count=len(rows), days=_by_day(rows), kinds=EVENT_KINDS, tones=TONES,
        svg=qr.picture(f"{qr.house_address()}/schedule/"),
    )  # fmt: skip


def _by_day(rows: list[InMonth]) -> list[tuple[date, list[InMonth]]]:
    return [(day, list(some)) for day, some in groupby(rows, key=lambda row: clock.local(row.starts_at).date())]


@blueprint.get("/<int:event_id>/cards")
@requires(Permission.EVENT_MANAGE, Permission.CHECK_IN)
def cards(event_id: int) -> Response:
    """Cards for the table, one for each who stands in front: to be folded, the name to be read from both sides."""
    event = found(queries.event_for_desk(signed_in(), event_id))
    back_url = (page_of if event.is_public else planned_at)(event_id, event.kind)
    return render_sheet(
        "schedule/cards.html", event.title, back_url, sheet_asked("a4"),
        people=queries.in_front(event_id), parts=EVENT_PARTS, event=event,
    )  # fmt: skip


@blueprint.get("/<int:event_id>/message")
@anyone
def message(event_id: int) -> Response:
    """What one sends to the chat group, in each language; the one of a theatre session holds its programme."""
    event = found(queries.public_event(event_id))
    if event.kind is EventKind.THEATRE:
        return see_other(f"/theatre/{event_id}/message")
    return render_page(
        "schedule/message.html", event=event, texts=chat_texts(event), back_url=page_of(event_id, event.kind)
    )
