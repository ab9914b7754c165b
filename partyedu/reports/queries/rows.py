"""The rows behind a figure, as a list shows them and a workbook holds them.

Each list is the source of its figure with joins to at most one row each, so it never has more or fewer rows than the
figure says. Nothing here decides which rows count.
"""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import aliased

from partyedu.attendance.models import Attendance
from partyedu.core.db import db
from partyedu.core.paging import PER_PAGE, Page
from partyedu.core.together import ask_together
from partyedu.organisation.models import Category, Person, Unit
from partyedu.organisation.queries import home_name_on
from partyedu.organisation.queries.figures import labels
from partyedu.reports.models import FigureName
from partyedu.reports.queries.figures import rows_of
from partyedu.reports.queries.sources import SOURCES, Scope, of_room
from partyedu.reports.queries.studied import STUDIED
from partyedu.schedule.models import Event, EventPartner, Theme
from partyedu.speakers.models import Talk
from partyedu.theatre.models import ProgrammeItem

Rows = Select[*tuple[Any, ...]]


def rows_behind(scope: Scope, name: FigureName) -> Rows:
    """The rows of a figure as columns, exactly as many as its number says (or adding up to it, where it is a sum).

    The first column is the row's number.
    """
    if name in _OF_A_DAY:
        return _OF_A_DAY[name](SOURCES[name](scope), scope.day)
    return _SHOWN[name](SOURCES[name](scope)) if name in _SHOWN else of_room(scope, name)


