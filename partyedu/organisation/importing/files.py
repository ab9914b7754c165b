"""Where a roster file waits: ``data/imports``, under a made-up name, never in a backup."""

import secrets
from datetime import timedelta
from pathlib import Path

from flask import current_app

from partyedu.core import clock

KEPT = timedelta(days=1)
PREVIEW = ".preview.json"
FAILED = ".failed.json"


def folder() -> Path:
    """The folder of files on their way in; only the owner of the process reads it."""
    path = Path(current_app.config["DATA"]) / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def new_key() -> str:
    """A made-up name."""
    return secrets.token_hex(16)


def path_of(key: str, ending: str = "") -> Path:
    """The file itself, or with an ending what was written down about it."""
    return folder() / f"{key}{ending}"


def remove(key: str, *endings: str) -> None:
    """Delete a file and its preview, or only what has these endings."""
    for ending in endings or ("", PREVIEW, FAILED):
        path_of(key, ending).unlink(missing_ok=True)


def remove_old() -> int:
    """Delete whatever has lain here for a day, whoever left it; gives the number of files."""
    oldest = (clock.now() - KEPT).timestamp()
    old = [path for path in folder().iterdir() if path.is_file() and path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
