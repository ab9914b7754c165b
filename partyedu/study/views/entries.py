"""Written entries: handed in by a member, confirmed or refused by somebody else."""

from flask import Response, flash, request, url_for

from partyedu.core import uploads
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Actor, Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.models import Person
from partyedu.organisation.queries import myself
from partyedu.study import blueprint
from partyedu.study.forms.hours import EntryForm, RefuseForm
from partyedu.study.models import HoursEntry
from partyedu.study.operations import entries as operations
from partyedu.study.queries import entries as queries
from partyedu.study.rooms import hours_tabs


@blueprint.get("/entries")
@requires(Permission.HOURS_READ)
def entries() -> Response:
    """What waits to be confirmed, and what was decided."""
    actor, which = signed_in(), request.args.get("which", queries.WAITING)
    page = paged(queries.entries_listed(actor, which), page_number())
    return render_page("study/hours/entries.html", fragment="listed", page=page, which=which, **hours_tabs(actor))


@blueprint.get("/entries/mine")
@requires(Permission.MEMBER)
def my_entries() -> Response:
    """What I handed in, and what became of it."""
    page = paged(queries.entries_of(signed_in().person_id or 0), page_number())
    return render_page("study/hours/my_entries.html", fragment="listed", page=page)


def _form(actor: Actor) -> EntryForm:
    form: EntryForm = EntryForm.fresh()
    if not actor.may(Permission.HOURS_READ):
        del form.person
    return form


def _earner(form: EntryForm, actor: Actor) -> Person | None:
    """For whom it is handed in: who was named, or oneself."""
    named = form.person.data if "person" in form else None
    return named or myself(actor)


@blueprint.get("/entries/new")
@requires(Permission.MEMBER)
def new_entry() -> Response:
    """The empty page for what was studied elsewhere."""
    return render_page("study/hours/entry_new.html", fragment="form", form=_form(signed_in()))


@blueprint.post("/entries/new")
@requires(Permission.MEMBER)
def hand_in_entry() -> Response:
    """Hand in what was studied elsewhere, with what shows it."""
    actor = signed_in()
    form = _form(actor)
    if form.validate_on_submit() and form.read_photo():
        values = form.values("person", "hours", "minutes", "photo", "form_key")
        values |= {"minutes": form.length, "photo": form.ready, "form_key": form.key}
        if form.attempt(operations.hand_in, found(_earner(form, actor)), **values):
            flash(_("交上了，确认以后就算进学时。"), "done")
            return see_other(url_for("study.entry", entry_id=form.result.id))
    return render_page("study/hours/entry_new.html", fragment="form", status=form.status, form=form)


@blueprint.get("/entries/<int:entry_id>")
@requires(Permission.MEMBER)
def entry(entry_id: int) -> Response:
    """One entry with what shows it."""
    return _page(found(queries.entry_read(signed_in(), entry_id)))


def _page(row: HoursEntry, form: RefuseForm | None = None) -> Response:
    own = row.person_id == signed_in().person_id
    return render_page(
        "study/hours/entry.html",
        status=form.status if form else 200,
        row=row,
        own=own,
        open=row.confirmed_by_id is None and not row.refused_reason and row.withdrawn_at is None,
        form=form or RefuseForm(formdata=None, obj=row),
    )


@blueprint.get("/entries/<int:entry_id>/photo")
@requires(Permission.MEMBER)
def entry_photo(entry_id: int) -> Response:
    """The photo that shows it, for the earner and those who read their hours."""
    row = found(queries.entry_read(signed_in(), entry_id))
    return uploads.send(found(row.photo), nameless=True)


@blueprint.post("/entries/<int:entry_id>/confirm")
@requires(Permission.HOURS_READ)
def confirm_entry(entry_id: int) -> Response:
    """Somebody else has seen what shows it: it counts."""
    row = found(queries.entry_to_decide(signed_in(), entry_id))
    form = RefuseForm()
    if form.attempt(operations.confirm_entry, row, form.form_version):
        flash(_("确认了，%(name)s的学时已经加上。", name=row.person.name), "done")
        return see_other(url_for("study.entries"))
    return _page(found(queries.entry_to_decide(signed_in(), entry_id)), form)


@blueprint.post("/entries/<int:entry_id>/refuse")
@requires(Permission.HOURS_READ)
def refuse_entry(entry_id: int) -> Response:
    """It does not count; the earner reads why."""
    row = found(queries.entry_to_decide(signed_in(), entry_id))
    form = RefuseForm()
    if form.validate_on_submit() and form.attempt(operations.refuse_entry, row, form.form_version, form.reason.data):
        flash(_("退回了，本人会看到理由。"), "done")
        return see_other(url_for("study.entries"))
    return _page(found(queries.entry_to_decide(signed_in(), entry_id)), form)


@blueprint.post("/entries/<int:entry_id>/withdraw")
@requires(Permission.MEMBER)
def withdraw_entry(entry_id: int) -> Response:
    """The earner takes it back."""
    operations.withdraw_entry(found(queries.own_entry(signed_in(), entry_id)))
    flash(_("收回了。"), "done")
    return see_other(url_for("study.my_entries"))
