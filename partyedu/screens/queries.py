"""What a television shows. Public things only; a paired one also the check-in code of its own unit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from partyedu.attendance import access, codes
from partyedu.attendance import queries as attendance
from partyedu.core import clock, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.discussions import queries as discussions
from partyedu.discussions.queries import Picked, SaidAndDone
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule import queries as schedule
from partyedu.schedule.models import Event, EventKind, EventStatus, Room, Venue
from partyedu.schedule.queries import Listed
from partyedu.screens.models import Pairing, Screen
from partyedu.theatre import queries as theatre
from partyedu.theatre.queries import OnStage

SHOWN_DAYS = 14
ROWS_AT_MOST = 14


def screen_with(token_hash: str) -> Screen | None:
    """The paired screen that carries this token."""
    query = select(Screen).where(Screen.token_hash == token_hash).options(joinedload(Screen.unit))
    return db.session.scalar(query)


def pairing_with(secret_hash: str, younger_than: datetime) -> Pairing | None:
    """The code that a television nobody has named yet shows now."""
    return db.session.scalar(
        select(Pairing).where(Pairing.secret_hash == secret_hash, Pairing.created_at > younger_than)
    )


def pairings_waiting(younger_than: datetime, asked_from: str) -> tuple[int, int]:
    """How many televisions wait to be named: of those asked for from one place, and altogether."""
    here = func.count(case((Pairing.asked_from == asked_from, 1)))
    row = db.session.execute(select(here, func.count()).where(Pairing.created_at > younger_than)).one()
    return int(row[0]), int(row[1])


def pairing_by_code(code: str, younger_than: datetime) -> Pairing | None:
    """The television that shows this code."""
    return db.session.scalar(select(Pairing).where(Pairing.code == code, Pairing.created_at > younger_than))


def screens_of(actor: Actor) -> Sequence[Screen]:
    """The screens of the units the actor looks after."""
    query = (
        select(Screen)
        .join(Unit, Screen.unit_id == Unit.id)
        .where(within(actor.reach(Permission.SCREEN_MANAGE)))
        .options(joinedload(Screen.unit), joinedload(Screen.room).joinedload(Room.venue))
        .order_by(Screen.name, Screen.id)
    )
    return db.session.scalars(query).unique().all()


def screen_reached(actor: Actor, screen_id: int) -> Screen | None:
    """The screen, if the actor looks after its unit."""
    return next((screen for screen in screens_of(actor) if screen.id == screen_id), None)


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


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The check-in of the event that people are coming to now."""

    event_id: int
    title: str
    path: str
    digits: str
    expires_at: datetime
    here: int
    expected: int


@dataclass(frozen=True, slots=True)
class Hall:
    """Everything the hall page shows at one moment; ``coming`` are the events after the current one."""

    now: datetime
    current: Listed | None
    stage: OnStage | None
    coming: Sequence[Listed]
    check_in: CheckIn | None
    said: SaidAndDone | None
    picked: Picked | None  # words of a reflection that staff picked and whose author agreed

    def days_until(self, event: Listed) -> int:
        """0 for an event of today, by the hall's calendar."""
        return (clock.local(event.starts_at).date() - clock.local(self.now).date()).days

    @property
    def version(self) -> str:
        """Changes when anything on the page changes; while something is on stage, every minute."""
        shown = (
            watch.version_of("schedule", "screens", "speakers", "centre"),
            self.current and (self.current.id, f"{self.now:%H%M}"),
            [event.id for event in self.coming],
            self.check_in,
            self.said,
            self.picked,
            clock.local(self.now).date(),
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _public_lines() -> list[Listed]:
    """What is on the schedule from now on, kept while the schedule stays."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    until = hour + timedelta(days=SHOWN_DAYS)
    return watch.kept(
        ("hall", hour), ("schedule",), lambda: schedule.listed(schedule.Filters(), hour, until, limit=ROWS_AT_MOST)
    )


Shown = TypeVar("Shown")


def _in_turn(shown: Sequence[Shown], now: datetime) -> Shown | None:
    """Another one every ten minutes."""
    return shown[int(now.timestamp() // 600) % len(shown)] if shown else None


def hall(screen: Screen | None, now: datetime) -> Hall:
    """The hall page. ``screen`` None: nobody has named this television, so no check-in code."""
    lines = [event for event in _public_lines() if event.ends_at > now]
    held = [event for event in lines if event.status is EventStatus.PUBLISHED]
    current = next((event for event in held if event.starts_at <= now), None)
    path = screen.unit.path if screen is not None else ""
    said, picked = watch.kept(("words", path), ("screens",), lambda: discussions.for_screen(path or None))
    return Hall(
        now=now,
        current=current,
        stage=theatre.now_and_next(current, now) if current and current.kind is EventKind.THEATRE else None,
        coming=[event for event in lines if event is not current],
        check_in=_check_in(screen, held, now) if screen is not None else None,
        said=_in_turn(said, now),
        picked=_in_turn(picked, now),
    )


def _check_in(screen: Screen, held: Sequence[Listed], now: datetime) -> CheckIn | None:
    """The code of the first event of the screen's unit (or of its room) that can be checked in to now."""
    candidates = [event.id for event in held if access.is_open(event, now)]
    if not candidates:
        return None
    query = (
        select(Event)
        .join(Unit, Event.unit_id == Unit.id)
        .where(Event.id.in_(candidates), within([screen.unit.path]))
        .order_by(Event.room_id != screen.room_id if screen.room_id else Event.starts_at, Event.starts_at)
    )
    event = db.session.scalars(query.limit(1)).first()
    if event is None:
        return None
    code = codes.current(event)
    here, expected = attendance.counts(event)
    return CheckIn(event.id, event.public_title, code.path, code.digits, code.expires_at, here, expected)
