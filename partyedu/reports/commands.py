"""The word of the `partyedu` command that gives figures."""

import json
from typing import Any

import click

from partyedu.core import clock
from partyedu.core.db import reading
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.queries import unit_by_code
from partyedu.reports import queries
from partyedu.reports.columns import in_words
from partyedu.reports.models import FIGURE_LABELS, FigureName


@click.command()
@click.option("--unit", "code", help="Code of the unit (default: the whole house).")
@click.option("--year", type=click.IntRange(1950, 2200), help="The calendar year (default: all years).")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@click.option("--parts", is_flag=True, help="And how they fall into parts: members by category, orders by state …")
def figures(code: str | None, year: int | None, as_json: bool, parts: bool) -> None:
    """Give the figures of a unit with everything below it.

    JSON: whole numbers by key; ``coverage`` is the share of members who attended at least once, 0 to 1.
    """
    with reading():
        scope = queries.Scope(_path(code), year, clock.now())
        found = queries.figures(scope)
        fallen = {name: queries.parts_of(scope, name) for name in queries.PARTS} if parts else {}
        sorts = {name: queries.labels_of(scope, name) for name in queries.BY_LABEL} if parts else {}
        if as_json:
            told = {name.value: _nested(rows) for name, rows in fallen.items()}
            told |= {f"{name.value}_by_label": dict(rows) for name, rows in sorts.items()}
            own = {"parts": told} if parts else {}
            click.echo(json.dumps({**found.as_dict(), **own}, ensure_ascii=False))
            return
        for name, value in found.as_dict().items():
            shown = f"{found.coverage:.1%}" if name == FigureName.COVERAGE.value else value
            click.echo(f"{name}: {shown}  {FIGURE_LABELS[FigureName(name)]}")
            for *keys, number in (*fallen.get(FigureName(name), ()), *sorts.get(FigureName(name), ())):
                click.echo(f"    {' · '.join(str(in_words(key) or '—') for key in keys)}: {number}")


def _nested(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Parts as scripts read them: a number for each value, by first and second key where there are two."""
    found: dict[str, Any] = {}
    for first, *second, number in rows:
        if second:
            found.setdefault(first or "", {})[second[0]] = number
        else:
            found[first or ""] = number
    return found


def _path(code: str | None) -> str:
    """The subtree of the unit with this code; without one, the whole house."""
    if code is None:
        return "/"
    unit = unit_by_code(code)
    if unit is None:
        raise Problem(_("没有代号为“%(code)s”的组织。", code=code))
    return unit.path
