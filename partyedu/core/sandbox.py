"""A child process with limits, for everything that opens a file from outside.

``run(script, arguments)`` starts Python on one file of ours, isolated (``-I``: no environment, no current directory)
and hands back the bytes the script printed. The child is held to CPU time and memory where the system knows such
limits (not on Windows), and to wall time and an amount of output everywhere. What comes back is bytes to be parsed as
data (JSON); nothing is ever unpickled. This file is also the child's first line, so it may import the standard
library only.
"""

import os
import runpy
import signal
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from threading import Event, Timer

OUT_OF_MEMORY = 77  # exit code of a child whose Python met its memory limit


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
    child = subprocess.Popen(
        [_python(), "-I", "-B", __file__, str(int(seconds) + 1), str(memory_mb), str(script), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    late = Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = Timer(seconds, stop)
    timer.start()
    try:
        assert child.stdout is not None
        printed = child.stdout.read(output_mb * 1024 * 1024 + 1)
        if len(printed) > output_mb * 1024 * 1024:
            raise ChildFailed(Ending.TOO_LARGE)
        code = child.wait()
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
    if late.is_set():
        raise ChildFailed(Ending.TOO_SLOW)
    if code:
        raise ChildFailed(_ending_of(code))
    return printed


def _python() -> str:
    """The interpreter, also where a server embeds Python and ``sys.executable`` is the server."""
    if Path(sys.executable or "").name.lower().startswith("python"):
        return sys.executable
    places = (Path(sys.prefix, name) for name in ("bin/python3", "Scripts/python.exe", "python.exe"))
    return next((str(place) for place in places if place.exists()), sys.executable or "python3")


def _ending_of(code: int) -> Ending:
    # A library in Rust or C that gets no memory ends with SIGABRT (6) or SIGSEGV (11); time ends with 24, 14 or 9.
    if code in (OUT_OF_MEMORY, -6, -11):
        return Ending.TOO_LARGE
    return Ending.TOO_SLOW if code in (-24, -14, -9) else Ending.CRASHED


def _limit(seconds: int, memory_mb: int) -> None:
    if sys.platform == "win32":
        return  # wall time, output and the check of the archive are the limits there
    import resource

    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(2 * seconds)  # ends by itself should the parent be gone
    os.nice(5)  # pages first


def _child() -> None:
    seconds, memory_mb, script, *arguments = sys.argv[1:]
    _limit(int(seconds), int(memory_mb))
    sys.argv = [script, *arguments]
    try:
        runpy.run_path(script, run_name="__main__")
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    _child()
