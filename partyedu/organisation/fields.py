"""What forms of every feature need about people: a field that names one, and the refusal of ID numbers."""

from collections.abc import Iterable
from typing import Any

from wtforms import StringField
from wtforms.validators import StopValidation, ValidationError

from partyedu.core.access import signed_in
from partyedu.core.actor import Actor, Permission
from partyedu.core.forms import row_number, stripped
from partyedu.core.search import fold
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.models import Person
from partyedu.organisation.roster import blank_id_numbers


def no_id_number(_form: Any, field: Any) -> None:
    """Validator: nothing shaped like a national ID number is ever kept; what was typed is not even shown again."""
    if blank_id_numbers(field.data or "")[1]:
        field.data = ""
        field.raw_data = [""]
        raise ValidationError(_("请不要填身份证号，本系统不保存它。"))


def guests_among(actor: Actor, permission: Permission, people: Iterable[Person]) -> frozenset[int]:
    """Numbers of those who are at home out of the actor's reach: they only take part here day by day."""
    return frozenset(one.id for one in people if one.unit and not actor.may(permission, one.unit.path))


class PersonField(StringField):
    """A person found by name, pinyin initials, member number or the last four digits of the phone.

    Sent are ``<name>`` (what was typed) and ``<name>_id`` (the one that was chosen, if any). Several people that fit
    are offered as choices under the field (``candidates``). ``data`` is the ``Person`` or None. ``guests``: those too
    who only take part here day by day.
    """

    def __init__(
        self, label: Any = None, permission: Permission = Permission.PEOPLE_READ, guests: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.permission = permission
        self.guests = guests
        self.data: Any = None
        self.typed = ""
        self.candidates: list[Person] = []

    @property
    def chosen_id(self) -> int | None:
        """The number of the person, for the hidden field."""
        return self.data.id if isinstance(self.data, Person) else None

    @property
    def guest_ids(self) -> frozenset[int]:
        """Of the chosen one and of those offered: who is at home elsewhere."""
        people = [*self.candidates, *([self.data] if isinstance(self.data, Person) else [])]
        return guests_among(signed_in(), self.permission, people) if self.guests else frozenset()

    def _value(self) -> str:
        return self.data.name if isinstance(self.data, Person) else self.typed

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, *(() if data is None else (data,)))
        if formdata and f"{self.name}_id" in formdata and self.typed:
            self._take(formdata.get(f"{self.name}_id") or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = stripped(valuelist[0])[:60] if valuelist else ""
        self.data = None

    def _take(self, chosen: str) -> None:
        person_id = row_number(chosen)
        if person_id is not None:
            person = self._reached(person_id)
            # What was typed after choosing counts more than the choice; initials or digits still in the box fit it.
            if person is not None and (self.typed == person.name or fold(self.typed) in person.search_text):
                self.data = person

    def _reached(self, person_id: int) -> Person | None:
        if self.guests:
            return queries.person_or_guest(signed_in(), self.permission, person_id)
        return queries.person_reached(signed_in(), self.permission, person_id)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None or not self.typed:
            return
        found = list(queries.people_matching(signed_in(), self.permission, self.typed, guests=self.guests))
        exact = [person for person in found if person.name == self.typed]
        if len(found) == 1 or len(exact) == 1:
            self.data = (exact or found)[0]
            return
        self.candidates = found
        if found:
            raise StopValidation(str(_("有几个人都对得上，请点选是哪一位。")))
        raise StopValidation(str(_("没有找到这个人，请换姓名、拼音首字母或手机后四位再试。")))
