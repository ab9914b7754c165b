"""Who may do what with a course and a class: pure predicates over rows that are already at hand."""

from partyedu.core.actor import Actor, Permission
from partyedu.courses.models import ClassState, Course, CourseClass, CourseState

# What everybody in the house may read.
PUBLIC_COURSES = (CourseState.OFFERED, CourseState.RETIRED)
PUBLIC_CLASSES = (ClassState.OPEN, ClassState.COMPLETED, ClassState.CANCELLED)


def manages_course(actor: Actor | None, course: Course) -> bool:
    """Whether somebody looks after the courses of the unit that designed it."""
    return actor is not None and actor.may(Permission.COURSE_MANAGE, course.unit.path)


def manages_class(actor: Actor | None, course_class: CourseClass) -> bool:
    """Whether somebody looks after the classes of the unit that runs it."""
    return actor is not None and actor.may(Permission.COURSE_MANAGE, course_class.unit.path)


def is_over(course_class: CourseClass) -> bool:
    """Whether nothing can be planned in a class any more."""
    return course_class.state in (ClassState.COMPLETED, ClassState.CANCELLED)
