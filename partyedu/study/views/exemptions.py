"""Exemptions: who owes no hours, until when; a new one, one that ends early."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.study import blueprint
from partyedu.study.forms.hours import EndExemptionForm, ExemptForm
from partyedu.study.models import EXEMPTION_KINDS, Exemption
from partyedu.study.operations import exemptions as operations
from partyedu.study.queries import exemptions as queries
from partyedu.study.rooms import hours_tabs


@blueprint.get("/exemptions")
@requires(Permission.STUDY_MANAGE)
def exemptions() -> Response:
    """Those who are exempt, the first to end first."""
    actor, which = signed_in(), request.args.get("which", "")
    page = paged(queries.exemptions_listed(actor, which, clock.today()), page_number())
    return render_page(
        "study/hours/exemptions.html",
        fragment="listed",
        page=page,
        which=which,
        kinds=EXEMPTION_KINDS,
        today=clock.today(),
        **hours_tabs(actor),
    )


@blueprint.get("/exemptions/new")
@requires(Permission.STUDY_MANAGE)
def new_exemption() -> Response:
    """The empty page of an exemption."""
    form = ExemptForm.fresh(from_on=clock.today(), until_on=clock.today().replace(month=12, day=31))
    return render_page("study/hours/exempt.html", fragment="form", form=form)


@blueprint.post("/exemptions/new")
@requires(Permission.STUDY_MANAGE)
def exempt() -> Response:
    """A member owes nothing from a day to a day."""
    form = ExemptForm.fresh()
    if form.validate_on_submit():
        values = form.values("form_key")
        if form.attempt(operations.exempt, **values, form_key=form.key):
            flash(_("办好了：这段日子不用学，学了照样记着。"), "done")
            return see_other(url_for("study.exemptions"))
    return render_page("study/hours/exempt.html", fragment="form", status=form.status, form=form)


@blueprint.get("/exemptions/<int:exemption_id>/end")
@requires(Permission.STUDY_MANAGE)
def exemption(exemption_id: int) -> Response:
    """One exemption, and the way to end it early."""
    row = found(queries.exemption_managed(signed_in(), exemption_id))
    form = EndExemptionForm(data={"until_on": clock.today(), "version": row.version})
    return _end_page(row, form)


@blueprint.post("/exemptions/<int:exemption_id>/end")
@requires(Permission.STUDY_MANAGE)
def end_exemption(exemption_id: int) -> Response:
    """It ends before its time; who, when and why stay with it."""
    row = found(queries.exemption_managed(signed_in(), exemption_id))
    form = EndExemptionForm()
    if form.validate_on_submit() and form.attempt(
        operations.end_exemption, row, form.form_version, form.until_on.data, form.reason.data
    ):
        flash(_("提前结束了，原来定的日子留着。"), "done")
        return see_other(url_for("study.exemptions"))
    row = found(queries.exemption_managed(signed_in(), exemption_id))
    form.take_version(row.version)
    return _end_page(row, form, form.status)


def _end_page(row: Exemption, form: EndExemptionForm, status: int = 200) -> Response:
    shown: dict[str, Any] = {"row": row, "form": form, "kinds": EXEMPTION_KINDS}
    shown["told"] = queries.is_told_why(signed_in(), row)
    return render_page("study/hours/exemption_end.html", status=status, fragment="form", **shown)
