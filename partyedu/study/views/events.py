"""How an event counts: reached from the event by its address."""

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.schedule.access import is_settled
from partyedu.schedule.models import Event
from partyedu.study import blueprint
from partyedu.study.forms.hours import CountForm
from partyedu.study.operations import events as operations
from partyedu.study.queries import events as queries
from partyedu.study.queries.rules import rulebook
from partyedu.study.showing.hours import counted_in_words


def _page(event: Event, form: CountForm, status: int = 200) -> Response:
    day = queries.day_of(event)
    return render_page(
        "study/hours/event.html",
        fragment="form",
        status=status,
        event=event,
        form=form,
        minutes=queries.length_of(event),
        settled=is_settled(event, clock.today()),
        corrects=signed_in().may(Permission.HOURS_CORRECT, event.unit.path),
        corrections=queries.corrections_of_event(event.id),
        counted=counted_in_words,
        rule=rulebook().at(event.unit.path, day),
    )


@blueprint.get("/events/<int:event_id>/hours")
@requires(Permission.EVENT_MANAGE, Permission.STUDY_MANAGE, Permission.HOURS_CORRECT)
def event_hours(event_id: int) -> Response:
    """How an event counts: by its length, or as was said."""
    event = found(queries.event_to_count(signed_in(), event_id))
    said = queries.hours_of_event(event.id)
    form = CountForm(data={"counts_as": said.counts_as if said else "", "minutes": said.minutes if said else None})
    return _page(event, form)


@blueprint.post("/events/<int:event_id>/hours")
@requires(Permission.EVENT_MANAGE, Permission.STUDY_MANAGE, Permission.HOURS_CORRECT)
def count_event(event_id: int) -> Response:
    """Say how an event counts; the hours of all who were there follow at once."""
    event = found(queries.event_to_count(signed_in(), event_id))
    form = CountForm()
    if form.validate_on_submit() and form.attempt(
        operations.count_event, event, form.counts_as.data, form.minutes.data, form.why.data or ""
    ):
        flash(_("记下了，到场的人的学时已经照这样算。"), "done")
        return see_other(url_for("study.event_hours", event_id=event.id))
    return _page(found(queries.event_to_count(signed_in(), event_id)), form, form.status)
