"""Questions about courses and classes. Who may see a row is part of each question."""

from partyedu.courses.queries.classes import class_of_form, class_seen, class_to_manage, courses_of_class
from partyedu.courses.queries.courses import CourseFilter, course_seen, course_to_manage, courses_listed, managed
from partyedu.courses.queries.meetings import (
    SEATED,
    last_number,
    meeting_to_manage,
    meetings_of,
    meetings_to_come,
    seated_people,
)

__all__ = [
    "SEATED",
    "CourseFilter",
    "class_of_form",
    "class_seen",
    "class_to_manage",
    "course_seen",
    "course_to_manage",
    "courses_listed",
    "courses_of_class",
    "last_number",
    "managed",
    "meeting_to_manage",
    "meetings_of",
    "meetings_to_come",
    "seated_people",
]
