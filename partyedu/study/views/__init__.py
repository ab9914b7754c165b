"""The pages of study, by noun."""

from partyedu.study.views import (
    answers,
    make_up,
    make_up_desk,
    mine,
    pairs,
    visits,
)

__all__ = [
    "answers",
    "make_up",
    "make_up_desk",
    "mine",
    "pairs",
    "visits",
]
