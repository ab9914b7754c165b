"""The television's page and its poll; the staff's list of televisions."""

import secrets

from flask import Response, flash, request, url_for
from flask_babel import force_locale

from partyedu.core import clock, qr
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import choices
from partyedu.core.pages import render_page, see_other, version_answer
from partyedu.core.words import _, html_lang, language
from partyedu.organisation.queries import unit_choices
from partyedu.screens import blueprint, operations, queries
from partyedu.screens.forms import PairForm, ScreenForm
from partyedu.screens.models import Screen

COOKIE = "screen"
_TEN_YEARS = 10 * 365 * 24 * 3600
POLL_SECONDS = 10
POLL_SECONDS_CHECK_IN = 5


@blueprint.get("/")
@anyone
def television() -> Response:
    """The page a television opens: the hall page for everybody, and a code in the corner until staff name it."""
    secret = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
    response = _shown(secret)
    response.set_cookie(COOKIE, secret, max_age=_TEN_YEARS, httponly=True, samesite="Lax", path="/screens")
    return response


@blueprint.get("/content")
@anyone
def content() -> Response:
    """The poll: 204 when nothing has changed, else the region anew. It is the heartbeat of the screen."""
    return _shown(request.cookies.get(COOKIE) or "")


def _shown(secret: str) -> Response:
    now = clock.now()
    screen = queries.screen_with(operations.hashed(secret)) if secret else None
    code = ""
    if screen is not None:
        operations.seen(screen, now)
    elif secret:
        code = operations.code_for(secret, request.remote_addr or "")
    with force_locale(screen.language if screen else language()):
        return _rendered(screen, queries.hall(screen, now), code)


def _rendered(screen: Screen | None, hall: queries.Hall, code: str) -> Response:
    version = f"{hall.version}{code}"
    unchanged = version_answer(version)
    if unchanged is not None:
        return unchanged
    return render_page(
        "screens/hall.html",
        fragment="screen",
        layout="screen",
        lang=html_lang(),
        screen=screen,
        hall=hall,
        now=hall.now,
        version=version,
        code=code,
        qr=qr.picture(qr.house_address() + hall.check_in.path) if hall.check_in else "",
        poll_url=url_for("screens.content"),
        poll_seconds=POLL_SECONDS_CHECK_IN if hall.check_in else POLL_SECONDS,
    )


def _form(form: ScreenForm) -> ScreenForm:
    actor = signed_in()
    form.unit_id.choices = choices(unit_choices(actor, Permission.SCREEN_MANAGE))
    form.room_id.choices = choices(queries.rooms_of(actor), _("不在某个房间"))
    if isinstance(form, PairForm):
        earlier = [(screen.id, screen.name) for screen in queries.screens_of(actor)]
        form.screen_id.choices = choices(earlier, _("一台新的电视"))
    return form


@blueprint.get("/manage")
@requires(Permission.SCREEN_MANAGE)
def manage() -> Response:
    """All screens of the units one looks after: place, when last seen, which are late."""
    return render_page(
        "screens/manage.html",
        screens=queries.screens_of(signed_in()),
        now=clock.now(),
        house_address=qr.house_address(),
    )


@blueprint.get("/pair")
@requires(Permission.SCREEN_MANAGE)
def pair() -> Response:
    """Type the code that a television shows."""
    return render_page("screens/pair.html", form=_form(PairForm()), house_address=qr.house_address())


@blueprint.post("/pair")
@requires(Permission.SCREEN_MANAGE)
def pair_save() -> Response:
    """Name and authorise a television."""
    form = _form(PairForm())
    if form.validate_on_submit() and form.attempt(operations.pair, signed_in(), **form.values()):
        flash(_("配好了。几秒钟后，电视上的代码就会消失。"), "done")
        return see_other(url_for("screens.manage"))
    return render_page(
        "screens/pair.html", fragment="form", status=form.status, form=form, house_address=qr.house_address()
    )


@blueprint.get("/<int:screen_id>/edit")
@requires(Permission.SCREEN_MANAGE)
def edit(screen_id: int) -> Response:
    """A screen's name and place."""
    screen = found(queries.screen_reached(signed_in(), screen_id))
    return render_page("screens/edit.html", form=_form(ScreenForm(obj=screen)), screen=screen)


@blueprint.post("/<int:screen_id>/edit")
@requires(Permission.SCREEN_MANAGE)
def edit_save(screen_id: int) -> Response:
    """Change a screen's name and place."""
    screen = found(queries.screen_reached(signed_in(), screen_id))
    form = _form(ScreenForm())
    if form.validate_on_submit() and form.attempt(operations.change, signed_in(), screen, **form.values()):
        flash(_("已保存。"), "done")
        return see_other(url_for("screens.manage"))
    return render_page("screens/edit.html", fragment="form", status=form.status, form=form, screen=screen)


@blueprint.post("/<int:screen_id>/revoke")
@requires(Permission.SCREEN_MANAGE)
def revoke(screen_id: int) -> Response:
    """Take a television's authorisation."""
    operations.revoke(found(queries.screen_reached(signed_in(), screen_id)))
    flash(_("已停用。它的名字和位置还留着，可以重新配对。"), "done")
    return see_other(url_for("screens.manage"))


@blueprint.post("/<int:screen_id>/remove")
@requires(Permission.SCREEN_MANAGE)
def remove(screen_id: int) -> Response:
    """Take a screen off the list."""
    operations.remove(found(queries.screen_reached(signed_in(), screen_id)))
    flash(_("已删除。"), "done")
    return see_other(url_for("screens.manage"))
