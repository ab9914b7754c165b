"""A screen's rota: which layout on which days between which hours."""

from flask import Response, flash, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import choices
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.screens import blueprint, operations, queries
from partyedu.screens.forms import WEEKDAYS, CopyForm, EntryForm, Form
from partyedu.screens.models import LAYOUT_TEXTS, SCREEN_LAYOUTS, Screen
from partyedu.screens.rota import due


def _page(screen: Screen, form: Form | None = None, copy: CopyForm | None = None) -> Response:
    entries = queries.rotas_of([screen.id])[screen.id]
    return render_page(
        "screens/rota.html",
        fragment="rota",
        status=200 if form is None else form.status,
        screen=screen,
        entries=entries,
        due=[entry.id for entry in due(entries, clock.now())],
        form=form if isinstance(form, EntryForm) else EntryForm(formdata=None),
        copy=copy or _copy_form(screen, formdata=None),
        weekdays=WEEKDAYS,
        layouts=SCREEN_LAYOUTS,
        layout_texts=LAYOUT_TEXTS,
    )


def _copy_form(screen: Screen, **given: None) -> CopyForm:
    form = CopyForm(**given)
    others = [(number, name) for number, name in queries.screen_names(signed_in()) if number != screen.id]
    form.source_id.choices = choices(others, _("请选"))
    return form


@blueprint.get("/<int:screen_id>/rota")
@requires(Permission.SCREEN_MANAGE)
def rota_of(screen_id: int) -> Response:
    """The lines of a screen's rota, and a form for one more."""
    return _page(found(queries.screen_reached(signed_in(), screen_id)))


@blueprint.post("/<int:screen_id>/rota")
@requires(Permission.SCREEN_MANAGE)
def add_entry(screen_id: int) -> Response:
    """Add a line."""
    screen = found(queries.screen_reached(signed_in(), screen_id))
    form = EntryForm()
    if form.validate_on_submit() and form.attempt(operations.add_entry, screen, **form.values()):
        flash(_("加上了。到时候屏幕自己会换。"), "done")
        return see_other(url_for("screens.rota_of", screen_id=screen_id))
    return _page(screen, form)


@blueprint.post("/<int:screen_id>/rota/copy")
@requires(Permission.SCREEN_MANAGE)
def copy_rota(screen_id: int) -> Response:
    """Take over the rota of another screen."""
    actor = signed_in()
    screen = found(queries.screen_reached(actor, screen_id))
    form = _copy_form(screen)
    if form.validate_on_submit():
        source = found(queries.screen_reached(actor, form.source_id.data))
        if form.attempt(operations.copy_rota, screen, source):
            flash(_("照着排好了。"), "done")
            return see_other(url_for("screens.rota_of", screen_id=screen_id))
    return _page(screen, form, form)


@blueprint.post("/<int:screen_id>/rota/<int:screen_entry_id>/remove")
@requires(Permission.SCREEN_MANAGE)
def remove_entry(screen_id: int, screen_entry_id: int) -> Response:
    """Take a line off."""
    operations.remove_entry(found(queries.entry_reached(signed_in(), screen_id, screen_entry_id)))
    flash(_("删掉了。"), "done")
    return see_other(url_for("screens.rota_of", screen_id=screen_id))
