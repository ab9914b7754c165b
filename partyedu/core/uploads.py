"""Files that people hand in: checked before they are kept, kept under a made-up name, never served as active content.

A file is written before its row and removed again when the transaction fails, so that neither stands alone; what a
killed machine leaves behind is swept at the next start.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import Response, current_app, send_file
from sqlalchemy import String, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage

from partyedu.core import clock, derived, documents
from partyedu.core.db import Row, UTCDateTime, db, release
from partyedu.core.documents import DocumentRefused, Kind
from partyedu.core.errors import Problem, found
from partyedu.core.words import _

LIMIT_BYTES = 20 * 1024 * 1024
PICTURES = (Kind.JPEG, Kind.PNG)

_MIME = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.PDF: "application/pdf",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.MARKDOWN: "text/plain; charset=utf-8",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
}


class StoredFile(Row):
    """A file in ``uploads/``: the name it came with, the name it is kept under, what could be read from it."""

    __tablename__ = "stored_file"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    preview_key: Mapped[str | None] = mapped_column(String(60))  # a picture of its first page, or a small picture
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int | None]
    html: Mapped[str] = mapped_column(Text, default="", deferred=True)  # cleaned by core.documents
    text: Mapped[str] = mapped_column(Text, default="", deferred=True)
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.kind in PICTURES


class ReadFile:
    """A file that was checked and read, not yet kept: make it before touching the database, then ``store`` it."""

    def __init__(self, name: str, kind: Kind, content: bytes, html: str = "", text: str = "") -> None:
        self.name = name
        self.kind = kind
        self.content = content
        self.html = html
        self.text = text
        self.pages: int | None = None
        self.preview: bytes | None = None


def folder() -> Path:
    """Where uploads are kept."""
    path = Path(current_app.config["DATA"]) / "uploads"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _safe_name(name: str | None) -> str:
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = "".join(char for char in last if char.isprintable()).strip(". ")
    return cleaned[-120:] or "file"


def sent(files: Iterable[FileStorage | None]) -> list[FileStorage]:
    """The files that were really chosen (a browser sends an empty one for none)."""
    return [file for file in files if file and file.filename]


def read(file: FileStorage, kinds: Iterable[Kind], field: str | None = None) -> ReadFile:
    """Check and read an uploaded file, in bounded time and memory, without holding the database.

    Raises ``Problem`` at ``field`` with the reason when the file is not one of ``kinds``, lies about its kind, is
    damaged, encrypted, too large or too slow to read. Leaves nothing behind.
    """
    release()
    name = _safe_name(file.filename)
    with NamedTemporaryFile(dir=folder(), prefix="incoming-", delete=False) as incoming:
        path = Path(incoming.name)
        file.save(incoming)
    try:
        kind = documents.sniff(path, name, LIMIT_BYTES)
        if kind not in set(kinds):
            raise DocumentRefused(documents.Reason.NOT_ALLOWED)
        return _read_as(kind, name, path)
    except DocumentRefused as refused:
        sentence = _(documents.REASONS[refused.reason])
        raise Problem(_("《%(name)s》：%(why)s", name=name, why=sentence), field) from None
    finally:
        path.unlink(missing_ok=True)


def _read_as(kind: Kind, name: str, path: Path) -> ReadFile:
    if kind in PICTURES:
        picture = documents.clean_picture(path, kind)
        ready = ReadFile(name, picture.kind, picture.bytes)
        ready.preview = picture.thumbnail
        return ready
    document = documents.read(path, kind)
    ready = ReadFile(name, kind, path.read_bytes(), document.html, document.text)
    ready.pages, ready.preview = document.pages, document.picture
    return ready


def _write(content: bytes, ending: str) -> str:
    key = f"{secrets.token_hex(16)}.{ending}"
    target = folder() / key
    db.session.info.setdefault("written", []).append(target)
    with target.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return key


def store(ready: ReadFile) -> StoredFile:
    """Keep a file that was read; file and row stay together or not at all."""
    row = StoredFile(
        key=_write(ready.content, ready.kind.value),
        preview_key=_write(ready.preview, "jpg") if ready.preview else None,
        name=ready.name,
        kind=ready.kind.value,
        size=len(ready.content),
        sha256=hashlib.sha256(ready.content).hexdigest(),
        pages=ready.pages,
        html=ready.html,
        text=ready.text,
        stored_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def discard(row: StoredFile) -> None:
    """Remove a stored file for good, once the transaction holds."""
    gone = db.session.info.setdefault("discarded", [])
    gone += [folder() / key for key in (row.key, row.preview_key) if key]
    gone += derived.pictures_of(folder() / row.key)
    db.session.delete(row)


def send(row: StoredFile, preview: bool = False) -> Response:
    """The file for a browser: pictures to be shown, everything else to be saved, nothing ever run.

    The caller has decided that this reader may have it.
    """
    key = row.preview_key if preview and row.preview_key else row.key
    shown = preview or row.is_picture
    mimetype = _MIME[Kind(row.kind)] if key == row.key else "image/jpeg"
    return _sent(folder() / key, mimetype, row.name, as_attachment=not shown)


def send_page(row: StoredFile, number: int) -> Response:
    """A page of a PDF as a picture, counted from 1; it is drawn when somebody looks at it for the first time.

    404 for a page there is not, one beyond those that are shown, and one that cannot be drawn. The caller has decided
    that this reader may have the file.
    """
    original, name = folder() / row.key, f"{row.name}-{number}.jpg"
    has_page = row.kind == Kind.PDF and 1 <= number <= (row.pages or 0)
    release()
    picture = found(derived.page(original, number) if has_page else None)
    return _sent(picture, "image/jpeg", name, as_attachment=False)


def _sent(path: Path, mimetype: str, name: str, as_attachment: bool) -> Response:
    response = send_file(
        path, mimetype=mimetype, as_attachment=as_attachment, download_name=name, conditional=True, max_age=0
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def sweep(older_than: timedelta = timedelta(hours=1)) -> int:
    """Remove files without a row that an interrupted upload left, and derived ones; gives their number."""
    known = set(db.session.scalars(select(StoredFile.key))) | set(db.session.scalars(select(StoredFile.preview_key)))
    oldest = clock.now().timestamp() - older_than.total_seconds()
    removed = 0
    for path in folder().iterdir():
        if path.is_file() and path.name not in known and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            removed += 1
    return removed + derived.sweep({key.partition(".")[0] for key in known if key})


def _forget(session: Session, kept: str, removed: str) -> None:
    session.info.pop(kept, None)
    paths: list[Any] = session.info.pop(removed, [])
    for path in paths:
        path.unlink(missing_ok=True)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    _forget(session, "written", "discarded")


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    _forget(session, "discarded", "written")
