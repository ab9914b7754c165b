"""The staff's pages: all screens with a picture of what each shows, pairing, settings, preview."""

from typing import TypeVar

from flask import Response, flash, request, url_for

from partyedu.core import clock, qr
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import choices
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.queries import unit_choices
from partyedu.screens import blueprint, operations, queries
from partyedu.screens.forms import PairForm, ScreenForm
from partyedu.screens.miniature import miniature
from partyedu.screens.models import LAYOUT_TEXTS, SCREEN_LAYOUTS
from partyedu.screens.moment import Moment
from partyedu.screens.views.television import moment_of

SCREENS_ON_A_PAGE = 40  # a centre with 31 branches


AnyForm = TypeVar("AnyForm", PairForm, ScreenForm)


def _with_choices(form: AnyForm) -> AnyForm:
    actor = signed_in()
    form.unit_id.choices = choices(unit_choices(actor, Permission.SCREEN_MANAGE))
    form.room_id.choices = choices(queries.rooms_of(actor), _("不在某个房间"))
    if isinstance(form, PairForm):
        form.screen_id.choices = choices(queries.screen_names(actor), _("一台新的电视"))
    return form


@blueprint.get("/manage")
@requires(Permission.SCREEN_MANAGE)
def manage() -> Response:
    """All screens of the units one looks after: what each shows, where it hangs, when last seen, which are late."""
    now = clock.now()
    page = paged(queries.screens_of(signed_in()), page_number(), SCREENS_ON_A_PAGE)
    rotas, house = queries.rotas_of([screen.id for screen in page.rows]), queries.house(now)
    moments = [Moment(queries.as_television(screen, rotas[screen.id]), now, house) for screen in page.rows]
    cards = [(screen, moment, miniature(moment)) for screen, moment in zip(page.rows, moments, strict=True)]
    return render_page(
        "screens/manage.html",
        fragment="cards",
        page=page,
        cards=cards,
        layouts=SCREEN_LAYOUTS,
        now=now,
        late_after=queries.LATE_AFTER,
        addresses=qr.house_addresses(),
    )


def _pair_page(form: PairForm, status: int = 200) -> Response:
    return render_page("screens/pair.html", fragment="form", status=status, form=form, addresses=qr.house_addresses())


@blueprint.get("/pair")
@requires(Permission.SCREEN_MANAGE)
def pair() -> Response:
    """Type the code that a television shows."""
    form = PairForm(screen_id=request.args.get("screen", type=int))
    return _pair_page(_with_choices(form))


@blueprint.post("/pair")
@requires(Permission.SCREEN_MANAGE)
def pair_save() -> Response:
    """Name and authorise a television."""
    form = PairForm()
    _with_choices(form)
    if not form.validate_on_submit():
        return _pair_page(form, form.status)
    actor = signed_in()
    if form.attempt(operations.is_shown, actor, form.code.data, request.remote_addr or ""):
        if not form.result:
            form.refuse(Problem(operations.not_shown(), "code"))
        elif form.attempt(operations.pair, actor, **form.values()):
            flash(_("配好了。几秒钟后，电视上的代码就会消失。"), "done")
            return see_other(url_for("screens.manage"))
    return _pair_page(form, form.status)


@blueprint.get("/<int:screen_id>/edit")
@requires(Permission.SCREEN_MANAGE)
def edit(screen_id: int) -> Response:
    """A screen's name, place, and what it shows."""
    screen = found(queries.screen_reached(signed_in(), screen_id))
    return render_page("screens/edit.html", form=_with_choices(ScreenForm(obj=screen)), screen=screen)


@blueprint.post("/<int:screen_id>/edit")
@requires(Permission.SCREEN_MANAGE)
def edit_save(screen_id: int) -> Response:
    """Change a screen's name, place, or what it shows."""
    screen = found(queries.screen_reached(signed_in(), screen_id))
    form = _with_choices(ScreenForm())
    if form.validate_on_submit() and form.attempt(operations.change, signed_in(), screen, **form.values()):
        flash(_("已保存。"), "done")
        return see_other(url_for("screens.manage"))
    return render_page("screens/edit.html", fragment="form", status=form.status, form=form, screen=screen)


@blueprint.get("/<int:screen_id>/preview")
@requires(Permission.SCREEN_MANAGE)
def preview(screen_id: int) -> Response:
    """What a screen shows now or at a moment of another day, in the layout that is due or in any other."""
    screen = found(queries.screen_reached(signed_in(), screen_id))
    moment = moment_of(queries.as_television(screen, queries.rotas_of([screen.id])[screen.id]))
    return render_page(
        "screens/preview.html",
        fragment="shown",
        screen=screen,
        moment=moment,
        picture=miniature(moment),
        at=clock.local(moment.now).strftime("%Y-%m-%dT%H:%M"),
        layouts=SCREEN_LAYOUTS,
        layout_texts=LAYOUT_TEXTS,
    )


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
