"""What is open to a member to reach their hours: events they are asked to, open classes, pieces at a distance."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from partyedu.core.spans import seconds_between
from partyedu.courses.models import ClassEntry, ClassPlace, ClassState, CourseClass
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, EventKind, EventStatus, SignUp, SignUpState
from partyedu.study.models import DistanceClass, DistancePiece, DistancePlace, DistanceState, PieceAnswer
from partyedu.study.queries.rules import and_above

DAYS_AHEAD = 90


def events_ahead(person: Person, now: datetime, limit: int = 5) -> Select[*tuple[Any, ...]]:
    """Column query of the next events that a member is asked to, or that everybody may come to: with their length.

    id, title, starts_at, minutes, asked (whether members of their unit are expected).
    """
    paths = {path for unit in (person.unit, person.daily_unit) if unit for path in and_above(unit.path)}
    asked = Unit.path.in_(paths)
    mine = select(SignUp.event_id).where(SignUp.person_id == person.id, SignUp.state == SignUpState.SIGNED_UP)
    return (
        select(
            Event.id, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            (seconds_between(Event.public_starts_at, Event.public_ends_at) // 60).label("minutes"),
            asked.label("asked"),
        )
        .outerjoin(Unit, Event.expected_unit_id == Unit.id)
        .where(Event.status == EventStatus.PUBLISHED, Event.public_starts_at > now)
        .where(Event.public_starts_at < now + timedelta(days=DAYS_AHEAD))
        .where(or_(Event.expected_unit_id.is_(None), asked))
        .where(or_(Event.kind != EventKind.CLASS, Event.id.in_(mine)))  # a class is entered as a whole
        .order_by(Event.public_starts_at, Event.id)
        .limit(limit)
    )  # fmt: skip


def classes_open_to(person_id: int, today: date, limit: int = 3) -> Select[*tuple[Any, ...]]:
    """Column query of classes one may still enter, and has not: id, title, starts_on, enrol_until."""
    mine = select(ClassPlace.class_id).where(ClassPlace.person_id == person_id)
    return (
        select(CourseClass.id, CourseClass.title, CourseClass.starts_on, CourseClass.enrol_until)
        .where(CourseClass.state == ClassState.OPEN, CourseClass.entry == ClassEntry.ENROLMENT)
        .where(or_(CourseClass.enrol_until.is_(None), CourseClass.enrol_until >= today))
        .where(or_(CourseClass.starts_on.is_(None), CourseClass.starts_on >= today), CourseClass.id.not_in(mine))
        .order_by(CourseClass.starts_on, CourseClass.id)
        .limit(limit)
    )


def pieces_open_to(person_id: int, today: date, limit: int = 3) -> Select[*tuple[Any, ...]]:
    """Column query of pieces at a distance that wait for an answer: id, title, minutes, closes_on, class_id."""
    answered = select(PieceAnswer.piece_id).where(
        PieceAnswer.person_id == person_id, PieceAnswer.piece_id.is_not(None), PieceAnswer.returned_reason == ""
    )
    return (
        select(DistancePiece.id, DistancePiece.title, DistancePiece.minutes, DistancePiece.closes_on,
               DistancePiece.class_id)
        .join(DistanceClass, DistancePiece.class_id == DistanceClass.id)
        .join(DistancePlace, DistancePlace.class_id == DistanceClass.id)
        .where(DistancePlace.person_id == person_id, DistancePlace.left_at.is_(None))
        .where(DistanceClass.state == DistanceState.OPEN, DistancePiece.id.not_in(answered))
        .where(DistancePiece.opens_on <= today, DistancePiece.closes_on >= today)
        .order_by(DistancePiece.closes_on, DistancePiece.id)
        .limit(limit)
    )  # fmt: skip
