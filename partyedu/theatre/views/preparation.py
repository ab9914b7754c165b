"""Getting a session ready: the support checklist and who has been asked to speak."""

from flask import Response, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import from_htmx, render_page, see_other
from partyedu.theatre import blueprint, operations, queries
from partyedu.theatre.forms import SupportForm
from partyedu.theatre.models import REQUEST_STATES, SUPPORT_KINDS
from partyedu.theatre.views.answering import attempted


@blueprint.get("/<int:event_id>/preparation")
@requires(Permission.EVENT_MANAGE)
def preparation(event_id: int) -> Response:
    """The checklist and the requests of a session."""
    return _page(event_id)


def _page(event_id: int, status: int = 200, form: SupportForm | None = None) -> Response:
    event = found(queries.session_to_manage(signed_in(), event_id))
    return render_page(
        "theatre/preparation.html",
        fragment="preparation",
        status=status,
        event=event,
        support=queries.support_of(event_id),
        requests=queries.requests_of(event_id),
        kinds=SUPPORT_KINDS,
        states=REQUEST_STATES,
        form=form or SupportForm(formdata=None),
    )


def _shown(event_id: int, done: bool) -> Response:
    if done and not from_htmx():
        return see_other(url_for("theatre.preparation", event_id=event_id))
    return _page(event_id, 200 if done else 422)


@blueprint.post("/<int:event_id>/support")
@requires(Permission.EVENT_MANAGE)
def add_support(event_id: int) -> Response:
    """One more line on the checklist."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    form = SupportForm()
    if form.validate_on_submit() and form.attempt(
        operations.add_support, event, form.kind.data, form.text.data or "", form.person.chosen_id
    ):
        return _shown(event_id, True)
    return _page(event_id, form.status, form)


@blueprint.post("/<int:event_id>/support/usual")
@requires(Permission.EVENT_MANAGE)
def list_support(event_id: int) -> Response:
    """The usual lines of the five kinds."""
    event = found(queries.session_to_manage(signed_in(), event_id))
    return _shown(event_id, attempted(operations.list_support, event))


@blueprint.post("/<int:event_id>/support/<int:item_id>/tick")
@requires(Permission.EVENT_MANAGE)
def tick(event_id: int, item_id: int) -> Response:
    """Seen to, or not after all."""
    item = found(queries.support_to_manage(signed_in(), event_id, item_id))
    return _shown(event_id, attempted(operations.tick_support, item, request.form.get("done") == "1"))


@blueprint.post("/<int:event_id>/support/<int:item_id>/remove")
@requires(Permission.EVENT_MANAGE)
def remove_support(event_id: int, item_id: int) -> Response:
    """A line this session does not need."""
    item = found(queries.support_to_manage(signed_in(), event_id, item_id))
    return _shown(event_id, attempted(operations.remove_support, item))
