"""A course: in which format, for whom, taught by whom, with which courseware, and when it was offered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.library.models import Courseware
from partyedu.organisation.models import Category, Person, Unit
from partyedu.schedule.models import Theme
from partyedu.surveys.models import Need


class LessonFormat(StrEnum):
    """The five lesson formats (S4.4)."""

    MICRO = "micro"
    OPEN = "open"
    MODEL = "model"
    PRACTICE = "practice"
    REVIEW = "review"


LESSON_FORMATS = {
    LessonFormat.MICRO: _l("微党课"),
    LessonFormat.OPEN: _l("公开课"),
    LessonFormat.MODEL: _l("示范课"),
    LessonFormat.PRACTICE: _l("实践课"),
    LessonFormat.REVIEW: _l("讲评课"),
}


class ClassroomKind(StrEnum):
    THEORY = "theory"
    PRACTICE = "practice"
    MOBILE = "mobile"


CLASSROOM_KINDS = {
    ClassroomKind.THEORY: _l("理论课堂"),
    ClassroomKind.PRACTICE: _l("实践课堂"),
    ClassroomKind.MOBILE: _l("流动课堂"),
}


class CourseMode(StrEnum):
    COLLECTIVE = "collective"
    EXPERIENCE = "experience"
    TAILORED = "tailored"


COURSE_MODES = {
    CourseMode.COLLECTIVE: _l("集中学"),
    CourseMode.EXPERIENCE: _l("体验学"),
    CourseMode.TAILORED: _l("订制学"),
}


class CourseWay(StrEnum):
    IN_CLASS = "in-class"
    ONLINE = "online"
    SELF_STUDY = "self-study"


COURSE_WAYS = {
    CourseWay.IN_CLASS: _l("当面上课"),
    CourseWay.ONLINE: _l("网上上课"),
    CourseWay.SELF_STUDY: _l("自学"),
}


class CourseKind(StrEnum):
    """Themed courses that everybody shares, and special ones of a place (6 + N, S1.4)."""

    THEMED = "themed"
    SPECIAL = "special"


COURSE_KINDS = {
    CourseKind.THEMED: _l("主题课"),
    CourseKind.SPECIAL: _l("特色课"),
}


class CourseState(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    RETIRED = "retired"


COURSE_STATES = {
    CourseState.DRAFT: _l("草稿"),
    CourseState.OFFERED: _l("已开出"),
    CourseState.RETIRED: _l("不再开"),
}


class Course(Versioned, Row):
    """What is taught. Designed by a unit, taught by it and by the units below.

    Each format has the few fields that make it what it is: ``cap_minutes`` of a micro lesson, ``shows`` of an open or
    model lesson, ``task`` and ``task_place`` of a practice lesson, ``reviews``. ``minutes``: what one run of it counts.
    """

    __tablename__ = "course"
    __table_args__ = (Index("ix_course_unit_id_state", "unit_id", "state"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    kind: Mapped[CourseKind] = mapped_column(enum_column(CourseKind), default=CourseKind.SPECIAL)
    format: Mapped[LessonFormat] = mapped_column(enum_column(LessonFormat))
    classroom: Mapped[ClassroomKind] = mapped_column(enum_column(ClassroomKind))
    mode: Mapped[CourseMode] = mapped_column(enum_column(CourseMode))
    way: Mapped[CourseWay] = mapped_column(enum_column(CourseWay))
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int] = mapped_column(default=60)
    cap_minutes: Mapped[int | None]
    shows: Mapped[str] = mapped_column(String(200), default="")
    task: Mapped[str] = mapped_column(String(300), default="")
    task_place: Mapped[str] = mapped_column(String(120), default="")
    reviews: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[CourseState] = mapped_column(enum_column(CourseState), default=CourseState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    theme: Mapped[Theme | None] = relationship()


class CourseOffering(Row):
    """That a course was offered, from an instant to an instant (None: still): what figures of past years read."""

    __tablename__ = "course_offering"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    since_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AudienceKind(StrEnum):
    CATEGORY = "category"
    FIELD = "field"
    JOB = "job"
    EDUCATION = "education"


AUDIENCE_KINDS = {
    AudienceKind.CATEGORY: _l("党员类别"),
    AudienceKind.FIELD: _l("行业"),
    AudienceKind.JOB: _l("岗位"),
    AudienceKind.EDUCATION: _l("文化程度"),
}


class CourseAudience(Row):
    """For whom a course is meant; none: for everybody. A category by its row, the others in words."""

    __tablename__ = "course_audience"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AudienceKind] = mapped_column(enum_column(AudienceKind))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    words: Mapped[str] = mapped_column(String(60), default="")

    category: Mapped[Category | None] = relationship()


class CourseTeacher(Row):
    """Who teaches a course; a lecturer of an upper unit may tour below."""

    __tablename__ = "course_teacher"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    course: Mapped[Course] = relationship()
    person: Mapped[Person] = relationship()


class CourseCourseware(Row):
    """The courseware of a course, in order."""

    __tablename__ = "course_courseware"
    __table_args__ = (UniqueConstraint("course_id", "courseware_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    courseware_id: Mapped[int] = mapped_column(ForeignKey("courseware.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)

    courseware: Mapped[Courseware] = relationship()


class CourseNeed(Row):
    """A need that a course answers (S1.7)."""

    __tablename__ = "course_need"
    __table_args__ = (UniqueConstraint("course_id", "need_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)

    course: Mapped[Course] = relationship()
    need: Mapped[Need] = relationship()
