"""Lists of surveys: those for me, those I lead; what belongs to an event."""

from flask import Response, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.organisation.queries import unit_choices
from partyedu.schedule.access import page_of
from partyedu.surveys import blueprint, queries
from partyedu.surveys.models import SURVEY_PURPOSES, SURVEY_STATES
from partyedu.surveys.queries import SurveyFilter


@blueprint.get("/")
@requires(Permission.MEMBER)
def index() -> Response:
    """The surveys and tests that ask me: to answer now, or answered. Who leads surveys and has nothing to answer is at
    work here, and comes to those they lead."""
    actor, now = signed_in(), clock.now()
    answered = request.args.get("show") == "answered"
    page = paged(queries.for_me(actor, now, answered), page_number())
    to_rate = [] if answered else ask_together(queries.events_to_rate(actor.person_id or 0))[0]
    if not (page.rows or to_rate or "show" in request.args) and actor.may(Permission.SURVEY_MANAGE):
        return see_other(url_for("surveys.led"))
    return render_page("surveys/index.html", fragment="listed", page=page, answered=answered, to_rate=to_rate)


@blueprint.get("/led")
@requires(Permission.SURVEY_MANAGE)
def led() -> Response:
    """The surveys and tests of my units."""
    actor, now = signed_in(), clock.now()
    chosen = SurveyFilter(
        state=request.args.get("state", "")[:30],
        purpose=request.args.get("purpose", "")[:30],
        unit_id=request.args.get("unit", type=int),
        words=query_text(),
        above=request.args.get("whose") == "above",
    )
    return render_page(
        "surveys/led.html",
        fragment="listed",
        page=paged(queries.surveys_led(actor, chosen, now), page_number()),
        chosen=chosen,
        states=SURVEY_STATES,
        purposes=SURVEY_PURPOSES,
        units=unit_choices(actor, Permission.SURVEY_MANAGE),
    )


@blueprint.get("/of-event/<int:event_id>")
@anyone
def of_event(event_id: int) -> Response:
    """What belongs to an event: polls to answer, the way to rate it, what came of the ratings."""
    event, actor, now = found(queries.public_event(event_id)), current_actor(), clock.now()
    polls = ask_together(queries.for_me(actor, now, False, event_id))[0] if actor else []
    return render_page(
        "surveys/of_event.html",
        fragment="links",
        event=event,
        event_url=page_of(event.id, event.kind),
        polls=polls,
        may_rate=bool(actor and queries.event_to_rate(actor, event_id)),
        has_rated=bool(actor and queries.has_rated(event_id, actor.person_id or 0)),
        may_read=bool(actor and queries.event_rated(actor, event_id)),
    )
