"""What may be kept in memory, and for how long it is true.

Public things (the schedule, the centre's name, the hall page) carry a version in one small table. An operation that
changes one touches its version in the same transaction. A process re-reads all versions once a second and at once
after its own changes, so nothing it keeps is older than that.

A request goes by the versions it found when it began, before it read anything else: what it then reads is as new as
they say or newer, never older. A screen that was given an old picture under a new version would be told "unchanged"
from then on.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_app_context, has_request_context, request
from sqlalchemy import String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from partyedu.core import clock
from partyedu.core.db import Prepared, db, is_writing

T = TypeVar("T")

RECHECK_SECONDS = 1.0
# A version that counts the commits of this process: for what is kept by time alone and changes with what is done here.
OWN_CHANGES = "own changes"
_KEPT_AT_MOST = 200


class PublicVersion(db.Model):  # type: ignore[name-defined]
    """How often a public thing has changed."""

    __tablename__ = "public_version"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(default=1)


class _Watch:
    """The versions as this process last read them, and what it keeps by them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.read_at = -RECHECK_SECONDS
        self.numbers: dict[str, int] = {}
        self.commits = 0
        self.kept: dict[Hashable, tuple[tuple[int, ...], Any, float]] = {}

    def versions(self) -> dict[str, int]:
        """All versions, at most a second old."""
        if time.monotonic() - self.read_at >= RECHECK_SECONDS:
            numbers = dict(_VERSIONS.rows())
            with self.lock:
                numbers[OWN_CHANGES] = self.commits
                self.numbers, self.read_at = numbers, time.monotonic()
        return self.numbers

    def committed(self) -> None:
        """Something was done in this process; a request that goes on with the numbers of before keeps them."""
        with self.lock:
            self.commits += 1
            self.numbers = self.numbers | {OWN_CHANGES: self.commits}


_VERSIONS = Prepared(lambda: select(PublicVersion.name, PublicVersion.number))


def _watch() -> _Watch:
    extensions = current_app.extensions
    return extensions.get("partyedu-watch") or extensions.setdefault("partyedu-watch", _Watch())


def init_app(app: Flask) -> None:
    """Let every request begin with the versions of that moment."""
    app.before_request(_begin_request)


def _begin_request() -> None:
    # A static file shows nothing that changes, and is served while the database is away.
    if request.endpoint != "static":
        g.versions = _watch().versions()


def versions() -> dict[str, int]:
    """All versions, at most a second old; within a request those of its beginning, or of its own last commit."""
    if not has_request_context():
        return _watch().versions()
    found: dict[str, int] | None = g.get("versions")
    if found is None:
        found = g.versions = _watch().versions()
    return found


def version_of(*names: str) -> tuple[int, ...]:
    """The versions of some public things, as a key."""
    known = versions()
    return tuple([known.get(name, 0) for name in names])


def touch(*names: str) -> None:
    """Say that public things change with this transaction."""
    for name in names:
        row = db.session.get(PublicVersion, name)
        if row is None:
            db.session.add(PublicVersion(name=name, number=1))
        else:
            row.number = PublicVersion.number + 1
    db.session.flush()
    db.session.info["touched"] = True


def kept(key: Hashable, names: tuple[str, ...], build: Callable[[], T], seconds: float | None = None) -> T:
    """The value built for ``key`` while the public things ``names`` stay as they are.

    Only for what everybody may see: the key must hold everything the value depends on (language, page, filters).
    ``seconds``: built anew after so long in any case, for what also changes with time or by what bears no version.
    None says that there is no such thing, and is not kept: there are more addresses of nothing than places here.
    """
    watch = _watch()
    now_at = version_of(*names)
    standing = watch.kept.get(key)
    if standing is not None and standing[0] == now_at and (seconds is None or _is_fresh(standing[2], seconds)):
        return standing[1]
    if _may_see_something_else(watch.read_at):
        return build()
    value = build()
    if value is None:
        return value
    with watch.lock:
        watch.kept.pop(key, None)
        if len(watch.kept) >= _KEPT_AT_MOST:
            del watch.kept[next(iter(watch.kept))]  # the one built longest ago
        watch.kept[key] = (now_at, value, clock.now().timestamp() if seconds is not None else 0.0)
    return value


def _may_see_something_else(read_at: float) -> bool:
    """Whether the transaction that stands may see another state than that of the versions read at ``read_at``.

    One that began before that sees the house as it was then (SQLite), and what one has written may yet be taken back:
    kept under today's version, either would be shown as the truth until the next change.
    """
    if not db.session.registry.has():
        return False
    began = db.session.info.get("began")
    return began is not None and (is_writing() or began <= read_at)


def _is_fresh(built_at: float, seconds: float) -> bool:
    # A clock that was moved back makes nothing last longer.
    return 0 <= clock.now().timestamp() - built_at < seconds


def look_again() -> None:
    """Read the versions anew at the next question; what is kept stays while they are the same."""
    _watch().read_at = -RECHECK_SECONDS
    _let_go()


def forget() -> None:
    """Read the versions anew at the next question, and keep nothing (after a restore)."""
    watch = _watch()
    with watch.lock:
        watch.kept.clear()
        watch.read_at = -RECHECK_SECONDS
    _let_go()


def _let_go() -> None:
    if has_request_context():
        g.pop("versions", None)


@event.listens_for(Session, "after_begin")
def _after_begin(session: Session, *_more: Any) -> None:
    session.info.setdefault("began", time.monotonic())


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    session.info.pop("began", None)
    if has_app_context():
        _watch().committed()
        _let_go()
    if session.info.pop("touched", False):
        _watch().read_at = -RECHECK_SECONDS


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("touched", None)
    session.info.pop("began", None)
