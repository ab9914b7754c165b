"""A child process with limits, for everything that opens a file from outside.

``run(script, arguments)`` starts Python on one file of ours and hands back the bytes the script printed, or says in
``ChildFailed`` what stopped it. ``start`` is the same for a script that calls ``limit`` itself and answers for itself;
it tells how the child ended and leaves the judgement to the caller.

Every child is isolated (``-I``: no environment, no current directory), held to CPU time, memory, an empty disk and no
children of its own where the system knows such limits (not on Windows), and to wall time and an amount of output
everywhere. Two run at the same time in one web process, the others wait. What comes back is bytes to be parsed as data
(JSON); nothing is ever unpickled. This file is also run inside the child, so it may import the standard library only.
"""

import logging
import math
import os
import runpy
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore, Event, Timer

log = logging.getLogger(__name__)

OUT_OF_MEMORY = 77  # exit code of a child whose Python met its memory limit

# Two cores and little memory: a queue of uploads waits here rather than taking 512 MB each at the same time.
_AT_ONCE = BoundedSemaphore(2)
_WAIT_SECONDS = 30.0
_MB = 1024 * 1024


class Ending(StrEnum):
    """How a child ended that did not finish."""

    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    CRASHED = "crashed"


class ChildFailed(Exception):
    """The child gave no answer; ``ending`` says what stopped it."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


@dataclass(frozen=True)
class Ended:
    """A child that ran: what it printed, its exit code, whether the clock or its own limit of time ended it."""

    printed: bytes
    code: int
    late: bool


def run(
    script: Path,
    arguments: list[str],
    *,
    seconds: float = 10,
    memory_mb: int = 512,
    output_mb: int = 64,
) -> bytes:
    """What ``script`` printed, run in a child of its own.

    ``seconds`` bounds wall and CPU time, ``memory_mb`` the address space, ``output_mb`` what is read from the child.
    Raises ``ChildFailed``.
    """
    limits = [str(seconds), str(memory_mb * _MB)]
    ended = start([__file__, *limits, str(script), *arguments], seconds=seconds, output_mb=output_mb)
    if len(ended.printed) > output_mb * _MB:
        raise ChildFailed(Ending.TOO_LARGE)
    if ended.late:
        raise ChildFailed(Ending.TOO_SLOW)
    if ended.code:
        raise ChildFailed(_ending_of(ended.code))
    return ended.printed


def start(command: list[str], *, seconds: float, output_mb: int, stdin: int = subprocess.DEVNULL) -> Ended:
    """Run Python on ``command`` (a script and its arguments) and wait for its end.

    After ``seconds``, or one byte above ``output_mb``, the child is killed with all it started; that byte is in
    ``printed``. Raises ``ChildFailed(TOO_SLOW)`` when there was no room for it in time or it could not be started.
    """
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise ChildFailed(Ending.TOO_SLOW)
    try:
        return _communicate(command, seconds, output_mb * _MB, stdin)
    finally:
        _AT_ONCE.release()


def _communicate(command: list[str], seconds: float, most: int, stdin: int) -> Ended:
    try:
        child = subprocess.Popen(
            [_python(), "-I", "-B", "-X", "utf8", *command],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Our settings are none of the child's business; Windows cannot start a program without these two.
            env={name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        log.exception("a child process could not be started")
        raise ChildFailed(Ending.TOO_SLOW) from error
    late = Event()

    def give_up() -> None:
        late.set()
        _kill(child)

    timer = Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        assert child.stdout is not None
        with child.stdout:
            printed = child.stdout.read(most + 1)
        if len(printed) > most:
            _kill(child)
        child.wait()
    finally:
        timer.cancel()
        _kill(child)
        child.wait()
    own_limit = child.returncode in (-getattr(signal, "SIGXCPU", 0x100), -getattr(signal, "SIGALRM", 0x100))
    return Ended(printed, child.returncode, late.is_set() or own_limit)


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """End the child and whatever it may have started; harmless when it has ended."""
    if child.poll() is not None:
        return
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    except (ProcessLookupError, PermissionError):
        child.kill()


def _python() -> str:
    """The interpreter, also where a server embeds Python and ``sys.executable`` is the server."""
    if Path(sys.executable or "").name.lower().startswith(("python", "pypy")):
        return sys.executable
    places = (Path(sys.prefix, name) for name in ("bin/python3", "Scripts/python.exe", "python.exe"))
    return next((str(place) for place in places if place.exists()), sys.executable or "python3")


def _ending_of(code: int) -> Ending:
    # A library in Rust or C that gets no memory ends with SIGABRT (6) or SIGSEGV (11); time ends with 9 at the last.
    if code in (OUT_OF_MEMORY, -6, -11):
        return Ending.TOO_LARGE
    return Ending.TOO_SLOW if code == -9 else Ending.CRASHED


# Inside the child


def limit(seconds: float, memory_bytes: int) -> None:
    """Hold this process to its time and memory; nothing on disk, no children. Called in a child only."""
    if sys.platform == "win32":
        return  # wall time and output, watched by the parent, are the limits there
    import resource

    cpu = max(1, math.ceil(seconds))
    for name, soft, hard in (
        ("RLIMIT_CPU", cpu, cpu + 1),
        ("RLIMIT_AS", memory_bytes, memory_bytes),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NPROC", 0, 0),
    ):
        try:
            resource.setrlimit(getattr(resource, name), (soft, hard))
        except (AttributeError, ValueError, OSError):  # not every system has each of them
            continue
    signal.alarm(cpu + 2)  # ends by itself should the parent be gone
    os.nice(5)  # pages first


def _child() -> None:
    seconds, memory_bytes, script, *arguments = sys.argv[1:]
    limit(float(seconds), int(memory_bytes))
    sys.argv = [script, *arguments]
    try:
        runpy.run_path(script, run_name="__main__")
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    _child()
