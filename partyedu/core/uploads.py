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
from typing import Any

from flask import Flask, Response, current_app, g, request, send_file
from sqlalchemy import String, Text, event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from partyedu.core import clock, derived, documents
from partyedu.core.db import Row, UTCDateTime, db, release
from partyedu.core.documents import DocumentRefused, Kind, Reason
from partyedu.core.errors import Problem, found
from partyedu.core.settings import centre
from partyedu.core.words import _

LIMIT_BYTES = 20 * 1024 * 1024
PICTURES = (Kind.JPEG, Kind.PNG)
VIDEOS = (Kind.MP4, Kind.WEBM)
DOCUMENTS = tuple(kind for kind in Kind if kind not in VIDEOS)  # what an outline may be
# The same for the ``accept`` of a field.
DOCUMENT_NAMES = ".docx,.pdf,.pptx,.txt,.md,.jpg,.jpeg,.png"
VIDEO_NAMES = ".mp4,.m4v,.mov,.webm"

# Set by the doorkeeper (``serving.oversize``) when the files of a form were too large to be received.
LEFT_OUT = "partyedu.left_out"

_BLOCK = 1 << 20
_MB = 1 << 20
# Words and pictures beside a video in the same form.
_BESIDE_A_VIDEO_MB = 10
# Nothing in a file is ever run. A video opened by itself stands on a page that the browser makes, without scripts too;
# it asks for the video as a page of this house, or would not get it.
_QUIET = "sandbox; default-src 'none'"
_QUIET_VIDEO = "sandbox allow-same-origin; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"


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

    @property
    def is_video(self) -> bool:
        """Whether a browser plays it."""
        return self.kind in VIDEOS


class ReadFile:
    """A file that was checked and read, not yet kept: make it before touching the database, then ``store`` it.

    ``content`` is what is kept: bytes, or for a video the path where it lies until then (it never comes into memory).
    """

    def __init__(self, name: str, kind: Kind, content: bytes | Path, html: str = "", text: str = "") -> None:
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


def left_out() -> str:
    """What to say of a form whose files were not received because they were too large; '' of any other form."""
    announced = request.environ.get(LEFT_OUT)
    if not announced:
        return ""
    total, n = -(-int(announced) // _MB), body_limit() // _MB
    return _("文件一共 %(total)s MB，一次最多收 %(n)s MB，没有收下。写的字都还在，请另选小些的文件。", total=total, n=n)


def sent(files: Iterable[FileStorage | None]) -> list[FileStorage]:
    """The files that were really chosen (a browser sends an empty one for none)."""
    return [file for file in files if file and file.filename]


def video_limit_mb() -> int:
    """How large a video may be: 100 MB unless the centre has set another number."""
    return int(centre().video_limit_mb or 100)


def body_limit() -> int:
    """How many bytes one form may bring with its files; more are not received."""
    return max(int(current_app.config["MAX_CONTENT_LENGTH"]), (video_limit_mb() + _BESIDE_A_VIDEO_MB) * _MB)


def read(file: FileStorage, kinds: Iterable[Kind], field: str | None = None) -> ReadFile:
    """Check and read an uploaded file, in bounded time and memory, without holding the database.

    Raises ``Problem`` at ``field`` with the reason when the file is not one of ``kinds``, lies about its kind, is
    damaged, encrypted, too large or too slow to read. Leaves nothing behind: a video that is not stored is gone with
    the request.
    """
    allowed, video_bytes = set(kinds), video_limit_mb() * _MB
    release()
    name = _safe_name(file.filename)
    try:
        if documents.named(name) not in allowed:
            raise DocumentRefused(Reason.NOT_ALLOWED)
        return _received(file, name, allowed, video_bytes)
    except DocumentRefused as refused:
        why = _why(refused.reason, name, allowed)
        raise Problem(_("《%(name)s》：%(why)s", name=name, why=why), field) from None


def _received(file: FileStorage, name: str, allowed: set[Kind], video_bytes: int) -> ReadFile:
    """Read a file under a name of its own; it is gone afterwards, except for a video that waits to be stored."""
    path, ready = folder() / f"incoming-{secrets.token_hex(8)}", None
    try:
        with path.open("xb") as incoming:
            file.save(incoming, buffer_size=_BLOCK)
        kind = documents.sniff(path, name, LIMIT_BYTES, video_bytes)
        if kind not in allowed:
            raise DocumentRefused(Reason.NOT_ALLOWED)
        ready = _read_as(kind, name, path)
    finally:
        if ready is None or ready.content is not path:
            path.unlink(missing_ok=True)
        else:
            g.setdefault("incoming", []).append(path)
    return ready


def _why(reason: Reason, name: str, allowed: set[Kind]) -> str:
    """The sentence of a refusal, in the words of the field that was filled in."""
    if reason is Reason.NOT_ALLOWED and allowed & set(VIDEOS):
        return _(
            "这里收 Word（.docx）、PDF、幻灯片（.pptx）、文本（.txt、.md）、照片（.jpg、.png）和视频（.mp4、.webm）。"
            "请换成其中一种再上传。"
        )
    if reason is Reason.TOO_LARGE and documents.named(name) in VIDEOS:
        return _("视频最大 %(n)s MB。请剪短一些，或者降低清晰度，再上传。", n=video_limit_mb())
    return _(documents.REASONS[reason])


def _read_as(kind: Kind, name: str, path: Path) -> ReadFile:
    if kind in VIDEOS:
        return ReadFile(name, kind, path)
    if kind in PICTURES:
        picture = documents.clean_picture(path, kind)
        ready = ReadFile(name, picture.kind, picture.bytes)
        ready.preview = picture.thumbnail
        return ready
    document = documents.read(path, kind)
    ready = ReadFile(name, kind, path.read_bytes(), document.html, document.text)
    ready.pages, ready.preview = document.pages, document.picture
    return ready


def _write(content: bytes | Path, ending: str) -> Path:
    """Keep bytes, or a file that lies here already, under a made-up name; taken back should the transaction fail."""
    target = folder() / f"{secrets.token_hex(16)}.{ending}"
    db.session.info.setdefault("written", []).append(target)
    if isinstance(content, Path):
        os.replace(content, target)
    else:
        target.write_bytes(content)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return target


def store(ready: ReadFile) -> StoredFile:
    """Keep a file that was read; file and row stay together or not at all."""
    path = _write(ready.content, ready.kind.value)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    row = StoredFile(
        key=path.name,
        preview_key=_write(ready.preview, "jpg").name if ready.preview else None,
        name=ready.name,
        kind=ready.kind.value,
        size=path.stat().st_size,
        sha256=digest,
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


def let_go(numbers: Iterable[int]) -> None:
    """Remove those of some stored files that no row of the house holds any more."""
    db.session.flush()
    holders = [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table is StoredFile.__table__ for key in column.foreign_keys)
    ]
    held = [select(column).where(column == StoredFile.id).correlate(StoredFile).exists() for column in holders]
    for row in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(list(numbers)), *(~one for one in held))):
        discard(row)


