"""What people fill in: a menu and its lines, an order, a paper slip, an answer, the event that comes of orders."""

import re
import secrets
from enum import StrEnum
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

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
from partyedu.orders.access import ORDERS_FOR
from partyedu.orders.models import ORDER_MODES, TIMES_OF_DAY, MenuItem, Order, OrderMode, TimeOfDay
from partyedu.orders.operations import modes_of
from partyedu.orders.queries import units_to_order_for
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.queries import unit_choices
from partyedu.schedule.fields import EventFields
from partyedu.schedule.queries import theme_choices

DATE_NEEDED = _l("请填日期，写成 2026-03-05 这样。")
NUMBERS_AT_MOST = 60


def time_of_day(value: str | None) -> TimeOfDay | None:
    """Coerce function of the choice of a time of day; the empty choice (and nonsense) is any time."""
    return TimeOfDay(value) if value in list(TimeOfDay) else None


class MenuForm(VersionedForm):
    """A menu: whose, what it is called, for which period."""

    form_key = HiddenField()
    unit_id = SelectField(_l("哪个组织的菜单"), coerce=int)
    title = StringField(_l("菜单叫什么"), [needed(), at_most(80)])
    starts_on = DayField(_l("从哪一天"), [needed(DATE_NEEDED)])
    ends_on = DayField(_l("到哪一天"), [needed(DATE_NEEDED)])
    introduction = TextAreaField(_l("写在菜单上的话"), [at_most(400)])

    def __init__(self, **more: Any) -> None:
        fresh = {} if request.method == "POST" else {"form_key": secrets.token_hex(16)}
        super().__init__(**{**fresh, **more})
        self.unit_id.choices = choices(unit_choices(signed_in(), Permission.ORDER_MANAGE))

    @property
    def key(self) -> str | None:
        """The key of this very form."""
        return (self.form_key.data or "")[:32] or None


class ItemForm(Form):
    """The line beside a thing on the menu, and how it can be had."""

    note = StringField(_l("旁边写一句"), [at_most(200)])
    in_class = BooleanField(ORDER_MODES[OrderMode.IN_CLASS])
    at_door = BooleanField(ORDER_MODES[OrderMode.AT_DOOR])
    online = BooleanField(ORDER_MODES[OrderMode.ONLINE])


class OrderFields(Form):
    """How one would like it; for whom, where somebody may order for others."""

    form_key = HiddenField()
    person = PersonField(_l("替谁点"), permission=ORDERS_FOR)
    for_unit_id = SelectField(_l("替哪个组织点"), coerce=number_or_none)
    mode = RadioField(_l("怎么送"), coerce=OrderMode)
    wished_on = DayField(_l("最好哪一天"), [optional()])
    time_of_day = RadioField(_l("什么时候方便"), coerce=time_of_day, validate_choice=False)
    people = NumberField(_l("一共几个人"), [needed(_l("请填几个人。")), between(1, 2000)], default=1)
    sign_me_up = BooleanField(_l("排上以后直接替我报名"), default=True)
    note = TextAreaField(_l("想说的话"), [at_most(300), no_id_number])

    def __init__(self, modes: list[OrderMode], **more: Any) -> None:
        fresh = {} if request.method == "POST" else {"form_key": secrets.token_hex(16), "mode": modes[0]}
        super().__init__(**{**fresh, **more})
        self.mode.choices = choices([(mode, ORDER_MODES[mode]) for mode in modes])
        self.time_of_day.choices = choices([("", _l("都行")), *TIMES_OF_DAY.items()])
        self._for_others()

    def _for_others(self) -> None:
        actor = signed_in()
        if not actor.may(ORDERS_FOR):
            del self.person
        units = units_to_order_for(actor)
        if not units:
            del self.for_unit_id
            return
        self.for_unit_id.choices = choices([(unit.id, unit.name) for unit in units], _l("不替组织点"))

    @property
    def key(self) -> str | None:
        """The key of this very form."""
        return (self.form_key.data or "")[:32] or None

    def wishes(self) -> dict[str, Any]:
        """As ``operations.place_order`` takes them."""
        return self.values("form_key", "person", "for_unit_id", "version", "wish")


class OrderForm(OrderFields):
    """An order of one thing on a menu."""

    def __init__(self, item: MenuItem) -> None:
        super().__init__(modes_of(item) or [OrderMode.IN_CLASS])


class WishForm(OrderFields):
    """A wish that is on no menu."""

    wish = StringField(_l("您想听什么、学什么"), [needed(_l("请写上您想听什么、学什么。")), at_most(120), no_id_number])
    theme_id = SelectField(_l("大概是哪一类"), coerce=number_or_none)

    def __init__(self, **more: Any) -> None:
        super().__init__(list(OrderMode), **more)
        self.theme_id.choices = choices(theme_choices(), _l("说不好"))


