"""Rows behind the figures of study at the door and at a distance: column queries over subtrees and a span of instants.

The unit is the one that planned the visit, has the pair, or runs the class.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from partyedu.core import clock
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.study.models import DistanceClass, DistancePiece, HomeVisit, Pair, PieceAnswer, VisitState

Rows = Select[*tuple[Any, ...]]


def _days(since: datetime, until: datetime) -> tuple[date, date]:
    """First day of the span, and the day after its last one."""
    return clock.local(since).date(), clock.local(until).date()


def home_visits(paths: Iterable[str], since: datetime, until: datetime) -> Rows:
    """Visits on which somebody was met: id, visited_on, name, unit, studied, minutes. No word of why or how it was."""
    first, end = _days(since, until)
    return (
        select(
            HomeVisit.id, HomeVisit.visited_on, Person.name, Unit.name.label("unit"), HomeVisit.studied,
            HomeVisit.minutes,
        )
        .join(Unit, HomeVisit.unit_id == Unit.id)
        .join(Person, HomeVisit.person_id == Person.id)
        .where(within(paths), HomeVisit.state == VisitState.DONE)
        .where(HomeVisit.visited_on >= first, HomeVisit.visited_on < end)
        .order_by(HomeVisit.visited_on.desc(), HomeVisit.id.desc())
    )  # fmt: skip


def pairs(paths: Iterable[str], since: datetime, until: datetime) -> Rows:
    """Pairs that lasted on some day of the span: id, kind, elder, younger, unit, since_on, until_on."""
    first, end = _days(since, until)
    elder, younger = aliased(Person), aliased(Person)
    return (
        select(
            Pair.id, Pair.kind, elder.name.label("elder"), younger.name.label("younger"), Unit.name.label("unit"),
            Pair.since_on, Pair.until_on,
        )
        .select_from(Pair)
        .join(Unit, Pair.unit_id == Unit.id)
        .join(elder, Pair.elder_id == elder.id)
        .join(younger, Pair.younger_id == younger.id)
        .where(within(paths), Pair.since_on < end, or_(Pair.until_on.is_(None), Pair.until_on >= first))
        .order_by(Pair.since_on.desc(), Pair.id.desc())
    )  # fmt: skip


def distance_answers(paths: Iterable[str], since: datetime, until: datetime) -> Rows:
    """Answers in classes at a distance that were accepted, by the day they were handed in.

    class_id, handed_in_at, name, title (of the piece), class_title, unit, minutes.
    """
    return (
        select(
            DistanceClass.id, PieceAnswer.handed_in_at, Person.name, DistancePiece.title,
            DistanceClass.title.label("class_title"), Unit.name.label("unit"), PieceAnswer.minutes,
        )
        .select_from(PieceAnswer)
        .join(DistancePiece, PieceAnswer.piece_id == DistancePiece.id)
        .join(DistanceClass, DistancePiece.class_id == DistanceClass.id)
        .join(Unit, DistanceClass.unit_id == Unit.id)
        .join(Person, PieceAnswer.person_id == Person.id)
        .where(within(paths), PieceAnswer.accepted_at.is_not(None))
        .where(PieceAnswer.handed_in_at >= since, PieceAnswer.handed_in_at < until)
        .order_by(PieceAnswer.handed_in_at.desc(), PieceAnswer.id.desc())
    )  # fmt: skip
