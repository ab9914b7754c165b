"""Somebody is erased from the house: a life story leaves the library with its owner, a piece that teaches stays.

What teaches and was admitted is the library's: courses, packs and the textbook are built on it. It stays, and nobody
is named as its maker. A life story stood here by its owner's consent, and what was not admitted yet is theirs alone.
"""

from pathlib import Path

from sqlalchemy import Select, or_, select

from partyedu.core import clock, personal, uploads
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.library.models import (
    Courseware,
    CoursewareFile,
    CoursewareStep,
    CoursewareVersion,
    Expert,
    ExpertRequest,
    Stage,
)
from partyedu.library.operations.road import move


def forget(person_id: int) -> None:
    """Stories and what is being made; field, partner and terms of an expert, who is asked for no more from tomorrow on.

    Comments and reviews of other people's pieces belong to these and stay, without a name.
    """
    theirs = select(Courseware).where(Courseware.owner_id == person_id)
    is_theirs_alone = or_(Courseware.is_story, Courseware.admitted_at.is_(None))
    for piece in db.session.scalars(theirs.where(is_theirs_alone)):
        _forget_piece(piece)
    for piece in db.session.scalars(theirs.where(~is_theirs_alone)):
        for file in db.session.scalars(_files(piece)):
            file.name = f"{piece.title}{Path(file.name).suffix}"  # a file's name often says whose it is
    own = select(Expert.id).where(Expert.person_id == person_id)
    personal.empty(ExpertRequest, ExpertRequest.expert_id.in_(own), answer="")
    for expert in db.session.scalars(select(Expert).where(Expert.person_id == person_id)):
        expert.partner = expert.field = expert.terms = expert.search_text = ""
        expert.agrees = False
        today = clock.today()
        expert.until = min(expert.until or today, max(today, expert.since))
        expert.version += 1
    db.session.flush()


def _files(piece: Courseware) -> Select[StoredFile]:
    versions = select(CoursewareVersion.id).where(CoursewareVersion.courseware_id == piece.id)
    held = select(CoursewareFile.stored_file_id).where(CoursewareFile.version_id.in_(versions))
    return select(StoredFile).where(StoredFile.id.in_(held))


def _forget_piece(piece: Courseware) -> None:
    if piece.stage is not Stage.WITHDRAWN:
        piece.consented_at = piece.distinction = None
        move(piece, "forget", Stage.WITHDRAWN)
    piece.title, piece.summary, piece.search_text = personal.gone(), "", ""
    versions = select(CoursewareVersion.id).where(CoursewareVersion.courseware_id == piece.id)
    held = CoursewareFile.version_id.in_(versions)
    files = db.session.scalars(select(CoursewareFile.stored_file_id).where(held)).all()
    for row in db.session.scalars(select(CoursewareFile).where(held)):
        db.session.delete(row)
    personal.empty(CoursewareVersion, CoursewareVersion.courseware_id == piece.id, text="", reason="")
    personal.empty(CoursewareStep, CoursewareStep.courseware_id == piece.id, note="")
    uploads.let_go(files)
