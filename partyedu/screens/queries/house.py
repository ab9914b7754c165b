"""What every television needs at every poll, kept in memory while it stays: the screens, the notices, the calendar.

One statement reads all of it anew after a change; an unchanged poll asks the database nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, case, select

from partyedu.core import watch
from partyedu.core.together import ask_together
from partyedu.organisation.models import Unit
from partyedu.schedule.models import PUBLIC, Event, EventKind, EventStatus, Release, Room, Theme, Venue
from partyedu.screens.models import (
    AtSession,
    Screen,
    ScreenDistance,
    ScreenEntry,
    ScreenLayout,
    ScreenNotice,
    ScreenTurn,
)
from partyedu.screens.rota import Entry

SHOWN_DAYS = 14
# What ended less than this ago is still looked at: sessions run late.
LOOK_BACK = timedelta(hours=2)
LINES_AT_MOST = 400  # a district's fortnight
NOTICES_AT_MOST = 60


class Line(NamedTuple):
    """An event of the public calendar, as it was last released."""

    id: int
    kind: EventKind
    status: EventStatus
    title: str
    starts_at: datetime
    ends_at: datetime
    theme: str | None
    unit: str
    unit_path: str
    venue: str | None
    room_id: int | None
    room: str | None
    place: str
    open_to_residents: bool
    reason: str
    changed_at: datetime | None  # of what is cancelled: since when

    @property
    def is_on(self) -> bool:
        """Whether it is to be held at its time."""
        return self.status is EventStatus.PUBLISHED


class Notice(NamedTuple):
    """A notice that hangs, or will."""

    id: int
    unit_path: str
    unit: str
    title: str
    text: str
    urgent: bool
    starts_at: datetime
    ends_at: datetime


class Television(NamedTuple):
    """A paired screen: where it hangs and what it shows."""

    id: int
    name: str
    unit_path: str
    unit: str
    room_id: int | None
    room: str | None
    layout: ScreenLayout
    language: str
    distance: ScreenDistance
    turn: ScreenTurn
    at_session: AtSession
    shows_names: bool
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """The televisions by the hash of their token, the notices not over yet, and the calendar of the next fortnight."""

    televisions: dict[str, Television]
    notices: list[Notice]
    lines: list[Line]


def calendar(now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the public events from a little before an instant until a fortnight after it."""
    cancelled_at = select(Release.released_at).where(
        Release.event_id == Event.id, Release.number == Event.release_number
    )
    return (
        select(
            Event.id, Event.kind, Event.status, Event.public_title, Event.public_starts_at, Event.public_ends_at,
            Theme.name.label("theme"), Unit.name.label("unit"), Unit.path, Venue.name.label("venue"),
            Room.id.label("room_id"), Room.name.label("room"), Event.public_place, Event.public_open,
            Event.status_reason,
            case((Event.status == EventStatus.CANCELLED, cancelled_at.scalar_subquery())).label("changed_at"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Theme, Event.public_theme_id == Theme.id)
        .outerjoin(Room, Event.public_room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .where(Event.status.in_(PUBLIC), Event.public_ends_at > now - LOOK_BACK)
        .where(Event.public_starts_at < now + timedelta(days=SHOWN_DAYS))
        .order_by(Event.public_starts_at, Event.id)
        .limit(LINES_AT_MOST)
    )  # fmt: skip


def television_columns() -> Select[*tuple[Any, ...]]:
    """Column query of what a ``Television`` holds besides its rota."""
    return (
        select(
            Screen.id, Screen.name, Unit.path, Unit.name.label("unit"), Screen.room_id, Room.name.label("room"),
            Screen.layout, Screen.language, Screen.distance, Screen.turn, Screen.at_session, Screen.shows_names,
        )
        .join(Unit, Screen.unit_id == Unit.id)
        .outerjoin(Room, Screen.room_id == Room.id)
    )  # fmt: skip


def _entries() -> Select[*tuple[Any, ...]]:
    columns = (
        ScreenEntry.id, ScreenEntry.weekdays, ScreenEntry.since_minutes, ScreenEntry.until_minutes, ScreenEntry.layout,
        ScreenEntry.seconds,
    )  # fmt: skip
    return select(*columns, ScreenEntry.screen_id).order_by(ScreenEntry.screen_id, ScreenEntry.id)


def _notices(now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ScreenNotice.id, Unit.path, Unit.name.label("unit"), ScreenNotice.title, ScreenNotice.text,
            ScreenNotice.urgent, ScreenNotice.starts_at, ScreenNotice.ends_at,
        )
        .join(Unit, ScreenNotice.unit_id == Unit.id)
        .where(ScreenNotice.ends_at > now, ScreenNotice.starts_at < now + timedelta(days=SHOWN_DAYS))
        .order_by(ScreenNotice.urgent.desc(), ScreenNotice.starts_at.desc(), ScreenNotice.id.desc())
        .limit(NOTICES_AT_MOST)
    )  # fmt: skip


def _read(now: datetime) -> House:
    tokens = television_columns().add_columns(Screen.token_hash).where(Screen.token_hash.is_not(None))
    screens, entries, notices, lines = ask_together(tokens, _entries(), _notices(now), calendar(now))
    rotas: dict[int, list[Entry]] = {}
    for *facts, screen_id in entries:
        rotas.setdefault(screen_id, []).append(Entry._make(facts))
    televisions = {token: Television._make((*facts, tuple(rotas.get(facts[0], ())))) for *facts, token in screens}
    return House(televisions, [Notice._make(row) for row in notices], [Line._make(row) for row in lines])


def house(now: datetime) -> House:
    """The house as it is at an instant near the present one; at most an hour's calendar old, and never an old truth."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return watch.kept(("screens", hour), ("schedule", "screens"), lambda: _read(hour))


def house_then(now: datetime) -> House:
    """The house at another moment, for a preview; nothing of it is kept."""
    return _read(now)


def television(token_hash: str, now: datetime) -> Television | None:
    """The paired screen that carries this token."""
    return house(now).televisions.get(token_hash)


def of_place(lines: Iterable[Line], screen: Television | None) -> list[Line]:
    """What concerns people where the screen hangs: events of its unit, of those below and of those above it.

    Everything when nobody has named the screen, and when its own place has nothing.
    """
    lines = list(lines)
    if screen is None:
        return lines
    path = screen.unit_path
    return [line for line in lines if line.unit_path.startswith(path) or path.startswith(line.unit_path)] or lines


def in_place(lines: Iterable[Line], screen: Television) -> list[Line]:
    """What is held right here: in the screen's room, or, when it hangs in none, by its unit and those below."""
    if screen.room_id is not None:
        return [line for line in lines if line.room_id == screen.room_id]
    return [line for line in lines if line.unit_path.startswith(screen.unit_path)]


def hanging(notices: Iterable[Notice], screen: Television | None, now: datetime) -> list[Notice]:
    """The notices that a screen shows now, urgent ones first. One that nobody has named shows those of the house."""
    path = screen.unit_path if screen is not None else None
    return [
        notice
        for notice in notices
        if notice.starts_at <= now < notice.ends_at
        and (path.startswith(notice.unit_path) if path is not None else notice.unit_path.count("/") == 2)
    ]
