"""Categories of members, edited in place."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other, wants_fragment
from partyedu.core.words import _
from partyedu.organisation import blueprint, queries
from partyedu.organisation.forms import CategoryForm, MergeForm
from partyedu.organisation.models import Category
from partyedu.organisation.operations import categories as operations


def _page(
    status: int = 200, at: int | None = None, form: CategoryForm | None = None, merge: MergeForm | None = None
) -> Response:
    rows = queries.categories(archived=True)
    standing = [row for row in rows if row.archived_at is None]
    open_row = next((row for row in rows if row.id == at), None)
    if form is None:
        form = CategoryForm(formdata=None, obj=open_row)
    if merge is None and open_row is not None:
        merge = MergeForm(formdata=None).besides(standing, open_row)
    return render_page(
        "organisation/categories.html",
        fragment="category_list",
        status=status,
        rows=standing,
        archived=[row for row in rows if row.archived_at is not None],
        counts=queries.people_by_category(),
        at=open_row.id if open_row else None,
        form=form,
        merge=merge,
        lacks={*operations.STANDARD} - {row.name for row in rows},
    )


def _done() -> Response:
    return _page() if wants_fragment() else see_other(url_for("organisation.categories"))


@blueprint.get("/categories")
@requires(Permission.SETTINGS)
def categories() -> Response:
    """All categories; ``at`` names the one being changed."""
    return _page(at=request.args.get("at", type=int))


@blueprint.post("/categories")
@requires(Permission.SETTINGS)
def add_category() -> Response:
    """One more."""
    form = CategoryForm()
    if form.validate_on_submit() and form.attempt(operations.add, form.name.data, form.description.data or ""):
        flash(_("已保存。"))
        return _done()
    return _page(form.status, form=form)


@blueprint.post("/categories/standard")
@requires(Permission.SETTINGS)
def add_standard_categories() -> Response:
    """Those of the ten that come with the software and are missing here."""
    added = operations.add_missing()
    flash(_("已补上：%(names)s。", names="、".join(added)) if added else _("十个类别都在。"))
    return _done()


@blueprint.post("/categories/<int:category_id>")
@requires(Permission.SETTINGS)
def rename_category(category_id: int) -> Response:
    """Another name, another description."""
    row = found(queries.category(category_id))
    form = CategoryForm()
    if form.validate_on_submit() and form.attempt(operations.edit, row, form.name.data, form.description.data or ""):
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


@blueprint.post("/categories/<int:category_id>/delete")
@requires(Permission.SETTINGS)
def delete_category(category_id: int) -> Response:
    """Gone, if nobody uses it; else only offered no longer, with a sentence on who does."""
    row = found(queries.category(category_id))
    name = row.name
    uses = operations.delete(row)
    flash(_told(name, uses))
    return _done()


def _told(name: str, uses: list[tuple[str, int]]) -> str:
    if not uses:
        return _("“%(name)s”已删除。", name=name)
    where = "、".join(_("%(what)s %(n)s 处", what=words, n=count) for words, count in uses)
    return _("“%(name)s”还在用（%(where)s），没有删：只是以后不再供选，用着的都留着。", name=name, where=where)


@blueprint.post("/categories/<int:category_id>/merge")
@requires(Permission.SETTINGS)
def merge_category(category_id: int) -> Response:
    """All of it belongs to another one."""
    row = found(queries.category(category_id))
    form = MergeForm().besides(queries.categories(), row)
    into = queries.category(form.into.data) if form.validate_on_submit() and form.into.data else None
    if not form.errors and form.attempt(operations.merge, row, into):
        flash(_("“%(name)s”已并入“%(into)s”，人和计划都跟着过去了。", name=row.name, into=_name(into)))
        return _done()
    return _page(form.status, category_id, merge=form)


def _name(row: Category | None) -> str:
    return row.name if row else ""
