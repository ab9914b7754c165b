"""What a piece is judged by: published ratings, experts' scores, likes.

Ratings are those of the talk it comes from and of the events it was used at, each only as far as published (in steps
from five answers up). An average is hundredths of a star (430: 4.3 of 5), an expert score percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import (
    Courseware,
    CoursewareLike,
    CoursewareUse,
    CoursewareVersion,
    ExpertReview,
)
from partyedu.schedule.models import Event
from partyedu.surveys.models import EventRating
from partyedu.theatre.models import ProgrammeItem, TalkRating
from partyedu.theatre.queries import was_given


class Measures:
    """The figures of each piece as columns to be joined to Courseware: see ``joined``."""

    def __init__(self) -> None:
        from_talks = select(Courseware.talk_id).where(Courseware.talk_id.is_not(None))
        stars = func.sum(TalkRating.stars)
        self.talks = (
            select(TalkRating.talk_id, func.count().label("raters"), stars.label("stars"))
            .where(TalkRating.shown, TalkRating.talk_id.in_(from_talks))
            .group_by(TalkRating.talk_id)
            .subquery("of_talks")
        )
        newest = (
            select(CoursewareVersion.courseware_id, func.max(CoursewareVersion.number).label("number"))
            .group_by(CoursewareVersion.courseware_id)
            .subquery("newest")
        )
        self.newest = newest
        self.experts = (
            select(
                CoursewareVersion.courseware_id,
                func.count().label("reviews"),
                func.sum(ExpertReview.percent).label("percent"),
            )
            .join(ExpertReview, ExpertReview.version_id == CoursewareVersion.id)
            .join(
                newest,
                (newest.c.courseware_id == CoursewareVersion.courseware_id)
                & (newest.c.number == CoursewareVersion.number),
            )
            .group_by(CoursewareVersion.courseware_id)
            .subquery("of_experts")
        )
        self.liked = (
            select(CoursewareLike.courseware_id, func.count().label("likes"))
            .group_by(CoursewareLike.courseware_id)
            .subquery("of_public")
        )
        self.events = (
            select(
                CoursewareUse.courseware_id, func.count().label("raters"), func.sum(EventRating.stars).label("stars")
            )
            .join(EventRating, EventRating.event_id == CoursewareUse.event_id)
            .where(EventRating.shown)
            .group_by(CoursewareUse.courseware_id)
            .subquery("of_events")
        )
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
        .where(TalkRating.shown, TalkRating.talk_id.in_(talk_ids))
        .group_by(TalkRating.talk_id)
    )
    return {talk_id: (_mean(100 * stars, number) or 0, number) for talk_id, stars, number in db.session.execute(query)}
