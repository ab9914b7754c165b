"""Static files: an address that changes with the content, so that browsers may keep them for ever."""

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for


def static_url(path: str) -> str:
    """The address of a file of ``partyedu/static`` with the hash of its content."""
    known: dict[str, str] = current_app.extensions.setdefault("partyedu-static", {})
    if path not in known or current_app.debug:
        content = Path(current_app.static_folder or "", path).read_bytes()
        known[path] = url_for("static", filename=path, v=hashlib.sha256(content).hexdigest()[:10])
    return known[path]


def init_app(app: Flask) -> None:
    """Let browsers keep hashed files for a year."""

    @app.after_request
    def keep_hashed(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
