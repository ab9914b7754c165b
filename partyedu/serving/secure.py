"""The second door: the same house over https, for staff devices that trust the centre's own authority.

It has a process of its own beside the plain one, with one worker: few come by it. Where a centre has no certificates
there is no second door. Phones of members, televisions and check-in stay on plain http.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from partyedu.core.https import certificate_files
from partyedu.serving.addresses import refuse_taken_port
from partyedu.serving.workers import STOP_WITHIN_S, leave_with_parent

LOOK_EVERY_SECONDS = 60


def is_wanted(data: Path) -> bool:
    """Whether this centre has certificates; they are brought up to date with the addresses the machine has now."""
    if not certificate_files(data).are_there:
        return False
    from partyedu.admin import certificates  # not needed where there is no certificate

    certificates.renew_if_due(data)
    return True


@contextmanager
def second_door(data: Path, host: str, port: int, factory: str) -> Iterator[None]:
    """Hold the second door open beside what runs in the block; nothing where the centre has no certificates."""
    if not is_wanted(data):
        yield
        return
    refuse_taken_port(host, port)
    # Windows knows no fork; what is handed over must say itself where everything is.
    way: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "fork")
    door = way.Process(target=hold_open, args=(data, host, port, factory), name="https")
    door.start()
    try:
        yield
    finally:
        door.terminate()
        door.join(STOP_WITHIN_S + 2)


def hold_open(data: Path, host: str, port: int, factory: str) -> None:
    """What the process of the second door does until it is stopped, or its parent is gone."""
    from partyedu.serving import serve_over_https

    threading.Thread(target=leave_with_parent, name="leave-with-parent", daemon=True).start()
    serve_over_https(data, host, port, factory)


def reload_when_renewed(house: Any, data: Path) -> None:
    """Let granian's worker begin anew whenever the machine's certificate is a new one (the nightly work renews it)."""
    path = certificate_files(data).server

    def look() -> None:
        known = path.stat().st_mtime_ns
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            if path.exists() and path.stat().st_mtime_ns != known:
                known = path.stat().st_mtime_ns
                house.signal_handler_reload()

    threading.Thread(target=look, name="renewed-certificate", daemon=True).start()
