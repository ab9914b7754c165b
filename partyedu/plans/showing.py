"""What the pages of a plan show: decided here, before a template gets it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from partyedu.core.words import _, numeral
from partyedu.plans.access import MONTHS, Span
from partyedu.plans.models import CellState, Every, GapState, Plan
from partyedu.plans.queries import Asked, Cell, Checked, Line

# Shape beside word and colour: what is seen from across the room.
MARKS = {
    CellState.DONE: "circle-check",
    CellState.UNDER_WAY: "clock",
    CellState.LATE: "triangle-alert",
    CellState.AHEAD: "calendar",
}


GAP_MARKS = {
    GapState.HELD: "circle-check",
    GapState.PLANNED: "calendar-days",
    GapState.MISSING: "triangle-alert",
    GapState.OPEN: "clock",
    GapState.NOT_YET: "calendar",
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a plan as a list: what is in it, task by task."""

    number: int
    is_now: bool
    is_past: bool
    entries: list[tuple[Line, Cell]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A plan as it stands today."""

    lines: Sequence[Line]
    now: int | None  # this month, when the plan is of this year
    counts: dict[CellState, int]
    months: list[Month]

    @property
    def next(self) -> Cell | None:
        """The one to see to first: the oldest late one not followed up, else one of this month with no event."""
        cells = [cell for line in self.lines for cell in line.cells]
        late = [cell for cell in cells if cell.state is CellState.LATE and not cell.matters]
        open_now = [cell for cell in cells if cell.month == self.now and cell.is_meant and not cell.events]
        waiting = [cell for cell in open_now if cell.state is CellState.UNDER_WAY]
        return next(iter([*sorted(late, key=lambda cell: cell.month), *waiting]), None)

    @property
    def meant(self) -> int:
        """In how many cells something is written."""
        return sum(self.counts.values())


def grid_of(plan: Plan, lines: Sequence[Line], today: date) -> Grid:
    """Lines, sums and the list by month: this month first, then what comes, then what was."""
    now = today.month if plan.year == today.year else None
    counts = Counter(cell.state for line in lines for cell in line.cells if cell.is_meant)
    first = now or 1
    order = [*range(first, 13), *range(1, first)]
    months = []
    for number in order:
        entries = [(line, line.cells[number - 1]) for line in lines]
        shown = [(line, cell) for line, cell in entries if cell.state is not CellState.NOTHING]
        if shown or number == now:
            months.append(Month(number, number == now, now is not None and number < now, shown))
    return Grid(lines, now, {state: counts[state] for state in CellState if counts[state]}, months)


def month_name(number: int) -> str:
    """1月 to 12月."""
    return [
        _("1月"), _("2月"), _("3月"), _("4月"), _("5月"), _("6月"), _("7月"), _("8月"), _("9月"), _("10月"), _("11月"),
        _("12月"),
    ][number - 1]  # fmt: skip


def month_names() -> dict[int, str]:
    """The twelve, by number."""
    return {number: month_name(number) for number in MONTHS}


def span_name(span: Span) -> str:
    """3月, 第一季度, 全年."""
    if span.every is Every.MONTH:
        return month_name(span.number)
    if span.every is Every.QUARTER:
        return _("%(ordinal)s季度", ordinal=numeral(span.number))
    return _("全年")


def asked_tabs(asked: Asked) -> list[dict[str, Any]]:
    """What runs now, and each thing that is required over the year, as tabs."""
    names = dict.fromkeys((rule.occasion_id, rule.occasion.name) for rule in asked.rules)
    where: dict[str, Any] = {"year": asked.year, "unit": asked.unit.id if asked.unit else None}
    first = {"label": _("眼下"), "url": url_for("plans.gaps", **where), "current": asked.occasion_id is None}
    return [
        first,
        *(
            {
                "label": name,
                "url": url_for("plans.gaps", occasion=key, **where),
                "current": key == asked.occasion_id,
            }
            for key, name in names
        ),
    ]


def first_gap(rows: Sequence[Checked]) -> tuple[Checked, Any] | None:
    """The one to see to first, with its unit: what is missing and not followed up, else what nobody has planned."""
    for state in (GapState.MISSING, GapState.OPEN):
        for row in rows:
            for gap in row.gaps:
                if gap.state is state and not gap.matters:
                    return row, gap
    return None


def gap_sums(rows: Sequence[Checked]) -> dict[GapState, int]:
    """How often each state stands on the page, those that do not left out."""
    counts = Counter(gap.state for row in rows for gap in row.gaps)
    return {state: counts[state] for state in GapState if counts[state] and state is not GapState.FREE}
