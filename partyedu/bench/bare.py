"""The reference: a bare Flask view that sends the very bytes of a page, under the same server."""

from pathlib import Path

from flask import Flask, Response

PAGE = "page.html"


def create_app(data: str | Path | None = None) -> Flask:
    """An application with one view; the bytes are read once from the data folder."""
    app = Flask("bare")
    body = Path(data or ".", PAGE).read_bytes()

    @app.get("/schedule/")
    def page() -> Response:
        return Response(body, mimetype="text/html")

    @app.get("/healthz")
    def health() -> Response:
        return Response("ok")

    return app
