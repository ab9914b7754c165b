"""The categories of courseware: edited in place."""

from flask import Response, request, url_for

from partyedu.core.access import requires
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.library import blueprint, operations, queries
from partyedu.library.forms import CategoryForm
from partyedu.library.models import CoursewareCategory


def _page(new: CategoryForm | None = None, wrong: tuple[int, CategoryForm] | None = None) -> Response:
    form = wrong[1] if wrong else new

    def form_for(row: CoursewareCategory) -> CategoryForm:
        if wrong is not None and wrong[0] == row.id:
            return wrong[1]
        return CategoryForm(formdata=None, obj=row, prefix=f"category{row.id}-")

    return render_page(
        "library/categories.html",
        status=form.status if form else 200,
        categories=queries.categories(archived=True),
        new=new or CategoryForm(formdata=None),
        form_for=form_for,
    )


@blueprint.get("/categories")
@requires(Permission.SETTINGS)
def categories() -> Response:
    """The categories."""
    return _page()


@blueprint.post("/categories")
@requires(Permission.SETTINGS)
def add_category() -> Response:
    """Add a category."""
    form = CategoryForm()
    if form.validate_on_submit() and form.attempt(operations.add_category, form.name.data):
        return see_other(url_for("library.categories"))
    return _page(new=form)


@blueprint.post("/categories/<int:category_id>")
@requires(Permission.SETTINGS)
def rename_category(category_id: int) -> Response:
    """Give a category another name."""
    row = found(queries.category(category_id))
    form = CategoryForm(prefix=f"category{row.id}-")
    if form.validate_on_submit() and form.attempt(operations.rename_category, row, form.name.data):
        return see_other(url_for("library.categories"))
    return _page(wrong=(category_id, form))


@blueprint.post("/categories/<int:category_id>/move")
@requires(Permission.SETTINGS)
def move_category(category_id: int) -> Response:
    """One place up or down."""
    operations.move_category(found(queries.category(category_id)), request.form.get("to") == "up")
    return see_other(url_for("library.categories"))


@blueprint.post("/categories/<int:category_id>/archive")
@requires(Permission.SETTINGS)
def archive_category(category_id: int) -> Response:
    """Take a category out of use."""
    operations.archive_category(found(queries.category(category_id)))
    return see_other(url_for("library.categories"))


@blueprint.post("/categories/<int:category_id>/restore")
@requires(Permission.SETTINGS)
def restore_category(category_id: int) -> Response:
    """Take a category into use again."""
    operations.restore_category(found(queries.category(category_id)))
    return see_other(url_for("library.categories"))
