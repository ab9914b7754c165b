"""A place in a class is a seat at each of its meetings, so that attendance, reminders and calendars know who comes."""

from collections.abc import Iterable

from partyedu.core import clock
from partyedu.courses import queries
from partyedu.courses.models import CourseClass
from partyedu.schedule import operations as schedule


def seat_roster(course_class: CourseClass) -> int:
    """Give everybody on the roster (called up or in) a seat at every released meeting to come; how many were given.

    Safe to call after any change of roster or meetings: who has a seat, or has asked for leave, stays as they are.
    """
    events = queries.meetings_to_come(course_class.id, clock.now())
    return schedule.seat(events, queries.seated_people(course_class.id))


def take_seats_back(course_class: CourseClass, person_ids: Iterable[int]) -> int:
    """Take the seats at meetings to come back from people who left the class, or cannot come at all; how many."""
    return schedule.unseat(queries.meetings_to_come(course_class.id, clock.now()), person_ids)
