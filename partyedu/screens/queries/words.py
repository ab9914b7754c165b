"""What people said, and the figures of the year: sums only, nobody beside anybody."""

from dataclasses import dataclass
from datetime import datetime

from partyedu.core import clock, watch
from partyedu.discussions import queries as discussions
from partyedu.discussions.queries import Picked, SaidAndDone
from partyedu.organisation.models import Unit
from partyedu.reports import queries as reports
from partyedu.reports.models import FigureName
from partyedu.reports.queries import Scope

# Figures of a year are asked of the whole house: once an hour is often enough for a wall.
YEAR_SECONDS = 3600

Words = tuple[list[SaidAndDone], list[Picked]]


def words(unit_path: str = "") -> Words:
    """Lines of "you said, we did" and chosen reflections of a subtree; of the whole house when it has neither."""
    return watch.kept(("words", unit_path), ("screens",), lambda: discussions.for_screen(unit_path or None))


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a community did in a year: sums, the share of members who came, sessions by quarter."""

    year: int
    unit: str
    sessions: int
    talks: int
    speakers: int
    attendances: int
    members: int
    reached: int
    matters_closed: int
    households: int
    quarters: tuple[int, int, int, int]

    @property
    def coverage(self) -> int:
        """Percent of the members who came at least once."""
        return round(100 * self.reached / self.members) if self.members else 0


def year(unit_path: str, now: datetime) -> YearFigures | None:
    """The figures of the calendar year for the community in which a screen hangs. None in a house without units.

    Sums of anything smaller than a community would speak of single people.
    """
    number = clock.local(now).year
    key = ("year", unit_path, number)
    return watch.kept(key, ("centre",), lambda: _year(unit_path, number, now), YEAR_SECONDS)


def _year(unit_path: str, number: int, now: datetime) -> YearFigures | None:
    unit = _spoken_of(unit_path)
    if unit is None:
        return None
    scope = Scope(unit.path, number, now)
    numbers = reports.figures(scope).numbers
    quarters = [0, 0, 0, 0]
    by_theme = reports.sessions_by_theme(scope, reports.periods(number, number, number))
    for (quarter, _theme), sessions in by_theme.items():
        if quarter:
            quarters[quarter - 1] += sessions
    return YearFigures(
        year=number, unit=unit.name, sessions=numbers[FigureName.SESSIONS], talks=numbers[FigureName.TALKS],
        speakers=numbers[FigureName.DIFFERENT_SPEAKERS], attendances=numbers[FigureName.ATTENDANCES],
        members=numbers[FigureName.MEMBERS], reached=numbers[FigureName.COVERAGE],
        matters_closed=numbers[FigureName.MATTERS_CLOSED], households=numbers[FigureName.HOUSEHOLDS_SERVED],
        quarters=(quarters[0], quarters[1], quarters[2], quarters[3]),
    )  # fmt: skip


def _spoken_of(unit_path: str) -> Unit | None:
    """The smallest unit above (or at) a path whose sums everybody may read; for no path, the uppermost."""
    public = sorted(reports.public_units(), key=lambda unit: len(unit.path))
    above = [unit for unit in public if unit_path.startswith(unit.path)]
    return above[-1] if above else next(iter(public), None)
