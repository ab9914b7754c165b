"""The pages of study, by noun."""

from partyedu.study.views import (
    answers,
    distance,
    lists,
    make_up,
    make_up_desk,
    mine,
    pairs,
    pieces,
    visits,
)

__all__ = [
    "answers",
    "distance",
    "lists",
    "make_up",
    "make_up_desk",
    "mine",
    "pairs",
    "pieces",
    "visits",
]
