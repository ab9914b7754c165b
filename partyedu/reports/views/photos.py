"""Photos of the day: brought, seen, given words, taken away."""

from flask import Response, flash, request, url_for

from partyedu.core import uploads
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _
from partyedu.reports import blueprint, operations, queries
from partyedu.reports.forms import CaptionForm, PhotosForm
from partyedu.schedule.models import Event

MAY_PHOTOGRAPH = (Permission.EVENT_MANAGE, Permission.CHECK_IN)


def _page(event: Event, form: PhotosForm, status: int = 200) -> Response:
    return render_page(
        "reports/photos.html",
        fragment="photos",
        status=status,
        event=event,
        form=form,
        photos=queries.photos_of(event.id),
        may_read=queries.event_with_file(signed_in(), event.id) is not None,
    )


@blueprint.get("/events/<int:event_id>/photos")
@requires(*MAY_PHOTOGRAPH)
def photos(event_id: int) -> Response:
    """The photos of an event, and the place to bring more."""
    return _page(found(queries.event_to_photograph(signed_in(), event_id)), PhotosForm(formdata=None))


@blueprint.post("/events/<int:event_id>/photos")
@requires(*MAY_PHOTOGRAPH)
def add_photos(event_id: int) -> Response:
    """Bring photos."""
    actor, form = signed_in(), PhotosForm()
    found(queries.event_to_photograph(actor, event_id))
    pictures = form.pictures() if form.validate_on_submit() else None
    event = found(queries.event_to_photograph(actor, event_id))  # anew: reading files held no transaction
    caption = form.caption.data or ""
    if pictures is None or not form.attempt(operations.add_photos, event, pictures, caption, actor.person_id):
        return _page(found(queries.event_to_photograph(actor, event_id)), form, form.status)
    flash(_("加了 %(n)s 张照片。", n=form.result) if form.result else _("这些照片已经在台账里了。"))
    return see_other(url_for("reports.photos", event_id=event_id))


@blueprint.get("/photos/<int:photo_id>")
@requires(*MAY_PHOTOGRAPH, Permission.FIGURES_READ)
def photo(photo_id: int) -> Response:
    """One photo; ``?small=1`` its small picture."""
    row = found(queries.photo_seen(signed_in(), photo_id))
    return uploads.send(row.stored_file, preview="small" in request.args)


@blueprint.get("/photos/<int:photo_id>/edit")
@requires(*MAY_PHOTOGRAPH)
def edit_photo(photo_id: int) -> Response:
    """The words under a photo, and taking it away."""
    row = found(queries.photo_to_manage(signed_in(), photo_id))
    return render_page("reports/photo.html", fragment="form", photo=row, form=CaptionForm(obj=row))


@blueprint.post("/photos/<int:photo_id>/edit")
@requires(*MAY_PHOTOGRAPH)
def caption_photo(photo_id: int) -> Response:
    """Write the words under a photo."""
    row, form = found(queries.photo_to_manage(signed_in(), photo_id)), CaptionForm()
    if form.validate_on_submit() and form.attempt(operations.caption_photo, row, form.caption.data or ""):
        flash(_("已保存。"))
        return see_other(url_for("reports.photos", event_id=row.event_id))
    return render_page("reports/photo.html", fragment="form", status=form.status, photo=row, form=form)


@blueprint.post("/photos/<int:photo_id>/remove")
@requires(*MAY_PHOTOGRAPH)
def remove_photo(photo_id: int) -> Response:
    """Take a photo away for good."""
    row, form = found(queries.photo_to_manage(signed_in(), photo_id)), Form()
    event_id = row.event_id
    if form.validate_on_submit() and form.attempt(operations.remove_photo, row):
        flash(_("照片拿掉了。"))
        return see_other(url_for("reports.photos", event_id=event_id))
    return render_page(
        "reports/photo.html", fragment="form", status=form.status, photo=row, form=CaptionForm(formdata=None, obj=row)
    )
