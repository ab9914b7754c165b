"""A member's own page: what they have studied, what is open to them; what they studied elsewhere is handed in here."""

from typing import Any

from flask import Response

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.pages import render_page
from partyedu.core.together import ask_together
from partyedu.organisation import queries as organisation
from partyedu.organisation.models import Person
from partyedu.study import blueprint
from partyedu.study.queries import ahead, entries
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.standing import due_by_now
from partyedu.study.queries.years import this_year
from partyedu.study.rooms import REGIONS, tabs_for
from partyedu.study.views.hours import year_of


@blueprint.get("/")
@requires(Permission.MEMBER)
def index() -> Response:
    """My study: hours first, then what is open to me, then what other rooms of study have for me."""
    actor = signed_in()
    person = organisation.myself(actor)
    if person is None or not actor.is_member:
        keeps = actor.may(Permission.HOURS_READ)
        return render_page("study/index.html", person=None, keeps=keeps, tabs=tabs_for(actor), regions=())
    ledger = Ledger(this_year(), rulebook(), [person.id])
    year = year_of(person.id, person.unit, ledger)
    return render_page(
        "study/index.html",
        person=person,
        tabs=tabs_for(actor),
        regions=REGIONS,
        due=due_by_now(year["standing"], ledger.year),
        **year,
        **_ahead(person),
    )


def _ahead(person: Person) -> dict[str, Any]:
    """What is open to a member, and what they handed in last."""
    events, classes, pieces, own = ask_together(
        ahead.events_ahead(person, clock.now()),
        ahead.classes_open_to(person.id, clock.today()),
        ahead.pieces_open_to(person.id, clock.today()),
        entries.entries_of(person.id).limit(5),
    )
    return {"events": events, "classes": classes, "pieces": pieces, "entries": own}
