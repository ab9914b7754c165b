"""Files for those who may have them: never active content, the rights in the query."""

from flask import Response

from partyedu.core import uploads
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.speakers import blueprint, queries


@blueprint.get("/files/<int:outline_file_id>")
@requires(Permission.MEMBER)
def file(outline_file_id: int) -> Response:
    """A file of an outline, to save (pictures to look at)."""
    return uploads.send(found(queries.file_for(signed_in(), outline_file_id)))


@blueprint.get("/files/<int:outline_file_id>/preview")
@requires(Permission.MEMBER)
def file_preview(outline_file_id: int) -> Response:
    """A picture of a file: its first page, or the photo in small."""
    return _preview(queries.file_for(signed_in(), outline_file_id))


@blueprint.get("/files/<int:outline_file_id>/pages/<int:number>")
@requires(Permission.MEMBER)
def file_page(outline_file_id: int, number: int) -> Response:
    """A page of a file as a picture."""
    return uploads.send_page(found(queries.file_for(signed_in(), outline_file_id)), number)


@blueprint.get("/keepsakes/<int:keepsake_id>/photo")
@anyone
def keepsake_photo(keepsake_id: int) -> Response:
    """The photo of a keepsake."""
    return uploads.send(found(queries.keepsake_photo_for(current_actor(), keepsake_id)), nameless=True)


@blueprint.get("/keepsakes/<int:keepsake_id>/photo/preview")
@anyone
def keepsake_preview(keepsake_id: int) -> Response:
    """The photo of a keepsake in small."""
    return _preview(queries.keepsake_photo_for(current_actor(), keepsake_id), nameless=True)


def _preview(stored: uploads.StoredFile | None, nameless: bool = False) -> Response:
    row = found(stored)
    # Without a picture of its own a document is never shown in the page: `send` would take the document itself.
    found(row if row.preview_key or row.is_picture else None)
    return uploads.send(row, preview=True, nameless=nameless)
