"""Questions about keepsakes: who may see one, who looks after it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.organisation.models import Person
from partyedu.speakers import access
from partyedu.speakers.models import (
    Keepsake,
    Talk,
    TalkState,
)
from partyedu.speakers.queries.conditions import acts_for, reviewed


def keepsakes_of(actor: Actor | None, talk: Talk) -> Sequence[Keepsake]:
    """The keepsakes of a talk; without the owner's consent only the speaker, staff and reviewers see one."""
    query = select(Keepsake).where(Keepsake.talk_id == talk.id).options(joinedload(Keepsake.photo))
    if not access.sees_names(actor, talk.person):
        query = query.where(Keepsake.consent)
    return db.session.scalars(query.order_by(Keepsake.position, Keepsake.id)).all()


def keepsakes_to_walk(actor: Actor | None, talk: Talk) -> Select[Any]:
    """The keepsakes of a talk that the reader may open (see ``talk_for``) may see, in order, with talk and speaker."""
    query = _with_talk().where(Keepsake.talk_id == talk.id)
    if not access.sees_names(actor, talk.person):
        query = query.where(Keepsake.consent)
    return query.order_by(Keepsake.position, Keepsake.id)


def _with_talk() -> Select[Any]:
    return (
        select(Keepsake)
        .join(Keepsake.talk)
        .join(Talk.person)
        .outerjoin(Person.unit)
        .join(Talk.theme)
        .options(
            contains_eager(Keepsake.talk).contains_eager(Talk.person).contains_eager(Person.unit),
            contains_eager(Keepsake.talk).contains_eager(Talk.theme),
        )
    )


def exhibited(theme_id: int | None = None) -> Select[Any]:
    """Keepsakes that everybody may see: with the owner's consent, of approved talks; the latest talks first."""
    query = _with_talk().where(Keepsake.consent, Talk.state == TalkState.APPROVED)
    if theme_id is not None:
        query = query.where(Talk.theme_id == theme_id)
    return query.order_by(Talk.id.desc(), Keepsake.position, Keepsake.id)


def exhibited_with_photo(limit: int = 40) -> Sequence[Keepsake]:
    """The first of those that everybody may see and that have a photo: as many as a screen shows in ten minutes."""
    return db.session.scalars(exhibited().where(Keepsake.photo_id.is_not(None)).limit(limit)).all()


def keepsake_to_manage(actor: Actor, keepsake_id: int) -> Keepsake | None:
    """The keepsake, if the actor may act for the speaker of its talk."""
    query = (
        select(Keepsake)
        .join(Keepsake.talk)
        .join(Talk.person)
        .outerjoin(Person.unit)
        .options(contains_eager(Keepsake.talk).contains_eager(Talk.person).contains_eager(Person.unit))
    )
    return db.session.scalar(query.where(Keepsake.id == keepsake_id, acts_for(actor)))


def keepsake_photo_for(actor: Actor | None, keepsake_id: int) -> StoredFile | None:
    """The photo of a keepsake: everybody's with the owner's consent on an approved talk, else staff's and speaker's."""
    public = and_(Keepsake.consent, Talk.state == TalkState.APPROVED)
    query = (
        select(StoredFile)
        .join(Keepsake, Keepsake.photo_id == StoredFile.id)
        .join(Keepsake.talk)
        .join(Talk.person)
        .outerjoin(Person.unit)
        .where(Keepsake.id == keepsake_id, or_(public, acts_for(actor), reviewed(actor)))
    )
    return db.session.scalar(query)
