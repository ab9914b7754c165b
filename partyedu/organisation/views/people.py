"""People: found, read, entered, corrected, exported."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import personal
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Actor, Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation import blueprint, exports, queries
from partyedu.organisation.fields import guests_among
from partyedu.organisation.forms import EraseForm, PersonForm, StatusForm, people_filter, status_of, version_of
from partyedu.organisation.importing import wording
from partyedu.organisation.models import DUTY_KINDS, MEMBER_STATUSES, PERSON_KINDS, STUDY_MODES, Person
from partyedu.organisation.operations import people as operations


@blueprint.get("/people")
@requires(Permission.PEOPLE_READ)
def people() -> Response:
    """The people the actor may see, narrowed as the address says."""
    actor, chosen = signed_in(), people_filter()
    return render_page(
        "organisation/people.html",
        fragment="people_list",
        chosen=chosen,
        page=paged(queries.people_listed(actor, chosen), page_number()),
        choices=_choices(actor),
        labels={"kinds": PERSON_KINDS, "statuses": MEMBER_STATUSES, "modes": STUDY_MODES},
    )


def _choices(actor: Actor) -> dict[str, list[tuple[Any, Any]]]:
    everything = [("", _("全部"))]
    return {
        "units": [*everything, *queries.unit_choices(actor, Permission.PEOPLE_READ)],
        "kinds": [*everything, *PERSON_KINDS.items()],
        "categories": [*everything, *queries.category_choices()],
        "statuses": [("", _("现在在册")), ("all", _("全部")), *MEMBER_STATUSES.items()],
        "modes": [*everything, *STUDY_MODES.items()],
    }


@blueprint.post("/people/export")
@requires(Permission.PEOPLE_READ)
def export_people() -> Response:
    """The same list as a workbook; the audit notes that it was taken."""
    actor, chosen = signed_in(), people_filter()
    rows = queries.people_to_export(actor, chosen)
    units = queries.units_reached(actor, Permission.PEOPLE_READ)
    operations.note_export(found(units[0] if units else None), len(rows))
    return exports.workbook(_("党员名册"), [exports.people(rows)])


@blueprint.get("/people/suggest")
@requires(Permission.PEOPLE_READ, Permission.TALK_MANAGE, Permission.EVENT_MANAGE, Permission.CHECK_IN)
def suggest() -> Response:
    """People for a person field, while its name is typed (``field``: the field's; ``guests``: those of daily study)."""
    field, actor = query_text("field", 40), signed_in()
    rows = queries.people_matching(
        actor, Permission.PEOPLE_READ, request.args.get(field, "")[:60], guests=request.args.get("guests") == "1"
    )
    guests = guests_among(actor, Permission.PEOPLE_READ, rows)
    return render_page("organisation/suggest.html", fragment="suggestions", field=field, found=rows, guests=guests)


@blueprint.get("/people/<int:person_id>")
@requires(Permission.PEOPLE_READ)
def person(person_id: int) -> Response:
    """What is held about a person, and what changed when."""
    return _person(found(queries.person_page(signed_in(), person_id)))


def _person(
    row: Person, form: StatusForm | None = None, status: int = 200, erasing: EraseForm | None = None
) -> Response:
    actor, gone = signed_in(), row.name == personal.gone()
    if form is None:
        form = StatusForm(formdata=None, data={"status": row.status, "version": row.version})
    return render_page(
        "organisation/person.html",
        fragment="erasing" if erasing else "status_form",
        status=status,
        person=row,
        held=exports.about(row),
        daily=queries.daily_of(row.id),
        duties=queries.duties_of(row.id),
        duty_kinds=DUTY_KINDS,
        namesakes=queries.same_named(actor, row.name, row.id),
        changes=wording.history(queries.changes_of(row.id)),
        form=form,
        erasing=erasing or EraseForm(formdata=None),
        gone=gone,
        may_edit=not gone and row.unit is not None and actor.may(Permission.PEOPLE_EDIT, row.unit.path),
    )


def _form_page(form: PersonForm, row: Person | None = None, status: int = 200) -> Response:
    others = getattr(form.problem, "others", [])
    if others:
        form.same_name_seen.data = "yes"
    return render_page(
        "organisation/person_form.html", fragment="form", status=status, form=form, person=row, others=others
    )


@blueprint.get("/people/new")
@requires(Permission.PEOPLE_EDIT)
def new_person() -> Response:
    """An empty form; ``unit`` may say for which unit."""
    form = PersonForm(formdata=None).over(signed_in())
    form.unit_id.data = request.args.get("unit", type=int)
    return _form_page(form)


@blueprint.post("/people/new")
@requires(Permission.PEOPLE_EDIT)
def add_person() -> Response:
    """Enter a person."""
    form = PersonForm().over(signed_in())
    seen = bool(form.same_name_seen.data)
    if form.validate_on_submit() and form.attempt(operations.add, signed_in(), form.columns(), same_name_seen=seen):
        flash(_("已录入%(name)s。", name=form.result.name))
        return see_other(url_for("organisation.person", person_id=form.result.id))
    return _form_page(form, status=status_of(form))


def _person_to_edit(person_id: int) -> Person:
    return found(queries.person_reached(signed_in(), Permission.PEOPLE_EDIT, person_id))


@blueprint.get("/people/<int:person_id>/edit")
@requires(Permission.PEOPLE_EDIT)
def person_form(person_id: int) -> Response:
    """The form over what stands."""
    row = _person_to_edit(person_id)
    return _form_page(PersonForm(formdata=None, obj=row).over(signed_in(), row), row)


@blueprint.post("/people/<int:person_id>/edit")
@requires(Permission.PEOPLE_EDIT)
def edit_person(person_id: int) -> Response:
    """Correct what is held."""
    row = _person_to_edit(person_id)
    form = PersonForm().over(signed_in(), row)
    if form.validate_on_submit() and form.attempt(operations.edit, signed_in(), row, version_of(form), form.columns()):
        flash(_("已保存。"))
        return see_other(url_for("organisation.person", person_id=person_id))
    row = _person_to_edit(person_id)
    if form.theirs:
        form.version.data = str(row.version)
    return _form_page(form, row, status_of(form))


@blueprint.post("/people/<int:person_id>/erase")
@requires(Permission.PEOPLE_EDIT)
def erase_person(person_id: int) -> Response:
    """Who is gone is erased, by request or by the time that has passed."""
    row, form = _person_to_edit(person_id), EraseForm()
    if form.validate_on_submit() and form.attempt(operations.erase, row, form.name.data):
        flash(_("个人资料已清除。"), "done")
        return see_other(url_for("organisation.person", person_id=person_id))
    return _person(found(queries.person_page(signed_in(), person_id)), erasing=form, status=form.status)


@blueprint.post("/people/<int:person_id>/status")
@requires(Permission.PEOPLE_EDIT)
def change_status(person_id: int) -> Response:
    """Moved away, left, died, or back."""
    row = _person_to_edit(person_id)
    form = StatusForm()
    if form.validate_on_submit() and form.attempt(
        operations.change_status, row, version_of(form), form.status.data, form.on.data
    ):
        flash(_("已保存。"))
        return see_other(url_for("organisation.person", person_id=person_id))
    row = found(queries.person_page(signed_in(), person_id))
    if form.theirs:
        form.version.data = str(row.version)
    return _person(row, form, status_of(form))
