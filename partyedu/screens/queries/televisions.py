"""The screens for those who look after them, and the codes of televisions that wait to be named."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Room, Venue
from partyedu.screens.models import Pairing, Screen, ScreenEntry, ScreenNotice
from partyedu.screens.queries.house import Television
from partyedu.screens.rota import Entry

# Without a word for so long a screen is late (its heartbeat comes every 45 seconds).
LATE_AFTER = timedelta(minutes=2)
# A television that is switched off at night is nothing to worry about in the morning.
SILENT_AFTER = timedelta(hours=24)


def pairings_waiting(key_hash: str, younger_than: datetime, asked_from: str) -> tuple[str, bool, int, int]:
    """The code that the television with this key shows now (empty: none), whether staff have named it, and how many
    televisions wait to be named: of those asked for from one place, and altogether."""
    own = func.max(case((Pairing.secret_hash == key_hash, Pairing.code)))
    named = select(func.count()).where(Screen.token_hash == key_hash).scalar_subquery()
    here = func.count(case((Pairing.asked_from == asked_from, 1)))
    query = select(own, named, here, func.count()).where(Pairing.created_at > younger_than)
    code, is_named, from_here, altogether = db.session.execute(query).one()
    return code or "", bool(is_named), from_here, altogether


def is_code_shown(code: str, younger_than: datetime) -> bool:
    """Whether a television shows this code."""
    query = select(Pairing.id).where(Pairing.code == code, Pairing.created_at > younger_than)
    return db.session.scalar(query) is not None


def screens_of(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The screens of the units the actor looks after, by name."""
    return (
        select(Screen)
        .join(Unit, Screen.unit_id == Unit.id)
        .where(within(actor.reach(Permission.SCREEN_MANAGE)))
        .options(joinedload(Screen.unit), joinedload(Screen.room).joinedload(Room.venue))
        .order_by(Unit.in_order, Screen.name, Screen.id)
    )


def screen_names(actor: Actor) -> list[tuple[int, str]]:
    """Number and name of the actor's screens, for a select."""
    query = (
        select(Screen.id, Screen.name)
        .join(Unit, Screen.unit_id == Unit.id)
        .where(within(actor.reach(Permission.SCREEN_MANAGE)))
        .order_by(Screen.name, Screen.id)
    )
    return [(number, name) for number, name in db.session.execute(query)]


def screen_reached(actor: Actor, screen_id: int) -> Screen | None:
    """The screen, if the actor looks after its unit."""
    return db.session.scalar(screens_of(actor).where(Screen.id == screen_id))


def rotas_of(screen_ids: Sequence[int]) -> dict[int, tuple[Entry, ...]]:
    """The rotas of some screens, in the order their lines were written."""
    query = (
        select(
            ScreenEntry.screen_id, ScreenEntry.id, ScreenEntry.weekdays, ScreenEntry.since_minutes,
            ScreenEntry.until_minutes, ScreenEntry.layout, ScreenEntry.seconds,
        )
        .where(ScreenEntry.screen_id.in_(list(screen_ids)))
        .order_by(ScreenEntry.id)
    )  # fmt: skip
    found: dict[int, list[Entry]] = {number: [] for number in screen_ids}
    for screen_id, *facts in db.session.execute(query):
        found[screen_id].append(Entry._make(facts))
    return {number: tuple(entries) for number, entries in found.items()}


def as_television(screen: Screen, entries: Sequence[Entry] = ()) -> Television:
    """A screen that was looked up, as its own page sees it; revoked ones too (for lists and previews)."""
    room = screen.room
    return Television(
        screen.id, screen.name, screen.unit.path, screen.unit.name, screen.room_id, room.name if room else None,
        screen.layout, screen.language, screen.distance, screen.turn, screen.at_session, screen.shows_names,
        tuple(entries),
    )  # fmt: skip


def entry_reached(actor: Actor, screen_id: int, entry_id: int) -> ScreenEntry | None:
    """A line of the rota of a screen the actor looks after."""
    query = (
        select(ScreenEntry)
        .join(Screen, ScreenEntry.screen_id == Screen.id)
        .join(Unit, Screen.unit_id == Unit.id)
        .where(within(actor.reach(Permission.SCREEN_MANAGE)))
    )
    return db.session.scalar(query.where(ScreenEntry.id == entry_id, ScreenEntry.screen_id == screen_id))


def rooms_of(actor: Actor) -> list[tuple[int, str]]:
    """Rooms a screen may hang in, with their venue."""
    query = (
        select(Room.id, Venue.name, Room.name)
        .join(Venue, Room.venue_id == Venue.id)
        .join(Unit, Venue.unit_id == Unit.id)
        .where(within(actor.reach(Permission.SCREEN_MANAGE)), Room.archived_at.is_(None))
        .order_by(Venue.name, Room.name)
    )
    return [(room_id, f"{venue} {room}") for room_id, venue, room in db.session.execute(query)]


def silent(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of one row: how many of the actor's screens have said nothing for a day, and the name of one."""
    return (
        select(func.count(), func.min(Screen.name))
        .join(Unit, Screen.unit_id == Unit.id)
        .where(within(actor.reach(Permission.SCREEN_MANAGE)), Screen.token_hash.is_not(None))
        .where(Screen.last_seen_at < now - SILENT_AFTER)
    )


def urgent_hanging(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the urgent notices that lie over the actor's screens now: title, end; the first to end first."""
    return (
        select(ScreenNotice.title, ScreenNotice.ends_at)
        .join(Unit, ScreenNotice.unit_id == Unit.id)
        .where(within(actor.reach(Permission.SCREEN_MANAGE)), ScreenNotice.urgent)
        .where(ScreenNotice.starts_at <= now, ScreenNotice.ends_at > now)
        .order_by(ScreenNotice.ends_at)
        .limit(20)
    )


def notices_of(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """The notices of the units the actor looks after: those that hang or will, then those that are over."""
    return (
        select(ScreenNotice)
        .join(Unit, ScreenNotice.unit_id == Unit.id)
        .options(joinedload(ScreenNotice.unit))
        .where(within(actor.reach(Permission.SCREEN_MANAGE)))
        .order_by(ScreenNotice.ends_at <= now, ScreenNotice.urgent.desc(), ScreenNotice.ends_at.desc(), ScreenNotice.id)
    )


def notice_reached(actor: Actor, notice_id: int) -> ScreenNotice | None:
    """A notice, if the actor looks after the screens of its unit."""
    query = (
        select(ScreenNotice)
        .join(Unit, ScreenNotice.unit_id == Unit.id)
        .options(joinedload(ScreenNotice.unit))
        .where(within(actor.reach(Permission.SCREEN_MANAGE)), ScreenNotice.id == notice_id)
    )
    return db.session.scalar(query)


def notice_hanging(notice_id: int, now: datetime) -> ScreenNotice | None:
    """A notice while it hangs: it can be read in peace on a phone."""
    query = select(ScreenNotice).options(joinedload(ScreenNotice.unit)).where(ScreenNotice.id == notice_id)
    return db.session.scalar(query.where(ScreenNotice.starts_at <= now, ScreenNotice.ends_at > now))
