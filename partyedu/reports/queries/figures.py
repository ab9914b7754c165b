"""The numbers of a year: each the count, or the sum, of the very rows that ``sources`` gives for it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, case, func, literal, select, union_all

from partyedu.attendance.models import HERE, Attendance
from partyedu.core.db import db
from partyedu.reports.models import FigureName
from partyedu.reports.queries.sources import SOURCES, SUMMED, Scope, held_by
from partyedu.reports.queries.studied import STUDIED, studied_by_unit
from partyedu.schedule.models import Event, EventKind


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of rows by figure (``coverage``: how many members were reached), and the same by unit."""

    numbers: dict[FigureName, int]
    by_unit: dict[FigureName, dict[int | None, int]]

    @property
    def coverage(self) -> float:
        """Share of the members who attended at least once, 0 to 1."""
        members = self.numbers[FigureName.MEMBERS]
        return self.numbers[FigureName.COVERAGE] / members if members else 0.0

    def as_dict(self) -> dict[str, int | float]:
        """What scripts read: whole numbers, and ``coverage`` as a share from 0 to 1 with four places."""
        return {
            name.value: round(self.coverage, 4) if name is FigureName.COVERAGE else number
            for name, number in self.numbers.items()
        }


# Attendances are many, so they are read once: those of the theatre and of classes count among all of them as well.
_READ_TOGETHER = (FigureName.THEATRE_ATTENDANCES, FigureName.CLASS_ATTENDANCES, FigureName.ATTENDANCES)


def figures(scope: Scope) -> Figures:
    """All figures of a scope in one statement (the rules of hours are asked before)."""
    apart = (*_READ_TOGETHER, *STUDIED)
    counted = [_by_unit(name, source(scope)) for name, source in SOURCES.items() if name not in apart]
    by_unit: dict[FigureName, dict[int | None, int]] = {name: {} for name in FigureName}
    # The ledger first: it looks something up for every member, and each look-up of SQLite passes all that the arms
    # before it have opened. As the last arm it took three times as long.
    everything = union_all(*studied_by_unit(scope), _attendances_by_kind(scope), *counted)
    for value, unit_id, number in db.session.execute(everything):
        name = FigureName(value)
        for own in {name, FigureName.ATTENDANCES} if name in _READ_TOGETHER else {name}:
            by_unit[own][unit_id] = by_unit[own].get(unit_id, 0) + int(number)
    return Figures({name: sum(found.values()) for name, found in by_unit.items()}, by_unit)


def _by_unit(name: FigureName, source: Select[Any]) -> Select[Any]:
    rows: Subquery = source.subquery()
    return select(literal(name.value), rows.c.id, _number(rows, name)).group_by(rows.c.id)


def _number(rows: Subquery, name: FigureName) -> Any:
    return func.coalesce(func.sum(rows.c[SUMMED[name]]), 0) if name in SUMMED else func.count()


def _attendances_by_kind(scope: Scope) -> Select[Any]:
    # Counted event by event along its index, then added up: two million rows are never put in order.
    there = select(func.count()).where(Attendance.event_id == Event.id, Attendance.state.in_(HERE)).correlate(Event)
    rows = held_by(scope).add_columns(Event.kind, there.scalar_subquery().label("number")).subquery()
    theatre, classes, others = (name.value for name in _READ_TOGETHER)
    kind = case((rows.c.kind == EventKind.THEATRE, theatre), (rows.c.kind == EventKind.CLASS, classes), else_=others)
    query = select(kind.label("name"), rows.c.id, func.sum(rows.c.number))
    return query.group_by("name", rows.c.id).having(func.sum(rows.c.number) > 0)


def number_of(scope: Scope, name: FigureName) -> int:
    """One figure: its number of rows, or the sum that it is."""
    rows = SOURCES[name](scope).subquery()
    return int(db.session.scalar(select(_number(rows, name)).select_from(rows)) or 0)


def rows_of(scope: Scope, name: FigureName) -> int:
    """How many rows a list of the figure has."""
    return db.session.scalar(select(func.count()).select_from(SOURCES[name](scope).subquery())) or 0
