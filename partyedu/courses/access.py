"""Who may do what with a course and a class: pure predicates over rows that are already at hand."""

from datetime import date

from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _, formatted
from partyedu.courses.models import ClassEntry, ClassPlace, ClassState, Course, CourseClass, CourseState
from partyedu.organisation.models import Person, PersonKind

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


def enrolment_refusal(course_class: CourseClass, person: Person, today: date, own: bool) -> str:
    """Why a person cannot enter a class, as a sentence; '' when they can. ``own``: they do it themselves.

    Members enrol where the class takes enrolments, until its last day of enrolment (or its first day, when none is
    set). Staff may also let in who comes later, and into a class that calls up.
    """
    if course_class.state is not ClassState.OPEN:
        return _("这个班次现在不收人。")
    if person.kind is PersonKind.MEMBER and not person.is_active_member:
        return _("这位党员的组织关系已经不在这里了。")
    if not own:
        return ""
    if not person.is_active_member:
        return _("班次是给党员办的。您也想学，请到服务台说一声。")
    if course_class.entry is ClassEntry.CALL_UP:
        return _("这个班次由组织调训。您也想来，请告诉工作人员。")
    until = course_class.enrol_until or course_class.starts_on
    if until is not None and today > until:
        return _("报名到 %(day)s截止了。还想来，请到服务台说一声，可以中途进班。", day=formatted(until, "month_day"))
    return ""


def is_own_place(actor: Actor | None, place: ClassPlace) -> bool:
    """Whether it is the actor's own place: about their completion and certificate somebody else decides."""
    return actor is not None and actor.person_id == place.person_id


def meets_rule(attended: int, held: int, share_percent: int, has_test: bool, passed: bool | None) -> bool:
    """Whether somebody completes a class by its rule: enough of the meetings, and the test passed if there is one."""
    return held > 0 and attended * 100 >= share_percent * held and (not has_test or passed is True)
