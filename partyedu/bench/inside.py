"""CPU time of one page inside one process, without a server: steady enough for a gate on a busy machine."""

import io
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from flask import Flask, session
from sqlalchemy import event, select

from partyedu.accounts import sign_in
from partyedu.accounts.models import Account
from partyedu.core import settings, watch
from partyedu.core.db import db, transaction
from partyedu.schedule import queries as schedule

HOST = "127.0.0.1"


def ask(
    app: Flask, path: str, cookie: str = "", headers: Mapping[str, str] = MappingProxyType({})
) -> tuple[int, list[tuple[str, str]], bytes]:
    """One GET straight to the application; status, headers and body."""
    address, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": query, "SCRIPT_NAME": "", "REMOTE_ADDR": HOST,
        "SERVER_NAME": HOST, "SERVER_PORT": "80", "HTTP_HOST": HOST, "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_ACCEPT_LANGUAGE": "zh-CN", "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    for name, value in headers.items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    answered: list[Any] = []
    answer: Any = app.wsgi_app(environ, lambda status, headers, *_: answered.extend((int(status[:3]), headers)))  # type: ignore[arg-type]
    body = b"".join(answer)
    answer.close()
    return answered[0], answered[1], body


def cookie_of_visitor(app: Flask, path: str) -> str:
    """The cookie that somebody who has not signed in brings from the second page on."""
    _status, headers, _body = ask(app, path)
    return next(value.partition(";")[0] for name, value in headers if name == "Set-Cookie")


def cookie_of_keeper(app: Flask) -> str:
    """The cookie of a browser on which the first account of the centre has signed in."""
    with app.test_request_context(base_url=f"http://{HOST}"):
        with transaction():
            sign_in.begin(db.session.scalars(select(Account).order_by(Account.id)).first(), shared_device=False)  # type: ignore[arg-type]
        session["csrf_token"] = "00" * 20
        signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        db.engine.dispose()
        return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"


PUBLIC = ("schedule", "sign-ups", "screens", "speakers", "discussions")


def change(app: Flask) -> None:
    """Change everything public, so that no page of it is kept any more."""
    with app.app_context():
        with transaction():
            watch.touch(*PUBLIC)
        db.session.remove()


def statements(
    app: Flask,
    path: str,
    cookie: str = "",
    cold: bool = False,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Statements of one page, BEGIN and PRAGMA not counted; ``cold``: the first one after a change."""
    ask(app, path, cookie, headers)
    counted = 0

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal counted
        counted += not statement.startswith(("BEGIN", "PRAGMA"))

    with app.app_context():
        engine = db.engine
    if cold:
        change(app)
    else:
        with app.app_context():  # the versions are fresh, so that no page is counted with reading them by chance
            watch.look_again()
            watch.versions()
    event.listen(engine, "before_cursor_execute", count)
    try:
        ask(app, path, cookie, headers)
    finally:
        event.remove(engine, "before_cursor_execute", count)
        engine.dispose()
    return counted


def cpu_microseconds(once: Callable[[], Any], times: int = 200, rounds: int = 7) -> float:
    """CPU time of one call: the quickest of some rounds, which other work on the machine disturbs least."""
    for _time in range(20):
        once()
    taken = []
    for _round in range(rounds):
        begun = time.process_time()
        for _time in range(times):
            once()
        taken.append((time.process_time() - begun) / times)
    return 1e6 * min(taken)


def page_cpu(app: Flask, path: str, cookie: str = "") -> float:
    """CPU microseconds of one page when everything is warm."""
    return cpu_microseconds(lambda: ask(app, path, cookie))


def page_cpu_nothing_kept(app: Flask, path: str) -> float:
    """CPU microseconds of the first page after everything has been forgotten."""

    def once() -> None:
        with app.app_context():
            watch.forget()
        ask(app, path)

    return cpu_microseconds(once, times=20, rounds=5)


@contextmanager
def rows_in_memory(app: Flask, path: str) -> Iterator[None]:
    """The schedule as if its rows lay in memory: what it asked the database for when it was last built is not asked
    again. So what is left is the page's own work, the reference for building it with nothing kept."""
    listed, filter_choices, centre = schedule.listed, schedule.filter_choices, settings._read
    rows: dict[Any, Any] = {}

    def remembered(*asked: Any, **more: Any) -> Any:
        key = repr((asked, more))
        if key not in rows:
            rows[key] = listed(*asked, **more)
        return rows[key]

    with (
        patch.object(schedule, "listed", remembered),
        patch.object(schedule, "filter_choices", cache(filter_choices)),
        patch.object(settings, "_read", cache(centre)),
        patch.object(watch, "_VERSIONS", _Nothing()),
    ):
        ask(app, path)
        yield


class _Nothing:
    """Versions that nobody asks the database for."""

    def rows(self) -> list[tuple[str, int]]:
        """None."""
        return []
