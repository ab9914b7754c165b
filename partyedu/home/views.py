"""The home page, the start help and the reader's preferences."""

from flask import Response, request, url_for

from partyedu.accounts.qr import is_reachable
from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.navigation import by_due, waiting_for
from partyedu.core.pages import SIZE_COOKIE, own_path, render_page, see_other
from partyedu.core.qr import house_address, house_addresses
from partyedu.core.words import COOKIE as LANGUAGE_COOKIE
from partyedu.core.words import LANGUAGES
from partyedu.home import blueprint
from partyedu.home.front import doors_for, greeting, programme
from partyedu.organisation.queries import unit_choices, unit_reached
from partyedu.schedule.access import page_of
from partyedu.schedule.models import EVENT_KINDS

_YEARS = 3 * 365 * 24 * 3600
DOORS_AT_ONCE = 7  # of what one can do here, before the rest is folded up
AT_ONCE = 7  # things that wait, shown without opening the rest: who sees twelve at once does none of them


@blueprint.get("/")
@anyone
def index() -> Response:
    """What waits for this person; for a visitor, what goes on in the house."""
    actor, now = current_actor(), clock.now()
    waiting = waiting_for(actor) if actor else []
    return render_page(
        "home/index.html" if actor else "home/visitor.html",
        programme=programme(now),
        now=now,
        kinds=EVENT_KINDS,
        page_of=page_of,
        greeting=greeting(now),
        first=waiting[0] if waiting else None,
        soon=by_due(waiting[1:AT_ONCE]),
        later=by_due(waiting[AT_ONCE:]),
        later_number=max(0, len(waiting) - AT_ONCE),
        doors=doors_for(actor) if actor else [],
        doors_at_once=DOORS_AT_ONCE,
    )


@blueprint.get("/handover")
@requires(Permission.FIGURES_READ)
def handover() -> Response:
    """What the next secretary of a unit has to know, to read or to print."""
    from partyedu.home.handover import handover as gathered

    actor = signed_in()
    choices = unit_choices(actor, Permission.FIGURES_READ)
    unit = found(unit_reached(actor, Permission.FIGURES_READ, request.args.get("unit", type=int) or choices[0][0]))
    return render_page(
        "home/handover.html",
        layout="print" if "print" in request.args else "page",
        unit=unit,
        choices=choices,
        parts=gathered(actor, unit),
        today=clock.today(),
        back_url=url_for("home.handover", unit=unit.id),
    )


@blueprint.get("/help/")
@anyone
def help_page() -> Response:
    """What can I do here, and how; for staff also how phones reach this machine."""
    return render_page("home/help.html", addresses=house_addresses() or [house_address()], reachable=is_reachable())


def _remembered(name: str, value: str) -> Response:
    response = see_other(own_path(request.form.get("next")))
    response.set_cookie(name, value, max_age=_YEARS, samesite="Lax", httponly=True)
    return response


@blueprint.post("/preferences/size")
@anyone
def size() -> Response:
    """Large text on or off, remembered on this device."""
    large = request.form.get("size", "") == "large"
    return _remembered(SIZE_COOKIE, "large" if large else "normal")


@blueprint.post("/preferences/language")
@anyone
def language() -> Response:
    """The reader's language, remembered on this device."""
    chosen = request.form.get("language", "")
    return _remembered(LANGUAGE_COOKIE, chosen if chosen in LANGUAGES else "zh_Hans")
