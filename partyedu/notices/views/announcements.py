"""Announcements: written, sent, read, and who has not been reached."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, choices, query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.settings import centre
from partyedu.core.words import _, _n
from partyedu.notices import blueprint, operations, queries
from partyedu.notices.forms import AnnouncementForm, NamedForm
from partyedu.notices.models import ANNOUNCEMENT_STATES, Announcement, AnnouncementState
from partyedu.organisation.models import STUDY_MODES
from partyedu.organisation.queries import category_choices, unit_choices, unit_reached


@blueprint.get("/announcements/")
@requires(Permission.NOTICE_SEND)
def announcements() -> Response:
    """The announcements of the reader's units: drafts, and how far those that were sent have come."""
    words = query_text()
    page = paged(queries.announcements_led(signed_in(), words), page_number())
    return render_page(
        "notices/announcements.html",
        fragment="announcements",
        page=page,
        sums=queries.sums_of([row.id for row in page.rows]),
        states=ANNOUNCEMENT_STATES,
        modes=STUDY_MODES,
        words=words,
    )


def _with_choices(form: AnnouncementForm, announcement: Announcement | None = None) -> AnnouncementForm:
    form.unit_id.choices = unit_choices(signed_in(), Permission.NOTICE_SEND)
    form.category_id.choices = choices(
        category_choices(announcement.category_id if announcement else None), empty=_("都发")
    )
    form.modes()
    return form


def _form_page(form: AnnouncementForm, announcement: Announcement | None = None, status: int = 200) -> Response:
    return render_page(
        "notices/announcement_form.html", fragment="form", status=status, form=form, announcement=announcement
    )


def _written(form: AnnouncementForm, announcement: Announcement | None, **more: object) -> bool:
    if not form.validate_on_submit():
        return False
    unit = found(unit_reached(signed_in(), Permission.NOTICE_SEND, form.unit_id.data or 0))
    return form.attempt(operations.write, signed_in(), announcement, unit=unit, **form.written(), **more)


@blueprint.get("/announcements/new")
@requires(Permission.NOTICE_SEND)
def new_announcement() -> Response:
    """The empty form of an announcement."""
    return _form_page(_with_choices(AnnouncementForm()))


@blueprint.post("/announcements/new")
@requires(Permission.NOTICE_SEND)
def write_announcement() -> Response:
    """Begin an announcement; the next page shows whom it goes to."""
    form = _with_choices(AnnouncementForm())
    if _written(form, None, form_key=(form.form_key.data or "")[:32]):
        return see_other(url_for("notices.announcement", announcement_id=form.result.id))
    return _form_page(form, status=form.status)


def _draft(announcement_id: int) -> Announcement:
    row = found(queries.announcement_led(signed_in(), announcement_id))
    return found(row if row.state is AnnouncementState.DRAFT else None)


@blueprint.get("/announcements/<int:announcement_id>/edit")
@requires(Permission.NOTICE_SEND)
def announcement_form(announcement_id: int) -> Response:
    """The form of a draft."""
    row = _draft(announcement_id)
    return _form_page(_with_choices(AnnouncementForm.of(row), row), row)


@blueprint.post("/announcements/<int:announcement_id>/edit")
@requires(Permission.NOTICE_SEND)
def edit_announcement(announcement_id: int) -> Response:
    """Change a draft."""
    row = _draft(announcement_id)
    form = _with_choices(AnnouncementForm(), row)
    if _written(form, row, version=form.form_version):
        return see_other(url_for("notices.announcement", announcement_id=announcement_id))
    form.take_version(row.version)
    return _form_page(form, row, form.status)


@blueprint.get("/announcements/<int:announcement_id>")
@requires(Permission.MEMBER)
def announcement(announcement_id: int) -> Response:
    """One announcement: for who leads it with its receipts, for who got it to read."""
    led = queries.announcement_led(signed_in(), announcement_id)
    if led is not None:
        return _led_page(led, NamedForm(formdata=None))
    row = found(queries.announcement_read(signed_in(), announcement_id))
    return render_page("notices/announcement.html", announcement=row)


def _led_page(row: Announcement, form: NamedForm, status: int = 200) -> Response:
    if row.state is AnnouncementState.DRAFT:
        return render_page(
            "notices/announcement_draft.html",
            fragment="named",
            status=status,
            announcement=row,
            number=queries.number_of_audience(row),
            people=queries.on_the_list(row.id) if row.by_list else (),
            form=form,
            modes=STUDY_MODES,
        )
    receipt = _receipt_asked()
    return render_page(
        "notices/announcement_led.html",
        fragment="receipts",
        announcement=row,
        about=queries.ABOUT.format(row.id),
        receipt=receipt,
        sums=queries.sums(row.id),
        page=paged(queries.receipts(row.id, receipt), page_number()),
        modes=STUDY_MODES,
        text="" if row.by_list else "\n\n".join(part for part in (row.title, row.text, centre().name) if part),
    )


def _receipt_asked() -> queries.Receipt:
    asked = request.args.get("show")
    return queries.Receipt(asked) if asked in list(queries.Receipt) else queries.Receipt.MISSING


@blueprint.post("/announcements/<int:announcement_id>/people")
@requires(Permission.NOTICE_SEND)
def name_for_announcement(announcement_id: int) -> Response:
    """Put one more person on the list of a draft."""
    row, form = _draft(announcement_id), NamedForm()
    if form.validate_on_submit() and form.person.data is not None:
        operations.add_to_list(row, form.person.data)
        return see_other(url_for("notices.announcement", announcement_id=announcement_id))
    return _led_page(row, form, form.status)


@blueprint.post("/announcements/<int:announcement_id>/people/<int:person_id>/off")
@requires(Permission.NOTICE_SEND)
def unname_for_announcement(announcement_id: int, person_id: int) -> Response:
    """Take a person off the list of a draft."""
    operations.take_off_list(_draft(announcement_id), person_id)
    return see_other(url_for("notices.announcement", announcement_id=announcement_id))


def _done(announcement_id: int, form: Form) -> Response:
    for text in form.form_errors:
        flash(text, "error")
    return see_other(url_for("notices.announcement", announcement_id=announcement_id))


@blueprint.post("/announcements/<int:announcement_id>/send")
@requires(Permission.NOTICE_SEND)
def send_announcement(announcement_id: int) -> Response:
    """Send it, as it was shown."""
    row, form = found(queries.announcement_led(signed_in(), announcement_id)), Form()
    version = request.form.get("version", type=int) or 0
    if form.validate_on_submit() and form.attempt(operations.send, row, version) and form.result:
        flash(_n("发给了 %(num)s 位。", "发给了 %(num)s 位。", form.result), "done")
    return _done(announcement_id, form)


@blueprint.post("/announcements/<int:announcement_id>/withdraw")
@requires(Permission.NOTICE_SEND)
def withdraw_announcement(announcement_id: int) -> Response:
    """Take it back."""
    row, form = found(queries.announcement_led(signed_in(), announcement_id)), Form()
    if form.validate_on_submit() and form.attempt(operations.withdraw, row):
        flash(_("撤回了。还没看到的人不会再收到。"), "done")
    return _done(announcement_id, form)


@blueprint.post("/announcements/<int:announcement_id>/discard")
@requires(Permission.NOTICE_SEND)
def discard_announcement(announcement_id: int) -> Response:
    """Throw a draft away."""
    row, form = _draft(announcement_id), Form()
    if form.validate_on_submit() and form.attempt(operations.discard, row):
        flash(_("草稿删掉了。"), "done")
        return see_other(url_for("notices.announcements"))
    return _done(announcement_id, form)
