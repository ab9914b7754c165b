"""What a talk or a course was rated wherever it was given: shown from five answers up, as everywhere in the house."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, cast, func, select

from partyedu.orders.models import MenuItem, Order
from partyedu.surveys.models import EventRating
from partyedu.theatre.models import TalkRating
from partyedu.theatre.queries import SHOWN_FROM


@dataclass(frozen=True, slots=True)
class Rating:
    """The mean of all published answers, and how many they are (five at least)."""

    stars: float
    answers: int


def talk_ratings(talk_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Column query of what some talks were rated at all sessions together: talk, mean, answers."""
    return (
        select(TalkRating.talk_id, func.avg(TalkRating.stars, type_=Float), func.count())
        .where(TalkRating.talk_id.in_(list(talk_ids)), TalkRating.shown)
        .group_by(TalkRating.talk_id)
        .having(func.count() >= SHOWN_FROM)
    )


def course_ratings(course_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Column query of what the events that came of orders for some courses were rated: course, mean, answers.

    An event counts once it has five answers of its own: added to others, fewer could be guessed.
    """
    rated = (
        select(EventRating.event_id, func.sum(EventRating.stars).label("stars"), func.count().label("answers"))
        .where(EventRating.shown)  # one that came late waits for company
        .group_by(EventRating.event_id)
        .having(func.count() >= SHOWN_FROM)
        .subquery()
    )
    held = (
        select(MenuItem.course_id, Order.event_id)
        .join(MenuItem, Order.item_id == MenuItem.id)
        .where(MenuItem.course_id.in_(list(course_ids)), Order.event_id.is_not(None))
        .distinct()
        .subquery()
    )
    return (
        select(held.c.course_id, _mean(rated), func.sum(rated.c.answers))
        .join(rated, rated.c.event_id == held.c.event_id)
        .group_by(held.c.course_id)
    )


def _mean(rated: Any) -> ColumnElement[Any]:
    return cast(func.sum(rated.c.stars), Float) / func.sum(rated.c.answers)


def ratings_by_key(rows: Iterable[Any]) -> dict[int, Rating]:
    """Rows of one of the queries above, by the number of talk or course."""
    return {key: Rating(round(float(mean), 1), int(answers)) for key, mean, answers in rows}
