"""Delays on guessing: a PIN, a password, a check-in code. By account and by device, never by address alone."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from partyedu.core import clock
from partyedu.core.db import Row, UTCDateTime, db, keep
from partyedu.core.errors import TooSoon
from partyedu.core.words import _

FREE_TRIES = 5
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 15 * 60
FORGET_AFTER = timedelta(hours=12)


class Throttle(Row):
    """Wrong tries for one thing that can be guessed; the key is a hash, so that no phone number stands here."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)


def _key(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def check(*parts: object) -> None:
    """Raise ``TooSoon`` while the thing named by ``parts`` (``"pin", account_id``) has to wait."""
    until = db.session.scalar(select(Throttle.until).where(Throttle.key == _key(*parts)))
    now = clock.now()
    # A wait longer than the longest one means that the clock was moved back: it does not hold.
    if until is not None and now < until <= now + timedelta(seconds=LONGEST_WAIT_SECONDS):
        seconds = int((until - now).total_seconds()) + 1
        raise TooSoon(_("输错的次数太多了，请等 %(n)s 秒再试。", n=seconds), seconds)


def failed(*parts: object, free_tries: int = FREE_TRIES, first_wait: int = FIRST_WAIT_SECONDS) -> None:
    """Count a wrong try; from the ``free_tries``-th on each doubles the wait. Kept although the answer refuses."""
    now = clock.now()
    row = db.session.scalar(select(Throttle).where(Throttle.key == _key(*parts)))
    if row is None:
        row = Throttle(key=_key(*parts), failures=0, last_at=now)
        db.session.add(row)
    if now - row.last_at > FORGET_AFTER:
        row.failures = 0
    row.failures += 1
    row.last_at = now
    beyond = row.failures - free_tries
    if beyond >= 0:
        row.until = now + timedelta(seconds=min(first_wait * 2 ** min(beyond, 8), LONGEST_WAIT_SECONDS))
    db.session.flush()
    keep()


def succeeded(*parts: object) -> None:
    """Forget the wrong tries."""
    db.session.execute(delete(Throttle).where(Throttle.key == _key(*parts)))


def sweep() -> None:
    """Forget what is old (nightly)."""
    db.session.execute(delete(Throttle).where(Throttle.last_at < clock.now() - FORGET_AFTER))
