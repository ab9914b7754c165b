"""What a talk or a course was rated wherever it was given: shown from five answers up, as everywhere in the house."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Select, func, select, union

from partyedu.core.urn import SHOWN_FROM
from partyedu.courses.models import ClassMeeting
from partyedu.orders.models import MenuItem, Order
from partyedu.surveys.models import EventRating
from partyedu.theatre.models import TalkRating


@dataclass(frozen=True, slots=True)
class Rating:
    """The mean of all published answers, and how many they are (five at least)."""

    stars: float
    answers: int


def talk_ratings(talk_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Column query of what some talks were rated at all sessions together: talk, mean, answers."""
    return (
        select(TalkRating.talk_id, func.avg(TalkRating.stars, type_=Float), func.count())
        .where(TalkRating.talk_id.in_(list(talk_ids)))
        .group_by(TalkRating.talk_id)
        .having(func.count() >= SHOWN_FROM)
    )


def course_ratings(course_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Column query of how courses were rated, at events that came of orders and in classes: course, mean, answers."""
    wanted = list(course_ids)
    ordered = (
        select(MenuItem.course_id, Order.event_id)
        .join(MenuItem, Order.item_id == MenuItem.id)
        .where(MenuItem.course_id.in_(wanted), Order.event_id.is_not(None))
    )
    taught = select(ClassMeeting.course_id, ClassMeeting.event_id).where(ClassMeeting.course_id.in_(wanted))
    held = union(ordered, taught).subquery()
    return (
        select(held.c.course_id, func.avg(EventRating.stars, type_=Float), func.count())
        .join(EventRating, EventRating.event_id == held.c.event_id)
        .group_by(held.c.course_id)
        .having(func.count() >= SHOWN_FROM)
    )


def ratings_by_key(rows: Iterable[Any]) -> dict[int, Rating]:
    """Rows of one of the queries above, by the number of talk or course."""
    return {key: Rating(round(float(mean), 1), int(answers)) for key, mean, answers in rows}
