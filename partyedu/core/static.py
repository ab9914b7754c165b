"""Static files: an address that changes with the content, so that browsers may keep them for ever.

Styles, scripts and icons are a hundred kilobytes together. Each process compresses them once, as far as it goes, and
sends them from memory; of the house's own what only its readers need (comments, indentation) is left out on the way.
Everything else (films, pictures) goes out as Flask does it.
"""

import gzip
import hashlib
import mimetypes
import os
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from werkzeug.utils import safe_join

from partyedu.core import gzipped

_IN_MEMORY = (".css", ".js", ".svg")
_OWN = ("css/", "js/")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_OWN_LINES = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*\n|//[^\n]*\n|\n|[ \t]+)", re.DOTALL | re.MULTILINE)


def static_url(path: str) -> str:
    """The address of a file of ``partyedu/static`` with the hash of its content."""
    known: dict[str, str] = current_app.extensions.setdefault("partyedu-static", {})
    if path not in known or current_app.debug:
        content = Path(current_app.static_folder or "", path).read_bytes()
        known[path] = url_for("static", filename=path, v=hashlib.sha256(content).hexdigest()[:10])
    return known[path]


def lean(path: str, text: str) -> str:
    """A style or script of the house without comments, empty lines and indentation; others as they are.

    In scripts only comments that have lines of their own go: to see where one begins within a line takes a parser.
    """
    if not path.startswith(_OWN):
        return text
    if path.endswith(".css"):
        text = _COMMENT.sub("", text)
    return _OWN_LINES.sub("", text)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file as it is sent."""

    kind: str
    plain: bytes
    compressed: bytes
    etag: str


def _ready(app: Flask, path: str) -> _Ready | None:
    known: dict[str, _Ready] = app.extensions.setdefault("partyedu-static-ready", {})
    if path not in known or app.debug:
        place = safe_join(app.static_folder or "", path)
        # A file is kept once, under its one name: css/./app.css would be another, and ././ yet another, without end.
        if place is None or posixpath.normpath(path) != path or not os.path.isfile(place):
            return None
        plain = lean(path, Path(place).read_text("utf-8")).encode()
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        compressed = gzip.compress(plain, 9, mtime=0)
        known[path] = _Ready(kind, plain, compressed, hashlib.sha256(plain).hexdigest()[:16])
    return known[path]


def _sent(ready: _Ready) -> Response:
    is_compressed = gzipped.is_welcome(request.headers.get("Accept-Encoding", ""))
    response = Response(ready.compressed if is_compressed else ready.plain, content_type=f"{ready.kind}; charset=utf-8")
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(f"{ready.etag}{'-gzip' if is_compressed else ''}")
    return response.make_conditional(request)  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    """Send what lies in memory from there; let browsers keep hashed files for a year."""
    as_flask_does = app.view_functions["static"]

    def static(filename: str) -> Any:
        ready = _ready(app, filename) if filename.endswith(_IN_MEMORY) else None
        return as_flask_does(filename=filename) if ready is None else _sent(ready)

    app.view_functions["static"] = static

    @app.after_request
    def keep_hashed(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
