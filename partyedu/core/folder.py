"""The data folder of a centre: nobody but its owner looks into it, and it is known whether a server lives in it.

A server holds a lock on ``serving.lock`` from before it touches the database until its last process is gone; the
system takes the lock away with the process, after ``kill -9`` too. It is a file of its own on purpose: closing any copy
of the database file would drop the locks that SQLite holds on that one.
"""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

LOCK = "serving.lock"
PRIVATE = 0o077  # what the owner alone may do leaves nothing for group and others

# Windows locks bytes, and only for one: each server takes one of these, who wants to be alone takes them all.
_PLACES = 16


class FolderTakenError(Exception):
    """The folder is lived in by a server, or emptied for one that is restored."""


def keep_private() -> None:
    """What this process makes from now on (database, uploads, backups) is for its owner only; no effect on Windows."""
    os.umask(PRIVATE)


def wide_open(data: Path, folders: tuple[str, ...] = ("uploads", "backups")) -> list[str]:
    """What in the data folder others than its owner could read: paths relative to it, ``.`` for the folder itself.

    Of each of ``folders`` the folder itself and its files count. Empty on Windows, where rights are kept otherwise.
    """
    if sys.platform == "win32":
        return []
    seen = [data, *sorted(data.glob("partyedu.db*")), data / "partyedu.toml", data / "secret.key"]
    for folder in folders:
        seen += [data / folder, *sorted((data / folder).glob("*"))]
    return [path.relative_to(data).as_posix() for path in seen if _others_may(path)]


def _others_may(path: Path) -> bool:
    with suppress(OSError):
        return bool(stat.S_IMODE(path.stat().st_mode) & PRIVATE)
    return False


@contextmanager
def lived_in(data: Path) -> Iterator[None]:
    """Be a server of this folder; several may, and forked workers keep it. ``FolderTakenError`` during a restore."""
    with _locked(data, alone=False):
        yield


@contextmanager
def emptied(data: Path) -> Iterator[None]:
    """Have the folder to oneself: ``FolderTakenError`` while a server lives in it, and no server comes in."""
    with _locked(data, alone=True):
        yield


@contextmanager
def _locked(data: Path, alone: bool) -> Iterator[None]:
    with (data / LOCK).open("a+b") as file:
        try:
            _lock(file, alone)
        except OSError as error:
            raise FolderTakenError(str(data)) from error
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], alone: bool) -> None:
        for place in range(_PLACES):
            file.seek(0 if alone else place)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, _PLACES if alone else 1)
            except OSError:
                if alone or place == _PLACES - 1:
                    raise
            else:
                return
else:
    import fcntl

    def _lock(file: IO[bytes], alone: bool) -> None:
        # A lock of the open file, not of the process: workers that are forked keep it when their parent is killed.
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
