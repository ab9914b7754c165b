"""What is held about oneself: see it, put it right, take it along."""

from flask import Response, flash, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.organisation import blueprint, exports, queries
from partyedu.organisation.forms import OwnForm, version_of
from partyedu.organisation.importing import wording
from partyedu.organisation.models import DUTY_KINDS, Person
from partyedu.organisation.operations import people as operations


def _page(person: Person, form: OwnForm, status: int = 200) -> Response:
    return render_page(
        "organisation/me.html",
        fragment="own_form",
        status=status,
        person=person,
        held=exports.about(person),
        daily=queries.daily_of(person.id),
        duties=queries.duties_of(person.id),
        duty_kinds=DUTY_KINDS,
        changes=wording.history(queries.changes_of(person.id)),
        form=form,
    )


@blueprint.get("/me")
@requires(Permission.MEMBER)
def me() -> Response:
    """Everything that is held about the person who asks."""
    person = found(queries.myself(signed_in()))
    return _page(person, OwnForm(formdata=None, obj=person))


@blueprint.post("/me")
@requires(Permission.MEMBER)
def correct_me() -> Response:
    """Phone, education, trade: corrected by oneself."""
    person = found(queries.myself(signed_in()))
    form = OwnForm()
    if form.validate_on_submit() and form.attempt(
        operations.correct_own, person, version_of(form), form.values("version")
    ):
        flash(_("已保存。谢谢您更正。"))
        return see_other(url_for("organisation.me"))
    if form.theirs:
        form.version.data = str(person.version)
    return _page(found(queries.myself(signed_in())), form, form.status)


@blueprint.get("/me/export.<any(json,xlsx):kind>")
@requires(Permission.MEMBER)
def export_me(kind: str) -> Response:
    """A copy to take along."""
    person = found(queries.myself(signed_in()))
    return exports.own_json(person) if kind == "json" else exports.own_workbook(person)
