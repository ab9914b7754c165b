"""What waits for whom in study, noun by noun, for the home page."""

from collections.abc import Callable, Iterable

from partyedu.core.actor import Actor
from partyedu.core.navigation import Question
from partyedu.study.pending import (
    distance,
    hours,
    make_up,
    pairs,
    visits,
)

# One line for each noun: a function that asks nothing itself and gives questions (see ``core.navigation``).
NOUNS: tuple[Callable[[Actor], Iterable[Question]], ...] = (
    distance.questions,
    hours.questions,
    make_up.questions,
    pairs.questions,
    visits.questions,
)