class ChangeForm(VersionedForm, OrderFields):
    """An order that was placed, changed."""

    def __init__(self, order: Order) -> None:
        modes = modes_of(order.item) if order.item else list(OrderMode)
        standing = {
            name: getattr(order, name)
            for name in ("wished_on", "time_of_day", "people", "sign_me_up", "note", "version")
        }
        sent = request.method == "POST"
        super().__init__(modes or list(OrderMode), **({} if sent else {**standing, "mode": order.mode}))

    def _for_others(self) -> None:
        del self.person, self.for_unit_id


class SlipForm(Form):
    """A paper slip, typed in fast: who, which numbers, how."""

    form_key = HiddenField()
    person = PersonField(_l("谁的点单"), permission=ORDERS_FOR)
    numbers = StringField(_l("勾了第几道"), [needed(_l("请写纸上勾了第几道，比如 1 3 5。")), at_most(200)])
    mode = RadioField(_l("怎么送"), coerce=OrderMode, default=OrderMode.IN_CLASS, choices=choices(ORDER_MODES))
    wished_on = DayField(_l("最好哪一天"), [optional()])
    time_of_day = RadioField(
        _l("什么时候方便"),
        coerce=time_of_day,
        validate_choice=False,
        choices=choices([("", _l("都行")), *TIMES_OF_DAY.items()]),
    )
    note = StringField(_l("纸上写的话"), [at_most(300), no_id_number])

    def __init__(self) -> None:
        super().__init__(**({} if request.method == "POST" else {"form_key": secrets.token_hex(16)}))

    def validate_person(self, field: PersonField) -> None:
        """Somebody has to be named."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写是谁的点单。")))

    def validate_numbers(self, field: StringField) -> None:
        """Numbers, apart by anything."""
        if not self.chosen_numbers:
            raise ValidationError(str(_("请写纸上勾了第几道，比如 1 3 5。")))

    @property
    def chosen_numbers(self) -> list[int]:
        """The numbers that were ticked, each once, in their order."""
        found = [int(word) for word in re.findall(r"\d{1,4}", self.numbers.data or "")]
        return list(dict.fromkeys(found))[:NUMBERS_AT_MOST]

    def wishes(self) -> dict[str, Any]:
        """As ``operations.type_in`` takes them."""
        return {**self.values("form_key", "person", "numbers"), "people": 1, "sign_me_up": True}


class DeclineForm(Form):
    """Why it cannot be given."""

    reason = TextAreaField(_l("为什么排不了"), [needed(_l("请写一句原因，点单的人会看到。")), at_most(300)])
    is_blind_spot = BooleanField(_l("记进盲点，下次征集找人来讲"), default=True)


class DeliverForm(Form):
    """When it was brought."""

    on = DayField(_l("哪一天送到的"), [needed(DATE_NEEDED)])


class PlanForm(EventFields):
    """The event that orders become: as every event, with a teacher."""

    teacher = PersonField(_l("谁来讲"), permission=Permission.EVENT_MANAGE)

    def event_values(self) -> dict[str, Any]:
        """As ``operations.plan_event`` takes them."""
        return self.values("version")


class PlanAs(StrEnum):
    """What orders of a course become."""

    CLASS = "class"
    EVENT = "event"


PLANS_AS = {
    PlanAs.CLASS: _l("开班：有名单，记出勤，能结业"),
    PlanAs.EVENT: _l("只办一场活动，不开班"),
}
TIMES_AT_MOST = 60


class CoursePlanForm(PlanForm):
    """The class of a course that orders become, or only an event."""

    plan_as = RadioField(_l("排成什么"), coerce=PlanAs, choices=choices(PLANS_AS), default=PlanAs.CLASS)
    times = NumberField(_l("一共上几次课"), [optional(), between(1, TIMES_AT_MOST)], default=1)

    @property
    def is_class(self) -> bool:
        """Whether it is to be a class."""
        return self.plan_as.data is PlanAs.CLASS

    def class_values(self) -> dict[str, Any]:
        """As ``operations.plan_class`` takes them."""
        names = ("title", "unit_id", "starts_at", "ends_at", "room_id", "place", "capacity", "summary", "teacher")
        values = self.values()
        return {**{name: values[name] for name in names}, "times": self.times.data or 1}

    def event_values(self) -> dict[str, Any]:
        """As ``operations.plan_event`` takes them."""
        return self.values("version", "plan_as", "times")


class JoinClassForm(Form):
    """A class of the course that is open already."""

    class_id = SelectField(_l("排进哪个班"), coerce=int)


class JoinForm(Form):
    """An event that stands already."""

    event_id = SelectField(_l("排进哪一场"), coerce=int)
