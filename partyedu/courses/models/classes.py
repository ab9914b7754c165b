"""A class: its courses, teachers and meetings, who has a place in it, and the certificate at its end."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column, unique_where
from partyedu.core.words import _l
from partyedu.courses.models.courses import Course
from partyedu.library.models import BankEntry
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, Room
from partyedu.surveys.models import Survey


class ClassEntry(StrEnum):
    """How one comes into a class."""

    CALL_UP = "call-up"
    ENROLMENT = "enrolment"


CLASS_ENTRIES = {
    ClassEntry.CALL_UP: _l("调训"),
    ClassEntry.ENROLMENT: _l("报名"),
}


class ClassState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"  # announced; its meetings are on the schedule
    COMPLETED = "completed"
    CANCELLED = "cancelled"


CLASS_STATES = {
    ClassState.DRAFT: _l("筹备"),
    ClassState.OPEN: _l("已开班"),
    ClassState.COMPLETED: _l("已结业"),
    ClassState.CANCELLED: _l("已取消"),
}


class CourseClass(Versioned, Row):
    """A class (班次): a run of one course or of several, with its roster, teachers and meetings.

    ``share_percent``: how much of the meetings one must have attended to complete it. ``platform``: where the class
    talks between meetings (the last of the six haves, S4.1).
    """

    __tablename__ = "course_class"
    __table_args__ = (Index("ix_course_class_unit_id_state", "unit_id", "state"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    entry: Mapped[ClassEntry] = mapped_column(enum_column(ClassEntry))
    capacity: Mapped[int | None]
    enrol_until: Mapped[date | None]
    starts_on: Mapped[date | None] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    place: Mapped[str] = mapped_column(String(120), default="")
    share_percent: Mapped[int] = mapped_column(default=80)
    test_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("bank_entry.id"))
    platform: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[ClassState] = mapped_column(enum_column(ClassState), default=ClassState.DRAFT)
    state_reason: Mapped[str] = mapped_column(String(300), default="")
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    room: Mapped[Room | None] = relationship()
    test: Mapped[Survey | None] = relationship()
    project: Mapped[BankEntry | None] = relationship()


class ClassCourse(Row):
    """A course that a class runs, in order."""

    __tablename__ = "class_course"
    __table_args__ = (UniqueConstraint("class_id", "course_id"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    course: Mapped[Course] = relationship()


class ClassTeacher(Row):
    """Who teaches a class; each meeting has its own teachers in the people of its event."""

    __tablename__ = "class_teacher"
    __table_args__ = (UniqueConstraint("class_id", "person_id"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()


class ClassMeeting(Row):
    """A meeting of a class: an event of kind ``class`` on the one calendar, and which course is taught."""

    __tablename__ = "class_meeting"
    __table_args__ = (UniqueConstraint("class_id", "number"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    number: Mapped[int]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)

    course_class: Mapped[CourseClass] = relationship()
    event: Mapped[Event] = relationship()
    course: Mapped[Course | None] = relationship()


class PlaceState(StrEnum):
    """How a person stands in a class."""

    CALLED = "called"  # called up, has not answered
    IN = "in"
    WAITING = "waiting"
    EXCUSED = "excused"  # called up, cannot come, with a reason
    LEFT = "left"


PLACE_STATES = {
    PlaceState.CALLED: _l("已通知，等回话"),
    PlaceState.IN: _l("在班"),
    PlaceState.WAITING: _l("候补"),
    PlaceState.EXCUSED: _l("请假不来"),
    PlaceState.LEFT: _l("已退班"),
}

# Those who hold a seat and are expected at the meetings; who was called up and has not answered is awaited too.
HOLDING = (PlaceState.CALLED, PlaceState.IN)


class ClassPlace(Row):
    """A person's place in a class (its roster).

    ``entered_at`` orders the waiting list; ``moved_up_at`` with no ``answered_at``: got a seat and has not said a word
    yet. ``decided``: whether staff have decided about completion themselves, against what the rule says or where it
    says nothing, and why. ``completed_at``: the completion list has them.
    """

    __tablename__ = "class_place"
    __table_args__ = (
        UniqueConstraint("class_id", "person_id"),
        Index("ix_class_place_class_id_state_entered_at", "class_id", "state", "entered_at"),
    )

    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    entry: Mapped[ClassEntry] = mapped_column(enum_column(ClassEntry))
    state: Mapped[PlaceState] = mapped_column(enum_column(PlaceState))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    typed_by_id: Mapped[int | None]
    moved_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided: Mapped[bool | None]
    decided_reason: Mapped[str] = mapped_column(String(200), default="")
    decided_by_id: Mapped[int | None]
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)

    course_class: Mapped[CourseClass] = relationship()
    person: Mapped[Person] = relationship()


class Certificate(Row):
    """A certificate of completion. Anybody on the LAN can check its number; it shows the name as it was printed.

    What stands on the paper is kept as it was printed (``name``, ``title``, ``unit_name``, the days, ``minutes`` of
    study), whatever becomes of person and class later. A place has one that holds; earlier ones were revoked.
    """

    __tablename__ = "certificate"
    __table_args__ = (unique_where("uq_certificate_place_holds", "place_id", where="revoked_at IS NULL"),)

    place_id: Mapped[int] = mapped_column(ForeignKey("class_place.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    unit_name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    minutes: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    issued_by_id: Mapped[int | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")
    revoked_by_id: Mapped[int | None]

    place: Mapped[ClassPlace] = relationship()