def _show_sessions(source: Rows) -> Rows:
    partner = aliased(Unit)
    partners = (
        select(func.aggregate_strings(partner.name, "、"))
        .select_from(EventPartner)
        .join(partner, EventPartner.unit_id == partner.id)
        .where(EventPartner.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )
    query: Rows = source.outerjoin(Theme, Event.public_theme_id == Theme.id)
    query = query.with_only_columns(
        Event.id, Event.public_starts_at, Event.public_title, Theme.name, Unit.name, partners,
        maintain_column_froms=True,
    )  # fmt: skip
    return query.order_by(Event.public_starts_at.desc(), Event.id)


def _show_talks(source: Rows, day: date) -> Rows:
    """The session's unit counts a talk; beside the speaker stands where they were at home on that day."""
    query: Rows = (
        source.outerjoin(Talk, ProgrammeItem.talk_id == Talk.id)
        .outerjoin(Theme, Talk.theme_id == Theme.id)
        .outerjoin(Person, Talk.person_id == Person.id)
    )
    query = query.with_only_columns(
        Event.id, Event.public_starts_at, ProgrammeItem.public_title, Theme.name, Person.name, home_name_on(day),
        Event.public_title, maintain_column_froms=True,
    )  # fmt: skip
    return query.order_by(Event.public_starts_at.desc(), Event.id, ProgrammeItem.public_position, ProgrammeItem.id)


def _show_people(source: Rows) -> Rows:
    query: Rows = source.outerjoin(Category, Person.category_id == Category.id)
    query = query.with_only_columns(
        Person.id, Person.name, Unit.name, Person.kind, Category.name.label("category"),
        Category.position, maintain_column_froms=True,
    )  # fmt: skip
    return query.order_by(Unit.in_order, Person.name, Person.id)


def _show_studied(source: Rows) -> Rows:
    columns = (Person.id, Person.name, Unit.name.label("unit"), source.selected_columns["hours"])
    shown = source.with_only_columns(*columns, maintain_column_froms=True)
    return shown.order_by(Unit.in_order, Person.name, Person.id)


def _show_attendances(source: Rows, day: date) -> Rows:
    """The event's unit counts an attendance; beside the person stands where they were at home on that day."""
    query: Rows = source.join(Person, Attendance.person_id == Person.id)
    query = query.with_only_columns(
        Event.id, Event.public_starts_at, Event.public_title, Person.name, home_name_on(day), Attendance.state,
        Attendance.via, maintain_column_froms=True,
    )  # fmt: skip
    # By numbers, not by names, and those of events backwards like their times: so a page of a long list is read along
    # an index, without sorting all of it.
    return query.order_by(Event.public_starts_at.desc(), Event.id.desc(), Attendance.person_id)


def _show_units(source: Rows) -> Rows:
    above = aliased(Unit)
    query: Rows = source.outerjoin(above, Unit.parent_id == above.id)
    return query.with_only_columns(Unit.id, Unit.name, Unit.kind, above.name, maintain_column_froms=True).order_by(
        Unit.path
    )


_SHOWN: dict[FigureName, Callable[[Rows], Rows]] = {
    FigureName.SESSIONS: _show_sessions,
    FigureName.DIFFERENT_SPEAKERS: _show_people,
    FigureName.NEVER_SPOKEN: _show_people,
    FigureName.UNITS: _show_units,
    FigureName.MEMBERS: _show_people,
    FigureName.MEMBERS_OVER_60: _show_people,
    FigureName.COVERAGE: _show_people,
    **dict.fromkeys(STUDIED, _show_studied),
}

_OF_A_DAY: dict[FigureName, Callable[[Rows, date], Rows]] = {
    FigureName.TALKS: _show_talks,
    FigureName.ATTENDANCES: _show_attendances,
    FigureName.THEATRE_ATTENDANCES: _show_attendances,
    FigureName.CLASS_ATTENDANCES: _show_attendances,
}


# By what the rows of a figure fall into parts: columns of its list. The first may have its own order, ``position``.
PARTS: dict[FigureName, tuple[str, ...]] = {
    FigureName.MEMBERS: ("category",),
    FigureName.MEMBERS_OVER_60: ("category",),
    FigureName.UNITS: ("kind",),
    FigureName.COMMUNITIES: ("label",),
    FigureName.COURSES: ("format",),
    FigureName.CLASSES: ("state",),
    FigureName.COURSEWARES: ("category", "stage"),
    FigureName.EXPERTS: ("source",),
    FigureName.BASES: ("kind",),
    FigureName.NEEDS: ("state",),
    FigureName.ORDERS: ("state",),
}


def parts_of(scope: Scope, name: FigureName) -> list[tuple[Any, ...]]:
    """How many rows of a figure fall into each part: the values of ``PARTS`` and a number, in a fixed order."""
    keys = PARTS.get(name)
    if not keys:
        return []
    rows = rows_behind(scope, name).order_by(None).subquery()
    place = rows.c.position if "position" in rows.c else literal(0)
    columns = [rows.c[key] for key in keys]
    query = select(*columns, func.count(), func.min(place)).group_by(*columns)
    found = [tuple(row) for row in db.session.execute(query)]
    found.sort(key=lambda row: (row[0] is None, row[-1] or 0, *map(_order, row[:-2])))
    return [row[:-1] for row in found]


# Figures whose rows are told apart by the sort of community they belong to as well, where communities say it.
BY_LABEL = (FigureName.MEMBERS, FigureName.MEMBERS_OVER_60, FigureName.DAILY_ELSEWHERE)


def labels_of(scope: Scope, name: FigureName) -> list[tuple[str, int]]:
    """How many rows of a figure belong to units of each sort, in the order of the tree; '' (the last) for no sort.

    A unit is of the sort that it or the nearest unit above it says. Empty where nobody says any.
    """
    if name not in BY_LABEL:
        return []
    source = SOURCES[name](scope).subquery()
    counted = select(Unit.path, func.count()).join(source, source.c.id == Unit.id).group_by(Unit.path)
    sorts, rows = ask_together(labels(), counted)
    said = {row.path: row.label for row in sorts}
    found = dict.fromkeys(said.values(), 0) | {"": 0}
    for path, number in rows:
        above = [said[upper] for upper in _upwards(path) if upper in said]
        found[above[0] if above else ""] += number
    return [(label, number) for label, number in found.items() if number] if said else []


def _upwards(path: str) -> Iterator[str]:
    """A path and the paths of the units above it, the nearest first."""
    numbers = path.strip("/").split("/")
    for length in range(len(numbers), 0, -1):
        yield f"/{'/'.join(numbers[:length])}/"


def _order(value: Any) -> tuple[int, str]:
    return (list(type(value)).index(value), "") if isinstance(value, StrEnum) else (0, value or "")


def page_behind(scope: Scope, name: FigureName, number: int) -> Page[Any]:
    """One page of the rows. Counted is the source alone: the joins of the list add nothing to it but work."""
    total = rows_of(scope, name)
    number = min(number, max(1, -(-total // PER_PAGE)))
    query = rows_behind(scope, name).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return Page(db.session.execute(query).all(), number, PER_PAGE, total)


def stream_behind(scope: Scope, name: FigureName) -> Iterator[Any]:
    """All rows, a thousand at a time, for a workbook that may be longer than memory."""
    yield from db.session.execute(rows_behind(scope, name).execution_options(yield_per=1000))
