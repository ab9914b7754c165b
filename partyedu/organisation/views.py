"""Units and people."""

from flask import Response, request

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page
from partyedu.organisation import blueprint, queries


@blueprint.get("/people")
@requires(Permission.PEOPLE_READ)
def people() -> Response:
    """The people the actor may see."""
    return render_page("organisation/index.html")


@blueprint.get("/people/suggest")
@requires(Permission.PEOPLE_READ, Permission.TALK_MANAGE, Permission.EVENT_MANAGE, Permission.CHECK_IN)
def suggest() -> Response:
    """People for a person field, while its name is typed (``field`` is the field's name)."""
    field = query_text("field", 40)
    found = queries.people_matching(signed_in(), Permission.PEOPLE_READ, request.args.get(field, "")[:60])
    return render_page("organisation/suggest.html", fragment="suggestions", field=field, found=found)
