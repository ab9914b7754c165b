"""The file of one event: on a page, on paper, as Word, as one pack; and the list of files."""

from typing import Any

from flask import Response, request, url_for

from partyedu.attendance.models import ROLL_STATES
from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import reading, release
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.core.settings import centre
from partyedu.discussions.models import MATTER_STATES, POST_KINDS
from partyedu.reports import blueprint, exports, operations, queries
from partyedu.reports.forms import PhotosForm
from partyedu.reports.ticks import ticks
from partyedu.schedule.access import page_of
from partyedu.schedule.models import EVENT_KINDS, EVENT_PARTS
from partyedu.theatre.models import ITEM_KINDS, ITEM_STATES

# The words for what stands in the rows, by kind.
WORDS = {
    "kinds": EVENT_KINDS,
    "parts": EVENT_PARTS,
    "items": ITEM_KINDS,
    "states": ITEM_STATES,
    "roll": ROLL_STATES,
    "posts": POST_KINDS,
    "matters": MATTER_STATES,
}


@blueprint.get("/events/")
@requires(Permission.EVENT_MANAGE, Permission.FIGURES_READ)
def event_files() -> Response:
    """The files of events that were held, the latest first; those that lack something where asked for."""
    missing, everything = request.args.get("show") == "missing", request.args.get("show") == "all"
    query = queries.files_listed(signed_in(), clock.now(), missing, theatre_only=not everything)
    return render_page(
        "reports/event_files.html",
        fragment="files",
        page=paged(query, page_number()),
        show=request.args.get("show", ""),
    )


def _shown(event_id: int) -> dict[str, Any]:
    """What page and paper show of an event's file."""
    actor: Actor = signed_in()
    file = found(queries.event_file(actor, event_id))
    return {
        "file": file,
        "ticks": ticks(file),
        "may_add": queries.may_add_photos(actor, file.event),
        "public_url": page_of(event_id, file.event.kind),
        "words": WORDS,
    }


@blueprint.get("/events/<int:event_id>")
@requires(Permission.EVENT_MANAGE, Permission.FIGURES_READ)
def event_file(event_id: int) -> Response:
    """Notice, programme, sign-in, photos, discussion and follow-ups of one event, with ticks for what is there."""
    return render_page("reports/event_file.html", form=PhotosForm(formdata=None), **_shown(event_id))


@blueprint.get("/events/<int:event_id>/sheet")
@requires(Permission.EVENT_MANAGE, Permission.FIGURES_READ)
def event_sheet(event_id: int) -> Response:
    """The same on paper."""
    back = url_for("reports.event_file", event_id=event_id)
    return render_page("reports/event_sheet.html", layout="print", back_url=back, **_shown(event_id))


def _taken(event_id: int, kind: str, make: Any) -> Response:
    """Make the file without holding the database for writing, then note that it was taken."""
    release()
    with reading():
        file = found(queries.event_file(signed_in(), event_id))
        answer: Response = make(exports.folder_of(file, centre().name))
    operations.note_file_export(found(queries.event_with_file(signed_in(), event_id)), kind)
    return answer


@blueprint.post("/events/<int:event_id>/word")
@requires(Permission.EVENT_MANAGE, Permission.FIGURES_READ)
def event_word(event_id: int) -> Response:
    """The file as one Word document."""
    return _taken(event_id, "docx", exports.as_word)


@blueprint.post("/events/<int:event_id>/pack")
@requires(Permission.EVENT_MANAGE, Permission.FIGURES_READ)
def event_pack(event_id: int) -> Response:
    """The file as one pack: Word, sign-in, photos, outlines."""
    return _taken(event_id, "zip", exports.as_pack)
