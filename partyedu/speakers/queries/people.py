"""Questions about speakers: whose page is there for whom, and what stands on it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.organisation.models import Person, PublicName, Unit
from partyedu.speakers import access
from partyedu.speakers.models import (
    Honour,
    Keepsake,
    Outline,
    OutlineFile,
    Source,
    SpeakerSource,
    Talk,
    TalkState,
)
from partyedu.speakers.queries.conditions import folded_words, is_latest, named_publicly, over, talks


def _self(actor: Actor | None) -> ColumnElement[bool]:
    return false() if actor is None or actor.person_id is None else Person.id == actor.person_id


def public_speakers(
    theme_id: int | None = None, words: str = "", source: Source | None = None
) -> Select[*tuple[Any, ...]]:
    """Speakers with an approved talk who show a name, as (Person, number of approved talks, Source or None)."""
    names = (named_publicly(word) for word in folded_words(words))
    approved = select(Talk.id).where(Talk.person_id == Person.id, Talk.state == TalkState.APPROVED)
    if theme_id is not None:
        approved = approved.where(Talk.theme_id == theme_id)
    number = approved.with_only_columns(func.count(Talk.id)).correlate(Person).scalar_subquery()
    query = (
        select(Person, number, SpeakerSource.source)
        .outerjoin(SpeakerSource, SpeakerSource.person_id == Person.id)
        .where(Person.public_name != PublicName.NONE, approved.correlate(Person).exists(), *names)
        .order_by(Person.name, Person.id)
    )
    return query if source is None else query.where(SpeakerSource.source == source)


def speaker_for(actor: Actor | None, person_id: int) -> Person | None:
    """The speaker, if the reader may open their page.

    Everybody: those with an approved talk who show a name. Besides, the speaker's own page for themselves, and any
    person with a talk for staff of their unit.
    """
    offered = select(Talk.id).where(Talk.person_id == Person.id)
    approved = offered.where(Talk.state == TalkState.APPROVED).exists()
    public = and_(Person.public_name != PublicName.NONE, approved)
    managed = and_(over(actor, Permission.TALK_MANAGE, Permission.TALK_REVIEW), offered.exists())
    query = select(Person).outerjoin(Person.unit).options(contains_eager(Person.unit))
    return db.session.scalar(query.where(Person.id == person_id, or_(public, _self(actor), managed)))


def person_to_act_for(actor: Actor, person_id: int) -> Person | None:
    """The person, if the actor may act for them as a speaker: themselves, or staff of their unit."""
    query = select(Person).outerjoin(Person.unit).options(contains_eager(Person.unit))
    return db.session.scalar(
        query.where(Person.id == person_id, or_(_self(actor), over(actor, Permission.TALK_MANAGE)))
    )


def approved_talks_of(person_id: int) -> Select[Any]:
    """One speaker's approved talks, the newest decision first."""
    query = talks().where(Talk.person_id == person_id, Talk.state == TalkState.APPROVED)
    return query.order_by(Talk.decided_at.desc(), Talk.id.desc())


def materials_of(actor: Actor | None, person: Person) -> list[tuple[int, str, int, str, str]]:
    """Files of a speaker's approved outlines for those who may read them, at most fifty.

    Rows (outline file's number, file name, talk's number, talk's title, kind of file).
    """
    if actor is None or not (actor.is_member or access.sees_names(actor, person)):
        return []
    query = (
        select(OutlineFile.id, StoredFile.name, Talk.id, Talk.title, StoredFile.kind)
        .join(OutlineFile.outline)
        .join(Outline.talk)
        .join(OutlineFile.stored_file)
        .where(Talk.person_id == person.id, Talk.state == TalkState.APPROVED, is_latest())
        .order_by(Talk.id.desc(), OutlineFile.position, OutlineFile.id)
        .limit(50)
    )
    return [(key, name, talk_id, title, kind) for key, name, talk_id, title, kind in db.session.execute(query)]


def public_keepsakes_of(person_id: int, limit: int = 24) -> Sequence[Keepsake]:
    """Keepsakes of a speaker's approved talks that everybody may see."""
    query = (
        select(Keepsake)
        .join(Keepsake.talk)
        .where(Talk.person_id == person_id, Talk.state == TalkState.APPROVED, Keepsake.consent)
        .options(joinedload(Keepsake.photo))
        .order_by(Talk.id.desc(), Keepsake.position, Keepsake.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def honours_of(person_id: int) -> Sequence[Honour]:
    """A speaker's honours, the latest first."""
    query = select(Honour).where(Honour.person_id == person_id)
    return db.session.scalars(query.order_by(Honour.given_on.desc(), Honour.id.desc())).all()


def honour_to_manage(actor: Actor, honour_id: int) -> Honour | None:
    """The honour, if the actor is staff of that speaker's unit."""
    query = select(Honour).join(Person, Honour.person_id == Person.id).join(Unit, Person.unit_id == Unit.id)
    return db.session.scalar(query.where(Honour.id == honour_id, over(actor, Permission.TALK_MANAGE)))


def source_of(person_id: int) -> SpeakerSource | None:
    """Where the speaker comes from, if staff has entered it."""
    return db.session.scalar(select(SpeakerSource).where(SpeakerSource.person_id == person_id))
