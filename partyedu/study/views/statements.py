"""The sheet of a year, one page per person: one's own, somebody's, those of a whole unit."""

from typing import Any

from flask import Response, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.study import blueprint
from partyedu.study.models import SOURCES
from partyedu.study.queries import hours as queries
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.statements import statements as sheets
from partyedu.study.queries.years import year_asked
from partyedu.study.views.asked import unit_asked

SHEETS_A_PAGE = 100


@blueprint.get("/hours/people/<int:person_id>/statement")
@requires(Permission.MEMBER)
def statement(person_id: int) -> Response:
    """The year of one person on a sheet."""
    year = year_asked()
    read = found(queries.year_to_read(signed_in(), person_id, year))
    ledger = Ledger(year, rulebook(), [person_id])
    named = [(person_id, read.person.name, read.unit.name if read.unit else "")]
    back = url_for("study.person_hours", person_id=person_id, year=year.number)
    return _printed(ledger, named, back)


@blueprint.get("/hours/statements")
@requires(Permission.HOURS_READ)
def statements() -> Response:
    """The year of each member of a unit, a page for each; a hundred at a time."""
    asked = found(unit_asked())
    rules = rulebook()
    listed = queries.members_listed(queries.ledger_of(asked.year, rules, asked.everybody), asked.chosen)
    page = paged(listed, page_number(), per_page=SHEETS_A_PAGE)
    named = [(row.person_id, row.name, row.unit) for row in page.rows]
    ledger = Ledger(asked.year, rules, [number for number, _name, _unit in named])
    return _printed(ledger, named, f"{url_for('study.unit_hours')}?{asked.query()}", page=page)


def _printed(ledger: Ledger, named: list[tuple[int, str, str]], back: str, **more: Any) -> Response:
    return render_page(
        "study/hours/statement.html",
        layout="print",
        sheets=sheets(ledger, named),
        year=ledger.year,
        sources=SOURCES,
        printed_on=clock.today(),
        back_url=back,
        **more,
    )
