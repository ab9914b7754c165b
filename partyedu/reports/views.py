"""Pages of the feature; see the Blueprint's docstring."""

from flask import Response

from partyedu.core.access import requires
from partyedu.core.actor import Permission
from partyedu.core.pages import render_page
from partyedu.reports import blueprint


@blueprint.get("/")
@requires(Permission.FIGURES_READ)
def index() -> Response:
    """The front page of the feature."""
    return render_page("reports/index.html")
