"""A screen's settings, its rota, taking its authorisation."""

from collections.abc import Sequence
from datetime import time

from sqlalchemy import delete, func, select

from partyedu.core import audit, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import LANGUAGES, _
from partyedu.organisation.queries import unit_reached
from partyedu.screens.models import AtSession, Screen, ScreenDistance, ScreenEntry, ScreenLayout, ScreenTurn

ENTRIES_AT_MOST = 40
SHORTEST_TURN, LONGEST_TURN = 10, 600  # seconds


def settle(screen: Screen, name: str, unit_id: int, room_id: int | None, language: str) -> None:
    """Give a screen its name, place and language."""
    screen.name, screen.unit_id, screen.room_id = name, unit_id, room_id
    screen.language = language if language in LANGUAGES else "zh_Hans"
    db.session.flush()


def change(
    actor: Actor,
    screen: Screen,
    name: str,
    unit_id: int,
    room_id: int | None = None,
    language: str = "zh_Hans",
    place: str = "",
    layout: ScreenLayout = ScreenLayout.HALL,
    at_session: AtSession = AtSession.STAY,
    distance: ScreenDistance = ScreenDistance.NEAR,
    turn: ScreenTurn = ScreenTurn.UPRIGHT,
    shows_names: bool = False,
) -> Screen:
    """Change what a screen is called, where it hangs and what it shows; it does so at its next poll."""
    if unit_reached(actor, Permission.SCREEN_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    screen.place, screen.layout, screen.at_session = place, layout, at_session
    screen.distance, screen.turn, screen.shows_names = distance, turn, shows_names
    settle(screen, name, unit_id, room_id, language)
    fields = (
        "name", "unit_id", "room_id", "language", "place", "layout", "at_session", "distance", "turn", "shows_names",
    )  # fmt: skip
    audit.record("change-screen", screen, fields)
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
    db.session.execute(delete(ScreenEntry).where(ScreenEntry.screen_id == screen.id))
    db.session.execute(delete(Screen).where(Screen.id == screen.id))
    watch.touch("screens")


def add_entry(
    screen: Screen, weekdays: Sequence[int], since: time, until: time, layout: ScreenLayout, seconds: int
) -> ScreenEntry:
    """Add a line to a screen's rota. ``until`` at or before ``since``: over midnight.

    ``seconds``: how long its turn is when several lines hold at once. The same line twice is one.
    """
    if not weekdays:
        raise Problem(_("请至少选一天。"), field="weekdays")
    days = "".join(map(str, sorted(set(weekdays))))
    entry = ScreenEntry(
        screen_id=screen.id, weekdays=days, since_minutes=since.hour * 60 + since.minute,
        until_minutes=until.hour * 60 + until.minute, layout=layout, seconds=seconds,
    )  # fmt: skip
    same = select(ScreenEntry).filter_by(
        screen_id=screen.id, weekdays=days, since_minutes=entry.since_minutes, until_minutes=entry.until_minutes,
        layout=layout,
    )  # fmt: skip
    if (standing := db.session.scalar(same)) is not None:
        standing.seconds = seconds
        audit.record("change-screen-entry", standing, ["seconds"])
        watch.touch("screens")
        return standing
    number = db.session.scalar(select(func.count()).where(ScreenEntry.screen_id == screen.id)) or 0
    if number >= ENTRIES_AT_MOST:
        raise Problem(_("轮换表最多 %(n)s 行，请先删掉用不着的。", n=ENTRIES_AT_MOST))
    db.session.add(entry)
    audit.record("add-screen-entry", entry, ["weekdays", "since_minutes", "until_minutes", "layout", "seconds"])
    watch.touch("screens")
    return entry


def remove_entry(entry: ScreenEntry) -> None:
    """Take a line off a screen's rota."""
    audit.record("remove-screen-entry", entry)
    db.session.delete(entry)
    watch.touch("screens")


def copy_rota(screen: Screen, source: Screen) -> None:
    """Give a screen the rota of another one in place of its own."""
    if source.id == screen.id:
        raise Problem(_("请选另外一台屏幕。"), field="source_id")
    db.session.execute(delete(ScreenEntry).where(ScreenEntry.screen_id == screen.id))
    for entry in db.session.scalars(select(ScreenEntry).filter_by(screen_id=source.id).order_by(ScreenEntry.id)).all():
        db.session.add(
            ScreenEntry(
                screen_id=screen.id, weekdays=entry.weekdays, since_minutes=entry.since_minutes,
                until_minutes=entry.until_minutes, layout=entry.layout, seconds=entry.seconds,
            )
        )  # fmt: skip
    audit.record("copy-rota", screen)
    watch.touch("screens")
