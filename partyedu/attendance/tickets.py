"""What a phone carries between two of its pages, signed: that it opened the page in time, and what it recorded.

Both are bound to the browser that was given them, so that passing one on helps nobody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from partyedu.attendance.access import PRESS_WITHIN, UNDO_WITHIN
from partyedu.attendance.models import Via
from partyedu.core import clock


@dataclass(frozen=True, slots=True)
class Ticket:
    """The page was opened with a good code: ten minutes to press the button."""

    event_id: int
    via: Via
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """This browser has just recorded an attendance: ten minutes to take it back."""

    attendance_id: int
    device_row: int  # the number of the device that knew the person; 0 for none


def _serializer(what: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"check-in {what}")


def _now() -> int:
    return int(clock.now().timestamp())


def issue(event_id: int, via: Via, browser: str) -> str:
    """A ticket for the browser that has just shown a good code."""
    return str(_serializer("ticket").dumps([event_id, via.value, browser, _now()]))


def read(text: str, event_id: int, browser: str) -> Ticket | None:
    """The ticket, if it is ours, of this event and browser, and not too old (nor from the future)."""
    try:
        event, via, owner, opened = _serializer("ticket").loads(text)
        opened_at = datetime.fromtimestamp(int(opened), UTC)
        ticket = Ticket(int(event), Via(via), opened_at)
    except (BadSignature, ValueError, TypeError):
        return None
    fresh = 0 <= _now() - int(opened) <= PRESS_WITHIN.total_seconds()
    return ticket if fresh and ticket.event_id == event_id and owner == browser else None


def receipt(attendance_id: int, device_row: int, browser: str) -> str:
    """What this browser shows to see and to take back what it recorded."""
    return str(_serializer("receipt").dumps([attendance_id, device_row, browser, _now()]))


def read_receipt(text: str, browser: str) -> Receipt | None:
    """The receipt, if it is ours and this browser's, within ten minutes."""
    try:
        attendance_id, device_row, owner, given = _serializer("receipt").loads(text)
        fresh = 0 <= _now() - int(given) <= UNDO_WITHIN.total_seconds()
        return Receipt(int(attendance_id), int(device_row)) if fresh and owner == browser else None
    except (BadSignature, ValueError, TypeError):
        return None
