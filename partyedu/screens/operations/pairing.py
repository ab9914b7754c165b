"""Televisions: the code in the corner, naming and authorising one, its heartbeat."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete, insert, or_, update

from partyedu import __version__
from partyedu.core import audit, clock, throttle, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import aside, db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.queries import unit_reached
from partyedu.screens import queries
from partyedu.screens.models import Pairing, Screen, ScreenLayout
from partyedu.screens.operations.screens import settle
from partyedu.screens.queries import Television

# Nothing that looks like something else (0O 1IL 2Z), and no vowels, so that no word comes out.
ALPHABET = "BCDFGHJKMNPQRSTVWXY3456789"
CODE_LIVES = timedelta(minutes=10)
# Televisions that wait to be named at one time: from one address (some boxes share one), and in the whole house.
CODES_FOR_ONE_ADDRESS = 6
CODES_AT_ONCE = 60
SEEN_EVERY = timedelta(seconds=45)
# Wrong codes before one has to wait: staff mistype, whoever tries them out does nothing else.
TRIES_OF_AN_ADDRESS = 20
TRIES_OF_THE_HOUSE = 60


class Waiting(NamedTuple):
    """What a television that nobody has named is known by, and the code that it shows (empty: none for now)."""

    key: str
    code: str


def new_key() -> str:
    """What a television is known by: nobody guesses it."""
    return secrets.token_urlsafe(24)


def hashed(key: str) -> str:
    """How a television's key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def code_for(key: str, address: str) -> Waiting:
    """The code of the television with this key: the one it shows, or a new one when that is ten minutes old.

    With a new code it is given a new key. So only a key that was made for the code in the corner is ever named: not one
    that was revoked and may have been copied, nor one that somebody else has put into its browser.

    No code when too many wait already, from this network address or at all: then it shows the hall without one, and
    asks again at its next poll. Part of the heartbeat of a screen, the one GET that writes.
    """
    now = clock.now()
    asked_from = hashed(f"{current_app.config['SECRET_KEY']}\x1f{address}")
    standing, is_named, from_here, altogether = queries.pairings_waiting(hashed(key), now - CODE_LIVES, asked_from)
    # Named a moment ago by another process of the house: what this one keeps will soon say so too.
    if standing or is_named or from_here >= CODES_FOR_ONE_ADDRESS or altogether >= CODES_AT_ONCE:
        return Waiting(key, standing)
    waiting = Waiting(new_key(), "".join(secrets.choice(ALPHABET) for _place in range(6)))
    is_over = Pairing.created_at <= now - CODE_LIVES
    row = {"code": waiting.code, "secret_hash": hashed(waiting.key), "created_at": now, "asked_from": asked_from}
    with aside() as connection:
        connection.execute(delete(Pairing).where(or_(is_over, Pairing.code == waiting.code)))
        connection.execute(insert(Pairing).values(row))
    return waiting


def seen(screen: Television, token_hash: str, now: datetime) -> None:
    """Note that a paired screen is alive, at most every 45 seconds in each process (its heartbeat).

    When a process last wrote it is remembered there and nowhere else: two processes write twice as often, no more.
    """
    heard: dict[tuple[int, str], datetime] = current_app.extensions.setdefault("partyedu-heartbeats", {})
    last = heard.get((screen.id, token_hash))
    if last is not None and timedelta() <= now - last < SEEN_EVERY:
        return
    heard[screen.id, token_hash] = now
    with aside() as connection:
        alive = update(Screen).where(Screen.id == screen.id, Screen.token_hash == token_hash)
        connection.execute(alive.values(last_seen_at=now, software=__version__))


def plain_code(typed: str) -> str:
    """A code as it was typed: in small letters, with spaces or a dash between, in full-width letters."""
    letters = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in letters if char.isalnum())[:12]


def is_shown(actor: Actor, typed: str, address: str) -> bool:
    """Whether a television shows this code now. Wrong codes are counted for the person, the network address, the house.

    Raises ``TooSoon``: after a few wrong ones by one person, after more from one address and from anywhere. So nobody
    finds a code by trying: of 300 million at most 60 are valid at a time, for ten minutes.
    """
    keys: list[tuple[tuple[object, ...], int]] = [
        (("screen-code", "person", actor.person_id), throttle.FREE_TRIES),
        (("screen-code", "address", address), TRIES_OF_AN_ADDRESS),
        (("screen-code", "house"), TRIES_OF_THE_HOUSE),
    ]
    for key, _free in keys:
        throttle.check(*key)
    if queries.is_code_shown(plain_code(typed), clock.now() - CODE_LIVES):
        throttle.succeeded(*keys[0][0])
        return True
    for key, free in keys:
        throttle.failed(*key, free_tries=free)
    return False


def not_shown() -> str:
    """What somebody reads who typed a code that no television shows."""
    return _("现在没有电视显示这个代码。代码十分钟换一次，请看着电视再输一遍。")


def pair(
    actor: Actor,
    code: str,
    name: str = "",
    unit_id: int | None = None,
    room_id: int | None = None,
    language: str = "zh_Hans",
    layout: ScreenLayout = ScreenLayout.HALL,
    screen_id: int | None = None,
) -> Screen:
    """Name and authorise the television that shows ``code``.

    ``screen_id``: it takes the place of an earlier one, with its name, place, layout and rota; else it is a new one.
    Refuses at ``code`` when no television shows it now, at ``unit_id`` outside the actor's reach. Of two who type the
    same code at once, one is refused.
    """
    now = clock.now()
    taken = delete(Pairing).where(Pairing.code == plain_code(code), Pairing.created_at > now - CODE_LIVES)
    token_hash = db.session.scalar(taken.returning(Pairing.secret_hash))
    if token_hash is None:
        raise Problem(not_shown(), field="code")
    screen = queries.screen_reached(actor, screen_id) if screen_id else None
    if screen is None:
        screen = _new(actor, name, unit_id, room_id, language, layout)
    screen.token_hash, screen.paired_at, screen.last_seen_at = token_hash, now, None
    audit.record("pair-screen", screen, ["name", "unit_id", "room_id", "token_hash"])
    watch.touch("screens")
    return screen


def _new(
    actor: Actor, name: str, unit_id: int | None, room_id: int | None, language: str, layout: ScreenLayout
) -> Screen:
    if not name:
        raise Problem(_("新的电视要起个名字。"), field="name")
    if unit_id is None or unit_reached(actor, Permission.SCREEN_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    screen = Screen(name=name, unit_id=unit_id, layout=layout)
    db.session.add(screen)
    settle(screen, name, unit_id, room_id, language)
    return screen
