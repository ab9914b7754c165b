"""Screenings: chosen lessons of the library on the calendar, and what one shows."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.library import blueprint
from partyedu.library.forms.screenings import PiecesForm, ScreeningForm
from partyedu.library.operations import screenings as operations
from partyedu.library.queries import packs
from partyedu.library.queries import screenings as queries
from partyedu.schedule.models import Event, EventStatus


def _chosen() -> list[int]:
    """The pieces the address names: one by one, or those of a pack."""
    pack_id = row_number(request.args.get("pack"))
    if pack_id:
        return queries.lessons_of_pack(found(packs.pack_seen(current_actor(), pack_id)).id)
    numbers = [row_number(text) or 0 for text in request.args.getlist("piece")]
    return [number for number in numbers if number in queries.may_be_shown(numbers)]


@blueprint.get("/screenings/new")
@requires(Permission.EVENT_MANAGE)
def new_screening() -> Response:
    """A screening, filled in from what was chosen."""
    return _form_page(ScreeningForm.of(_chosen()))


@blueprint.post("/screenings/new")
@requires(Permission.EVENT_MANAGE)
def plan_screening() -> Response:
    """Put it on the calendar as a draft."""
    form = ScreeningForm.of(())
    if form.validate_on_submit() and form.attempt(
        operations.plan_screening, signed_in(), form.pieces.data or (), **form.event_values()
    ):
        flash(_("草稿存好了，检查好了再公布。"), "done")
        return see_other(f"/schedule/{form.result.id}/manage")
    return _form_page(form)


def _form_page(form: ScreeningForm) -> Response:
    status = form.status if form.is_submitted() else 200
    return render_page("library/screening_new.html", fragment="form", status=status, form=form)


@blueprint.get("/screenings/<int:event_id>")
@anyone
def screening(event_id: int) -> Response:
    """What a screening shows: a region of its event's page."""
    actor = current_actor()
    event = found(queries.screening_seen(actor, event_id))
    return render_page(
        "library/screening.html",
        fragment="shown",
        event=event,
        pieces=queries.shown_at(event_id),
        may_change=actor is not None
        and actor.may(Permission.EVENT_MANAGE, event.unit.path)
        and event.status not in (EventStatus.CLOSED, EventStatus.CANCELLED)
        and event.ends_at > clock.now(),
    )


@blueprint.get("/screenings/<int:event_id>/pieces")
@requires(Permission.EVENT_MANAGE)
def screening_pieces(event_id: int) -> Response:
    """The pieces of a screening, to be chosen anew."""
    event = found(queries.screening_kept(signed_in(), event_id))
    chosen = [row.courseware_id for row in queries.rows_of(event_id)]
    form = PiecesForm(formdata=None, pieces=chosen)
    form.offer(chosen)
    return _pieces_page(event, form)


@blueprint.post("/screenings/<int:event_id>/pieces")
@requires(Permission.EVENT_MANAGE)
def show_pieces(event_id: int) -> Response:
    """Show other pieces."""
    event, form = found(queries.screening_kept(signed_in(), event_id)), PiecesForm()
    form.offer(form.pieces.data or ())
    if form.validate_on_submit() and form.attempt(operations.show, event, form.pieces.data or ()):
        flash(_("已保存。"), "done")
        return see_other(url_for("library.screening", event_id=event_id))
    return _pieces_page(found(queries.screening_kept(signed_in(), event_id)), form, form.status)


def _pieces_page(event: Event, form: PiecesForm, status: int = 200) -> Response:
    return render_page("library/screening_pieces.html", fragment="form", status=status, event=event, form=form)
