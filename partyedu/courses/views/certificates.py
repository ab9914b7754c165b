"""Certificates: printed for a class or one by one, checked by their number, revoked; my own."""

from flask import Response, flash, request, url_for

from partyedu.accounts.device import remember, this_device
from partyedu.core import clock, qr
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.courses import blueprint, operations, queries
from partyedu.courses.forms.roster import NumberForm, RevokeForm
from partyedu.courses.models import Certificate
from partyedu.courses.views.roster import managed_class


@blueprint.get("/certificates/")
@anyone
def check_page() -> Response:
    """Check a certificate: its number is typed, or came with the QR code and waits for one press."""
    form = NumberForm(formdata=None, data={"number": query_text("number", 40)})
    return _check_page(form)


def _check_page(form: NumberForm, checked: bool = False, row: Certificate | None = None, status: int = 200) -> Response:
    return render_page(
        "courses/certificate_check.html", fragment="check", status=status, form=form, checked=checked, certificate=row,
        scanned=bool(form.number.data) and not checked and not form.errors,
    )  # fmt: skip


@blueprint.post("/certificates/")
@anyone
def check_certificate() -> Response:
    """Say whether the number stands on a certificate, and what else stands there."""
    form, device = NumberForm(), this_device()
    if not form.validate_on_submit() or not form.attempt(
        operations.check_number, form.number.data, device.id, request.remote_addr or ""
    ):
        return _check_page(form, status=form.status)
    return remember(_check_page(form, checked=True, row=form.result), device)


@blueprint.get("/certificates/mine")
@requires(Permission.MEMBER)
def my_certificates() -> Response:
    """My own certificates and classes."""
    actor = signed_in()
    held, classes = ask_together(queries.my_certificates(actor.person_id), queries.my_classes(actor.person_id))
    return render_page("courses/certificates_mine.html", certificates=held, classes=classes)


def _address(number: str) -> str:
    return f"{qr.house_address()}{url_for('courses.check_page')}?number={number}"


def _sheets(rows: list[Certificate], back_url: str) -> Response:
    return render_page(
        "courses/certificate_print.html", layout="print", back_url=back_url,
        sheets=[(row, qr.picture(_address(row.number))) for row in rows], today=clock.today(),
    )  # fmt: skip


@blueprint.get("/certificates/<int:certificate_id>/print")
@requires(Permission.MEMBER)
def certificate_sheet(certificate_id: int) -> Response:
    """One certificate to print: one's own, or one of a class one manages."""
    actor = signed_in()
    row = found(queries.certificate_to_print(actor, certificate_id))
    own = row.place.person_id == actor.person_id
    back = url_for("courses.my_certificates") if own else url_for("courses.completion", class_id=row.place.class_id)
    return _sheets([row], back)


@blueprint.get("/classes/<int:class_id>/certificates/print")
@requires(Permission.COURSE_MANAGE)
def certificate_sheets(class_id: int) -> Response:
    """All certificates of a class in one print job, one page each."""
    row = managed_class(class_id)
    return _sheets(list(queries.certificates_of_class(row.id)), url_for("courses.completion", class_id=class_id))


@blueprint.get("/certificates/<int:certificate_id>/revoke")
@requires(Permission.COURSE_MANAGE)
def revoke_page(certificate_id: int) -> Response:
    """Before a certificate is revoked or issued anew: why."""
    row = found(queries.certificate_to_manage(signed_in(), certificate_id))
    return _revoke_page(row, RevokeForm(formdata=None))


def _revoke_page(row: Certificate, form: RevokeForm, status: int = 200) -> Response:
    return render_page(
        "courses/certificate_revoke.html", fragment="form", status=status, certificate=row,
        course_class=row.place.course_class, form=form,
    )  # fmt: skip


@blueprint.post("/certificates/<int:certificate_id>/revoke")
@requires(Permission.COURSE_MANAGE)
def revoke_certificate(certificate_id: int) -> Response:
    """Revoke a certificate; ``anew`` gives the person another one in its place."""
    row, form = found(queries.certificate_to_manage(signed_in(), certificate_id)), RevokeForm()
    anew = bool(request.form.get("anew"))
    operation = operations.issue_anew if anew else operations.revoke
    if form.validate_on_submit() and form.attempt(operation, row, form.reason.data or ""):
        flash(_("补发了一张新的，旧编号作废。") if anew else _("作废了。查这个编号的人会看到。"), "done")
        place = row.place
        return see_other(url_for("courses.decision", class_id=place.class_id, place_id=place.id))
    return _revoke_page(row, form, form.status)
