"""The television's page and its poll; the same as a picture for staff, at any moment."""

import re
from datetime import datetime, timedelta

from flask import Response, request, url_for
from flask_babel import force_locale
from markupsafe import Markup

from partyedu.core import clock, qr
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, version_answer
from partyedu.core.settings import centre
from partyedu.core.words import html_lang, language
from partyedu.screens import blueprint, operations, queries
from partyedu.screens.models import ScreenDistance, ScreenLayout, ScreenTurn
from partyedu.screens.moment import Moment
from partyedu.screens.queries import Television

COOKIE = "screen"
# The copy that the television's browser keeps beside the cookie comes, and is answered, in this header.
KEY_HEADER = "X-Screen-Key"
_KEY = re.compile(r"[\w-]{16,64}", re.ASCII)
_TEN_YEARS = 10 * 365 * 24 * 3600
# A preview of a moment so near is the present one.
_NOW = timedelta(minutes=1)


@blueprint.get("/")
@anyone
def television() -> Response:
    """The page a television opens: the hall page for everybody, and a code in the corner until staff name it."""
    return _shown(_key() or operations.new_key())


@blueprint.get("/content")
@anyone
def content() -> Response:
    """The poll: 204 when nothing has changed, else the region anew. It is the heartbeat of the screen."""
    return _shown(_key())


def _key() -> str:
    """What this television is known by: of the cookie and the copy its browser keeps, the one that staff have named.

    Browsers of televisions lose either: the disk is full, cookies are blocked, somebody "cleans up". What nobody here
    can have made up counts as none. Where neither is named, the cookie holds: a browser takes it from every answer,
    also from one that its page could not read.
    """
    kept = [request.cookies.get(COOKIE, ""), request.headers.get(KEY_HEADER, "")]
    keys = [key for key in kept if _KEY.fullmatch(key)]
    named = [key for key in keys if queries.television(operations.hashed(key), clock.now()) is not None]
    return next(iter(named + keys), "")


def _shown(key: str) -> Response:
    """What the television sees; it takes its key from the answer, a new one when it gets a new code."""
    now, code = clock.now(), ""
    token_hash = operations.hashed(key) if key else ""
    screen = queries.television(token_hash, now) if key else None
    if screen is not None:
        operations.seen(screen, token_hash, now)
    elif key:
        key, code = operations.code_for(key, request.remote_addr or "")
    response = drawn(Moment(screen, now, queries.house(now)), code, url_for("screens.content"), key)
    response.headers["Cache-Control"] = "no-store"
    if key and request.cookies.get(COOKIE) != key:
        response.set_cookie(COOKIE, key, max_age=_TEN_YEARS, httponly=True, samesite="Lax", path="/screens")
    if key and request.headers.get(KEY_HEADER, key) != key:
        response.headers[KEY_HEADER] = key
    return response


@blueprint.get("/<int:screen_id>/picture")
@requires(Permission.SCREEN_MANAGE)
def picture(screen_id: int) -> Response:
    """What a screen shows, in full: now, or at another moment (``at``), or in another layout (``layout``)."""
    screen = found(queries.screen_reached(signed_in(), screen_id))
    moment = moment_of(queries.as_television(screen, queries.rotas_of([screen.id])[screen.id]))
    return drawn(moment, "", request.full_path.rstrip("?") if moment.live else "")


def moment_of(screen: Television) -> Moment:
    """The moment that the address asks for: ``at`` as the hall's date and time, ``layout`` by name; else now."""
    now = clock.now()
    at, layout = _asked_instant(request.args.get("at", ""), now), request.args.get("layout", "")
    chosen = ScreenLayout(layout) if layout in list(ScreenLayout) else None
    live = abs(at - now) < _NOW
    house = queries.house(now) if live else queries.house_then(at)
    return Moment(screen, now if live else at, house, live, chosen)


def _asked_instant(text: str, now: datetime) -> datetime:
    try:
        asked = datetime.fromisoformat(text).replace(tzinfo=clock.zone()).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return now
    return asked if abs(asked - now) < timedelta(days=366) else now


def look_of(screen: Television | None) -> str:
    """The classes of a screen's page: how far away it is read, and how it hangs."""
    if screen is None:
        return ""
    far = "far" if screen.distance is ScreenDistance.FAR else ""
    return f"{far} {'' if screen.turn is ScreenTurn.UPRIGHT else f'turned {screen.turn.value}'}".strip()


def drawn(moment: Moment, code: str, poll_url: str, key: str = "") -> Response:
    """A moment as a page, or as the region alone for its poll; 204 when the television holds it already."""
    tongue = moment.screen.language if moment.screen is not None else language()
    version = f"{moment.version}{tongue}{code}"
    unchanged = version_answer(version)
    if unchanged is not None:
        return unchanged
    with force_locale(tongue):
        return _rendered(moment, version, code, poll_url, key)


def _rendered(moment: Moment, version: str, code: str, poll_url: str, key: str) -> Response:
    screen, check_in = moment.screen, moment.content.check_in
    name = centre().name or "partyedu"
    digits = check_in.digits if check_in else ""
    return render_page(
        f"screens/shows/{moment.layout}.html",
        fragment="screen",
        layout="screen",
        lang=html_lang(),
        look=f"{look_of(screen)} {html_lang()}".strip(),
        screen=screen,
        moment=moment,
        content=moment.content,
        place_name=f"{name} · {screen.name}" if screen is not None else name,
        now=moment.now,
        version=version,
        code=code,
        digits=f"{digits[:3]} {digits[3:]}" if digits else "··· ···",
        qr=_code_to_scan(moment),
        poll_url=poll_url,
        key=key,
        poll_seconds=moment.poll_seconds,
    )


def _code_to_scan(moment: Moment) -> Markup | str:
    """The check-in's code; or where a notice can be read in peace."""
    if moment.content.check_in is not None:
        return qr.picture(qr.house_address() + (moment.content.check_in.path or "/"))
    if moment.layout == ScreenLayout.NOTICE:
        number = moment.content.notices[0].id
        return qr.picture(qr.house_address() + url_for("screens.notice", screen_notice_id=number))
    return ""
