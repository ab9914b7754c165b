"""Lists of talks: for everybody, for planning, for reviewers, for the speaker."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, undefer

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.speakers import access
from partyedu.speakers.models import (
    Quality,
    Review,
    ReviewVerdict,
    Talk,
    TalkQuality,
    TalkState,
)
from partyedu.speakers.queries.conditions import not_in_it, over, own, reviewed, talks, worded, worded_for_staff


def public_talks(theme_id: int | None = None, words: str = "", quality: Quality | None = None) -> Select[Any]:
    """Approved talks for everybody, the newest decision first; a word finds a name only as the public reads it."""
    query = talks().where(Talk.state == TalkState.APPROVED, worded(words))
    return _filtered(query, theme_id, quality).order_by(Talk.decided_at.desc(), Talk.id.desc())


def _filtered(query: Select[Any], theme_id: int | None, quality: Quality | None) -> Select[Any]:
    if theme_id is not None:
        query = query.where(Talk.theme_id == theme_id)
    if quality is not None:
        shows = select(TalkQuality.id).where(TalkQuality.talk_id == Talk.id, TalkQuality.quality == quality)
        query = query.where(shows.exists())
    return query


def pool(
    actor: Actor,
    state: TalkState = TalkState.APPROVED,
    theme_id: int | None = None,
    words: str = "",
    quality: Quality | None = None,
) -> Select[Any]:
    """Talks of speakers over whom the actor plans (TALK_MANAGE or EVENT_MANAGE), the newest first."""
    reached = over(actor, Permission.TALK_MANAGE, Permission.EVENT_MANAGE)
    query = talks().options(undefer(Talk.quality_keys)).where(reached, Talk.state == state, worded_for_staff(words))
    return _filtered(query, theme_id, quality).order_by(Talk.created_at.desc(), Talk.id.desc())


def approved_talks(actor: Actor, theme_id: int | None = None, words: str = "", limit: int = 30) -> Sequence[Talk]:
    """The pool to plan a session from: approved talks within the actor's reach, at most ``limit``.

    Each comes with person, unit and theme loaded. For a paged list use ``paged(pool(actor, …), page_number())``.
    """
    return db.session.scalars(pool(actor, TalkState.APPROVED, theme_id, words).limit(limit)).all()


def pool_counts(actor: Actor) -> dict[TalkState, int]:
    """How many talks stand in each state within the actor's reach."""
    reached = over(actor, Permission.TALK_MANAGE, Permission.EVENT_MANAGE)
    people = select(Person.id).join(Person.unit).where(reached)
    query = select(Talk.state, func.count()).where(Talk.person_id.in_(people)).group_by(Talk.state)
    counted = {state: number for state, number in db.session.execute(query)}
    return {state: counted.get(state, 0) for state in TalkState}


def talks_of(person_id: int) -> Select[Any]:
    """All talks of one speaker, for that speaker: what waits for them first, then the newest."""
    return talks().where(Talk.person_id == person_id).order_by(Talk.created_at.desc(), Talk.id.desc())


def typed_by(actor: Actor) -> Select[Any]:
    """Talks that the actor wrote down for others and that are still being written."""
    query = talks().where(
        Talk.typed_by_id == actor.person_id,
        Talk.state.in_(access.BEING_WRITTEN),
        over(actor, Permission.TALK_MANAGE),
    )
    return query.order_by(Talk.created_at.desc(), Talk.id.desc())


def review_queue(actor: Actor) -> Select[Any]:
    """Talks that wait for a decision by this reviewer, the oldest first; never one they speak or play in."""
    query = talks().where(Talk.state == TalkState.SUBMITTED, reviewed(actor), not_in_it(actor))
    return query.order_by(Talk.submitted_at, Talk.id)


def review_waiting(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of one row: how many talks wait for this reviewer, and since when the oldest one does."""
    return review_queue(actor).order_by(None).with_only_columns(func.count(), func.min(Talk.submitted_at))


def decided_by(actor: Actor) -> Select[Any]:
    """Decisions the actor has taken, the latest first, each with its talk and speaker."""
    return (
        select(Review)
        .join(Review.talk)
        .join(Talk.person)
        .options(contains_eager(Review.talk).contains_eager(Talk.person))
        .where(Review.reviewer_id == actor.person_id, Review.verdict != ReviewVerdict.COMMENT)
        .order_by(Review.at.desc(), Review.id.desc())
    )


def being_written(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's unfinished talks, typed for others included: state, how many, number of one."""
    mine = or_(own(actor), and_(Talk.typed_by_id == actor.person_id, over(actor, Permission.TALK_MANAGE)))
    return (
        select(Talk.state, func.count(), func.min(Talk.id))
        .join(Talk.person)
        .outerjoin(Person.unit)
        .where(mine, Talk.state.in_(access.BEING_WRITTEN))
        .group_by(Talk.state)
    )
