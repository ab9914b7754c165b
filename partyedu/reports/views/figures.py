"""The figures of a year, the rows behind each, the printed sheet, and the sums that everybody may read."""

from typing import Any

from flask import Response, abort, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.db import reading, release
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number
from partyedu.organisation.models import shown_name
from partyedu.reports import blueprint, exports, operations, queries, showing
from partyedu.reports.columns import columns_of, leads_to, lines
from partyedu.reports.models import FIGURE_LABELS, FIGURE_RULES, FigureName
from partyedu.reports.views.asked import Asked, asked, asked_in_public, year_choices
from partyedu.schedule.queries import themes


def _year(chosen: Asked, names: tuple[FigureName, ...], rows_url: str = "") -> dict[str, Any]:
    """What every page of a year shows: the figures, and the picture of quarters and themes."""
    years = year_choices(chosen.year)
    figures = queries.figures(chosen.scope)
    parts = queries.periods(chosen.year, int(years[-2][0]), clock.today().year)
    cells = queries.sessions_by_theme(chosen.scope, parts)
    return {
        "chosen": chosen,
        "years": years,
        "figures": figures,
        "groups": showing.groups(figures, names, rows_url),
        "chart": showing.chart(cells, parts, themes(archived=True), chosen.year),
        "until": chosen.scope.day,
    }


def _compared(shown: dict[str, Any]) -> dict[str, Any]:
    chosen: Asked = shown["chosen"]
    return {
        "heads": [str(FIGURE_LABELS[name]) for name in showing.COMPARED],
        "parts": showing.compared(shown["figures"], chosen.unit, chosen.units, chosen.year_value),
    }


@blueprint.get("/")
@requires(Permission.FIGURES_READ)
def index() -> Response:
    """The figures of a unit and a year; each number opens its rows."""
    actor = signed_in()
    chosen = found(asked(actor))
    shown = _year(chosen, tuple(FigureName), f"/reports/figures/NAME?{chosen.query}")
    may_open = {name: showing.may_open(actor, name, chosen.unit) for name in FigureName}
    return render_page("reports/index.html", fragment="figures", may_open=may_open, **shown, **_compared(shown))


@blueprint.get("/sheet")
@requires(Permission.FIGURES_READ)
def sheet() -> Response:
    """The same on paper, with the rules by which it was counted."""
    shown = _year(found(asked(signed_in())), tuple(FigureName))
    back = f"{url_for('reports.index')}?{shown['chosen'].query}"
    return render_page("reports/sheet.html", layout="print", back_url=back, **shown, **_compared(shown))


@blueprint.get("/sheet.xlsx")
@requires(Permission.FIGURES_READ)
def sheet_file() -> Response:
    """The same as a workbook, to be sent on: sums only."""
    shown = _year(found(asked(signed_in())), tuple(FigureName))
    chosen: Asked = shown["chosen"]
    beside = _compared(shown)
    whose = f"{chosen.unit.name}-{chosen.year_words}"
    return exports.year_workbook(shown["groups"], beside["heads"], beside["parts"], whose)


@blueprint.get("/year")
@anyone
def year() -> Response:
    """What the centre did in a year, for everybody: sums and honours, no names behind them."""
    shown = _year(found(asked_in_public()), showing.PUBLIC_FIGURES)
    honours = [
        (day, title, by, shown_name(name, choice))
        for day, title, by, name, choice in queries.honours_of_year(shown["chosen"].scope)
    ]
    return render_page("reports/year.html", fragment="year", honours=[row for row in honours if row[3]], **shown)


def _behind(name: str) -> tuple[FigureName, Asked]:
    """The figure and the unit that are asked for, if the actor may see the rows behind it."""
    if name not in list(FigureName):
        abort(404)
    figure = FigureName(name)
    return figure, found(asked(signed_in(), showing.OPENED_BY.get(figure, Permission.FIGURES_READ)))


@blueprint.get("/figures/<name>")
@requires(Permission.FIGURES_READ)
def rows(name: str) -> Response:
    """The rows behind a figure, in pages."""
    figure, chosen = _behind(name)
    page = queries.page_behind(chosen.scope, figure, page_number())
    return render_page(
        "reports/rows.html",
        fragment="rows",
        name=figure,
        label=FIGURE_LABELS[figure],
        rule=FIGURE_RULES[figure],
        chosen=chosen,
        page=page,
        number=queries.number_of(chosen.scope, figure) if figure in queries.SUMMED else page.total,
        parts=showing.parts(queries.parts_of(chosen.scope, figure)),
        labels=showing.parts(queries.labels_of(chosen.scope, figure)),
        columns=columns_of(figure),
        lines=lines(figure, page.rows, leads_to(signed_in(), figure, chosen.unit, chosen.year)),
    )


@blueprint.post("/figures/<name>/export")
@requires(Permission.FIGURES_READ)
def export(name: str) -> Response:
    """The same rows as a workbook; the audit notes that they were taken."""
    release()
    with reading():  # a long list must not keep others from writing
        figure, chosen = _behind(name)
        total = queries.rows_of(chosen.scope, figure)
        answer = exports.rows_workbook(figure, chosen.scope, total, f"{chosen.unit.name}-{chosen.year_words}")
    operations.note_export(chosen.unit.id, figure, chosen.year, total)
    return answer
