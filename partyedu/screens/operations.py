"""Televisions: the code in the corner, naming and authorising one, revoking it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, insert, or_, update

from partyedu import __version__
from partyedu.core import audit, clock, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import aside, db
from partyedu.core.errors import Problem
from partyedu.core.words import LANGUAGES, _
from partyedu.organisation.queries import unit_reached
from partyedu.screens import queries
from partyedu.screens.models import Pairing, Screen

# Nothing that looks like something else (0O 1IL 2Z), and no vowels, so that no word comes out.
ALPHABET = "BCDFGHJKMNPQRSTVWXY3456789"
CODE_LIVES = timedelta(minutes=10)
# Televisions that wait to be named at one time: from one address (some boxes share one), and in the whole house.
CODES_FOR_ONE_ADDRESS = 6
CODES_AT_ONCE = 60
SEEN_EVERY = timedelta(seconds=45)


def hashed(secret: str) -> str:
    """How a television's secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_for(secret: str, address: str) -> str:
    """The code that the television with this secret shows: the one it has, or a new one when that is ten minutes old.

    Empty when too many wait already, from this network address or at all: then it shows the hall without a code, and
    asks again at its next poll. Part of the heartbeat of a screen, the one GET that writes.
    """
    now = clock.now()
    standing = queries.pairing_with(hashed(secret), now - CODE_LIVES)
    if standing is not None:
        return standing.code
    asked_from = hashed(f"{current_app.config['SECRET_KEY']}\x1f{address}")
    if _too_many(queries.pairings_waiting(now - CODE_LIVES, asked_from)):
        return ""
    code = "".join(secrets.choice(ALPHABET) for _place in range(6))
    with aside() as connection:
        connection.execute(
            delete(Pairing).where(
                or_(Pairing.created_at <= now - CODE_LIVES, Pairing.secret_hash == hashed(secret), Pairing.code == code)
            )
        )
        waiting = {"code": code, "secret_hash": hashed(secret), "created_at": now, "asked_from": asked_from}
        connection.execute(insert(Pairing).values(waiting))
    return code


def _too_many(waiting: tuple[int, int]) -> bool:
    from_here, altogether = waiting
    return from_here >= CODES_FOR_ONE_ADDRESS or altogether >= CODES_AT_ONCE


def seen(screen: Screen, now: datetime) -> None:
    """Note that a paired screen is alive, at most every 45 seconds (its heartbeat)."""
    if screen.last_seen_at is not None and timedelta() <= now - screen.last_seen_at < SEEN_EVERY:
        return
    with aside() as connection:
        connection.execute(update(Screen).where(Screen.id == screen.id).values(last_seen_at=now, software=__version__))


def pair(
    actor: Actor,
    code: str,
    name: str,
    unit_id: int,
    room_id: int | None = None,
    language: str = "zh_Hans",
    screen_id: int | None = None,
) -> Screen:
    """Name and authorise the television that shows ``code``; ``screen_id`` gives it the settings of an earlier one.

    Refuses at ``code`` when no television shows it now, at ``unit_id`` outside the actor's reach.
    """
    pairing = queries.pairing_by_code(code.strip().upper().replace(" ", ""), clock.now() - CODE_LIVES)
    if pairing is None:
        raise Problem(_("现在没有电视显示这个代码。代码十分钟换一次，请看着电视再输一遍。"), field="code")
    if unit_reached(actor, Permission.SCREEN_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    screen = queries.screen_reached(actor, screen_id) if screen_id else None
    if screen is None:
        screen = Screen(name=name, unit_id=unit_id)
        db.session.add(screen)
    _settle(screen, name, unit_id, room_id, language)
    screen.token_hash = pairing.secret_hash
    screen.paired_at = clock.now()
    screen.last_seen_at = None
    db.session.delete(pairing)
    audit.record("pair-screen", screen, ["name", "unit_id", "room_id"])
    watch.touch("screens")
    return screen


def _settle(screen: Screen, name: str, unit_id: int, room_id: int | None, language: str) -> None:
    screen.name, screen.unit_id, screen.room_id = name, unit_id, room_id
    screen.language = language if language in LANGUAGES else "zh_Hans"
    db.session.flush()


def change(
    actor: Actor, screen: Screen, name: str, unit_id: int, room_id: int | None = None, language: str = "zh_Hans"
) -> Screen:
    """Change a screen's name, place or language; it shows so at its next poll."""
    if unit_reached(actor, Permission.SCREEN_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    _settle(screen, name, unit_id, room_id, language)
    audit.record("change-screen", screen, ["name", "unit_id", "room_id", "language"])
    watch.touch("screens")
    return screen


def revoke(screen: Screen) -> None:
    """Take a television's authorisation; its settings stay, so that it can be paired again."""
    screen.token_hash = None
    audit.record("revoke-screen", screen, ["token_hash"])
    watch.touch("screens")


def remove(screen: Screen) -> None:
    """Take a screen off the list for good."""
    audit.record("remove-screen", screen)
    db.session.execute(delete(Screen).where(Screen.id == screen.id))
    watch.touch("screens")
