"""Somebody is erased from the house: a talk is its speaker's own, so every word of it goes; that it was given stays."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from partyedu.core import audit, personal, uploads
from partyedu.core.db import db
from partyedu.schedule.operations import name_talk
from partyedu.speakers.models import (
    CastMember,
    Honour,
    Keepsake,
    Outline,
    OutlineFile,
    Review,
    SpeakerSource,
    Talk,
    TalkState,
)
from partyedu.speakers.operations.talks import public_change


def forget(person_id: int) -> None:
    """Titles, outlines, files, keepsakes, what reviewers wrote about them, honours; and their name in others' sketches.

    What somebody wrote as a reviewer belongs to the talk it is about and stays, without a name.
    """
    talks = db.session.scalars(select(Talk).where(Talk.person_id == person_id)).all()
    for talk in talks:
        _forget_talk(talk)
    numbers = [talk.id for talk in talks]
    _forget_versions(numbers)
    _forget_keepsakes(numbers)
    personal.empty(CastMember, CastMember.talk_id.in_(numbers), name=personal.gone(), character="")
    personal.empty(CastMember, CastMember.person_id == person_id, name=personal.gone())
    personal.empty(Review, Review.talk_id.in_(numbers), passage="", text="")
    for table in (Honour, SpeakerSource):
        db.session.execute(delete(table).where(table.person_id == person_id))
    public_change()


def _forget_talk(talk: Talk) -> None:
    name_talk(talk.id, "", earlier=talk.title)
    talk.title, talk.summary, talk.search_text = personal.gone(), "", ""
    talk.state = TalkState.WITHDRAWN
    talk.version += 1
    audit.record("forget-talk", talk)


def _forget_versions(talks: Sequence[int]) -> None:
    versions = select(Outline.id).where(Outline.talk_id.in_(talks))
    files = db.session.scalars(select(OutlineFile.stored_file_id).where(OutlineFile.outline_id.in_(versions))).all()
    db.session.execute(delete(OutlineFile).where(OutlineFile.outline_id.in_(versions)))
    personal.empty(Outline, Outline.talk_id.in_(talks), title="", summary="", text="")
    uploads.let_go(files)


def _forget_keepsakes(talks: Sequence[int]) -> None:
    """What lies in the house still stands on the list of things to give back; the rest is gone."""
    rows = db.session.scalars(select(Keepsake).where(Keepsake.talk_id.in_(talks))).all()
    photos = [row.photo_id for row in rows if row.photo_id]
    for row in rows:
        if row.received_on is not None and row.returned_on is None:
            row.photo, row.caption, row.consent = None, "", False
        else:
            db.session.delete(row)
    uploads.let_go(photos)
