"""Versions of an outline: what was handed in stays as it was, the next change makes a new version."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from partyedu.core import audit, clock, uploads
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.uploads import ReadFile, StoredFile
from partyedu.core.words import _
from partyedu.speakers import access, queries
from partyedu.speakers.models import Outline, OutlineFile, Talk

FILES_AT_MOST = 10


def check_number_of_files(number: int) -> None:
    """Refuse more files than an outline holds; asked before files are read, and again when they are kept."""
    if number > FILES_AT_MOST:
        raise Problem(_("一份提纲最多放 %(n)s 个文件，请去掉几个。", n=FILES_AT_MOST), field="files")


def lock(talk: Talk) -> None:
    """Read the talk anew and hold it until the transaction ends, so that two people do not decide side by side."""
    db.session.refresh(talk, with_for_update=True)


def working_version(talk: Talk) -> Outline:
    """The version that may be changed: the newest one, or a copy of it when it has been handed in."""
    latest = queries.latest_outline(talk)
    if latest is not None and latest.submitted_at is None:
        return latest
    fresh = Outline(
        talk_id=talk.id,
        number=latest.number + 1 if latest else 1,
        text=latest.text if latest else "",
        written_at=clock.now(),
        typed_by_id=audit.typist(talk.person_id),
    )
    db.session.add(fresh)
    db.session.flush()
    if latest is not None:
        for held in queries.files_of(latest):
            copy = OutlineFile(outline_id=fresh.id, stored_file_id=held.stored_file_id, position=held.position)
            db.session.add(copy)
        db.session.flush()
    return fresh


def write_outline(
    talk: Talk, text: str | None, files: Sequence[ReadFile] = (), without: Collection[int] = ()
) -> Outline:
    """Put text and files into the working version.

    ``text`` None leaves it as it stands. ``files`` come on top of those already there; ``without`` are numbers of
    stored files to leave out of this version (earlier versions keep them).
    """
    outline = working_version(talk)
    if text is not None:
        outline.text = text
    outline.written_at = clock.now()
    outline.typed_by_id = audit.typist(talk.person_id)
    held = list(queries.files_of(outline))
    gone = [row for row in held if row.stored_file_id in without]
    _take_out(gone)
    kept = [row for row in held if row not in gone]
    check_number_of_files(len(kept) + len(files))
    for place, ready in enumerate(files, start=max((row.position for row in kept), default=0) + 1):
        stored = uploads.store(ready)
        db.session.add(OutlineFile(outline_id=outline.id, stored_file_id=stored.id, position=place))
    db.session.flush()
    return outline


def _take_out(rows: Sequence[OutlineFile]) -> None:
    """Take files out of a version; one that stands in no version any more is removed for good."""
    for row in rows:
        stored: StoredFile = row.stored_file
        needed = queries.is_used(stored.id, besides=[row.id])
        db.session.delete(row)
        db.session.flush()
        if not needed:
            uploads.discard(stored)


def add_files(actor: Actor, talk: Talk, files: Sequence[ReadFile]) -> Outline:
    """Add files to the outline of a talk that is being written."""
    lock(talk)
    if not access.may_edit(actor, talk):
        raise Problem(_("这一讲现在不能改。"))
    outline = write_outline(talk, None, files)
    talk.version += 1
    audit.record("add-files", outline, ["files"], on_behalf_of=talk.person_id)
    return outline


def hand_in(talk: Talk) -> Outline:
    """Freeze the working version: from here on it stays as it is, with the title and summary it was handed in under."""
    outline = working_version(talk)
    outline.submitted_at = clock.now()
    outline.title, outline.summary = talk.title, talk.summary
    return outline


def has_content(talk: Talk) -> bool:
    """Whether the newest version says anything: text, or at least one file."""
    latest = queries.latest_outline(talk)
    if latest is None:
        return False
    return bool(latest.text.strip()) or bool(
        db.session.scalar(select(OutlineFile.id).where(OutlineFile.outline_id == latest.id).limit(1))
    )
