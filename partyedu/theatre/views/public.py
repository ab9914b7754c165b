"""What everybody may open: the sessions, a playbill, its poster, a speaker's times on stage."""

from typing import Any

from flask import Response, request

from partyedu.core import clock
from partyedu.core.access import anyone
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other, wants_fragment
from partyedu.core.paging import page_number, paged
from partyedu.schedule import queries as schedule
from partyedu.schedule.models import EventKind, EventPart
from partyedu.schedule.queries import PublicEvent
from partyedu.speakers import queries as speakers
from partyedu.theatre import blueprint, queries
from partyedu.theatre.models import QUARTER_NAMES, minutes_spoken

PER_PAGE = 12


@blueprint.get("/")
@anyone
def index() -> Response:
    """The sessions for everybody: those to come, or a year looked back on; organisers see their drafts too."""
    actor, this_year = current_actor(), clock.today().year
    year = request.args.get("year", type=int)
    year = year if year is not None and 1950 <= year <= this_year else None
    page = paged(queries.public_sessions(past=year is not None, year=year), page_number(), PER_PAGE)
    return render_page(
        "theatre/index.html",
        fragment="session_list",
        page=page,
        programmes=queries.programme_public([row[0] for row in page.rows]),
        year=year,
        years=range(this_year, queries.first_year() - 1, -1),
        may_plan=actor is not None and actor.may(Permission.EVENT_MANAGE),
        sees_board=actor is not None and (actor.may(Permission.EVENT_MANAGE) or actor.may(Permission.FIGURES_READ)),
        drafts=queries.drafts(actor) if actor and year is None and actor.may(Permission.EVENT_MANAGE) else [],
    )


@blueprint.get("/<int:event_id>")
@anyone
def playbill(event_id: int) -> Response:
    """The playbill of a released session; who plans a draft is led to its programme."""
    actor = current_actor()
    shown = schedule.public_event(event_id)
    if shown is None or shown.kind is not EventKind.THEATRE:
        found(queries.session_to_manage(actor, event_id) if actor else None)
        return see_other(f"/theatre/{event_id}/programme")
    facts, bill = queries.road(event_id), _bill(shown)
    return render_page(
        "theatre/playbill.html",
        thread=queries.thread_of(shown, facts, shown.starts_at, shown.ends_at),
        changes=queries.last_programme_changes(event_id) if shown.release_number > 1 else [],
        **bill,
        **_to_do_now(actor, shown, bill["followed"]),
    )


@blueprint.get("/<int:event_id>/do-now")
@anyone
def do_now(event_id: int) -> Response:
    """The top of a playbill that stands open when its session begins or ends: what there is to do now."""
    event, followed = found(schedule.public_event(event_id)), found(queries.followed(event_id, clock.now()))
    if not wants_fragment():
        return see_other(f"/theatre/{event_id}")
    facts = _to_do_now(current_actor(), event, followed)
    return render_page("theatre/playbill.html", fragment="do_now", event=event, followed=followed, **facts)


def _bill(event: PublicEvent) -> dict[str, Any]:
    """What playbill and poster share."""
    followed = found(queries.followed(event.id, clock.now()))
    return {
        "event": event,
        "followed": followed,
        "items": followed.items,
        "hosts": [name for part, _number, name in event.people if part is EventPart.HOST and name],
        "current_id": followed.on.current.id if followed.on.current else None,
        "quarter_name": QUARTER_NAMES[clock.quarter_of(clock.local(event.starts_at).date())],
    }


def _rights(actor: Actor | None, event: PublicEvent) -> dict[str, Any]:
    def may(permission: Permission) -> bool:
        return actor is not None and actor.may(permission, event.unit_path)

    return {
        "may_plan": may(Permission.EVENT_MANAGE),
        "may_check_in": may(Permission.CHECK_IN),
        "may_stage": may(Permission.EVENT_MANAGE) or may(Permission.CHECK_IN),
        "may_read_file": may(Permission.FIGURES_READ),
    }


def _to_do_now(actor: Actor | None, event: PublicEvent, followed: queries.Followed) -> dict[str, Any]:
    """The reader's rights; while it runs: whether they are here; after it: whether they may rate. One statement at
    most."""
    rights, event_id = _rights(actor, event), event.id
    could_be_here = actor is not None and followed.takes_hands and not followed.is_over and not rights["may_stage"]
    return {
        **rights,
        "over": followed.is_over,
        "was_there": could_be_here and queries.was_there(event_id, (actor and actor.person_id) or 0),
        "rating": actor is not None and followed.is_over and queries.session_to_rate(actor, event_id) is not None,
    }


@blueprint.get("/speakers/<int:person_id>/times")
@anyone
def times(person_id: int) -> Response:
    """A speaker's times on stage, for those who may open the speaker's page (which shows this as a region)."""
    person = found(speakers.speaker_for(current_actor(), person_id))
    times = queries.talks_given(person.id)
    return render_page(
        "theatre/times.html", fragment="times", person=person, times=times, minutes_spoken=minutes_spoken
    )
