"""Running the child: a fresh Python with limits, the file as its standard input, its answer from a pipe."""

import json
import logging
import os
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Literal

from .kinds import MEMORY_BYTES, DocumentRefused, Kind, Reason

log = logging.getLogger(__name__)

_CHILD = str(Path(__file__).with_name("child.py"))
_MAX_ANSWER_BYTES = 48 * 1024 * 1024
# Two cores and little memory: a queue of uploads waits here rather than taking 512 MB each at the same time.
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT_SECONDS = 30.0

Action = Literal["read", "clean"]
Answer = dict[str, Any]


def run(action: Action, kind: Kind, path: Path, timeout: float) -> Answer:
    """Have the child do `action` and return its answer: JSON values, and bytes for the pictures.

    Wall clock `timeout` seconds, as many of CPU, 512 MB of address space (the last two where the system has
    them; Windows has the wall clock only). Raises DocumentRefused for all that goes wrong in the child, and
    OSError only if `path` cannot be opened.
    """
    with path.open("rb") as file:
        if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
            raise DocumentRefused(Reason.TOO_SLOW)
        try:
            output, code, timed_out = _communicate(action, kind, file.fileno(), timeout)
        finally:
            _AT_ONCE.release()
    if timed_out or code == -getattr(signal, "SIGXCPU", 0x100) or code == -getattr(signal, "SIGALRM", 0x100):
        raise DocumentRefused(Reason.TOO_SLOW)
    try:
        answer = _unpack(output)
        reason = Reason(answer["refused"]) if "refused" in answer else None
    except Exception as error:
        log.warning("document child: %s of a %s ended with code %s and no answer", action, kind.value, code)
        raise DocumentRefused(Reason.DAMAGED) from error
    if reason is not None:
        if detail := answer.get("detail"):
            log.info("document child: %s of a %s refused: %.200s", action, kind.value, detail)
        raise DocumentRefused(reason)
    return answer


def _communicate(action: Action, kind: Kind, stdin: int, timeout: float) -> tuple[bytes, int, bool]:
    try:
        process = subprocess.Popen(
            [
                _python(),
                "-I",
                "-B",
                "-X",
                "utf8",
                _CHILD,
                action,
                kind.value,
                str(timeout),
                str(MEMORY_BYTES),
            ],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Our settings are none of the child's business; Windows cannot start a program without these two.
            env={name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        log.exception("document child could not be started")
        raise DocumentRefused(Reason.TOO_SLOW) from error
    expired = threading.Event()

    def give_up() -> None:
        expired.set()
        _kill(process)

    timer = threading.Timer(timeout, give_up)
    timer.daemon = True
    timer.start()
    try:
        assert process.stdout is not None
        with process.stdout:
            output = process.stdout.read(_MAX_ANSWER_BYTES + 1)
        if len(output) > _MAX_ANSWER_BYTES:
            _kill(process)
        process.wait()
    finally:
        timer.cancel()
        _kill(process)
        process.wait()
    return output, process.returncode, expired.is_set()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End the child and whatever it may have started; harmless when it has ended."""
    if process.poll() is not None:
        return
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        process.kill()


def _python() -> str:
    """The interpreter, also where a server embeds Python and `sys.executable` is the server."""
    if os.path.basename(sys.executable or "").lower().startswith(("python", "pypy")):
        return sys.executable
    for name in ("bin/python3", "Scripts/python.exe", "python.exe"):
        candidate = Path(sys.prefix, name)
        if candidate.exists():
            return str(candidate)
    return sys.executable or "python3"


def _unpack(output: bytes) -> Answer:
    """Length of the header, the header as JSON, then the binary parts it lists, and not one byte more."""
    (length,) = struct.unpack_from(">I", output)
    answer = json.loads(output[4 : 4 + length])
    parts = answer.pop("parts")
    at = 4 + length
    for name, size in parts:
        answer[str(name)] = output[at : at + int(size)]
        at += int(size)
    if at != len(output):
        raise ValueError("the answer has another length than it says")
    return answer
