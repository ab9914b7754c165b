"""How often one device may do something without a name.

Remembered in memory only, under a key that dies with the house: a stored trace of the device beside the time of an
anonymous act would say who it was. The application is made before its processes are forked, so this memory is one for
all of them, and a device has as many tries as the centre allows, whoever answers it.
"""

import hashlib
import mmap
import os
import secrets
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask, current_app

from partyedu.core import clock
from partyedu.core.errors import TooSoon

_TRIES_REMEMBERED = 8192
_TRY = struct.Struct("<16sd")  # whose, and when (seconds)
_NEXT = struct.Struct("<Q")


class _Ring:
    """The last tries of the whole house, the oldest written over; keys are 16 bytes of a hash with ``salt``."""

    def __init__(self) -> None:
        self.salt = secrets.token_bytes(16)
        size = _NEXT.size + _TRIES_REMEMBERED * _TRY.size
        self._file = os.memfd_create("tries") if hasattr(os, "memfd_create") else -1
        if self._file >= 0:
            os.ftruncate(self._file, size)
        self._memory = mmap.mmap(self._file, size)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Alone among the threads and, where processes share this, among them; a lock dies with whoever held it."""
        with self._lock:
            if self._file < 0:
                yield
                return
            import fcntl

            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def times(self, key: bytes) -> list[float]:
        """When this key tried, in no order."""
        found, place = [], self._memory.find(key, _NEXT.size)
        while place >= 0:
            if (place - _NEXT.size) % _TRY.size == 0:
                found.append(_TRY.unpack_from(self._memory, place)[1])
            place = self._memory.find(key, place + 1)
        return found

    def add(self, key: bytes, when: float) -> None:
        """Note a try."""
        (number,) = _NEXT.unpack_from(self._memory)
        _TRY.pack_into(self._memory, _NEXT.size + number % _TRIES_REMEMBERED * _TRY.size, key, when)
        _NEXT.pack_into(self._memory, 0, number + 1)


def init_app(app: Flask) -> None:
    """Set up the memory."""
    app.extensions["partyedu-tries"] = _Ring()


class Gate:
    """Lets a device through ``at_most`` times ``within`` a time; ``sentence`` (lazy, with %(n)s seconds) says no.

    ``name`` tells it from other gates, in every process the same.
    """

    def __init__(self, name: str, at_most: int, within: timedelta, sentence: Any) -> None:
        self.at_most = at_most
        self.within = within
        self.sentence = sentence
        self._name = name.encode()
        self._since = b""

    def knock(self, address: str | None) -> None:
        """Count one try from a device; raises ``TooSoon`` for one too many."""
        ring: _Ring = current_app.extensions["partyedu-tries"]
        whose = b"\x1f".join((ring.salt, self._name, self._since, (address or "").encode()))
        key = hashlib.sha256(whose).digest()[:16]
        now, within = clock.now().timestamp(), self.within.total_seconds()
        with ring.turn():
            # A time in the future means that the clock was moved back: it does not count.
            lately = sorted(when for when in ring.times(key) if 0 <= now - when < within)
            if len(lately) >= self.at_most:
                seconds = int(lately[-self.at_most] + within - now) + 1
                raise TooSoon(str(self.sentence) % {"n": seconds}, seconds)
            ring.add(key, now)

    def forget(self) -> None:
        """Know no device any more, in this process."""
        self._since = secrets.token_bytes(8)
