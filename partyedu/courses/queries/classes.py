"""Classes: the public list, one class, what it runs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses.access import PUBLIC_CLASSES
from partyedu.courses.models import ClassCourse, Course, CourseClass
from partyedu.courses.queries.courses import managed
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Room


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(CourseClass)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .options(
            contains_eager(CourseClass.unit),
            joinedload(CourseClass.room).joinedload(Room.venue),
            joinedload(CourseClass.test),
            joinedload(CourseClass.project),
        )
    )


def class_to_manage(actor: Actor, class_id: int) -> CourseClass | None:
    """A class of a unit whose classes the actor manages."""
    return db.session.scalar(_whole().where(CourseClass.id == class_id, managed(actor)))


def class_seen(actor: Actor | None, class_id: int) -> CourseClass | None:
    """A class that everybody may read, or one in preparation of a unit whose classes the actor manages."""
    seen = or_(CourseClass.state.in_(PUBLIC_CLASSES), managed(actor))
    return db.session.scalar(_whole().where(CourseClass.id == class_id, seen))


def courses_of_class(class_id: int) -> Sequence[Course]:
    """The courses a class runs, in order."""
    query = select(Course).join(ClassCourse, ClassCourse.course_id == Course.id)
    return db.session.scalars(
        query.where(ClassCourse.class_id == class_id).order_by(ClassCourse.position, ClassCourse.id)
    ).all()


def class_of_form(form_key: str) -> CourseClass | None:
    """The class that was made from this very page of a form."""
    return db.session.scalar(_whole().where(CourseClass.form_key == form_key))
