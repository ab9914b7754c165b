"""The reference: a bare Flask view that sends the very bytes of a page, under the same server."""

from functools import partial
from pathlib import Path

from flask import Flask, Response


def put(folder: Path, name: str, body: bytes) -> None:
    """Let ``/name`` of the application over this folder answer with these bytes; before it is made."""
    (folder / f"{name}.html").write_bytes(body)


def create_app(data: str | Path | None = None) -> Flask:
    """An application with one view for each page; the bytes are read once from the data folder."""
    app = Flask("bare")
    for path in Path(data or ".").glob("*.html"):
        app.add_url_rule(f"/{path.stem}", path.stem, partial(_page, path.read_bytes()))

    @app.get("/healthz")
    def health() -> Response:
        return Response("ok")

    return app


def _page(body: bytes) -> Response:
    return Response(body, mimetype="text/html")
