"""What the address of a page of figures asks for: which unit, which year."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _
from partyedu.organisation import queries as organisation
from partyedu.organisation.queries import UnitLine
from partyedu.reports.queries import Scope, first_year, public_units

ALL = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit and a year (None: all years); ``units`` are those one can choose from, in the order of the tree."""

    units: Sequence[UnitLine]
    unit: UnitLine
    year: int | None

    @property
    def scope(self) -> Scope:
        """What the queries are asked."""
        return Scope(self.unit.path, self.year, clock.now())

    @property
    def year_value(self) -> str:
        """The year as it stands in an address."""
        return ALL if self.year is None else str(self.year)

    @property
    def year_words(self) -> str:
        """2026 年, or all years."""
        return _("历年合计") if self.year is None else _("%(year)s年", year=self.year)

    @property
    def query(self) -> str:
        """The end of an address that asks for the same unit and year."""
        return urlencode({"unit": self.unit.id, "year": self.year_value})

    def unit_choices(self) -> list[tuple[int, str]]:
        """Choices of a select, children set in under their parents."""
        top = min(unit.depth for unit in self.units)
        return [(unit.id, "　" * (unit.depth - top) + unit.name) for unit in self.units]


def asked(actor: Actor, permission: Permission = Permission.FIGURES_READ) -> Asked | None:
    """What is asked for, by address or form; None when the actor does not reach the unit."""
    return _asked(organisation.lines_reached(actor, permission))


def _asked(units: Sequence[UnitLine]) -> Asked | None:
    wanted = request.values.get("unit", type=int)
    unit = next((unit for unit in units if wanted is None or unit.id == wanted), None)
    return None if unit is None else Asked(units, unit, year_asked())


def year_asked() -> int | None:
    """The year in the address; this year when there is none or it makes no sense, None for all years."""
    text = request.values.get("year", "")
    if text == ALL:
        return None
    return int(text) if text.isdecimal() and 1950 <= int(text[:5]) <= 2200 else clock.today().year


def year_choices(chosen: int | None) -> list[tuple[str, str]]:
    """The years since the first event, the newest first, and all of them together."""
    this_year = clock.today().year
    years = {*range(first_year() or this_year, this_year + 1), chosen or this_year}
    return [*((str(year), _("%(year)s年", year=year)) for year in sorted(years, reverse=True)), (ALL, _("历年合计"))]


def asked_in_public() -> Asked | None:
    """What a visitor asks for: a unit large enough that its sums say nothing about a single person."""
    return _asked(public_units())
