"""What goes on in one event: who is on stage, the playbill, who has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from partyedu.attendance import codes
from partyedu.attendance import queries as attendance
from partyedu.attendance.models import HERE, Attendance
from partyedu.core import watch
from partyedu.core.db import db
from partyedu.organisation.models import Person, PersonKind, PublicName, shown_name
from partyedu.schedule.models import Event, EventKind
from partyedu.screens.queries.house import Line
from partyedu.theatre import queries as theatre
from partyedu.theatre.queries import OnStage, PublicItem

# The percentage that is gone moves by itself: looked at anew after so long, at once after a step on the stage.
STAGE_SECONDS = 5
# Who came by another process of the house is seen after so long, who came by this one at once.
ARRIVALS_SECONDS = 3
NAMES_AT_MOST = 60
_STAGE = ("schedule", "stage", "speakers")


def on_stage(line: Line, now: datetime, live: bool = True) -> OnStage | None:
    """Where a session stands; None for what has no programme. ``live`` False: at another moment, for a preview."""
    if line.kind is not EventKind.THEATRE:
        return None
    items = _items(line)
    if not live:
        return theatre.standing(line, items, now)
    return watch.kept(("on stage", line.id), _STAGE, lambda: theatre.standing(line, items, now), STAGE_SECONDS)


def playbill(line: Line) -> Sequence[PublicItem]:
    """The released programme of an event, in order, reserves last."""
    items = _items(line) if line.kind is EventKind.THEATRE else ()
    return sorted(items, key=lambda item: item.is_reserve)


def _items(line: Line) -> Sequence[PublicItem]:
    return watch.kept(("playbill", line.id), _STAGE, lambda: theatre.programme_public([line.id]).get(line.id, []))


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The check-in of an event that people are coming to: its code, who is here of how many, and who they are.

    ``path`` and ``digits`` are empty where no code may be shown (a preview of another moment). ``names`` as each
    person shows theirs to everybody, the latest first; empty where the screen does not show names.
    """

    event_id: int
    title: str
    path: str
    digits: str
    expires_at: datetime | None
    here: int
    expected: int
    names: tuple[str, ...] = ()


def check_in(line: Line, names: bool = False, live: bool = True) -> CheckIn:
    """The check-in of an event, a few seconds old at most: two statements, three with names."""
    if not live:
        return CheckIn(line.id, line.title, "", "", None, 0, 0)
    here, expected, known = watch.kept(
        ("arrivals", line.id, names), (watch.OWN_CHANGES,), lambda: _arrivals(line.id, names), ARRIVALS_SECONDS
    )
    code = codes.current(line)
    return CheckIn(line.id, line.title, code.path, code.digits, code.expires_at, here, expected, known)


def _arrivals(event_id: int, names: bool) -> tuple[int, int, tuple[str, ...]]:
    query = select(Event).where(Event.id == event_id).options(joinedload(Event.expected_unit))
    event = db.session.scalar(query)
    if event is None:
        return 0, 0, ()
    here, expected = attendance.counts(event)
    return here, expected, _names(event_id) if names else ()


def _names(event_id: int) -> tuple[str, ...]:
    """Those who came, the latest first, by the name each shows, residents by their surname; nobody who shows none."""
    query = (
        select(Person.name, Person.public_name, Person.kind)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.event_id == event_id, Attendance.state.in_(HERE), Person.public_name != PublicName.NONE)
        .order_by(Attendance.id.desc())
        .limit(NAMES_AT_MOST)
    )
    return tuple(
        shown_name(name, PublicName.SURNAME if kind is PersonKind.RESIDENT else choice)
        for name, choice, kind in db.session.execute(query)
    )
