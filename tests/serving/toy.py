"""A small application for the server's tests: not partyedu, so that a fault there is not one of the server."""

import time
from pathlib import Path

from flask import Flask, request


def create_app(data: Path) -> Flask:
    app = Flask("toy")
    app.config["MAX_CONTENT_LENGTH"] = 2 << 20

    @app.get("/healthz")
    def healthz() -> str:
        return f"ok {data.name}"

    @app.post("/letter")
    def letter() -> str:
        (data / "arrived").touch()
        return str(len(request.get_data()))

    @app.get("/long/<float:seconds>")
    def long(seconds: float) -> str:
        time.sleep(seconds)
        return "done"

    return app
