"""Files of courseware for those who may have them: never active content, the rights in the query."""

from flask import Response

from partyedu.core import uploads
from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.errors import found
from partyedu.library import blueprint, queries


@blueprint.get("/files/<int:courseware_file_id>")
@anyone
def file(courseware_file_id: int) -> Response:
    """A file, to save (pictures and videos to look at)."""
    return uploads.send(found(queries.file_for(current_actor(), courseware_file_id)))


@blueprint.get("/files/<int:courseware_file_id>/preview")
@anyone
def file_preview(courseware_file_id: int) -> Response:
    """A picture of a file: its first page, or the photo in small."""
    row = found(queries.file_for(current_actor(), courseware_file_id))
    # Without a picture of its own a document is never shown in the page: `send` would take the document itself.
    found(row if row.preview_key or row.is_picture else None)
    return uploads.send(row, preview=True)


@blueprint.get("/files/<int:courseware_file_id>/pages/<int:number>")
@anyone
def file_page(courseware_file_id: int, number: int) -> Response:
    """A page of a file as a picture."""
    return uploads.send_page(found(queries.file_for(current_actor(), courseware_file_id)), number)
