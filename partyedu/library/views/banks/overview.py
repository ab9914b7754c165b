"""The four banks on one page, with how many stand in each."""

from flask import Response

from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.pages import render_page
from partyedu.library import blueprint
from partyedu.library.queries import banks


@blueprint.get("/banks")
@anyone
def four_banks() -> Response:
    """The four banks, each with its number and its door."""
    return render_page("library/banks_overview.html", counts=banks.counts(clock.today()))
