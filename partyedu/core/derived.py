"""Pictures of the pages of a PDF: made when somebody first looks, kept beside the uploads, made again when gone.

They lie in ``derived/``, which no backup takes along: the file itself is in it. A page that could not be drawn is kept
as an empty file, so that a hostile one costs its seconds once and not at every look. What nobody has looked at for two
months, and what belongs to a file that is gone, is swept.
"""

import os
import threading
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app

from partyedu.core import clock, documents
from partyedu.core.documents import DocumentRefused

# So many pages of one file are shown as pictures; a child draws so many at a time.
PAGES_AT_MOST = 60
PAGES_AT_ONCE = 6
KEPT = timedelta(days=60)

# A phone asks for several pages in the same moment: the first draws them, the others wait and find them.
_DRAWING = [threading.Lock() for _number in range(16)]


def folder() -> Path:
    """Where derived files are kept."""
    path = Path(current_app.config["DATA"]) / "derived"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def page(original: Path, number: int) -> Path | None:
    """The picture (JPEG) of a page of a PDF, counted from 1; None when there is no such page or it cannot be drawn.

    ``original`` is the file in ``uploads/``; its made-up name is part of the name of each picture. Takes at most two
    children of ten seconds, with the database released by the caller.
    """
    if not 1 <= number <= PAGES_AT_MOST:
        return None
    picture = _place(original, number)
    if not picture.exists():
        with _DRAWING[hash(original.stem) % len(_DRAWING)]:
            if not picture.exists():
                _draw(original, number)
    with suppress(OSError):
        if picture.stat().st_size:
            os.utime(picture)
            return picture
    return None


def _place(original: Path, number: int) -> Path:
    return folder() / f"{original.stem}-{number}.jpg"


def _draw(original: Path, number: int) -> None:
    """Draw this page and some that follow; when that fails, this page alone, which is given up if it fails as well."""
    drawn: dict[int, bytes] = {}
    for count in (PAGES_AT_ONCE, 1):
        with suppress(DocumentRefused):
            drawn = documents.page_pictures(original, number, count)
            break
    for each, picture in ({number: b""} | drawn).items():
        if each <= PAGES_AT_MOST:
            _keep(_place(original, each), picture)


def _keep(place: Path, picture: bytes) -> None:
    with NamedTemporaryFile(dir=place.parent, prefix="incoming-", delete=False) as file:
        file.write(picture)
    os.replace(file.name, place)


def pictures_of(original: Path) -> list[Path]:
    """What has been derived from a file so far."""
    return list(folder().glob(f"{original.stem}-*.jpg"))


def sweep(stems: Collection[str]) -> int:
    """Remove what belongs to none of the files with these ``stems`` and what nobody looked at; gives their number."""
    oldest = clock.now().timestamp() - KEPT.total_seconds()
    hour_ago = clock.now().timestamp() - 3600
    removed = 0
    for place in folder().iterdir():
        known = place.stem.rpartition("-")[0] in stems
        touched = place.stat().st_mtime
        if touched < oldest or (not known and touched < hour_ago):
            place.unlink(missing_ok=True)
            removed += 1
    return removed
