"""Courseware as lists: what everybody may read, what staff keep, what one makes, what waits for words or scores."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.library.access import BEING_MADE
from partyedu.library.models import (
    READABLE,
    Courseware,
    CoursewareCategory,
    CoursewareVersion,
    Distinction,
    ExpertReview,
    Origin,
    PeerComment,
    Stage,
    Tier,
    Verdict,
)
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Theme
from partyedu.speakers.models import Talk, TalkState


@dataclass(frozen=True, slots=True)
class CoursewareFilter:
    """What a list of courseware is narrowed to; empty values narrow nothing."""

    category_id: int | None = None
    theme_id: int | None = None
    origin: Origin | None = None
    tier: Tier | None = None
    distinction: Distinction | None = None
    stage: Stage | None = None
    words: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by it."""
        asked = (self.category_id, self.theme_id, self.origin, self.tier, self.distinction, self.stage)
        return any(asked) or bool(self.words.strip())


def readable() -> ColumnElement[bool]:
    """Condition on Courseware: everybody may read it.

    A story only while its owner agrees; what comes from a talk only while the speaker has not withdrawn the talk.
    """
    withdrawn = select(Talk.id).where(Talk.id == Courseware.talk_id, Talk.state == TalkState.WITHDRAWN)
    agreed = or_(Courseware.is_story.is_(False), Courseware.consented_at.is_not(None))
    gone = and_(Courseware.talk_id.is_not(None), withdrawn.correlate(Courseware).exists())
    return and_(Courseware.stage.in_(READABLE), agreed, ~gone)


def mine(actor: Actor | None) -> ColumnElement[bool]:
    """Condition on Courseware: the actor's own (see ``access.is_maker``)."""
    number = actor.person_id if actor is not None and actor.person_id is not None else 0
    return func.coalesce(Courseware.owner_id, Courseware.created_by_id, 0) == number if number else false()


def kept(actor: Actor | None, permission: Permission = Permission.LIBRARY_MANAGE) -> ColumnElement[bool]:
    """Condition on Unit (joined): the actor keeps (or reviews) the library of the piece's unit."""
    return within(actor.reach(permission) if actor else ())


def newest_version_id() -> Any:
    """The number of the newest version's row of a piece, as a scalar subquery on Courseware."""
    newest = select(CoursewareVersion.id).where(CoursewareVersion.courseware_id == Courseware.id)
    newest = newest.order_by(CoursewareVersion.number.desc()).limit(1)
    return newest.correlate(Courseware).scalar_subquery()


