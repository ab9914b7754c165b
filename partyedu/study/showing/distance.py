"""A class at a distance as its reader sees it: each piece with its week, and how far the reader is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from partyedu.core.words import _l
from partyedu.study.models import DistancePiece
from partyedu.study.weeks import WEEK, Time, time_of


class Standing(StrEnum):
    """How somebody stands with a piece."""

    ACCEPTED = "accepted"
    HANDED_IN = "handed-in"
    RETURNED = "returned"
    OPEN = "open"
    LATE = "late"
    TO_COME = "to-come"
    MISSED = "missed"


STANDINGS = {
    Standing.ACCEPTED: _l("通过了，算学时"),
    Standing.HANDED_IN: _l("交了，等人看"),
    Standing.RETURNED: _l("请再写一写"),
    Standing.OPEN: _l("这一周可以交"),
    Standing.LATE: _l("晚了一点，还可以交"),
    Standing.TO_COME: _l("还没到时间"),
    Standing.MISSED: _l("时间过了"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One piece on the way. ``last_on``: until when it is taken at all."""

    id: int
    position: int
    title: str
    question: str
    minutes: int
    opens_on: date
    closes_on: date
    last_on: date
    standing: Standing
    returned_reason: str = ""


def standing_of(piece: DistancePiece, answer: Any, today: date) -> Standing:
    """How somebody with this answer (or None) stands; ``answer`` has accepted_at and returned_reason."""
    time = time_of(piece.opens_on, piece.closes_on, today)
    if answer is not None:
        if answer.accepted_at is not None:
            return Standing.ACCEPTED
        if not answer.returned_reason:
            return Standing.HANDED_IN
        return Standing.RETURNED if time is not Time.OVER else Standing.MISSED
    return {
        Time.TO_COME: Standing.TO_COME,
        Time.NOW: Standing.OPEN,
        Time.LATE: Standing.LATE,
        Time.OVER: Standing.MISSED,
    }[time]


def steps(pieces: Sequence[DistancePiece], answers: Mapping[int, Any], today: date) -> list[Step]:
    """The pieces of a class with what one handed in (by piece)."""
    return [
        Step(
            piece.id, piece.position, piece.title, piece.question, piece.minutes, piece.opens_on, piece.closes_on,
            piece.closes_on + WEEK, standing_of(piece, answers.get(piece.id), today),
            answers[piece.id].returned_reason if piece.id in answers else "",
        )
        for piece in pieces
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a class with how they stand at each piece. No sum to sort by: nobody is ranked."""

    place_id: int
    name: str
    unit: str
    is_here: bool
    standings: list[Standing]
    late_words: list[str]

    @property
    def is_complete(self) -> bool:
        """Whether every piece was handed in and accepted."""
        return bool(self.standings) and all(standing is Standing.ACCEPTED for standing in self.standings)


def progress(
    people: Sequence[Any], pieces: Sequence[DistancePiece], answers: Mapping[int, Mapping[int, Any]], today: date
) -> list[Line]:
    """Rows of ``queries.distance.people_of`` with their answers, in the same order."""
    lines = []
    for row in people:
        own = answers.get(row.person_id, {})
        words = [own[piece.id].late_word for piece in pieces if piece.id in own and own[piece.id].late_word]
        standings = [standing_of(piece, own.get(piece.id), today) for piece in pieces]
        lines.append(Line(row.id, row.name, row.unit, row.is_here, standings, words))
    return lines
