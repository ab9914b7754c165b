"""What people fill in: a plan, a task, a cell, a copy, the event that fills a cell, a follow-up, a requirement."""

import secrets
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    DayField,
    Form,
    NumberField,
    ValidationError,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
)
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.models import UNIT_KINDS, UnitKind
from partyedu.organisation.queries import category_choices, unit_choices
from partyedu.plans.models import EVERY, PLAN_KINDS, Every, Plan, PlanKind, Task
from partyedu.schedule.fields import EventFields, with_own
from partyedu.schedule.models import EVENT_KINDS, PLAIN_KINDS, EventKind
from partyedu.schedule.queries import occasion_choices

DATE_NEEDED = _l("请填日期，写成 2026-03-05 这样。")


class _KeyedForm(VersionedForm):
    """A form that makes one row, however often it is sent."""

    form_key = HiddenField()

    def __init__(self, **more: Any) -> None:
        fresh = {} if request.method == "POST" else {"form_key": secrets.token_hex(16)}
        super().__init__(**{**fresh, **more})

    @property
    def key(self) -> str | None:
        """The key of this very form."""
        return (self.form_key.data or "")[:32] or None


class PlanForm(_KeyedForm):
    """A plan: whose, for which year, for whom, who answers for it. ``plan``: one that is there already."""

    unit_id = SelectField(_l("哪个组织的"), coerce=int)
    year = NumberField(_l("哪一年"), [needed(), between(2000, 2100)])
    kind = SelectField(_l("哪一种"), coerce=PlanKind, choices=choices(PLAN_KINDS))
    category_id = SelectField(_l("给哪一类党员"), coerce=number_or_none)
    audience = StringField(_l("或者写明是哪些人"), [at_most(60)])
    title = StringField(_l("标题"), [at_most(80)])
    owner = PersonField(_l("负责人"))

    def __init__(self, plan: Plan | None = None, **more: Any) -> None:
        super().__init__(obj=plan, **more)
        categories = with_own(category_choices(), plan and plan.category)
        self.category_id.choices = choices(categories, _l("不按类别"))
        if plan is not None:
            del self.unit_id, self.year, self.kind
            self.title.validators = [needed(), *self.title.validators]
            if plan.kind is PlanKind.ANNUAL:
                del self.category_id, self.audience
            return
        self.unit_id.choices = choices(unit_choices(signed_in(), Permission.PLAN_MANAGE))

    def changed(self) -> dict[str, Any]:
        """As ``edit_plan`` takes them."""
        values = self.values("version", "form_key")
        return {"category_id": None, "audience": "", **values}


class CopyForm(_KeyedForm):
    """Whose and which year's copy."""

    unit_id = SelectField(_l("抄给哪个组织"), coerce=int)
    year = NumberField(_l("哪一年"), [needed(), between(2000, 2100)])
    again = BooleanField(_l("再抄一份"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.unit_id.choices = choices(unit_choices(signed_in(), Permission.PLAN_MANAGE))


class TaskForm(VersionedForm):
    """A row of the grid."""

    title = StringField(_l("什么任务"), [needed(), at_most(120)])
    category_id = SelectField(_l("给哪一类党员"), coerce=number_or_none)
    occasion_id = SelectField(_l("哪样活动算它办了"), coerce=number_or_none)
    owner = PersonField(_l("负责人"))
    due_on = DayField(_l("整项的期限"), [optional()])
    evidence = StringField(_l("拿什么说明办了"), [at_most(200)])

    def __init__(self, task: Task | None = None, **more: Any) -> None:
        super().__init__(obj=task, **more)
        self.category_id.choices = choices(with_own(category_choices(), task and task.category), _l("全体党员"))
        self.occasion_id.choices = choices(with_own(occasion_choices(), task and task.occasion), _l("不看活动"))


class CellForm(VersionedForm):
    """What a month of a task holds, and that it was done without an event."""

    content = TextAreaField(_l("这个月做什么"), [at_most(300), no_id_number])
    due_on = DayField(_l("哪天以前"), [optional()])
    done_words = TextAreaField(_l("没有活动也办好了：怎么办好的"), [at_most(300), no_id_number])
    done_on = DayField(_l("哪天办好的"), [optional()])


class PutForm(Form):
    """An event that fills a cell."""

    event_id = SelectField(_l("哪场活动"), coerce=number_or_none)


class PlaceForm(Form):
    """The task an event is put to."""

    task_id = SelectField(_l("哪一项任务"), coerce=number_or_none)


class FollowForm(Form):
    """Somebody is asked to see to what is late or missing."""

    assignee = PersonField(_l("交给谁办"))
    until_on = DayField(_l("哪天以前办好"), [needed(DATE_NEEDED)])
    note = TextAreaField(_l("交代几句"), [at_most(1000)])

    def validate_assignee(self, field: PersonField) -> None:
        """Somebody has to be named."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写交给谁办。")))


class EventForm(EventFields):
    """The event that a cell or a requirement waits for: as every plain event."""

    kind = SelectField(_l("种类"), coerce=EventKind)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.kind.choices = choices([(kind, EVENT_KINDS[kind]) for kind in PLAIN_KINDS])


class RequirementForm(Form):
    """What every unit of a kind must hold, how often, and from which day on."""

    unit_id = SelectField(_l("从哪个组织往下"), coerce=int)
    unit_kind = SelectField(_l("哪一级要开"), coerce=UnitKind)
    occasion_id = SelectField(_l("要开什么"), coerce=int)
    every = SelectField(_l("多久一次"), coerce=Every, choices=choices(EVERY))
    times = NumberField(_l("每次期限里开几回"), [needed(), between(1, 31)], default=1)
    day = NumberField(_l("固定在哪一天"), [optional(), between(1, 31)])
    from_on = DayField(_l("从哪一天起"), [needed(DATE_NEEDED)])
    note = TextAreaField(_l("依据、说明"), [at_most(500)])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.unit_id.choices = choices(unit_choices(signed_in(), Permission.PLAN_MANAGE))
        kinds = [(kind, label) for kind, label in UNIT_KINDS.items() if kind is not UnitKind.HOUSEHOLD_POINT]
        self.unit_kind.choices = choices(kinds)
        self.occasion_id.choices = choices(occasion_choices())


class ChangeForm(Form):
    """From a day on something else is required."""

    every = SelectField(_l("多久一次"), coerce=Every, choices=choices(EVERY))
    times = NumberField(_l("每次期限里开几回"), [needed(), between(1, 31)])
    day = NumberField(_l("固定在哪一天"), [optional(), between(1, 31)])
    from_on = DayField(_l("从哪一天起改"), [needed(DATE_NEEDED)])
    note = TextAreaField(_l("依据、说明"), [at_most(500)])


class EndForm(Form):
    """A requirement ends."""

    until_on = DayField(_l("要求到哪一天为止"), [needed(DATE_NEEDED)])


class ImportForm(Form):
    """A plan from Excel."""

    file = FileField(_l("计划表"))
