"""The check-in code: a piece of an HMAC over the event and a step of 30 seconds, as an address and as six digits.

A photograph of the code is worth nothing after 90 seconds: accepted are the present step and the two before it. Nothing
is stored; every process that knows the secret key makes the same code. The path carries 96 bits of the HMAC; the six
digits are spoken in the room and can be guessed, so whoever types them is counted (``operations.spoken``).
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from flask import current_app

from partyedu.core import clock

STEP_SECONDS = 30
STEPS_VALID = 3
VALID_SECONDS = STEP_SECONDS * STEPS_VALID


class HasId(Protocol):
    """An event, or a row of a query that holds its number."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Code:
    """The code of an event as it is shown now: the path of its address, the spoken digits, when both end."""

    path: str
    digits: str
    expires_at: datetime


def _key() -> bytes:
    secret = current_app.secret_key or ""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    return hmac.digest(raw, b"partyedu check-in code", "sha256")


def _made(event_id: int, step: int) -> tuple[str, str]:
    digest = hmac.digest(_key(), f"{event_id}:{step}".encode(), hashlib.sha256)
    path = base64.urlsafe_b64encode(digest[:12]).decode()
    return path, f"{int.from_bytes(digest[12:28]) % 1_000_000:06d}"


def _step() -> int:
    return int(clock.now().timestamp()) // STEP_SECONDS


def current(event: HasId) -> Code:
    """The code of an event for this moment; ``path`` is the address below the house's own (``/c/12/…``)."""
    step = _step()
    word, digits = _made(event.id, step)
    ends = datetime.fromtimestamp((step + STEPS_VALID) * STEP_SECONDS, UTC)
    return Code(f"/c/{event.id}/{word}", digits, ends)


def is_current(event_id: int, word: str) -> bool:
    """Whether this is the last part of an address that the event has shown in the last 90 seconds."""
    return _fits(event_id, word, 0)


def are_current(event_id: int, digits: str) -> bool:
    """Whether these are six digits that the event has shown in the last 90 seconds."""
    return _fits(event_id, digits, 1)


def _fits(event_id: int, given: str, part: int) -> bool:
    step = _step()
    sent = given.encode("utf-8", "replace")
    # All steps are compared, so that the time taken tells nothing.
    return any([hmac.compare_digest(_made(event_id, step - back)[part].encode(), sent) for back in range(STEPS_VALID)])
