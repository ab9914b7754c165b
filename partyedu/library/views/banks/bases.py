"""Bases: the list with its five marks, one base with what is near it; entered, looked at, put away by staff."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import blueprint, exports
from partyedu.library.forms.banks import BaseForm, CheckForm
from partyedu.library.models import BASE_FUNCTIONS, BASE_KINDS, Base, BaseKind
from partyedu.library.operations import banks as operations
from partyedu.library.queries import banks
from partyedu.library.queries.banks import BaseFilter

READY = ("all", "some", "unseen")


def _asked() -> BaseFilter:
    """What the address narrows the list to."""
    kind, ready = request.args.get("kind", ""), request.args.get("ready", "")
    unit = request.args.get("unit", type=int)
    return BaseFilter(
        words=query_text(),
        kind=BaseKind(kind) if kind in list(BaseKind) else None,
        path=next((path for key, _name, path in banks.units_with_bases() if key == unit), "") if unit else "",
        near=request.args.get("near") == "1",
        ready=ready if ready in READY else "",
        state="archived" if request.args.get("state") == "archived" else "",
    )


def _keeps(actor: Actor | None, path: str | None = None) -> bool:
    return actor is not None and actor.may(Permission.LIBRARY_MANAGE, path)


@blueprint.get("/bases")
@anyone
def bases() -> Response:
    """The bases, each with its five marks."""
    actor, chosen = current_actor(), _asked()
    page = paged(banks.bases_listed(actor, chosen), page_number(), 20)
    return render_page(
        "library/banks_bases.html",
        fragment="listed",
        page=page,
        functions=banks.functions_by_base(row.id for row in page.rows),
        labels=BASE_FUNCTIONS,
        kinds=BASE_KINDS,
        units=banks.units_with_bases(),
        chosen=chosen,
        keeps=_keeps(actor),
        query=request.query_string.decode(),
    )


@blueprint.get("/bases.xlsx")
@requires(Permission.LIBRARY_MANAGE)
def bases_file() -> Response:
    """The same list as a workbook."""
    return exports.answer("bases", exports.bases_workbook(signed_in(), _asked()))


@blueprint.get("/bases/<int:base_id>")
@anyone
def base(base_id: int) -> Response:
    """One base: how to get there, its rooms, its five functions, what is near."""
    actor = current_actor()
    row = found(banks.base_seen(actor, base_id))
    kept = _keeps(actor, row.venue.unit.path)
    return render_page(
        "library/banks_base.html",
        base=row,
        functions=banks.functions_by_base([row.id]).get(row.id, {}),
        rooms=banks.rooms_by_venue([row.venue_id]).get(row.venue_id, []),
        around=banks.bases_around(row),
        liaison=(row.liaison.name if kept else banks.contact_briefly(row.liaison)) if row.liaison else "",
        labels=BASE_FUNCTIONS,
        kinds=BASE_KINDS,
        kept=kept,
    )


@blueprint.get("/bases/new")
@requires(Permission.LIBRARY_MANAGE)
def new_base() -> Response:
    """The empty page of a base."""
    return render_page("library/banks_base_form.html", fragment="form", form=BaseForm.for_new(), base=None)


@blueprint.post("/bases/new")
@requires(Permission.LIBRARY_MANAGE)
def add_base() -> Response:
    """Make a venue a base, or enter a new place as one."""
    form = BaseForm.for_new()
    if form.validate_on_submit():
        place = {"unit_id": form.unit_id.data, "name": form.name.data or "", "address": form.address.data or ""}
        if form.attempt(operations.add_base, signed_in(), form.venue_id.data, **place, **form.facts()):
            flash(_("已经放进阵地库。下一步，看看五项功能。"), "done")
            return see_other(url_for("library.base", base_id=form.result.id))
    return render_page("library/banks_base_form.html", fragment="form", status=form.status, form=form, base=None)


@blueprint.get("/bases/<int:base_id>/edit")
@requires(Permission.LIBRARY_MANAGE)
def edit_base(base_id: int) -> Response:
    """A base, to be changed."""
    row = found(banks.base_kept(signed_in(), base_id))
    return render_page("library/banks_base_form.html", fragment="form", form=BaseForm.for_base(row), base=row)


@blueprint.post("/bases/<int:base_id>/edit")
@requires(Permission.LIBRARY_MANAGE)
def change_base(base_id: int) -> Response:
    """Change a base."""
    row = found(banks.base_kept(signed_in(), base_id))
    form = BaseForm.for_base(row)
    if form.validate_on_submit() and form.attempt(operations.change_base, row, form.form_version, **form.facts()):
        flash(_("已保存。"), "done")
        return see_other(url_for("library.base", base_id=base_id))
    form.take_version(row.version)
    return render_page("library/banks_base_form.html", fragment="form", status=form.status, form=form, base=row)


@blueprint.get("/bases/<int:base_id>/check")
@requires(Permission.LIBRARY_MANAGE)
def check_form(base_id: int) -> Response:
    """The five functions, to be looked at."""
    row = found(banks.base_kept(signed_in(), base_id))
    form = CheckForm.for_base(banks.functions_by_base([row.id]).get(row.id, {}))
    return render_page("library/banks_check.html", fragment="form", form=form, base=row)


@blueprint.post("/bases/<int:base_id>/check")
@requires(Permission.LIBRARY_MANAGE)
def check_base(base_id: int) -> Response:
    """Write down what was found."""
    row = found(banks.base_kept(signed_in(), base_id))
    form = CheckForm()
    if form.validate_on_submit() and form.attempt(operations.check_base, row, form.found, form.checked_on.data):
        flash(_("五项功能记下了。"), "done")
        return see_other(url_for("library.base", base_id=base_id))
    return render_page("library/banks_check.html", fragment="form", status=form.status, form=form, base=row)


def _kept(base_id: int, operation: Callable[[Base], Any], said: str) -> Response:
    operation(found(banks.base_kept(signed_in(), base_id)))
    flash(said, "done")
    return see_other(url_for("library.base", base_id=base_id))


@blueprint.post("/bases/<int:base_id>/archive")
@requires(Permission.LIBRARY_MANAGE)
def archive_base(base_id: int) -> Response:
    """Put a base away."""
    return _kept(base_id, operations.archive_base, _("已经收起，大家看不到了。"))


@blueprint.post("/bases/<int:base_id>/restore")
@requires(Permission.LIBRARY_MANAGE)
def restore_base(base_id: int) -> Response:
    """Take a base into use again."""
    return _kept(base_id, operations.restore_base, _("已经恢复。"))
