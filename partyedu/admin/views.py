"""Pages of the feature; see the Blueprint's docstring."""

from flask import Response

from partyedu.admin import blueprint
from partyedu.core.access import requires
from partyedu.core.actor import Permission
from partyedu.core.pages import render_page


@blueprint.get("/")
@requires(Permission.SETTINGS)
def index() -> Response:
    """The front page of the feature."""
    return render_page("admin/index.html")
