"""What organisers and members fill in on the calendar."""

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    CheckboxesField,
    Form,
    LocalDateTimeField,
    NumberField,
    ValidationError,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
)
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField
from partyedu.organisation.queries import unit_choices
from partyedu.schedule import queries
from partyedu.schedule.models import DAY_KINDS, EVENT_KINDS, PLAIN_KINDS, DayKind, Event, EventKind, EventPart


def _version(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() else None


class EventForm(Form):
    """A plain event: film, theme day, meeting, anything else. The theatre plans its sessions itself."""

    version = HiddenField(filters=[_version])
    kind = SelectField(_l("种类"), coerce=EventKind)
    title = StringField(_l("题目"), [needed(), at_most(120)])
    theme_id = SelectField(_l("主题"), coerce=number_or_none)
    unit_id = SelectField(_l("主办组织"), [needed()], coerce=number_or_none)
    starts_at = LocalDateTimeField(_l("开始"), [needed()])
    ends_at = LocalDateTimeField(_l("结束"), [needed()])
    room_id = SelectField(_l("房间"), coerce=number_or_none)
    place = StringField(_l("在外面的地点"), [at_most(120)])
    capacity = NumberField(_l("座位"), [optional(), between(1, 100_000)])
    expected_unit_id = SelectField(_l("请谁参加"), coerce=number_or_none)
    open_to_residents = BooleanField(_l("欢迎居民参加"))
    host = PersonField(_l("主持人"))
    owner = PersonField(_l("负责人"))
    partner_ids = CheckboxesField(_l("协办组织"), coerce=int)
    summary = TextAreaField(_l("简介"), [at_most(4000)])

    def __init__(self, event: Event | None = None, **more: Any) -> None:
        super().__init__(obj=event, data=_people_and_partners(event), **more)
        units = unit_choices(signed_in(), Permission.EVENT_MANAGE)
        self.kind.choices = choices([(kind, EVENT_KINDS[kind]) for kind in PLAIN_KINDS])
        self.theme_id.choices = choices(_with(queries.theme_choices(), event and event.theme), _l("不分主题"))
        self.unit_id.choices = choices(_with(units, event and event.unit))
        self.expected_unit_id.choices = choices(_with(units, event and event.expected_unit), _l("不指定，谁都可以来"))
        self.partner_ids.choices = choices(queries.partner_choices())
        self.room_id.choices = _rooms(event)


def _people_and_partners(event: Event | None) -> dict[str, Any]:
    if event is None:
        return {}
    people = queries.people_of(event.id)
    parts = {part.value: next(iter(people[part]), None) for part in (EventPart.HOST, EventPart.OWNER)}
    return {**parts, "partner_ids": queries.partner_ids(event.id)}


def _with(rows: list[tuple[int, str]], own: Any) -> list[tuple[int, str]]:
    """Choices, with what the event has now (an archived theme, a unit out of reach)."""
    if own is None or any(key == own.id for key, _label in rows):
        return rows
    return [*rows, (own.id, own.name)]


def _rooms(event: Event | None) -> list[SelectChoice]:
    grouped = queries.room_choices()
    found = [SelectChoice("", _l("不在房间里（地点写在下面）"))]
    for venue, rooms in grouped.items():
        for key, name, seats in rooms:
            label = _("%(venue)s %(room)s（%(n)s 座）", venue=venue, room=name, n=seats) if seats else f"{venue} {name}"
            found.append(SelectChoice(key, label, {}, venue))
    room = event.room if event else None
    if room is not None and all(choice.value != room.id for choice in found):
        found.append(SelectChoice(room.id, room.name, {}, room.venue.name))
    return found


class SlotForm(Form):
    """What of a half-filled event can stand in the way of something else; nothing is needed, nothing is saved."""

    class Meta(Form.Meta):
        csrf = False

    event_id = NumberField()
    starts_at = LocalDateTimeField()
    ends_at = LocalDateTimeField()
    room_id = NumberField()
    capacity = NumberField()
    expected_unit_id = NumberField()
    host_id = NumberField()


class ReleaseForm(Form):
    name = StringField(_l("这次公布叫什么"), [at_most(80)])


class ReasonForm(Form):
    reason = StringField(_l("原因"), [needed(_l("请写明原因，报了名的人会看到。")), at_most(300)])


class CloseForm(Form):
    reason = StringField(_l("要记一笔的话（可以空着）"), [at_most(300)])


class LeaveForm(Form):
    reason = StringField(_l("请假的原因"), [needed(_l("请写一句请假的原因。")), at_most(200)])


class OnBehalfForm(Form):
    person = PersonField(_l("替谁报名"))

    def validate_person(self, field: PersonField) -> None:
        """Somebody has to be named; who it is, the field itself finds out."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写要报名的人。")))


class ResidentForm(Form):
    name = StringField(_l("居民姓名"), [needed(), at_most(60)])
    phone = StringField(_l("电话"), [at_most(30)])


class ThemeForm(Form):
    name = StringField(_l("主题的名字"), [needed(), at_most(40)])


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
    on = DateField(_l("日期"), [needed()])
    kind = SelectField(_l("放假还是上班"), coerce=DayKind, choices=choices(DAY_KINDS))
    name = StringField(_l("名称"), [needed(), at_most(40)])
