"""Applications with planted faults, served by the real server: what the figures must catch."""

import io
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask

from partyedu.app import create_served_app
from partyedu.serving import doorkeeper


def acknowledges_before_committing(data: Path) -> Flask:
    """Says "done" at once and does it a moment later, as an application does that answers before its commit."""
    app = create_served_app(data)
    app.wsgi_app = _Hasty(app.wsgi_app)  # type: ignore[method-assign]
    return app


class _Hasty:
    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return self.application(environ, start_response)
        later = {**environ, "wsgi.input": io.BytesIO(environ["wsgi.input"].read())}
        threading.Thread(target=self._do, args=(later,), daemon=True).start()
        start_response("303 See Other", [("Location", "/"), ("Content-Length", "0")])
        return [b""]

    def _do(self, environ: dict[str, Any]) -> None:
        time.sleep(0.1)
        list(self.application(environ, lambda *_answer: None))


def takes_half_a_body_for_a_whole_one(data: Path) -> Flask:
    """Lets requests in that broke off while they were sent, as servers do without a doorkeeper."""
    doorkeeper.read_step = lambda source, size: source.read(size) or b"\r\n" * (size // 2) or b"\n"
    return create_served_app(data)
