"""What everybody may open: the schedule, one event, what changed, calendar files."""

from flask import Response, redirect

from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.pages import kept_page, render_page, see_other, slot_of_all
from partyedu.core.qr import house_address
from partyedu.schedule import blueprint, exports, queries
from partyedu.schedule.access import page_of
from partyedu.schedule.forms import LeaveForm
from partyedu.schedule.models import EVENT_KINDS, EventKind
from partyedu.schedule.views import region
from partyedu.schedule.views.asked import Asked, asked, filters_asked, is_its_own_address
from partyedu.schedule.views.joining import joining_for


@blueprint.get("/")
@anyone
def index() -> Response:
    """The schedule: a week or a list, for everybody; who has signed in sees their own state."""
    wanted, actor = asked(), current_actor()
    slot = region.slot_for(actor.person_id, wanted) if actor and actor.person_id else slot_of_all
    return kept_page(region.DEPENDS_ON, region.moment(), lambda: _index(wanted), slot, keep=is_its_own_address())


def _index(wanted: Asked) -> Response:
    actor = current_actor()
    return render_page(
        "schedule/index.html",
        fragment="event_list",
        region=region.region(wanted).html,
        asked=wanted,
        choices=region.choices(),
        kinds=EVENT_KINDS,
        may_plan=actor is not None and actor.may(Permission.EVENT_MANAGE),
    )


@blueprint.get("/<int:event_id>")
@anyone
def event(event_id: int) -> Response:
    """One plain event as a playbill; a theatre session has its own. Planners of a draft are led to it."""
    actor = current_actor()
    shown = queries.public_event(event_id)
    if shown is None:
        found(queries.event_to_manage(actor, event_id) if actor else None)
        return see_other(f"/schedule/{event_id}/manage")  # which leads on to where this kind is planned
    if shown.kind is EventKind.THEATRE:
        return redirect(page_of(event_id, shown.kind), 303)  # type: ignore[return-value]
    return render_page(
        "schedule/event.html",
        event=shown,
        joining=joining_for(shown, actor),
        leave=LeaveForm(formdata=None),
        now=clock.now(),
        kinds=EVENT_KINDS,
        may_plan=actor is not None and actor.may(Permission.EVENT_MANAGE, shown.unit_path),
        may_check_in=actor is not None and actor.may(Permission.CHECK_IN, shown.unit_path),
    )


@blueprint.get("/<int:event_id>/releases")
@anyone
def releases(event_id: int) -> Response:
    """What changed from release to release, in the reader's language."""
    shown = found(queries.public_event(event_id))
    return render_page(
        "schedule/releases.html",
        event=shown,
        releases=queries.releases_of(event_id),
        back_url=page_of(event_id, shown.kind),
    )


@blueprint.get("/<int:event_id>.ics")
@anyone
def event_file(event_id: int) -> Response:
    """One event for a calendar program."""
    found(queries.public_event(event_id))
    return _calendar(exports.event_calendar(event_id, house_address()), f"event-{event_id}.ics", attached=True)


@blueprint.get("/schedule.ics", at_root=True)
@anyone
def feed() -> Response:
    """The whole schedule (or what the filters leave of it) for a calendar program to subscribe to.

    It stands beside the folder of the room, as calendar programs expect a file.
    """
    return _calendar(exports.feed_calendar(filters_asked(), house_address()), "schedule.ics")


def _calendar(content: bytes, name: str, attached: bool = False) -> Response:
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'{"attachment" if attached else "inline"}; filename="{name}"'
    return response
