"""The pages of study, by noun."""

from partyedu.study.views import (
    answers,
    distance,
    entries,
    events,
    exemptions,
    hours,
    lists,
    make_up,
    make_up_desk,
    mine,
    pairs,
    pieces,
    rules,
    statements,
    visits,
)

__all__ = [
    "answers",
    "distance",
    "entries",
    "events",
    "exemptions",
    "hours",
    "lists",
    "make_up",
    "make_up_desk",
    "mine",
    "pairs",
    "pieces",
    "rules",
    "statements",
    "visits",
]
