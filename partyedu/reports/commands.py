"""The word of the `partyedu` command that gives figures."""

import json

import click

from partyedu.core import clock
from partyedu.core.db import reading
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.queries import unit_by_code
from partyedu.reports import queries
from partyedu.reports.models import FIGURE_LABELS, FigureName


@click.command()
@click.option("--unit", "code", help="Code of the unit (default: the whole house).")
@click.option("--year", type=click.IntRange(1950, 2200), help="The calendar year (default: all years).")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def figures(code: str | None, year: int | None, as_json: bool) -> None:
    """Give the figures of a unit with everything below it.

    JSON: whole numbers by key; ``coverage`` is the share of members who attended at least once, 0 to 1.
    """
    with reading():
        found = queries.figures(queries.Scope(_path(code), year, clock.now()))
        if as_json:
            click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
            return
        for name, value in found.as_dict().items():
            shown = f"{found.coverage:.1%}" if name == FigureName.COVERAGE.value else value
            click.echo(f"{name}: {shown}  {FIGURE_LABELS[FigureName(name)]}")


def _path(code: str | None) -> str:
    """The subtree of the unit with this code; without one, the whole house."""
    if code is None:
        return "/"
    unit = unit_by_code(code)
    if unit is None:
        raise Problem(_("没有代号为“%(code)s”的组织。", code=code))
    return unit.path
