"""What a piece is judged by: published ratings, experts' scores, likes.

Ratings are those of the talk it comes from and of the events it was used at, each only as far as published (in steps
from five answers up). An average is hundredths of a star (430: 4.3 of 5), an expert score percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import (
    READABLE,
    Courseware,
    CoursewareLike,
    CoursewareUse,
    CoursewareVersion,
    Decision,
    ExpertReview,
    Outcome,
)
from partyedu.schedule.models import Event
from partyedu.surveys.models import EventRating
from partyedu.theatre.models import ProgrammeItem, TalkRating
from partyedu.theatre.queries import was_given


def _by_piece(query: Any, piece: Any, courseware_id: int | None) -> Select[*tuple[Any, ...]]:
    """A query grouped by piece, of all of them or of one."""
    grouped: Select[*tuple[Any, ...]] = query.group_by(piece)
    return grouped if courseware_id is None else grouped.where(piece == courseware_id)


def _reworked() -> Any:
    """When each piece that was sent to rework, and has a new version since, was sent there last.

    courseware_id, talk_id, at. Without a new version it is the old piece, and what was said of it holds.
    """
    judged, later = CoursewareVersion.__table__.alias("judged"), CoursewareVersion.__table__.alias("following")
    follows = select(later.c.id).where(
        later.c.courseware_id == judged.c.courseware_id, later.c.number > judged.c.number
    )
    return (
        select(Decision.courseware_id, Courseware.talk_id, func.max(Decision.decided_at).label("at"))
        .join(Courseware, Decision.courseware_id == Courseware.id)
        .join(judged, Decision.version_id == judged.c.id)
        .where(Decision.outcome == Outcome.REWORK, follows.correlate(judged).exists())
        .group_by(Decision.courseware_id, Courseware.talk_id)
    )


def _since(reworked: Any, event_id: Any) -> ColumnElement[bool]:
    """Condition: the event was held after the rework, if there was one."""
    held = select(Event.id).where(Event.id == event_id, Event.ends_at > reworked.c.at)
    return or_(reworked.c.at.is_(None), held.correlate_except(Event).exists())


class Measures:
    """The figures of each piece as columns to be joined to Courseware: see ``joined``.

    Of all pieces that stand in the library, or only of one: whoever needs one need not count all ratings. What was
    sent to rework is judged by what was held since: who listened to the old version says nothing of the new one.
    """

    def __init__(self, courseware_id: int | None = None) -> None:
        wanted = Courseware.stage.in_(READABLE) if courseware_id is None else Courseware.id == courseware_id
        from_talks = select(Courseware.talk_id).where(Courseware.talk_id.is_not(None), wanted)
        old, stale = _reworked().subquery("old_talks"), _reworked().subquery("old_pieces")
        self.talks = (
            select(TalkRating.talk_id, func.count().label("raters"), func.sum(TalkRating.stars).label("stars"))
            .outerjoin(old, old.c.talk_id == TalkRating.talk_id)
            .where(TalkRating.talk_id.in_(from_talks), _since(old, TalkRating.event_id))
            .group_by(TalkRating.talk_id)
            .subquery("of_talks")
        )
        self.events = _by_piece(
            select(
                CoursewareUse.courseware_id, func.count().label("raters"), func.sum(EventRating.stars).label("stars")
            )
            .join(EventRating, EventRating.event_id == CoursewareUse.event_id)
            .outerjoin(stale, stale.c.courseware_id == CoursewareUse.courseware_id)
            .where(_since(stale, CoursewareUse.event_id)),
            CoursewareUse.courseware_id,
            courseware_id,
        ).subquery("of_events")
        version, later = CoursewareVersion, CoursewareVersion.__table__.alias("later")
        newer = select(later.c.id).where(
            later.c.courseware_id == version.courseware_id, later.c.number > version.number
        )
        self.experts = _by_piece(
            select(
                version.courseware_id, func.count().label("reviews"), func.sum(ExpertReview.percent).label("percent")
            )
            .join(ExpertReview, ExpertReview.version_id == version.id)
            .where(~newer.correlate(version).exists()),
            version.courseware_id,
            courseware_id,
        ).subquery("of_experts")
        self.liked = _by_piece(
            select(CoursewareLike.courseware_id, func.count().label("likes")),
            CoursewareLike.courseware_id,
            courseware_id,
        ).subquery("of_public")
        self.raters = func.coalesce(self.talks.c.raters, 0) + func.coalesce(self.events.c.raters, 0)
        self.stars = func.coalesce(self.talks.c.stars, 0) + func.coalesce(self.events.c.stars, 0)
        self.reviews = func.coalesce(self.experts.c.reviews, 0)
        self.percent = func.coalesce(self.experts.c.percent, 0)
        self.likes = func.coalesce(self.liked.c.likes, 0)

    def joined(self, source: Any) -> Any:
        """A join that holds Courseware, with the figures joined to it."""
        return (
            source.outerjoin(self.talks, self.talks.c.talk_id == Courseware.talk_id)
            .outerjoin(self.events, self.events.c.courseware_id == Courseware.id)
            .outerjoin(self.experts, self.experts.c.courseware_id == Courseware.id)
            .outerjoin(self.liked, self.liked.c.courseware_id == Courseware.id)
        )

    @property
    def columns(self) -> tuple[Any, ...]:
        """raters, stars (their sum), reviews, percent (their sum), likes."""
        named = ("raters", "stars", "reviews", "percent", "likes")
        return tuple(getattr(self, name).label(name) for name in named)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one piece: average in hundredths of a star and expert in percent, None where nobody has rated."""

    average: int | None
    raters: int
    expert: int | None
    reviews: int
    likes: int

    @classmethod
    def of(cls, row: Any) -> "Figures":
        """From a row with the columns of ``Measures``."""
        return cls(
            average=_mean(100 * row.stars, row.raters),
            raters=row.raters,
            expert=_mean(row.percent, row.reviews),
            reviews=row.reviews,
            likes=row.likes,
        )


def _mean(total: int, number: int) -> int | None:
    """The mean, rounded half up."""
    return (2 * int(total) + number) // (2 * number) if number else None


def times_given(talk_ids: Sequence[int]) -> dict[int, int]:
    """How often each talk was given at a session that was held."""
    query = (
        select(ProgrammeItem.talk_id, func.count())
        .join(Event, ProgrammeItem.event_id == Event.id)
        .where(ProgrammeItem.talk_id.in_(talk_ids), was_given(clock.now()))
        .group_by(ProgrammeItem.talk_id)
    )
    return {talk_id: number for talk_id, number in db.session.execute(query) if talk_id is not None}


def talk_ratings(talk_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The published ratings of talks over all their sessions: average in hundredths of a star, number of raters."""
    query = (
        select(TalkRating.talk_id, func.sum(TalkRating.stars), func.count())
        .where(TalkRating.talk_id.in_(talk_ids))
        .group_by(TalkRating.talk_id)
    )
    return {talk_id: (_mean(100 * stars, number) or 0, number) for talk_id, stars, number in db.session.execute(query)}