def narrowed(chosen: CoursewareFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on Courseware."""
    asked = (
        (Courseware.category_id, chosen.category_id),
        (Courseware.theme_id, chosen.theme_id),
        (Courseware.origin, chosen.origin),
        (Courseware.tier, chosen.tier),
        (Courseware.distinction, chosen.distinction),
        (Courseware.stage, chosen.stage),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in asked if value is not None]
    if chosen.words.strip():
        conditions.append(matches(Courseware.search_text, chosen.words))
    return conditions


def _briefly() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Courseware.id,
            Courseware.title,
            Courseware.summary,
            Courseware.minutes,
            Courseware.stage,
            Courseware.distinction,
            Courseware.is_story,
            Courseware.tier,
            CoursewareCategory.name.label("category"),
            Theme.name.label("theme"),
            Unit.name.label("unit"),
            Courseware.admitted_at,
            Courseware.created_at,
        )
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .join(Unit, Courseware.unit_id == Unit.id)
        .outerjoin(Theme, Courseware.theme_id == Theme.id)
    )


def courseware_listed(chosen: CoursewareFilter) -> Select[*tuple[Any, ...]]:
    """Column query of what everybody may read, admitted last first.

    id, title, summary, minutes, stage, distinction, is_story, tier, category, theme, unit, admitted_at, created_at.
    """
    query = _briefly().where(readable(), *narrowed(chosen))
    return query.order_by(Courseware.admitted_at.desc(), Courseware.id.desc())


def courseware_to_choose(actor: Actor, words: str = "", limit: int = 30) -> Sequence[Any]:
    """Pieces that may be taught, for a room above that plans an event: id, title, minutes, category, unit.

    Everything everybody may read, whichever unit made it (courseware is shared); the actor's own units first.
    """
    own = within([actor.unit_path] if actor.unit_path else [])
    query = select(
        Courseware.id, Courseware.title, Courseware.minutes, CoursewareCategory.name.label("category"),
        Unit.name.label("unit"),
    )  # fmt: skip
    query = query.join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
    query = query.join(Unit, Courseware.unit_id == Unit.id)
    query = query.where(readable(), *narrowed(CoursewareFilter(words=words)))
    return db.session.execute(query.order_by(own.desc(), Courseware.admitted_at.desc()).limit(limit)).all()


def readable_ids(ids: Collection[int]) -> set[int]:
    """Which of these pieces everybody may read now."""
    return set(db.session.scalars(select(Courseware.id).where(Courseware.id.in_(ids), readable())))


def good_ones() -> Select[*tuple[Any, ...]]:
    """Column query of the model lessons and good courses (S1.10), as ``courseware_listed``."""
    query = _briefly().where(readable(), Courseware.stage == Stage.TEXTBOOK, Courseware.distinction.is_not(None))
    return query.order_by(Courseware.distinction.desc(), Courseware.admitted_at.desc(), Courseware.id.desc())


def kept_listed(actor: Actor, chosen: CoursewareFilter) -> Select[*tuple[Any, ...]]:
    """Column query of all pieces the actor keeps, whatever their stage, the newest first; ``maker``: who makes it."""
    query = _briefly().add_columns(Person.name.label("maker")).outerjoin(Person, Courseware.owner_id == Person.id)
    query = query.where(kept(actor), *narrowed(chosen))
    return query.order_by(Courseware.created_at.desc(), Courseware.id.desc())


def stage_counts(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of how many pieces the actor keeps in each stage."""
    query = select(Courseware.stage, func.count()).join(Unit, Courseware.unit_id == Unit.id)
    return query.where(kept(actor)).group_by(Courseware.stage)


def made_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's own pieces, the newest first."""
    return _briefly().where(mine(actor)).order_by(Courseware.created_at.desc(), Courseware.id.desc())


def to_comment(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the pieces that wait for comments, not the actor's own; ``said``: they have commented."""
    said = (
        select(PeerComment.id)
        .join(CoursewareVersion, PeerComment.version_id == CoursewareVersion.id)
        .where(CoursewareVersion.courseware_id == Courseware.id, PeerComment.person_id == (actor.person_id or 0))
        .correlate(Courseware)
        .exists()
    )
    query = _briefly().add_columns(said.label("said")).where(Courseware.stage == Stage.COMMENTS, ~mine(actor))
    return query.order_by(said, Courseware.id.desc())


def to_review(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what waits for this reviewer, the oldest first: nothing of their own."""
    query = _briefly().where(Courseware.stage == Stage.REVIEW, kept(actor, Permission.LIBRARY_REVIEW), ~mine(actor))
    return query.order_by(Courseware.id)


def reviewed_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what the actor has scored, the latest first: id, title, number, verdict, percent, at, stage."""
    return (
        select(
            Courseware.id,
            Courseware.title,
            CoursewareVersion.number,
            ExpertReview.verdict,
            ExpertReview.percent,
            ExpertReview.at,
            Courseware.stage,
        )
        .join(CoursewareVersion, ExpertReview.version_id == CoursewareVersion.id)
        .join(Courseware, CoursewareVersion.courseware_id == Courseware.id)
        .where(ExpertReview.reviewer_id == (actor.person_id or 0))
        .order_by(ExpertReview.at.desc(), ExpertReview.id.desc())
    )


# --- what waits, for the home page ------------------------------------------------------------------------------------


def returned_to_me(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's pieces that came back from review or for rework: id, title, stage."""
    returned = select(ExpertReview.id).where(
        ExpertReview.version_id == newest_version_id(), ExpertReview.verdict == Verdict.RETURN
    )
    back = and_(Courseware.stage == Stage.MAKING, returned.correlate(Courseware).exists())
    query = select(Courseware.id, Courseware.title, Courseware.stage)
    return query.where(mine(actor), or_(Courseware.stage == Stage.REWORK, back)).limit(20)


def consent_asked_of_me(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's stories that wait for their word: id, title."""
    asked = and_(Courseware.is_story, Courseware.consented_at.is_(None), Courseware.stage == Stage.TOPIC)
    return select(Courseware.id, Courseware.title).where(Courseware.owner_id == (actor.person_id or 0), asked).limit(20)


def number_to_comment(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: pieces that wait for comments and have none of the actor's."""
    said = (
        select(PeerComment.id)
        .join(CoursewareVersion, PeerComment.version_id == CoursewareVersion.id)
        .where(CoursewareVersion.courseware_id == Courseware.id, PeerComment.person_id == (actor.person_id or 0))
        .correlate(Courseware)
        .exists()
    )
    return select(func.count()).select_from(Courseware).where(
        Courseware.stage == Stage.COMMENTS, ~mine(actor), ~said
    )  # fmt: skip


def number_to_review(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: pieces that wait for this reviewer."""
    query = select(func.count()).select_from(Courseware).join(Unit, Courseware.unit_id == Unit.id)
    return query.where(Courseware.stage == Stage.REVIEW, kept(actor, Permission.LIBRARY_REVIEW), ~mine(actor))


def number_of_topics(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: topics that wait for the staff's word (stories wait for their owner's)."""
    query = select(func.count()).select_from(Courseware).join(Unit, Courseware.unit_id == Unit.id)
    return query.where(Courseware.stage == Stage.TOPIC, Courseware.is_story.is_(False), kept(actor))


def being_made(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: the actor's pieces that they still work on."""
    return select(func.count()).select_from(Courseware).where(mine(actor), Courseware.stage.in_(BEING_MADE))
