"""How often one device may do something without a name.

Remembered in memory only, under a key that dies with the process: a stored trace of the device beside the time of an
anonymous act would say who it was.
"""

import hashlib
import secrets
import threading
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.errors import TooSoon

_DEVICES_AT_MOST = 5000


class Gate:
    """Lets a device through ``at_most`` times ``within`` a time; ``sentence`` (lazy, with %(n)s seconds) says no."""

    def __init__(self, at_most: int, within: timedelta, sentence: Any) -> None:
        self.at_most = at_most
        self.within = within
        self.sentence = sentence
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._seen: dict[bytes, deque[datetime]] = {}

    def knock(self, address: str | None) -> None:
        """Count one try from a device; raises ``TooSoon`` for one too many."""
        key = hashlib.sha256(self._salt + (address or "").encode()).digest()
        now = clock.now()
        with self._lock:
            if len(self._seen) > _DEVICES_AT_MOST:
                self._seen.clear()
            times = self._seen.setdefault(key, deque(maxlen=self.at_most))
            if len(times) == self.at_most and timedelta(0) <= now - times[0] < self.within:
                seconds = int((times[0] + self.within - now).total_seconds()) + 1
                raise TooSoon(str(self.sentence) % {"n": seconds}, seconds)
            times.append(now)

    def forget(self) -> None:
        """Forget every device."""
        with self._lock:
            self._seen.clear()
