"""What organisers, speakers and the audience fill in."""

import secrets
from datetime import timedelta
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    Form,
    NumberField,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    row_number,
)
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.queries import unit_choices
from partyedu.schedule import queries as schedule
from partyedu.schedule.fields import EventFields, version_of, with_own
from partyedu.theatre.models import (
    ITEM_KINDS,
    QUARTER_NAMES,
    SUPPORT_KINDS,
    Action,
    ItemKind,
    PlanSlot,
    ProgrammeItem,
    SupportKind,
)
from partyedu.theatre.operations import QUESTION_AT_MOST, Pressed

# A console that was cut off longer than this was forgotten in a drawer; then the moment of sending counts.
OLDEST_STEP = timedelta(hours=12)
LONGEST_ITEM = 300
MOST_ITEMS = 500  # of one programme, whose order is sent at once


def _numbers(text: Any) -> list[int]:
    """Filter: numbers of rows with spaces between them; what is none is nobody's row."""
    return [row_number(word) or 0 for word in str(text or "").split()[:MOST_ITEMS]]


def _name_apart(form: Form, place: str) -> None:
    """Give the fields ids of their own: several such forms can be open on one page."""
    for field in form if place else ():
        field.id = f"{field.id}-{place}"


class SessionForm(EventFields):
    """Theme, time, place and people of a session; the programme has its own page."""

    place = StringField(_l("外出地点"), [at_most(120)])
    host = PersonField(_l("主持人（选填）"))
    owner = PersonField(_l("负责人（选填）"))


class OrderForm(Form):
    """The order of a whole programme, as numbers of its items: the one that was seen, the one that is wanted.

    ``called``: the reserve that was dragged, and is on the programme by it.
    """

    seen = HiddenField(filters=[_numbers])
    order = HiddenField(filters=[_numbers])
    called = HiddenField(filters=[row_number])


class SlotForm(Form):
    """One planned session of the year board."""

    version = HiddenField(filters=[version_of])
    quarter = SelectField(_l("季度"), coerce=int)
    theme_id = SelectField(_l("主题"), [needed()], coerce=number_or_none)
    unit_id = SelectField(_l("由谁来办"), [needed()], coerce=number_or_none)
    owner = PersonField(_l("负责人（选填）"))
    note = StringField(_l("备注"), [at_most(200)])

    def __init__(self, slot: PlanSlot | None = None, cell: str = "", **more: Any) -> None:
        super().__init__(obj=slot, data=more)
        _name_apart(self, cell)
        self.quarter.choices = choices(QUARTER_NAMES.items())
        self.theme_id.choices = choices(with_own(schedule.theme_choices(), slot and slot.theme))
        units = unit_choices(signed_in(), Permission.EVENT_MANAGE)
        self.unit_id.choices = choices(with_own(units, slot and slot.unit))

    def planned(self) -> dict[str, Any]:
        """The values of the slot's columns."""
        values = self.values("version", "owner")
        return {**values, "note": values["note"] or "", "owner_id": self.owner.chosen_id}


class ItemForm(Form):
    """One item of a programme that is there already."""

    version = HiddenField(filters=[version_of])
    title = StringField(_l("名称"), [at_most(120)])
    minutes = NumberField(_l("分钟"), [between(1, LONGEST_ITEM)])
    note = TextAreaField(_l("印在节目单上的话"), [at_most(400)])
    cue = TextAreaField(_l("主持人串词（观众看不到）"), [at_most(400)])

    def __init__(self, item: ProgrammeItem) -> None:
        super().__init__(obj=item)
        _name_apart(self, str(item.id))


class NewItemForm(Form):
    """A new item that is not a talk."""

    kind = SelectField(_l("加一项"), coerce=ItemKind)
    title = StringField(_l("名称"), [at_most(120)])
    minutes = NumberField(_l("分钟"), [between(1, LONGEST_ITEM)], default=5)
    note = TextAreaField(_l("步骤或说明，一行一条"), [at_most(400)])

    def __init__(self) -> None:
        super().__init__()
        self.kind.choices = choices([(kind, label) for kind, label in ITEM_KINDS.items() if kind is not ItemKind.TALK])
        self.kind.data = self.kind.data or ItemKind.RITUAL


class AskForm(Form):
    """Words to a speaker who is asked for a session."""

    message = TextAreaField(_l("想对他说的话"), [at_most(300)])
    as_reserve = BooleanField(_l("请他做候补"))


class AnswerForm(Form):
    """A speaker's yes or no."""

    answer = RadioField(_l("您来讲吗？"), [AnyOf(("yes", "no"), _l("请选一个。"))], validate_choice=False)
    words = TextAreaField(_l("想说的话"), [at_most(300)])

    def __init__(self) -> None:
        super().__init__()
        self.answer.choices = [("yes", _("我来讲")), ("no", _("这次来不了"))]


class ReleaseForm(Form):
    name = StringField(_l("这次公布叫什么"), [at_most(80)])


class StepForm(Form):
    """A step of the host's console. What a browser sends by itself (see static/js/stage.js) and what a button sends.

    ``pressed`` and ``sent``: milliseconds of the device's own clock, whatever that says; only their distance counts.
    """

    key = StringField(validators=[needed(), at_most(40)])
    action = StringField(validators=[AnyOf(list(Action))])
    words = StringField(_l("要记的话"), [at_most(200)])

    @property
    def sentences(self) -> list[str]:
        """Why the step cannot be taken."""
        return [str(text) for text in (*self.form_errors, *(text for field in self for text in field.errors))]

    def pressed(self) -> Pressed:
        """The step that was pressed."""
        names = ("turn", "added", "item_id", "other_id")
        turn, added, item_id, other_id = (row_number(request.form.get(name)) for name in names)
        pressed, sent = _milliseconds("pressed"), _milliseconds("sent")
        ago = timedelta(milliseconds=sent - pressed)
        return Pressed(
            self.key.data or "", Action(self.action.data), turn or 0, added or 0, item_id, other_id,
            self.words.data or "", ago if timedelta() <= ago <= OLDEST_STEP else timedelta(),
        )  # fmt: skip


def _milliseconds(name: str) -> int:
    """A moment by the clock of the device; 0 for nonsense."""
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 16 else 0


class HandForm(Form):
    """Who wants to speak and has no phone: somebody of the roster, or a name."""

    person = PersonField(_l("谁要发言"), permission=Permission.CHECK_IN, guests=True)
    name = StringField(_l("名册上没有的，写名字"), [at_most(40), no_id_number])


class FloorForm(Form):
    """A question from the floor."""

    form_key = HiddenField()
    text = TextAreaField(_l("您想问什么"), [needed(), at_most(QUESTION_AT_MOST), no_id_number])
    is_signed = BooleanField(_l("写上我的名字"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.form_key.data = (self.form_key.data or secrets.token_hex(16))[:40]


class ReasonForm(Form):
    """Why: a swap, a drop, a session that closes without a discussion."""

    reason = StringField(_l("原因"), [at_most(200)])


class SupportForm(Form):
    """A line of the support checklist."""

    kind = SelectField(_l("哪一类"), coerce=SupportKind)
    text = StringField(_l("要准备什么"), [needed(), at_most(200)])
    person = PersonField(_l("谁来办（选填）"))

    def __init__(self, **more: Any) -> None:
        super().__init__(data=more)
        self.kind.choices = choices(SUPPORT_KINDS.items())
