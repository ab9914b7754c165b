"""Pages of the feature; see the Blueprint's docstring."""

from flask import Response

from partyedu.core.access import anyone
from partyedu.core.pages import render_page
from partyedu.speakers import blueprint


@blueprint.get("/")
@anyone
def index() -> Response:
    """The front page of the feature."""
    return render_page("speakers/index.html")
