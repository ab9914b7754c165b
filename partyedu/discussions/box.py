"""The guard of the suggestion box: how often one device may drop something in.

Remembered in memory only, under a key that dies with the process: a stored trace of the device beside the time of an
anonymous suggestion would say who wrote it.
"""

import hashlib
import secrets
import threading
from collections import deque
from datetime import datetime, timedelta

from partyedu.core import clock
from partyedu.core.errors import TooSoon
from partyedu.core.words import _

AT_MOST = 5
WITHIN = timedelta(minutes=10)
_DEVICES_AT_MOST = 5000

_salt = secrets.token_bytes(16)
_lock = threading.Lock()
_seen: dict[bytes, deque[datetime]] = {}


def knock(address: str | None) -> None:
    """Count one paper from a device; raises ``TooSoon`` for the sixth within ten minutes."""
    key = hashlib.sha256(_salt + (address or "").encode()).digest()
    now = clock.now()
    with _lock:
        if len(_seen) > _DEVICES_AT_MOST:
            _seen.clear()
        times = _seen.setdefault(key, deque(maxlen=AT_MOST))
        if len(times) == AT_MOST and timedelta(0) <= now - times[0] < WITHIN:
            seconds = int((times[0] + WITHIN - now).total_seconds()) + 1
            raise TooSoon(_("这台设备刚刚投了好几张，请等 %(n)s 秒再投。", n=seconds), seconds)
        times.append(now)


def forget() -> None:
    """Forget every device."""
    with _lock:
        _seen.clear()
