"""What organisers and members fill in on the calendar."""

from datetime import date, timedelta
from typing import Any

from wtforms import SelectField, StringField

from partyedu.core import clock
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    DayField,
    Form,
    LocalDateTimeField,
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
from partyedu.organisation.queries import unit_choices
from partyedu.schedule.fields import OUTSIDE, EventFields
from partyedu.schedule.models import DAY_KINDS, EVENT_KINDS, PLAIN_KINDS, DayKind, Event, EventKind


def _kind_or_none(value: Any) -> EventKind | None:
    """Coerce function of the choice of a kind; the empty choice is none."""
    return EventKind(value) if value in list(EventKind) else None


class EventForm(EventFields):
    """A plain event: film, theme day, meeting, anything else. The theatre plans its sessions itself."""

    kind = SelectField(_l("种类"), coerce=EventKind)

    def __init__(self, event: Event | None = None) -> None:
        super().__init__(event)
        self.kind.choices = choices([(kind, EVENT_KINDS[kind]) for kind in PLAIN_KINDS])


class SlotForm(Form):
    """What of a half-filled event can stand in the way of something else; nothing is needed, nothing is saved."""

    class Meta(Form.Meta):
        csrf = False

    event_id = NumberField()
    starts_at = LocalDateTimeField()
    ends_at = LocalDateTimeField()
    where = StringField()
    room_id = NumberField()
    capacity = NumberField()
    expected_unit_id = NumberField()
    host_id = NumberField()

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As in every form; a room that was chosen before "outside" is nobody's."""
        values = super().values("where", *leave_out)
        return values | ({"room_id": None} if self.where.data == OUTSIDE else {})


class MoveForm(VersionedForm):
    """Another day for an event: a day of the calendar, or so many days later (earlier below zero)."""

    on = DayField(_l("改到哪一天"))
    by = NumberField(validators=[optional(), between(-366, 366)])

    def day_for(self, event: Event) -> date | None:
        """The day that is wanted."""
        if self.by.data:
            return clock.local(event.starts_at).date() + timedelta(days=self.by.data)
        return self.on.data


class ReleaseForm(Form):
    name = StringField(_l("这次公布叫什么"), [at_most(80)])


class ReasonForm(Form):
    reason = StringField(_l("原因"), [needed(_l("请写明原因，报了名的人会看到。")), at_most(300)])


class CloseForm(Form):
    reason = StringField(_l("要记一笔的话（可以空着）"), [at_most(300)])


class LeaveForm(Form):
    reason = StringField(_l("请假的原因"), [needed(_l("请写一句请假的原因。")), at_most(200), no_id_number])


class OnBehalfForm(Form):
    person = PersonField(_l("替谁报名"))

    def validate_person(self, field: PersonField) -> None:
        """Somebody has to be named; who it is, the field itself finds out."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写要报名的人。")))


class ResidentForm(Form):
    name = StringField(_l("居民姓名"), [needed(), at_most(60), no_id_number])
    phone = StringField(_l("电话"), [at_most(30), no_id_number])


class ThemeForm(Form):
    name = StringField(_l("主题的名字"), [needed(), at_most(40)])


class OccasionForm(Form):
    name = StringField(_l("叫什么"), [needed(), at_most(40)])
    kind = SelectField(_l("哪种活动自动算"), coerce=_kind_or_none)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        kinds = [(kind, label) for kind, label in EVENT_KINDS.items() if kind is not EventKind.OTHER]
        self.kind.choices = choices(kinds, _l("都不自动算"))


class VenueForm(Form):
    unit_id = SelectField(_l("属于哪个组织"), [needed()], coerce=number_or_none)
    name = StringField(_l("阵地名称"), [needed(), at_most(80)])
    address = StringField(_l("地址"), [at_most(120)])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.unit_id.choices = choices(unit_choices(signed_in(), Permission.EVENT_MANAGE))


class VenueWordsForm(Form):
    name = StringField(_l("阵地名称"), [needed(), at_most(80)])
    address = StringField(_l("地址"), [at_most(120)])


class RoomForm(Form):
    name = StringField(_l("房间名称"), [needed(), at_most(60)])
    capacity = NumberField(_l("座位"), [optional(), between(1, 100_000)])


class DayForm(Form):
    on = DayField(_l("日期"), [needed()])
    kind = SelectField(_l("放假还是上班"), coerce=DayKind, choices=choices(DAY_KINDS))
    name = StringField(_l("名称"), [needed(), at_most(40)])