def send(row: StoredFile, preview: bool = False, nameless: bool = False) -> Response:
    """The file for a browser: pictures to be shown, videos to be played, all else to be saved, nothing ever run.

    A part of it when the browser asks for one (a video that is wound forward). The caller has decided that this
    reader may have it. ``nameless``: without the name it came under, which often says whose it is.
    """
    key = row.preview_key if preview and row.preview_key else row.key
    name = f"file-{row.id}{Path(key).suffix}" if nameless else row.name
    is_own = key == row.key
    shown = preview or row.is_picture or row.is_video
    response = _sent(folder() / key, Kind(row.kind).media_type if is_own else "image/jpeg", name, not shown)
    if row.is_video and is_own:
        response.headers["Content-Security-Policy"] = _QUIET_VIDEO
    return response


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
    # Who asks for several parts at once, or for what is no part, is as well served with the whole.
    asked = request.range
    is_plain = asked is not None and asked.units == "bytes" and len(asked.ranges) == 1
    conditional = is_plain or "Range" not in request.headers
    try:
        response = send_file(
            path, mimetype=mimetype, as_attachment=as_attachment, download_name=name, conditional=conditional, max_age=0
        )
    except RequestedRangeNotSatisfiable as beyond:
        response = Response(status=416, headers={"Content-Range": f"bytes */{beyond.length}"})
    response.headers["Content-Security-Policy"] = _QUIET
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


def _drop_incoming(_error: BaseException | None = None) -> None:
    for path in g.pop("incoming", ()):
        path.unlink(missing_ok=True)


def _let_large_body_in() -> None:
    """A video the centre allows may be larger than other forms; asked only when such a one comes."""
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        request.max_content_length = body_limit()


def init_app(app: Flask) -> None:
    """Limits of what comes in, for requests, for forms that say them beforehand, and for the doorkeeper outside."""

    def largest_body() -> int:
        with app.app_context():
            try:
                return body_limit()
            except SQLAlchemyError:  # the page that says so is not ours to give
                return int(app.config["MAX_CONTENT_LENGTH"])

    app.extensions["largest_body"] = largest_body
    app.before_request(_let_large_body_in)
    app.teardown_appcontext(_drop_incoming)
    app.jinja_env.globals.update(
        file_limit_mb=LIMIT_BYTES // _MB,
        form_limit_mb=lambda: body_limit() // _MB,
        video_limit_mb=video_limit_mb,
    )
