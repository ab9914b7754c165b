"""What is written here: photos of the day, and the trace of what was taken out of the house."""

from collections.abc import Sequence

from partyedu.core import audit, clock, uploads
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _
from partyedu.organisation.models import Unit
from partyedu.reports import queries
from partyedu.reports.models import EventPhoto, FigureName
from partyedu.schedule.models import Event

PHOTOS_AT_ONCE = 12
PHOTOS_AT_MOST = 60


def add_photos(event: Event, pictures: Sequence[ReadFile], caption: str = "", added_by_id: int | None = None) -> int:
    """Add photos of the day to the event's file; gives how many were new.

    A picture the file already holds is left out (a double press). ``caption`` stands under each of them.
    """
    known = queries.hashes_of(event.id)
    standing, added = len(known), 0
    for picture in pictures:
        if standing + added >= PHOTOS_AT_MOST:
            raise Problem(_("一个活动最多放 %(n)s 张照片。请先拿掉几张。", n=PHOTOS_AT_MOST), "photos")
        stored = uploads.store(picture)
        if stored.sha256 in known:
            uploads.discard(stored)
            continue
        known.add(stored.sha256)
        photo = EventPhoto(
            event_id=event.id, stored_file_id=stored.id, caption=caption, added_at=clock.now(), added_by_id=added_by_id
        )
        db.session.add(photo)
        audit.record("add-photo", photo, ["stored_file_id"])
        added += 1
    return added


def caption_photo(photo: EventPhoto, caption: str) -> None:
    """Write what stands under a photo."""
    photo.caption = caption
    audit.record("caption-photo", photo, ["caption"])


def remove_photo(photo: EventPhoto) -> None:
    """Take a photo out of the file for good."""
    audit.record("remove-photo", photo, ["stored_file_id"])
    stored = photo.stored_file
    db.session.delete(photo)
    db.session.flush()
    uploads.discard(stored)


def note_export(unit_id: int, figure: FigureName, year: int | None, rows: int) -> None:
    """Leave a trace that the rows behind a figure were taken out of the house."""
    facts = [figure.value, f"year={year or 'all'}", f"rows={rows}"]
    audit.record("export-figure", db.session.get_one(Unit, unit_id), facts)


def note_file_export(event: Event, kind: str) -> None:
    """Leave a trace that the file of an event was taken out of the house."""
    audit.record("export-event-file", event, [kind])
