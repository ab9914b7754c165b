"""Categories of members, edited in place."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other, wants_fragment
from partyedu.core.words import _
from partyedu.organisation import blueprint, queries
from partyedu.organisation.forms import CategoryForm
from partyedu.organisation.operations import categories as operations


def _page(status: int = 200, at: int | None = None, form: CategoryForm | None = None) -> Response:
    rows = queries.categories(archived=True)
    open_row = next((row for row in rows if row.id == at), None)
    if form is None:
        form = CategoryForm(formdata=None, data={"name": open_row.name} if open_row else None)
    return render_page(
        "organisation/categories.html",
        fragment="category_list",
        status=status,
        rows=[row for row in rows if row.archived_at is None],
        archived=[row for row in rows if row.archived_at is not None],
        counts=queries.people_by_category(),
        at=open_row.id if open_row else None,
        form=form,
    )


def _done() -> Response:
    return _page() if wants_fragment() else see_other(url_for("organisation.categories"))


@blueprint.get("/categories")
@requires(Permission.SETTINGS)
def categories() -> Response:
    """All categories; ``at`` names the one being renamed."""
    return _page(at=request.args.get("at", type=int))


@blueprint.post("/categories")
@requires(Permission.SETTINGS)
def add_category() -> Response:
    """One more."""
    form = CategoryForm()
    if form.validate_on_submit() and form.attempt(operations.add, form.name.data):
        flash(_("已保存。"))
        return _done()
    return _page(form.status, form=form)


@blueprint.post("/categories/<int:category_id>")
@requires(Permission.SETTINGS)
def rename_category(category_id: int) -> Response:
    """Another name."""
    row = found(queries.category(category_id))
    form = CategoryForm()
    if form.validate_on_submit() and form.attempt(operations.rename, row, form.name.data):
        flash(_("已保存。"))
        return _done()
    return _page(form.status, category_id, form)


@blueprint.post("/categories/<int:category_id>/<any(up,down,archive,restore):step>")
@requires(Permission.SETTINGS)
def change_category(category_id: int, step: str) -> Response:
    """Up, down, away, back."""
    row = found(queries.category(category_id))
    if step in ("up", "down"):
        operations.shift(row, -1 if step == "up" else 1)
    else:
        (operations.archive if step == "archive" else operations.restore)(row)
    return _done()
