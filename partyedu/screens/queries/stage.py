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
from partyedu.theatre.queries import Bill, ChosenQuestion, OnStage, PublicItem

# Who came by another process of the house is seen after so long, who came by this one at once.
ARRIVALS_SECONDS = 3
NAMES_AT_MOST = 60


def on_stage(line: Line, now: datetime) -> OnStage | None:
    """Where a session stands at an instant; None for what has no programme."""
    bill = _bill(line)
    return theatre.now_and_next(bill, now) if bill is not None else None


def playbill(line: Line) -> Sequence[PublicItem]:
    """The released programme of an event, in order, reserves last."""
    bill = _bill(line)
    return sorted(bill.items, key=lambda item: item.is_reserve) if bill is not None else ()


def chosen_questions(line: Line) -> Sequence[ChosenQuestion]:
    """What the host of an event has chosen to ask of what the hall wants to know."""
    bill = _bill(line)
    return bill.questions if bill is not None else ()


def _bill(line: Line) -> Bill | None:
    return theatre.bill_of(line.id) if line.kind is EventKind.THEATRE else None


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
