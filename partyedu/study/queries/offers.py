"""What can make something up: another session nearby, a piece of the library, study at the door."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased

from partyedu.core.db import db
from partyedu.courses.models import ClassMeeting, CourseCourseware
from partyedu.library.models import READABLE, Courseware, Stage
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventKind, EventStatus, Room, SignUp, SignUpState, Venue
from partyedu.schedule.queries.seats import count_of
from partyedu.study.models import AbsenceReason, MakeUp, MakeUpKind, PieceAnswer

DOOR, PIECE, SESSION = "door", "piece", "session"

# What fits a reason best, first: who works late reads at home, who cannot walk is visited, who could not follow
# hears it again among people.
_FITTING = {
    AbsenceReason.WORK: (PIECE, SESSION, DOOR),
    AbsenceReason.INCONVENIENT: (DOOR, PIECE, SESSION),
    AbsenceReason.CANNOT_FOLLOW: (SESSION, DOOR, PIECE),
    AbsenceReason.NOT_USEFUL: (PIECE, SESSION, DOOR),
    AbsenceReason.UNWILLING: (PIECE, DOOR, SESSION),
    AbsenceReason.GATHERING: (PIECE, DOOR, SESSION),
    AbsenceReason.MEETINGS: (PIECE, SESSION, DOOR),
    AbsenceReason.TALKING: (DOOR, PIECE, SESSION),
    AbsenceReason.CONTACT: (DOOR, PIECE, SESSION),
}


def fitting(reason: AbsenceReason | None) -> tuple[str, str, str]:
    """The kinds of offer in the order in which they fit a reason."""
    return _FITTING.get(reason, (SESSION, PIECE, DOOR)) if reason is not None else (SESSION, PIECE, DOOR)


def _theme_of(task: MakeUp) -> int | None:
    if task.event is not None:
        return task.event.public_theme_id or task.event.theme_id
    return task.course.theme_id if task.course is not None else None


def _neighbourhood(person: Person) -> list[str]:
    """The path of the unit above the person's own (its neighbours stand below it), or of their own at the root."""
    numbers = person.unit.path.strip("/").split("/") if person.unit else []
    upper = numbers[:-1] or numbers
    return [f"/{'/'.join(upper)}/"] if upper else []


def sessions_for(task: MakeUp, now: datetime, limit: int = 6) -> Select[*tuple[Any, ...]]:
    """Column query of sessions to come at which a task can be made up, in one's own unit or beside it, soonest first.

    id, kind, title, starts_at, unit, place, seats_left (None: no limit), mine (held by the person's own unit).
    The same course, the same occasion, or the same kind and theme; seats free. Not where one is expected anyway: that
    is no making up.
    """
    person = task.person
    room, venue = aliased(Room), aliased(Venue)
    taken = count_of(SignUpState.SIGNED_UP)
    signed_up = exists().where(
        SignUp.event_id == Event.id, SignUp.person_id == person.id, SignUp.state == SignUpState.SIGNED_UP
    )
    free = or_(Event.public_capacity.is_(None), Event.public_capacity > taken, signed_up)
    own = Event.unit_id == (person.unit_id or 0)
    return (
        select(
            Event.id, Event.kind, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            Unit.name.label("unit"),
            case((venue.id.is_not(None), venue.name + " " + room.name), else_=Event.public_place).label("place"),
            (Event.public_capacity - taken).label("seats_left"), own.label("mine"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .outerjoin(room, Event.public_room_id == room.id)
        .outerjoin(venue, room.venue_id == venue.id)
        .where(
            Event.status == EventStatus.PUBLISHED,
            Event.public_starts_at > now,
            Event.id != (task.event_id or 0),
            within(_neighbourhood(person)),
            free,
            _same_matter(task),
        )
        .order_by(Event.public_starts_at, Event.id)
        .limit(limit)
    )  # fmt: skip


def _same_matter(task: MakeUp) -> ColumnElement[bool]:
    """Condition on Event: it is about what was missed (see ``making_up.fits``)."""
    course_ids = select(ClassMeeting.course_id).where(ClassMeeting.event_id == (task.event_id or 0))
    about_course = exists().where(
        ClassMeeting.event_id == Event.id,
        ClassMeeting.course_id.is_not(None),
        or_(ClassMeeting.course_id == (task.course_id or 0), ClassMeeting.course_id.in_(course_ids)),
    )
    missed = task.event
    if missed is None:
        return about_course
    theme_id = _theme_of(task)
    alike: list[ColumnElement[bool]] = []
    if missed.occasion_id is not None:
        alike.append(Event.occasion_id == missed.occasion_id)
    if theme_id is not None:
        alike.append(and_(Event.kind == missed.kind, Event.public_theme_id == theme_id))
    if missed.kind is EventKind.THEME_DAY:
        alike.append(Event.kind == missed.kind)
    above = [int(part) for part in task.person.unit.path.split("/") if part] if task.person.unit else []
    awaited = and_(Event.expected_unit_id.is_not(None), Event.expected_unit_id.in_(above))
    return or_(about_course, and_(~awaited, or_(false(), *alike)))


def pieces_for(task: MakeUp, limit: int = 6) -> Select[*tuple[Any, ...]]:
    """Column query of library pieces a task can be made up with: of the course, or on the theme; the textbook first.

    id, title, minutes, is_textbook. Pieces the person has already made something up with are left out.
    """
    theme_id = _theme_of(task)
    used = exists().where(
        PieceAnswer.courseware_id == Courseware.id,
        PieceAnswer.person_id == task.person_id,
        PieceAnswer.accepted_at.is_not(None),
    )
    of_course = exists().where(
        CourseCourseware.courseware_id == Courseware.id,
        or_(
            CourseCourseware.course_id == (task.course_id or 0),
            CourseCourseware.course_id.in_(
                select(ClassMeeting.course_id).where(ClassMeeting.event_id == (task.event_id or 0))
            ),
        ),
    )
    # Not ``false()``: a bare 0 in ORDER BY is the number of a column.
    on_theme = func.coalesce(Courseware.theme_id == (theme_id or 0), false())
    anything = literal(task.kind is MakeUpKind.TEST or theme_id is None)
    is_textbook = Courseware.stage == Stage.TEXTBOOK
    return (
        select(Courseware.id, Courseware.title, Courseware.minutes, is_textbook.label("is_textbook"))
        .where(Courseware.stage.in_(READABLE), ~used, or_(of_course, on_theme, anything))
        .order_by(
            of_course.desc(), on_theme.desc(), is_textbook.desc(),
            func.abs(func.coalesce(Courseware.minutes, 30) - 30), Courseware.id,
        )
        .limit(limit)
    )  # fmt: skip


def session_for(task: MakeUp, event_id: int, now: datetime) -> Event | None:
    """One of the sessions offered for a task."""
    offered = sessions_for(task, now, 60).order_by(None).with_only_columns(Event.id).subquery()
    return db.session.scalar(select(Event).where(Event.id == event_id, Event.id.in_(select(offered.c.id))))


def piece_offered(task: MakeUp, courseware_id: int) -> Courseware | None:
    """One of the pieces offered for a task."""
    offered = pieces_for(task, 200).order_by(None).with_only_columns(Courseware.id).subquery()
    query = select(Courseware).where(Courseware.id == courseware_id, Courseware.id.in_(select(offered.c.id)))
    return db.session.scalar(query)

