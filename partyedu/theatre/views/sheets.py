"""What of a session leaves the screen: its poster, its playbill on paper, words for the chat group."""

from typing import Any

from flask import Response

from partyedu.core import clock, qr
from partyedu.core.access import anyone
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.core.sheets import render_sheet, sheet_asked
from partyedu.core.words import _, duration
from partyedu.schedule import queries as schedule
from partyedu.schedule.exports import chat_texts
from partyedu.schedule.models import EventKind, EventPart
from partyedu.schedule.queries import PublicEvent
from partyedu.theatre import blueprint, queries
from partyedu.theatre.models import QUARTER_NAMES


@blueprint.get("/<int:event_id>/poster")
@anyone
def poster(event_id: int) -> Response:
    """A session as a sheet to hang up: when, where, who speaks about what, a code that leads to the page."""
    return _sheet("theatre/poster.html", _session(event_id))


@blueprint.get("/<int:event_id>/playbill")
@anyone
def playbill_sheet(event_id: int) -> Response:
    """The programme in its order, on paper."""
    return _sheet("theatre/playbill_sheet.html", _session(event_id))


@blueprint.get("/<int:event_id>/message")
@anyone
def message(event_id: int) -> Response:
    """What one sends to the chat group, with the programme, in each language."""
    event = _session(event_id)
    items = queries.programme_public([event_id])[event_id]
    texts = chat_texts(event, lambda: [_line(item) for item in items if not item.is_reserve])
    return render_page("schedule/message.html", event=event, texts=texts, back_url=f"/theatre/{event_id}")


def _session(event_id: int) -> PublicEvent:
    event = found(schedule.public_event(event_id))
    return found(event if event.kind is EventKind.THEATRE else None)


def _line(item: queries.PublicItem) -> str:
    facts = {"title": item.title, "who": item.speaker, "minutes": duration(item.minutes)}
    if item.speaker:
        return _("· %(title)s（%(who)s，%(minutes)s）", **facts)
    return _("· %(title)s（%(minutes)s）", **facts)


def _sheet(template: str, event: PublicEvent) -> Response:
    address = f"{qr.house_address()}/theatre/{event.id}"
    sheet: dict[str, Any] = {
        "event": event,
        "items": queries.programme_public([event.id])[event.id],
        "hosts": [name for part, _number, name in event.people if part is EventPart.HOST and name],
        "quarter_name": QUARTER_NAMES[clock.quarter_of(clock.local(event.starts_at).date())],
        "svg": qr.picture(address),
        "over": event.ends_at <= clock.now(),
    }
    return render_sheet(template, event.title, f"/theatre/{event.id}", sheet_asked(), **sheet)
