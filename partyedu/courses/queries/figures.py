"""Rows behind the figures: column queries for reports, over subtrees of units and a half-open span of instants.

A span ends now at the latest, so what has not begun yet is in none. The class's unit has its classes, places and
certificates; the event's unit has its meeting.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, desc, func, or_, select

from partyedu.core import clock
from partyedu.courses.models import (
    HOLDING,
    Certificate,
    ClassMeeting,
    ClassPlace,
    ClassState,
    Course,
    CourseClass,
    CourseOffering,
    CourseState,
)
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import home_name_on, within
from partyedu.schedule.models import Event, Theme
from partyedu.schedule.queries import begun

Rows = Select[*tuple[Any, ...]]

# A class that came about: a draft has not, a cancelled one does not count, whatever it held before.
CAME_ABOUT = (ClassState.OPEN, ClassState.COMPLETED)


def _offered_before(end: datetime) -> ColumnElement[bool]:
    """Condition on Course: it was offered when the span ended, whatever has become of it since.

    What was offered before the house kept its days counts from the day it was written, as long as it is offered.
    """
    offered = select(CourseOffering.id).where(CourseOffering.course_id == Course.id)
    then = offered.where(
        CourseOffering.since_at < end, or_(CourseOffering.until_at.is_(None), CourseOffering.until_at >= end)
    )
    unknown = and_(
        ~offered.correlate(Course).exists(), Course.state == CourseState.OFFERED, Course.created_at < end
    )
    return or_(then.correlate(Course).exists(), unknown)


def courses_offered(paths: Iterable[str], end: datetime) -> Rows:
    """Courses of the units that were offered when the span ended.

    course_id, title, theme, kind, format, unit, created_at.
    """
    return (
        select(
            Course.id.label("course_id"), Course.title, Theme.name.label("theme"), Course.kind, Course.format,
            Unit.name.label("unit"), Course.created_at,
        )
        .join(Unit, Course.unit_id == Unit.id)
        .outerjoin(Theme, Course.theme_id == Theme.id)
        .where(within(paths), _offered_before(end))
        .order_by(Unit.in_order, Course.kind.desc(), Course.title, Course.id)
    )  # fmt: skip


def _first_meeting() -> ScalarSelect[Any]:
    """Column beside CourseClass: when its first meeting that was held began."""
    first = select(func.min(Event.public_starts_at)).join(ClassMeeting, ClassMeeting.event_id == Event.id)
    return first.where(ClassMeeting.class_id == CourseClass.id, *begun()).correlate(CourseClass).scalar_subquery()


def classes_begun(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Classes of the units whose first meeting was held in the span: each counts once, in the year it began.

    class_id, title, began_at, unit, entry, state, people.
    """
    in_it = select(func.count()).where(ClassPlace.class_id == CourseClass.id, ClassPlace.state.in_(HOLDING))
    # Asked first, as a list of numbers: so only the classes that met in the span are looked at any closer.
    met = select(ClassMeeting.class_id).join(Event, ClassMeeting.event_id == Event.id).where(*begun(start, end))
    began_at = _first_meeting()
    return (
        select(
            CourseClass.id.label("class_id"), CourseClass.title, began_at.label("began_at"), Unit.name.label("unit"),
            CourseClass.entry, CourseClass.state, in_it.correlate(CourseClass).scalar_subquery().label("people"),
        )
        .join(Unit, CourseClass.unit_id == Unit.id)
        .where(within(paths), CourseClass.state.in_(CAME_ABOUT), CourseClass.id.in_(met), began_at >= start)
        .order_by(desc("began_at"), CourseClass.id)
    )  # fmt: skip


def meetings_held(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Class meetings of the units that began in the span: event_id, starts_at, title, class_title, course, unit."""
    return (
        select(
            Event.id.label("event_id"), Event.public_starts_at.label("starts_at"), Event.public_title.label("title"),
            CourseClass.title.label("class_title"), Course.title.label("course"), Unit.name.label("unit"),
        )
        .select_from(Event)
        .join(ClassMeeting, ClassMeeting.event_id == Event.id)
        .join(CourseClass, ClassMeeting.class_id == CourseClass.id)
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(Course, ClassMeeting.course_id == Course.id)
        .where(within(paths), *begun(start, end))
        .order_by(Event.public_starts_at.desc(), Event.id)
    )  # fmt: skip


def completions(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """People who completed a class of the units in the span: class_id, completed_at, name, home, class_title, unit.

    The class's own unit counts them, wherever they are at home; ``home`` says where that was when the span ended.
    """
    home = home_name_on(clock.local(end - timedelta(microseconds=1)).date())
    return (
        select(
            CourseClass.id.label("class_id"), ClassPlace.completed_at, Person.name, home.label("home"),
            CourseClass.title.label("class_title"), Unit.name.label("unit"),
        )
        .select_from(ClassPlace)
        .join(CourseClass, ClassPlace.class_id == CourseClass.id)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .join(Person, ClassPlace.person_id == Person.id)
        .where(within(paths), ClassPlace.completed_at >= start, ClassPlace.completed_at < end)
        .order_by(ClassPlace.completed_at.desc(), ClassPlace.id)
    )  # fmt: skip


def certificates(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Certificates of the units' classes issued in the span and not revoked.

    class_id, issued_at, number, name, class_title, minutes.
    """
    return (
        select(
            CourseClass.id.label("class_id"), Certificate.issued_at, Certificate.number, Person.name,
            CourseClass.title.label("class_title"), Certificate.minutes,
        )
        .select_from(Certificate)
        .join(ClassPlace, Certificate.place_id == ClassPlace.id)
        .join(CourseClass, ClassPlace.class_id == CourseClass.id)
        .join(Unit, CourseClass.unit_id == Unit.id)
        .join(Person, ClassPlace.person_id == Person.id)
        .where(
            within(paths), Certificate.issued_at >= start, Certificate.issued_at < end, Certificate.revoked_at.is_(None)
        )
        .order_by(Certificate.issued_at.desc(), Certificate.id)
    )  # fmt: skip
