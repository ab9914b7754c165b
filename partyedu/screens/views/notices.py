"""Notices on the screens: the staff's list and form, and the page on which anybody reads one in peace."""

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import choices
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.queries import unit_choices
from partyedu.screens import blueprint, operations, queries
from partyedu.screens.forms import NoticeForm
from partyedu.screens.models import ScreenNotice


def _is_urgent() -> bool:
    """An urgent one is begun, and sent, under an address of its own."""
    return request.args.get("urgent") == "1"


def _form(notice: ScreenNotice | None) -> NoticeForm:
    now, span = clock.now(), operations.URGENT if _is_urgent() else operations.ORDINARY
    form = NoticeForm(obj=notice) if notice else NoticeForm(starts_at=now, ends_at=now + span.proposed)
    form.unit_id.choices = choices(unit_choices(signed_in(), Permission.SCREEN_MANAGE))
    return form


def _page(form: NoticeForm, notice: ScreenNotice | None) -> Response:
    return render_page(
        "screens/notice_form.html",
        fragment="form",
        status=form.status if form.errors else 200,
        form=form,
        hung=notice,
        urgent=_is_urgent() if notice is None else notice.urgent,
    )


@blueprint.get("/notices")
@requires(Permission.SCREEN_MANAGE)
def notices() -> Response:
    """The notices of the units one looks after: what hangs, what will, what is over."""
    now = clock.now()
    page = paged(queries.notices_of(signed_in(), now), page_number())
    return render_page("screens/notices.html", fragment="list", page=page, now=now)


@blueprint.get("/notices/new")
@requires(Permission.SCREEN_MANAGE)
def new_notice() -> Response:
    """Write a notice, or an urgent one (``urgent=1``)."""
    return _page(_form(None), None)


@blueprint.post("/notices/new")
@requires(Permission.SCREEN_MANAGE)
def new_notice_save() -> Response:
    """Hang a notice."""
    form = _form(None)
    given = form.values("version") | {"urgent": _is_urgent()}
    if form.validate_on_submit() and form.attempt(operations.hang, signed_in(), None, **given):
        flash(_("挂上了，十几秒内屏幕上就有。"), "done")
        return see_other(url_for("screens.notices"))
    return _page(form, None)


@blueprint.get("/notices/<int:screen_notice_id>/edit")
@requires(Permission.SCREEN_MANAGE)
def edit_notice(screen_notice_id: int) -> Response:
    """Change a notice."""
    notice = found(queries.notice_reached(signed_in(), screen_notice_id))
    return _page(_form(notice), notice)


@blueprint.post("/notices/<int:screen_notice_id>/edit")
@requires(Permission.SCREEN_MANAGE)
def edit_notice_save(screen_notice_id: int) -> Response:
    """Save a notice."""
    notice = found(queries.notice_reached(signed_in(), screen_notice_id))
    form = _form(notice)
    given = form.values("version", "form_key") | {"version": form.form_version, "urgent": notice.urgent}
    if form.validate_on_submit() and form.attempt(operations.hang, signed_in(), notice, **given):
        flash(_("已保存。"), "done")
        return see_other(url_for("screens.notices"))
    form.take_version(notice.version)
    return _page(form, notice)


@blueprint.post("/notices/<int:screen_notice_id>/take-down")
@requires(Permission.SCREEN_MANAGE)
def take_down(screen_notice_id: int) -> Response:
    """Take a notice off the screens."""
    operations.take_down(found(queries.notice_reached(signed_in(), screen_notice_id)))
    flash(_("撤下了。"), "done")
    return see_other(url_for("screens.notices"))


@blueprint.get("/notices/<int:screen_notice_id>")
@anyone
def notice(screen_notice_id: int) -> Response:
    """A notice that hangs now, to be read in peace."""
    return render_page("screens/notice.html", hung=found(queries.notice_hanging(screen_notice_id, clock.now())))
