"""A member's own page: what they have studied, and what is open to them."""

from flask import Response

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.pages import render_page
from partyedu.study import blueprint
from partyedu.study.rooms import REGIONS, tabs_for


@blueprint.get("/")
@requires(Permission.MEMBER)
def index() -> Response:
    """My study: hours first, then what other rooms of study have for me."""
    return render_page("study/index.html", tabs=tabs_for(signed_in()), regions=REGIONS)
