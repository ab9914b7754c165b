"""Certificates: the one with a number, those of a class, one's own."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses.models import Certificate, ClassPlace, CourseClass
from partyedu.courses.queries.courses import managed
from partyedu.organisation.models import Person, Unit


def certificate_numbered(number: str) -> Certificate | None:
    """The certificate that bears this number (as ``numbers.read`` gives it), also a revoked one."""
    return db.session.scalar(select(Certificate).where(Certificate.number == number))


def numbers_taken(numbers: Sequence[str]) -> set[str]:
    """Those of the numbers that stand on a certificate already."""
    return set(db.session.scalars(select(Certificate.number).where(Certificate.number.in_(numbers))))


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(Certificate)
        .join(ClassPlace, Certificate.place_id == ClassPlace.id)
        .join(CourseClass, ClassPlace.class_id == CourseClass.id)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .options(
            contains_eager(Certificate.place).contains_eager(ClassPlace.course_class).contains_eager(CourseClass.unit)
        )
    )


def certificate_to_manage(actor: Actor, certificate_id: int) -> Certificate | None:
    """A certificate of a class the actor manages, also a revoked one."""
    return db.session.scalar(_whole().where(Certificate.id == certificate_id, managed(actor)))


def certificate_to_print(actor: Actor, certificate_id: int) -> Certificate | None:
    """A certificate that holds: one's own, or one of a class the actor manages."""
    allowed = or_(ClassPlace.person_id == (actor.person_id or 0), managed(actor))
    holds = Certificate.revoked_at.is_(None)
    return db.session.scalar(_whole().where(Certificate.id == certificate_id, allowed, holds))


def certificates_of_class(class_id: int) -> Sequence[Certificate]:
    """The certificates of a class that hold, by unit and name: one print job."""
    query = (
        select(Certificate)
        .join(ClassPlace, Certificate.place_id == ClassPlace.id)
        .join(Person, ClassPlace.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(ClassPlace.class_id == class_id, Certificate.revoked_at.is_(None))
        .order_by(Unit.in_order, Person.name, Certificate.id)
    )
    return db.session.scalars(query).all()


def certificate_rows(class_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of all certificates of a class, the latest first: number of the row, number, name, when issued,
    when and why revoked."""
    return (
        select(
            Certificate.id, Certificate.number, Certificate.name, Certificate.issued_at, Certificate.revoked_at,
            Certificate.revoked_reason,
        )
        .join(ClassPlace, Certificate.place_id == ClassPlace.id)
        .where(ClassPlace.class_id == class_id)
        .order_by(Certificate.revoked_at.is_not(None), Certificate.name, Certificate.id)
    )  # fmt: skip


def my_certificates(person_id: int | None) -> Select[*tuple[Any, ...]]:
    """Column query of one's own certificates that hold, the latest first: row, number, title, unit, days, minutes,
    issued."""
    return (
        select(
            Certificate.id, Certificate.number, Certificate.title, Certificate.unit_name, Certificate.starts_on,
            Certificate.ends_on, Certificate.minutes, Certificate.issued_at,
        )
        .join(ClassPlace, Certificate.place_id == ClassPlace.id)
        .where(ClassPlace.person_id == (person_id or 0), Certificate.revoked_at.is_(None))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )  # fmt: skip


def certificate_of_place(place_id: int) -> Certificate | None:
    """The certificate of a place that holds."""
    return db.session.scalar(
        select(Certificate).where(Certificate.place_id == place_id, Certificate.revoked_at.is_(None))
    )


def without_certificate(place_ids: Iterable[int]) -> dict[int, int]:
    """Those of the places that have no certificate that holds: place → person."""
    holds = select(Certificate.id).where(Certificate.place_id == ClassPlace.id, Certificate.revoked_at.is_(None))
    query = select(ClassPlace.id, ClassPlace.person_id).where(ClassPlace.id.in_(list(place_ids)), ~holds.exists())
    return {place_id: person_id for place_id, person_id in db.session.execute(query.order_by(ClassPlace.id))}


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """The names of people as they stand on the roster now."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(list(person_ids))))
    return {person_id: name for person_id, name in rows}


def certificates_of_place(place_id: int) -> Sequence[Certificate]:
    """All certificates of a place, the one that holds first, then the revoked ones from the latest."""
    query = select(Certificate).where(Certificate.place_id == place_id)
    return db.session.scalars(query.order_by(Certificate.revoked_at.is_not(None), Certificate.id.desc())).all()
