"""The pages of hours: a person's year, a unit's members, the sums of the units below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from partyedu.attendance.models import AttendanceChange
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, PersonKind, Unit
from partyedu.organisation.queries import home_on, units_reached
from partyedu.schedule.models import Event
from partyedu.study.models import SOURCES, Source
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.reach import looked_after
from partyedu.study.queries.rules import Rule
from partyedu.study.queries.standing import Belongs, Chosen, Standing, here, members, standings, sums_by_unit
from partyedu.study.queries.years import Year

LINES_AT_MOST = 1000  # a person's year; more would be more than two a day


@dataclass(frozen=True, slots=True)
class Read:
    """Whose hours of a year are read: the person, and the unit they were at home in on the day that decides.

    ``only_then``: the reader's units are where they belonged then and no more, so this year is all there is to read.
    """

    person: Person
    unit: Unit | None
    only_then: bool


def year_to_read(actor: Actor, person_id: int, year: Year) -> Read | None:
    """A person's year, if it is one's own, if one looks after their study, or if one's units list them in that year.

    So a name on the page of a year that is over leads somewhere, though its bearer has moved to another unit since.
    """
    home = aliased(Unit)
    after = or_(Person.id == (actor.person_id or 0), and_(Person.kind == PersonKind.MEMBER, looked_after(actor)))
    listed = here(actor.reach(Permission.HOURS_READ), Belongs.ALL, year)
    then = and_(Person.kind == PersonKind.MEMBER, Person.id.in_(listed))
    query = (
        select(Person, home, after.label("after"))
        .outerjoin(home, home_on(year.day) == home.id)
        .where(Person.id == person_id, or_(after, then))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else Read(row[0], row[1], not row.after)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger as it is read."""

    source: Source
    ref: int
    on: date
    at: datetime | None
    title: str
    minutes: int
    confirmed_by: str
    how: str
    rule: Rule | None


def lines_of(ledger: Ledger, source: str = "") -> list[Line]:
    """The lines of one person's year, the latest first; ``source``: of this one only."""
    rows = ledger.lines().subquery("lines")
    by = aliased(Person)
    query = (
        select(
            rows.c.source, rows.c.ref, rows.c.at, rows.c.on_date, rows.c.title, rows.c.minutes, rows.c.how,
            by.name.label("confirmed_by"),
        )
        .outerjoin(by, by.id == rows.c.confirmed_by_id)
        .limit(LINES_AT_MOST)
    )  # fmt: skip
    if source in list(Source):
        query = query.where(rows.c.source == source)
    lines = [
        Line(
            Source(row.source), row.ref, row.on_date or clock.local(row.at).date(), row.at, row.title, row.minutes,
            row.confirmed_by or "", row.how or "", None,
        )
        for row in db.session.execute(query)
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.on, line.source, line.ref), reverse=True)


def sums_of(ledger: Ledger) -> Select[*tuple[Any, ...]]:
    """Column query of one person's sums: source, minutes, counted."""
    rows = ledger.totals().subquery("sums")
    return select(rows.c.source, rows.c.minutes, rows.c.counted)


@dataclass(frozen=True, slots=True)
class Share:
    """What one source brought in a year: what was earned, and what of it counts under the cap."""

    source: Source
    label: Any
    minutes: int
    counted: int

    @property
    def capped(self) -> bool:
        """Whether some of it was more than a year may count."""
        return self.counted < self.minutes


def shares(rows: Iterable[Any]) -> list[Share]:
    """The sums of a year in the order of the sources; what brought nothing is left out."""
    found = {row.source: row for row in rows}
    return [
        Share(source, label, found[source].minutes, found[source].counted)
        for source, label in SOURCES.items()
        if source in found and found[source].minutes
    ]


def standing_of(ledger: Ledger, person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of how one person stands: minutes, target, months, exempt, standing; no row off the roster."""
    rows = standings(ledger).subquery("standings")
    columns = (rows.c.minutes, rows.c.target, rows.c.months, rows.c.exempt, rows.c.standing)
    return select(*columns).where(rows.c.person_id == person_id)


def trace_of(person_id: int, year: Year) -> Select[*tuple[Any, ...]]:
    """Column query of the corrections of a person's attendances at events of a year, the latest first.

    event_id, title, starts_at, before, after, why, at, by.
    """
    since, until = year.bounds
    by = aliased(Person)
    return (
        select(
            AttendanceChange.event_id, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            AttendanceChange.before, AttendanceChange.after, AttendanceChange.why, AttendanceChange.at,
            by.name.label("by"),
        )
        .join(Event, AttendanceChange.event_id == Event.id)
        .outerjoin(by, AttendanceChange.by_id == by.id)
        .where(AttendanceChange.person_id == person_id)
        .where(Event.public_starts_at >= since, Event.public_starts_at < until)
        .order_by(AttendanceChange.at.desc(), AttendanceChange.id.desc())
        .limit(100)
    )  # fmt: skip


# --- units ------------------------------------------------------------------------------------------------------------


def units_to_read(actor: Actor) -> Sequence[Unit]:
    """The units whose hours the actor reads, in the order of the tree."""
    return units_reached(actor, Permission.HOURS_READ)


def ledger_of(year: Year, rules: Any, chosen: Chosen) -> Ledger:
    """The ledger of those who belong to a unit."""
    return Ledger(year, rules, here([chosen.path], chosen.belongs, year))


def members_listed(ledger: Ledger, chosen: Chosen) -> Select[*tuple[Any, ...]]:
    """Column query of the members of a unit and how they stand (see ``standing.members``)."""
    return members(ledger, chosen)


def numbers_of(ledger: Ledger, chosen: Chosen) -> dict[str, int]:
    """How many of those a list is about stand how, and ``all`` of them."""
    rows = standings(ledger, chosen.path, chosen.belongs).subquery("standings")
    query = select(rows.c.standing, func.count()).group_by(rows.c.standing)
    numbers = {standing: number for standing, number in db.session.execute(query)}
    return {**{standing.value: numbers.get(standing.value, 0) for standing in Standing}, "all": sum(numbers.values())}


def as_query(number: int) -> Select[int]:
    """A number that is known already, for who would have to ask for it."""
    return select(literal(number))


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a unit with all units below it; ``hours``: whole ones, member by member."""

    unit: Unit
    members: int
    hours: int
    reached: int
    on_the_way: int
    behind: int
    exempt: int

    @property
    def share(self) -> float:
        """How many of those who owe hours have reached theirs, 0 to 1."""
        owing = self.members - self.exempt
        return self.reached / owing if owing else 0.0


_COUNTED = ("members", "hours", "reached", "on_the_way", "behind", "exempt")


def sums_below(ledger: Ledger, unit: Unit, units: Sequence[Unit]) -> list[Sums]:
    """The sums of the units right below a unit, in the order of the tree, and at last the unit's own whole."""
    paths = {other.id: other.path for other in units}
    rows = db.session.execute(sums_by_unit(ledger, unit.path)).all()
    parts = [other for other in units if other.parent_id == unit.id and other.archived_at is None]
    found = []
    for part in [*parts, unit]:
        own = [row for row in rows if paths.get(row.unit_id, "").startswith(part.path)]
        found.append(Sums(part, *(sum(int(getattr(row, name) or 0) for row in own) for name in _COUNTED)))
    return found



def all_members(ledger: Ledger, chosen: Chosen) -> Sequence[Any]:
    """The members of a unit as ``members_listed`` shows them, all of them, for a workbook."""
    return db.session.execute(members(ledger, chosen)).all()
