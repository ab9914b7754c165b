"""The versions of a piece and their files: which one counts, which stays as it is, who may have a file."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, undefer

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.library import access
from partyedu.library.models import (
    Courseware,
    CoursewareFile,
    CoursewareStep,
    CoursewareVersion,
)
from partyedu.library.queries.pieces import inside, seen_by
from partyedu.organisation.models import Unit
from partyedu.speakers.models import OutlineFile


def versions_of(courseware_id: int) -> Sequence[CoursewareVersion]:
    """Every version of a piece, the newest first."""
    query = select(CoursewareVersion).where(CoursewareVersion.courseware_id == courseware_id)
    return db.session.scalars(query.order_by(CoursewareVersion.number.desc())).all()


def newest_version(courseware_id: int) -> CoursewareVersion | None:
    """The version that counts."""
    query = select(CoursewareVersion).where(CoursewareVersion.courseware_id == courseware_id)
    return db.session.scalar(query.order_by(CoursewareVersion.number.desc()).limit(1))


def was_shown(version_id: int) -> bool:
    """Whether a version was handed on (to comments, review or readers): from then on it stays as it is."""
    query = select(CoursewareStep.id).where(
        CoursewareStep.version_id == version_id, CoursewareStep.stage.not_in(access.UNREAD)
    )
    return db.session.scalar(query.limit(1)) is not None


def files_of(version_id: int, to_read: bool = False) -> Sequence[CoursewareFile]:
    """The files of a version in order; ``to_read`` brings what could be read from them as well."""
    loaded = joinedload(CoursewareFile.stored_file)
    if to_read:
        loaded = loaded.options(undefer(StoredFile.html), undefer(StoredFile.text))
    query = select(CoursewareFile).where(CoursewareFile.version_id == version_id).options(loaded)
    return db.session.scalars(query.order_by(CoursewareFile.position, CoursewareFile.id)).all()


def file_for(actor: Actor | None, courseware_file_id: int) -> StoredFile | None:
    """A file, if this reader may read its version: the newest where the piece may be opened, the others inside."""
    later = CoursewareVersion.__table__.alias("later")
    newer = select(later.c.id).where(
        later.c.courseware_id == CoursewareVersion.courseware_id, later.c.number > CoursewareVersion.number
    )
    is_newest = ~newer.correlate(CoursewareVersion).exists()
    query = (
        select(StoredFile)
        .join(CoursewareFile, CoursewareFile.stored_file_id == StoredFile.id)
        .join(CoursewareVersion, CoursewareFile.version_id == CoursewareVersion.id)
        .join(Courseware, CoursewareVersion.courseware_id == Courseware.id)
        .join(Unit, Courseware.unit_id == Unit.id)
        .where(CoursewareFile.id == courseware_file_id, or_(inside(actor), and_(is_newest, seen_by(actor))))
    )
    return db.session.scalar(query)


def is_used(stored_file_id: int, besides: int) -> bool:
    """Whether a version of some piece or outline holds the file, other than the row ``besides``."""
    here = select(CoursewareFile.id).where(
        CoursewareFile.stored_file_id == stored_file_id, CoursewareFile.id != besides
    )
    there = select(OutlineFile.id).where(OutlineFile.stored_file_id == stored_file_id)
    return db.session.scalar(here.limit(1)) is not None or db.session.scalar(there.limit(1)) is not None
