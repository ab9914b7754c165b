"""What the address of a page of hours asks for: which unit, which year, which of its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from partyedu.core.access import signed_in
from partyedu.core.forms import query_text
from partyedu.core.words import _
from partyedu.organisation.models import Unit
from partyedu.study.queries.hours import units_to_read
from partyedu.study.queries.standing import STANDINGS, STANDINGS_AFTER, Belongs, Chosen, Standing
from partyedu.study.queries.years import Year, year_asked, years_with_events


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit, a year and which members; ``units`` are those one can choose from, in the order of the tree."""

    units: Sequence[Unit]
    unit: Unit
    year: Year
    standing: str
    belongs: Belongs
    words: str

    @property
    def chosen(self) -> Chosen:
        """What the queries are asked."""
        return Chosen(self.unit.path, self.standing, self.belongs, self.words)

    @property
    def everybody(self) -> Chosen:
        """The same without what only narrows the list."""
        return Chosen(self.unit.path, belongs=self.belongs)

    def query(self, **other: Any) -> str:
        """The end of an address that asks for the same, but for what is given."""
        asked = {"unit": self.unit.id, "year": self.year.number, "standing": self.standing,
                 "belongs": self.belongs.value, "q": self.words, **other}  # fmt: skip
        return urlencode({name: value for name, value in asked.items() if value not in ("", None)})

    def unit_choices(self) -> list[tuple[int, str]]:
        """Choices of a select, children set in under their parents."""
        top = min(unit.depth for unit in self.units)
        return [(unit.id, "　" * (unit.depth - top) + unit.name) for unit in self.units]

    @property
    def below(self) -> bool:
        """Whether there are units below, whose sums can be compared."""
        return any(unit.parent_id == self.unit.id for unit in self.units)

    @property
    def standings(self) -> dict[Standing, Any]:
        """The words for how a member stands in this year."""
        return STANDINGS if self.year.running else STANDINGS_AFTER


def unit_asked() -> Asked | None:
    """What is asked for; None when the actor does not reach the unit."""
    units = units_to_read(signed_in())
    wanted = request.values.get("unit", type=int)
    unit = next((unit for unit in units if wanted is None or unit.id == wanted), None)
    if unit is None:
        return None
    standing, belongs = request.values.get("standing", ""), request.values.get("belongs", "")
    return Asked(
        units,
        unit,
        year_asked(),
        standing if standing in list(Standing) else "",
        Belongs(belongs) if belongs in list(Belongs) else Belongs.ALL,
        query_text(),
    )


def year_choices(year: Year) -> list[tuple[int, str]]:
    """The years to choose from, the newest first."""
    years = years_with_events()
    return [(number, _("%(year)s年", year=number)) for number in sorted({*years, year.number}, reverse=True)]
