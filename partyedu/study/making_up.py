"""Which of the facts of a person makes up which of their tasks. Knows no database; the answer is the same each time.

A fact (an event attended, an answer accepted, a visit done) makes up one task and no more. What was agreed goes first;
then whatever else fits, the oldest task first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FactKind(StrEnum):
    EVENT = "event"
    ANSWER = "answer"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made up: from when on facts count (``since``), what it was about, what was agreed."""

    id: int
    since: datetime
    occasion_id: int | None = None
    theme_id: int | None = None
    course_id: int | None = None
    event_kind: str | None = None
    offered_event_id: int | None = None
    offered_courseware_id: int | None = None
    offered_visit: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """What a person did. ``expected``: they were expected at this event anyway, by their own unit."""

    kind: FactKind
    id: int
    at: datetime
    occasion_id: int | None = None
    theme_id: int | None = None
    course_id: int | None = None
    event_kind: str | None = None
    courseware_id: int | None = None
    expected: bool = False


def is_agreed(task: Task, fact: Fact) -> bool:
    """Whether the fact is what was agreed for the task."""
    if fact.at < task.since:
        return False
    if fact.kind is FactKind.EVENT:
        return fact.id == task.offered_event_id
    if fact.kind is FactKind.ANSWER:
        return task.offered_courseware_id is not None and fact.courseware_id == task.offered_courseware_id
    return task.offered_visit


def fits(task: Task, fact: Fact) -> bool:
    """Whether the fact makes up the task although something else, or nothing, was agreed.

    Next month's theme day of one's own unit makes up nothing: one was expected there anyway. The course one missed does
    wherever it is taught; the same occasion, or a session of the same kind and theme, does in another unit.
    """
    if fact.at < task.since:
        return False
    if fact.kind is FactKind.VISIT:
        return True
    same_theme = task.theme_id is not None and fact.theme_id == task.theme_id
    if fact.kind is FactKind.ANSWER:
        return same_theme
    if task.course_id is not None and fact.course_id == task.course_id:
        return True
    same_occasion = task.occasion_id is not None and fact.occasion_id == task.occasion_id
    return not fact.expected and (same_occasion or (same_theme and fact.event_kind == task.event_kind))


def made_up(tasks: Iterable[Task], facts: Iterable[Fact]) -> dict[int, Fact]:
    """The fact that makes up each task; tasks that are still open are not in it."""
    ordered: Sequence[Task] = sorted(tasks, key=lambda task: (task.since, task.id))
    left: list[Fact] = sorted(facts, key=lambda fact: (fact.at, fact.kind.value, fact.id))
    found: dict[int, Fact] = {}
    for rule in (is_agreed, fits):
        for task in ordered:
            if task.id in found:
                continue
            fact = next((one for one in left if rule(task, one)), None)
            if fact is not None:
                found[task.id] = fact
                left.remove(fact)
    return found
