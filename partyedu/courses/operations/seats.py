"""A place in a class is a seat at each of its meetings, so that attendance, reminders and calendars know who comes."""

from collections.abc import Iterable, Sequence

from flask_babel import force_locale

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.words import _, formatted
from partyedu.courses import queries
from partyedu.courses.models import ClassPlace, ClassState, CourseClass, PlaceState
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import EventStatus


def page_of_place(class_id: int) -> str:
    """Where a person sees how they stand in a class."""
    return f"/courses/classes/{class_id}/place"


def about_class(class_id: int) -> str:
    """What the notices about one class are called, for its call list."""
    return f"class:{class_id}"


def bring_in_line(course_class: CourseClass, person_ids: Iterable[int] | None = None) -> None:
    """Fill the free seats from the waiting list, and bring the lists of the coming meetings in line with the roster.

    Whoever holds a place has a seat at every released meeting that is not over, whoever gave it back no longer has one.
    Leave that was asked for one meeting stays, and so do guests whom staff signed up for one. To be called after any
    change of roster, capacity or meetings; ``person_ids`` says whose places changed, when it was only theirs.
    """
    if course_class.state is not ClassState.OPEN:
        return
    moved_up = _fill_places(course_class)
    events = queries.meetings_to_come(course_class.id, clock.now())
    holders, others = queries.seated_people(course_class.id), queries.unseated_people(course_class.id)
    if person_ids is not None:
        concerned = {*person_ids, *moved_up}
        holders, others = [one for one in holders if one in concerned], [one for one in others if one in concerned]
    schedule.seat(events, holders)
    if others:
        schedule.unseat(events, others)


def _fill_places(course_class: CourseClass) -> list[int]:
    """Move up who waits while there are seats; the persons."""
    free = None
    if course_class.capacity is not None:
        free = course_class.capacity - queries.places_taken(course_class.id)
        if free <= 0:
            return []
    places = queries.first_in_line(course_class.id, free)
    if places:
        move_up(course_class, places)
    return [place.person_id for place in places]


def move_up(course_class: CourseClass, places: Sequence[ClassPlace]) -> None:
    """Give people who wait a seat; they are told, and asked whether they come."""
    for place in places:
        place.state, place.moved_up_at, place.answered_at = PlaceState.IN, clock.now(), None
    db.session.flush()
    audit.record_all("move-up", ClassPlace.__tablename__, [(place.id, ["state", "moved_up_at"]) for place in places])
    tell(
        [place.person_id for place in places],
        NoticeKind.CLASS_MOVED_UP,
        course_class.title,
        page_of_place(course_class.id),
        invitation(course_class),
        about_class(course_class.id),
    )


def invitation(course_class: CourseClass) -> str:
    """What a call-up says beside the title, in the language of the centre: first meeting, how many, where."""
    meetings = [one for one in queries.meetings_on_grid(course_class.id) if one.status is EventStatus.PUBLISHED]
    room = course_class.room
    where = course_class.place or (f"{room.venue.name} {room.name}" if room else "")
    with force_locale("zh_Hans"):
        lines = [_("来不来，请点开回个话，或者告诉工作人员。")]
        if where:
            lines.insert(0, _("地点：%(place)s", place=where))
        if meetings:
            when = formatted(meetings[0].starts_at, "datetime")
            lines.insert(0, _("第一次课：%(when)s，一共 %(n)s 次", when=when, n=len(meetings)))
    return "\n".join(lines)
