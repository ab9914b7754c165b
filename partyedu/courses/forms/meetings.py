"""When a class meets: by rule, looked at day by day, and one meeting by itself."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, StringField
from wtforms import Form as PlainForm

from partyedu.core import clock
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    HourField,
    LocalDateTimeField,
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
from partyedu.courses.models import ClassMeeting, CourseClass
from partyedu.courses.operations import Planned
from partyedu.courses.timetable import MOST, WEEKDAYS, Rule
from partyedu.organisation.fields import PersonField
from partyedu.schedule.fields import INSIDE, OUTSIDE, rooms_to_choose, with_own

USUAL_BEGIN, USUAL_END = time(19), time(20, 30)


class RuleForm(Form):
    """The rule; it asks and saves nothing, so it travels in the address."""

    class Meta(Form.Meta):
        csrf = False

    asked = HiddenField(default="1")
    weekdays = CheckboxesField(_l("星期几上课"), [needed(_l("请至少选一个星期几。"))], coerce=int)
    begins = HourField(_l("几点上课"), [needed()])
    ends = HourField(_l("几点下课"), [needed()])
    every_weeks = SelectField(_l("隔多久"), coerce=int, default=1)
    first_on = DayField(_l("从哪天起"), [needed()])
    last_on = DayField(_l("到哪天为止"), [optional()])
    times = NumberField(_l("或者一共几次"), [optional(), between(1, MOST)])
    holidays = BooleanField(_l("节假日也上课"))

    def __init__(self, asked: MultiDict[str, str], **usual: Any) -> None:
        super().__init__(formdata=asked or None, data={"begins": USUAL_BEGIN, "ends": USUAL_END, **usual})
        self.weekdays.choices = choices(list(enumerate(WEEKDAYS)))
        self.every_weeks.choices = choices([(1, _l("每周")), (2, _l("隔一周"))])

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: it ends some day, and each evening ends after it begins."""
        if not super().validate(extra_validators):
            return False
        begins, ends = self.begins.data, self.ends.data
        if self.last_on.data is None and self.times.data is None:
            self.last_on.errors = [_("请写上到哪天为止，或者一共上几次。")]
        elif self.last_on.data and self.first_on.data and self.last_on.data < self.first_on.data:
            self.last_on.errors = [_("结束的日期早于开始的日期。")]
        elif begins and ends and ends <= begins:
            self.ends.errors = [_("下课要晚于上课，请检查时间。")]
        return not self.errors

    @property
    def rule(self) -> Rule:
        """The rule that was filled in."""
        assert self.first_on.data is not None  # it was validated
        return Rule(
            weekdays=self.weekdays.data,
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            times=self.times.data,
            every_weeks=self.every_weeks.data,
            holidays=self.holidays.data,
        )

    def rows(
        self,
        days: Sequence[date],
        courses: Sequence[tuple[int, str]],
        teachers: Mapping[int, int],
        planned: Collection[date] = (),
    ) -> list[dict[str, Any]]:
        """The rows of the preview: the courses one after another, each an equal part of the days, with its teacher.

        ``teachers``: person by course; under 0 the one to take where the course has none. ``planned``: days on which
        the class meets already; they are shown, not ticked.
        """
        rows = []
        for place, day in enumerate(days):
            course_id = courses[place * len(courses) // len(days)][0] if courses else None
            teacher_id = teachers.get(course_id or 0, teachers.get(0))
            row = {"keep": day not in planned, "on": day, "begins": self.begins.data, "ends": self.ends.data}
            rows.append({**row, "course_id": course_id, "teacher_id": teacher_id})
        return rows


class DayForm(PlainForm):
    """One meeting of the preview."""

    keep = BooleanField(_l("上"), default=True)
    on = DayField(_l("日期"))
    begins = HourField(_l("几点上课"))
    ends = HourField(_l("几点下课"))
    course_id = SelectField(_l("课程"), coerce=number_or_none)
    teacher_id = SelectField(_l("教师"), coerce=number_or_none)


class DaysForm(Form):
    """The preview: every meeting can be moved, dropped, given its course and its teacher before anything is written."""

    room_id = SelectField(_l("房间"), coerce=number_or_none)
    where = RadioField(
        _l("在哪里上课"), choices=choices([(INSIDE, _l("在房间里")), (OUTSIDE, _l("在外面"))]), validate_choice=False
    )
    place = StringField(_l("在外面的地点"), [at_most(120)])
    occasion_id = SelectField(_l("算作"), coerce=number_or_none)
    days = FieldList(FormField(DayForm), max_entries=MOST)

    def __init__(
        self,
        course_class: CourseClass,
        courses: Sequence[tuple[int, str]],
        teachers: Sequence[tuple[int, str]],
        occasions: Sequence[tuple[int, str]],
        days: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        outside = course_class.room_id is None and course_class.place
        own = {"room_id": course_class.room_id, "place": course_class.place, "where": OUTSIDE if outside else INSIDE}
        super().__init__(data={**own, "days": list(days)})
        self.room_id.choices = rooms_to_choose(course_class.room)
        self.occasion_id.choices = choices(occasions, _l("不另外算"))
        for entry in self.days:
            entry.form.course_id.choices = choices(courses, _l("不分课程"))
            entry.form.teacher_id.choices = choices(teachers, _l("还没定"))

    def validate(self, extra_validators: Any = None) -> bool:
        """What is wrong with a day that is kept stands at the day; dropped ones need not be right."""
        whole = super().validate(extra_validators) or not _wrong_without_days(self)
        for entry in self.days:
            day = entry.form
            if day.keep.data and not day.errors and None in (day.on.data, day.begins.data, day.ends.data):
                day.on.errors = [_("日期和时间都要填。")]
            elif day.keep.data and not day.errors and day.ends.data <= day.begins.data:
                day.ends.errors = [_("下课要晚于上课，请检查时间。")]
        return whole and not any(entry.form.keep.data and entry.form.errors for entry in self.days)

    @property
    def chosen_room_id(self) -> int | None:
        """The room, unless the class meets outside."""
        return None if self.where.data == OUTSIDE else self.room_id.data

    @property
    def chosen_place(self) -> str:
        """The place outside, in words."""
        return (self.place.data or "") if self.where.data == OUTSIDE else ""

    def kept(self) -> list[Any]:
        """The days that are kept and can be read."""
        days = [entry.form for entry in self.days]
        return [day for day in days if day.keep.data and day.on.data and day.begins.data and day.ends.data]

    def planned(self) -> list[Planned]:
        """As ``operations.plan_meetings`` takes them."""
        return [
            Planned(*span(day), day.course_id.data, [day.teacher_id.data] if day.teacher_id.data else [])
            for day in self.kept()
        ]


def _wrong_without_days(form: Form) -> bool:
    return any(field.errors for field in form if field.name != "days")


def span(day: Any) -> tuple[datetime, datetime]:
    """Beginning and end of a day of the preview, as instants; who typed an end before the beginning hears of it."""
    starts_at = clock.at(day.on.data, day.begins.data)
    return starts_at, max(clock.at(day.on.data, day.ends.data), starts_at + timedelta(minutes=1))


class MeetingForm(VersionedForm):
    """One meeting by itself."""

    starts_at = LocalDateTimeField(_l("上课时间"), [needed()])
    ends_at = LocalDateTimeField(_l("下课时间"), [needed()])
    where = RadioField(
        _l("在哪里上课"), choices=choices([(INSIDE, _l("在房间里")), (OUTSIDE, _l("在外面"))]), validate_choice=False
    )
    room_id = SelectField(_l("房间"), coerce=number_or_none)
    place = StringField(_l("在外面的地点"), [at_most(120)])
    course_id = SelectField(_l("课程"), coerce=number_or_none)
    occasion_id = SelectField(_l("算作"), coerce=number_or_none)
    teacher_ids = CheckboxesField(_l("教师"), coerce=int)
    teacher = PersonField(_l("另请一位教师"), permission=Permission.PEOPLE_READ)

    def __init__(
        self,
        meeting: ClassMeeting,
        courses: Sequence[tuple[int, str]],
        teachers: Sequence[tuple[int, str]],
        occasions: Sequence[tuple[int, str]],
        teacher_ids: Sequence[int],
    ) -> None:
        event = meeting.event
        own: dict[str, Any] = {"where": OUTSIDE if event.room_id is None and event.place else INSIDE}
        own |= {"course_id": meeting.course_id, "teacher_ids": list(teacher_ids), "version": event.version}
        super().__init__(obj=event, data=own)
        self.room_id.choices = rooms_to_choose(event.room)
        self.course_id.choices = choices(courses, _l("不分课程"))
        self.occasion_id.choices = choices(with_own(list(occasions), event.occasion), _l("不另外算"))
        self.teacher_ids.choices = choices(teachers)

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As ``operations.change_meeting`` takes them."""
        values = super().values("version", "where", "teacher", *leave_out)
        outside = self.where.data == OUTSIDE
        teachers = [*(self.teacher_ids.data or []), *([self.teacher.data.id] if self.teacher.data else [])]
        here = {"room_id": None} if outside else {"place": ""}
        return {**values, **here, "teacher_ids": teachers}
