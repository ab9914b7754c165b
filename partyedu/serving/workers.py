"""What runs inside a serving process: the application behind its doorkeeper, and two watchers."""

from __future__ import annotations

import ctypes
import gc
import importlib
import multiprocessing
import os
import signal
import socket
import stat
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from partyedu.serving.doorkeeper import LARGEST_BODY_BYTES, Doorkeeper

# A phone that left the Wi-Fi while sending is given up after 30 + 3 × 10 seconds.
KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVE_TRIES = 30, 10, 3
STOP_WITHIN_S = 5
GIVE_BACK_EVERY_S = 60
M_ARENA_MAX = -8  # as malloc.h has it
OPEN_FILES = Path("/proc/self/fd")


def load(factory: str, data: Path, slots: int) -> Doorkeeper:
    """Build the application behind its doorkeeper; `factory` is `module:name`, called with the data folder."""
    module, _, name = factory.partition(":")
    spool_on_disk(data)
    application = getattr(importlib.import_module(module), name)(data)
    largest = application.config.get("MAX_CONTENT_LENGTH") or LARGEST_BODY_BYTES
    even_larger = application.extensions.get("largest_body", int)
    settle()
    threading.Thread(target=give_back, name="give-back", daemon=True).start()
    return Doorkeeper(application, slots, largest, even_larger)


def one_heap() -> None:
    """glibc gives each thread that waits for another a heap of its own; those of hundreds hold 20 MB of nothing.

    Python lets one thread at a time make its objects, so that there is little to wait for. Before any thread begins.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def give_back() -> None:
    """Once a minute let glibc hand its free pages to the system; by itself it does so only at the end of its heap.

    After the largest pages of a district that is a tenth of what the process held.
    """
    with suppress(AttributeError):  # another C library
        while sys.platform == "linux":
            time.sleep(GIVE_BACK_EVERY_S)
            ctypes.CDLL(None).malloc_trim(0)


def settle() -> None:
    """What is loaded by now stays for good; without it in every collection the slowest pages are 4 times as quick.

    Nothing is collected before: of what a start makes, one object in a hundred goes, and looking for it takes a tenth
    of the start.
    """
    gc.freeze()
    gc.enable()


def spool_on_disk(data: Path) -> None:
    """Bodies that wait lie on the disk of the centre: the system's folder for temporary files is often memory.

    They have no name; where a system gives them one they go with their process, and what a power cut left goes here.
    """
    place = data / "arriving"
    place.mkdir(mode=0o700, exist_ok=True)
    for left in place.iterdir():
        with suppress(OSError):  # in use
            left.unlink()
    tempfile.tempdir = str(place)


def load_in_worker(factory: str, data: Path, slots: int) -> Doorkeeper:
    """`load` inside a granian worker, which also watches over its connections and its parent."""
    threading.Thread(target=leave_with_parent, name="leave-with-parent", daemon=True).start()
    threading.Thread(target=notice_lost_phones, name="notice-lost-phones", daemon=True).start()
    return load(factory, data, slots)


def leave_with_parent() -> None:
    """Stop when the parent was killed: a worker left behind would hold the port and answer with old code."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_WITHIN_S)
    os._exit(1)


def notice_lost_phones() -> None:
    """Turn on keep-alive probes: a phone that left while sending never says so and would keep its thread for ever.

    granian opens its listening socket itself and has no setting for it, but accepted sockets inherit it on Linux.
    """
    while OPEN_FILES.is_dir():
        if any([probe_if_listening(int(entry.name)) for entry in OPEN_FILES.iterdir()]):
            return
        time.sleep(0.5)


def probe_if_listening(descriptor: int) -> bool:
    """Switch probes on if this descriptor is a listening internet socket; False for anything else."""
    try:
        # Never a copy of anything but a socket: closing a copy of the database file would drop all locks that SQLite
        # holds on it in this process, and left open it would be copied again in the next round.
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return False
        duplicate = socket.socket(fileno=os.dup(descriptor))
    except OSError:
        return False
    with duplicate:
        internet = duplicate.family in (socket.AF_INET, socket.AF_INET6)
        if not internet or not duplicate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return False
        duplicate.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        duplicate.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
        duplicate.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_EVERY_S)
        duplicate.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_TRIES)
        return True
