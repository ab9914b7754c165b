"""A course: what it is, for whom, and the few fields that make its format what it is."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    CheckboxesField,
    Form,
    NumberField,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
)
from partyedu.core.words import _l
from partyedu.courses.forms.fields import WordsField
from partyedu.courses.models import (
    CLASSROOM_KINDS,
    COURSE_KINDS,
    COURSE_MODES,
    COURSE_WAYS,
    AudienceKind,
    ClassroomKind,
    Course,
    CourseKind,
    CourseMode,
    CourseWay,
    LessonFormat,
)
from partyedu.courses.operations import FORMAT_FIELDS
from partyedu.organisation.fields import PersonField
from partyedu.organisation.queries import category_choices, unit_choices
from partyedu.schedule.fields import with_own
from partyedu.schedule.queries import theme_choices

LONGEST = 24 * 60

# What a new course of each format begins with.
USUAL: Mapping[LessonFormat, dict[str, Any]] = {
    LessonFormat.MICRO: {"minutes": 15, "cap_minutes": 15, "classroom": ClassroomKind.THEORY},
    LessonFormat.OPEN: {"minutes": 90, "classroom": ClassroomKind.THEORY},
    LessonFormat.MODEL: {"minutes": 60, "classroom": ClassroomKind.THEORY},
    LessonFormat.PRACTICE: {"minutes": 120, "classroom": ClassroomKind.PRACTICE, "mode": CourseMode.EXPERIENCE},
    LessonFormat.REVIEW: {"minutes": 60, "classroom": ClassroomKind.THEORY},
}
_AUDIENCE = {"trades": AudienceKind.FIELD, "jobs": AudienceKind.JOB, "education": AudienceKind.EDUCATION}


class CourseForm(VersionedForm):
    """A course of one format; the fields of the other formats are not there at all."""

    form_key = HiddenField()
    format = HiddenField()
    title = StringField(_l("课程名称"), [needed(), at_most(80)])
    summary = TextAreaField(_l("简介"), [at_most(4000)])
    minutes = NumberField(_l("时长（分钟）"), [needed(), between(1, LONGEST)])
    cap_minutes = NumberField(_l("最多讲几分钟"), [optional(), between(1, 60)])
    shows = StringField(_l("展示什么"), [at_most(200)])
    task = TextAreaField(_l("实践任务"), [at_most(300)])
    task_place = StringField(_l("在哪里做"), [at_most(120)])
    reviews = StringField(_l("讲评什么"), [at_most(200)])
    theme_id = SelectField(_l("主题"), coerce=number_or_none)
    kind = RadioField(
        _l("主题课还是特色课"), choices=choices(COURSE_KINDS), coerce=CourseKind, default=CourseKind.SPECIAL
    )
    is_required = BooleanField(_l("必修（不勾就是选修）"))
    classroom = RadioField(
        _l("课堂"), choices=choices(CLASSROOM_KINDS), coerce=ClassroomKind, default=ClassroomKind.THEORY
    )
    mode = RadioField(_l("怎么组织"), choices=choices(COURSE_MODES), coerce=CourseMode, default=CourseMode.COLLECTIVE)
    way = RadioField(_l("怎么上"), choices=choices(COURSE_WAYS), coerce=CourseWay, default=CourseWay.IN_CLASS)
    category_ids = CheckboxesField(_l("适合哪些党员"), coerce=int)
    trades = WordsField(_l("适合的行业"), [at_most(200)])
    jobs = WordsField(_l("适合的岗位"), [at_most(200)])
    education = WordsField(_l("适合的文化程度"), [at_most(200)])
    unit_id = SelectField(_l("由谁设计"), [needed()], coerce=number_or_none)

    def __init__(
        self, lesson: LessonFormat, course: Course | None = None, audience: Sequence[Any] = (), **more: Any
    ) -> None:
        super().__init__(obj=course, data={**more, **_spoken(audience)})
        if course is None and request.method == "GET":
            self.form_key.data = secrets.token_hex(16)
        self.format.data = lesson.value
        self.lesson = lesson
        for name in {name for names in FORMAT_FIELDS.values() for name in names} - set(FORMAT_FIELDS[lesson]):
            del self[name]
        if lesson is LessonFormat.MODEL:
            self.shows.label.text = _l("示范什么")
        self.theme_id.choices = choices(with_own(theme_choices(), course and course.theme), _l("不分主题"))
        units = unit_choices(signed_in(), Permission.COURSE_MANAGE)
        self.unit_id.choices = choices(with_own(units, course and course.unit))
        self.category_ids.choices = choices(_categories(audience))

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The names of the fields that make this format what it is."""
        return FORMAT_FIELDS[self.lesson]

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As ``operations.design`` takes them: the columns, and the audience by kind."""
        names = ("version", "form_key", "category_ids", *_AUDIENCE)
        columns = super().values(*names, *leave_out)
        audience: dict[AudienceKind, Sequence[Any]] = {AudienceKind.CATEGORY: self.category_ids.data or []}
        for name, kind in _AUDIENCE.items():
            audience[kind] = self[name].words
        return {**columns, "format": self.lesson, "audience": audience}


def _categories(audience: Sequence[Any]) -> list[tuple[int, str]]:
    """The categories, with those the course has that were put away since."""
    known = list(category_choices())
    own = [(row.category_id, row.category) for row in audience if row.kind is AudienceKind.CATEGORY]
    return [*known, *(pair for pair in own if pair[0] not in dict(known))]


def _spoken(audience: Sequence[Any]) -> dict[str, Any]:
    """Audience rows as the form shows them."""
    spoken = {name: "、".join(row.words for row in audience if row.kind is kind) for name, kind in _AUDIENCE.items()}
    return {**spoken, "category_ids": [row.category_id for row in audience if row.kind is AudienceKind.CATEGORY]}


class TeacherForm(Form):
    """Somebody who teaches the course: found by name, or chosen from the bank of experts."""

    teacher = PersonField(_l("再加一位教师"), permission=Permission.PEOPLE_READ)
    expert_id = SelectField(_l("或者从专家库里选"), coerce=number_or_none)

    def __init__(self, experts: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.expert_id.choices = choices(experts, _l("不选"))


class NeedForm(Form):
    """A need the course answers."""

    need_id = SelectField(_l("这门课回应哪个学习需求"), [needed(_l("请选一个。"))], coerce=number_or_none)

    def __init__(self, needs: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.need_id.choices = choices(needs, _l("请选一个"))


class CopyForm(Form):
    """Into which unit a course is copied."""

    unit_id = SelectField(_l("抄成哪个组织的课"), coerce=number_or_none)

    def __init__(self) -> None:
        super().__init__()
        self.unit_id.choices = choices(unit_choices(signed_in(), Permission.COURSE_MANAGE))
