"""The fields every event has, plain or of the theatre; for the forms of those who plan events."""

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    CheckboxesField,
    Form,
    LocalDateTimeField,
    NumberField,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
    row_number,
)
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField
from partyedu.organisation.queries import unit_choices
from partyedu.schedule import queries
from partyedu.schedule.models import Event, EventPart, Room

INSIDE, OUTSIDE = "room", "outside"


def version_of(value: Any) -> int | None:
    """Filter of a hidden version: a number, or nothing for nonsense."""
    return row_number(str(value or ""))


class EventFields(Form):
    """What, when, where and with whom. ``more``: what a new event begins with."""

    version = HiddenField(filters=[version_of])
    title = StringField(_l("题目"), [needed(), at_most(120)])
    theme_id = SelectField(_l("主题"), coerce=number_or_none)
    occasion_id = SelectField(_l("算作"), coerce=number_or_none)
    unit_id = SelectField(_l("主办组织"), [needed()], coerce=number_or_none)
    starts_at = LocalDateTimeField(_l("开始"), [needed()])
    ends_at = LocalDateTimeField(_l("结束"), [needed()])
    # Either a room or a place outside, never both: what stands on the schedule must be what was typed last.
    where = RadioField(
        _l("在哪里办"), choices=choices([(INSIDE, _l("在房间里")), (OUTSIDE, _l("在外面"))]), validate_choice=False
    )
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
        outside = event is not None and event.room_id is None and event.place
        where = {"where": OUTSIDE if outside else INSIDE}
        super().__init__(obj=event, data={**more, **where, **_people_and_partners(event)})
        units = unit_choices(signed_in(), Permission.EVENT_MANAGE)
        themes, occasions = queries.themes_and_occasions()
        self.theme_id.choices = choices(with_own(themes, event and event.theme), _l("不分主题"))
        self.occasion_id.choices = choices(with_own(occasions, event and event.occasion), _l("不另外算"))
        self.unit_id.choices = choices(with_own(units, event and event.unit))
        self.expected_unit_id.choices = choices(
            with_own(units, event and event.expected_unit), _l("不指定，谁都可以来")
        )
        self.partner_ids.choices = choices(queries.partner_choices())
        self.room_id.choices = rooms_to_choose(event.room if event else None)

    @property
    def chosen_room_id(self) -> int | None:
        """The room, unless the event is held outside."""
        return None if self.where.data == OUTSIDE else self.room_id.data

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As in every form; ``where`` says which of room and place counts."""
        values = super().values("where", *leave_out)
        return values | {"room_id": self.chosen_room_id}


def _people_and_partners(event: Event | None) -> dict[str, Any]:
    if event is None:
        return {}
    people = queries.people_of(event.id)
    parts = {part.value: next(iter(people[part]), None) for part in (EventPart.HOST, EventPart.OWNER)}
    return {**parts, "partner_ids": queries.partner_ids(event.id)}


def with_own(rows: list[tuple[int, str]], own: Any) -> list[tuple[int, str]]:
    """Choices, with what the row has now (an archived theme, a unit out of reach)."""
    if own is None or any(key == own.id for key, _label in rows):
        return rows
    return [*rows, (own.id, own.name)]


def rooms_to_choose(room: Room | None) -> list[SelectChoice]:
    """Choices of a select: the rooms by venue, with the one that is chosen now (it may have been put away)."""
    grouped = queries.room_choices()
    found = [SelectChoice("", _l("还没定"))]
    for venue, rooms in grouped.items():
        for key, name, seats in rooms:
            label = _("%(venue)s %(room)s（%(n)s 座）", venue=venue, room=name, n=seats) if seats else f"{venue} {name}"
            found.append(SelectChoice(key, label, {}, venue))
    if room is not None and all(choice.value != room.id for choice in found):
        found.append(SelectChoice(room.id, room.name, {}, room.venue.name))
    return found
