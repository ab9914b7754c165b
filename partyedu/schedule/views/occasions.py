"""What gatherings count as: edited in place, as the themes are."""

from flask import Response, flash, url_for

from partyedu.core.access import requires
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.schedule import blueprint, operations, queries
from partyedu.schedule.forms import OccasionForm
from partyedu.schedule.models import Occasion


def _page(new: OccasionForm | None = None, wrong: tuple[int, OccasionForm] | None = None, said: str = "") -> Response:
    refused = wrong[1] if wrong else new

    def form_for(row: Occasion) -> OccasionForm:
        if wrong is not None and wrong[0] == row.id:
            return wrong[1]
        return OccasionForm(formdata=None, obj=row, prefix=f"occasion{row.id}-")

    return render_page(
        "schedule/occasions.html",
        status=refused.status if refused else 422 if said else 200,
        occasions=queries.occasions(archived=True),
        new=new or OccasionForm(formdata=None),
        form_for=form_for,
        said=said,
    )


@blueprint.get("/occasions")
@requires(Permission.SETTINGS)
def occasions() -> Response:
    """What gatherings count as."""
    return _page()


@blueprint.post("/occasions")
@requires(Permission.SETTINGS)
def add_occasion() -> Response:
    """Add one."""
    form = OccasionForm()
    if form.validate_on_submit() and form.attempt(operations.add_occasion, form.name.data, form.kind.data):
        return see_other(url_for("schedule.occasions"))
    return _page(new=form)


@blueprint.post("/occasions/<int:occasion_id>")
@requires(Permission.SETTINGS)
def change_occasion(occasion_id: int) -> Response:
    """Give one another name or kind."""
    row = found(queries.occasion(occasion_id))
    form = OccasionForm(prefix=f"occasion{occasion_id}-")
    if form.validate_on_submit() and form.attempt(operations.change_occasion, row, form.name.data, form.kind.data):
        flash(_("已保存。"))
        return see_other(url_for("schedule.occasions"))
    return _page(wrong=(occasion_id, form))


@blueprint.post("/occasions/<int:occasion_id>/<any(up,down,archive,restore):step>")
@requires(Permission.SETTINGS)
def step_occasion(occasion_id: int, step: str) -> Response:
    """Move one, offer it no longer, or again."""
    row = found(queries.occasion(occasion_id))
    if step in ("up", "down"):
        operations.move_occasion(row, step == "up")
    else:
        try:
            (operations.archive_occasion if step == "archive" else operations.restore_occasion)(row)
        except Problem as problem:
            return _page(said=str(problem.message))
    return see_other(url_for("schedule.occasions"))
