"""A class: what it runs, where, who teaches, who comes."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    CheckboxesField,
    DayField,
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
from partyedu.core.words import _, _l
from partyedu.courses.models import CLASS_ENTRIES, ClassEntry, Course, CourseClass
from partyedu.courses.queries import projects_to_choose, teachers_to_choose, tests_to_choose
from partyedu.organisation.fields import PersonField
from partyedu.organisation.models import Unit
from partyedu.schedule.fields import INSIDE, OUTSIDE, rooms_to_choose


class ClassForm(VersionedForm):
    """A class of one unit. ``unit``: whose class it is; it decides which courses and projects may be chosen."""

    form_key = HiddenField()
    title = StringField(_l("班次名称"), [needed(), at_most(80)])
    course_ids = CheckboxesField(_l("上哪几门课"), coerce=int)
    entry = RadioField(_l("怎么进班"), choices=choices(CLASS_ENTRIES), coerce=ClassEntry, default=ClassEntry.ENROLMENT)
    enrol_until = DayField(_l("报名到哪天为止"), [optional()])
    capacity = NumberField(_l("名额"), [optional(), between(1, 100_000)])
    where = RadioField(
        _l("在哪里上课"), choices=choices([(INSIDE, _l("在房间里")), (OUTSIDE, _l("在外面"))]), validate_choice=False
    )
    room_id = SelectField(_l("房间"), coerce=number_or_none)
    place = StringField(_l("在外面的地点"), [at_most(120)])
    teacher_ids = CheckboxesField(_l("教师"), coerce=int)
    teacher = PersonField(_l("再加一位教师"), permission=Permission.PEOPLE_READ)
    project_id = SelectField(_l("实践项目"), coerce=number_or_none)
    platform = StringField(_l("交流平台"), [at_most(120)])
    test_id = SelectField(_l("结业测验"), coerce=number_or_none)
    share_percent = NumberField(_l("上满百分之几才能结业"), [needed(), between(1, 100)], default=80)
    summary = TextAreaField(_l("简介"), [at_most(4000)])

    def __init__(
        self,
        unit: Unit,
        courses: Sequence[Course],
        row: CourseClass | None = None,
        teacher_ids: Sequence[int] = (),
        chosen: Sequence[int] = (),
    ) -> None:
        outside = row is not None and row.room_id is None and row.place
        where = {"where": OUTSIDE if outside else INSIDE}
        super().__init__(obj=row, data={**where, "course_ids": list(chosen), "teacher_ids": list(teacher_ids)})
        if row is None and request.method == "GET":
            self.form_key.data = secrets.token_hex(16)
        self.course_ids.choices = choices([(course.id, course.title) for course in courses])
        self.room_id.choices = rooms_to_choose(row.room if row else None)
        people = teachers_to_choose(unit.path, [course.id for course in courses], row.id if row else None)
        self.teacher_ids.choices = choices([(key, _touring(name, tours)) for key, name, tours in people])
        self.project_id.choices = choices(_kept(projects_to_choose(unit.path), row and row.project), _l("还没有"))
        self.test_id.choices = choices(_kept(tests_to_choose(signed_in()), row and row.test), _l("不测验"))

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As ``operations.add_class`` takes them; ``where`` says which of room and place counts."""
        values = super().values("version", "form_key", "where", "teacher", *leave_out)
        outside = self.where.data == OUTSIDE
        teachers = [*(self.teacher_ids.data or []), *([self.teacher.data.id] if self.teacher.data else [])]
        here = {"room_id": None} if outside else {"place": ""}
        return {**values, **here, "teacher_ids": teachers, "course_ids": self.course_ids.data or []}


def _touring(name: str, unit: str) -> str:
    """A lecturer of another unit tours here."""
    return _("%(name)s（%(unit)s，巡讲）", name=name, unit=unit) if unit else name


def _kept(rows: list[tuple[int, str]], own: Any) -> list[tuple[int, str]]:
    if own is None or any(key == own.id for key, _title in rows):
        return rows
    return [*rows, (own.id, own.title)]


class ReasonForm(Form):
    """Why a class or one meeting is cancelled."""

    reason = StringField(_l("原因"), [needed(_l("请写明原因，名单上的人会看到。")), at_most(300)])
