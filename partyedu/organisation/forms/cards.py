"""The shape of a contact card, and of what somebody opens one for."""

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from partyedu.core.forms import Form, VersionedForm, at_most, choices, optional
from partyedu.core.words import _, _l
from partyedu.organisation.fields import no_id_number
from partyedu.organisation.forms.people import PastDayField
from partyedu.organisation.models import CARD_PURPOSES, CARD_SOURCES, CardPurpose, CardSource, ContactCard

_HOUSEHOLD = ("area", "building", "door", "since_on")
_HOMES = {
    "": _l("（没有选）"),
    "together": _l("住在一起，住址只记一份"),
    "apart": _l("不是一家人，分开记"),
}
_APART = ("version", "form_key", "household", "source", "filled_in_on")  # of the form, or asked anew each time
_TO_CHOOSE = {one: label for one, label in CARD_PURPOSES.items() if one is not CardPurpose.CONFLICT}
_BY_STAFF = {source: CARD_SOURCES[source] for source in (CardSource.VISIT, CardSource.PAPER, CardSource.DESK)}


class CardForm(VersionedForm):
    """A contact card in five steps: where, how to reach, life, family, what is asked for."""

    area = StringField(_l("小区或村"), [at_most(80), no_id_number])
    building = StringField(_l("几号楼、几单元"), [at_most(40), no_id_number])
    door = StringField(_l("门牌号"), [at_most(40), no_id_number])
    since_on = PastDayField(_l("从什么时候住在这里"), [optional()])
    household = RadioField(
        _l("住在一起的人"),
        choices=choices(_HOMES),
        default="",
        validate_choice=False,
    )
    reach_how = StringField(_l("怎么联系最方便"), [at_most(120), no_id_number])
    reach_when = StringField(_l("什么时候方便"), [at_most(120), no_id_number])
    housing = TextAreaField(_l("居住情况"), [at_most(200), no_id_number])
    work = TextAreaField(_l("工作情况"), [at_most(200), no_id_number])
    family_name = StringField(_l("家里的联系人"), [at_most(60), no_id_number])
    family_relation = StringField(_l("是他什么人"), [at_most(30), no_id_number])
    family_phone = StringField(_l("家里人的电话"), [at_most(30), no_id_number])
    asks = TextAreaField(_l("有什么要求和愿望"), [at_most(2000), no_id_number])
    care_agreed = BooleanField(_l("本人同意记下身体和困难情况"))
    care = TextAreaField(_l("身体和困难情况"), [at_most(2000), no_id_number])
    doorplate_agreed = BooleanField(_l("本人同意在门口挂党员门牌"))
    doorplate = StringField(_l("门牌上写什么"), [at_most(60), no_id_number])
    source = SelectField(_l("这张卡怎么来的"), choices=choices(_BY_STAFF), coerce=CardSource)
    filled_in_on = PastDayField(_l("哪一天填的"), [optional()])
    form_key = HiddenField()

    def own(self) -> "CardForm":
        """For the person themselves: they need not say where it comes from."""
        del self.source, self.filled_in_on
        return self

    def of(self, card: ContactCard | None) -> "CardForm":
        """Filled with what stands."""
        if card is None:
            self.version.data = "0"
            return self
        for name in self._columns():
            self._fields[name].data = getattr(card, name)
        for name in _HOUSEHOLD:
            self._fields[name].data = getattr(card.household, name) if card.household else None
        self.care_agreed.data = card.care_agreed_on is not None
        self.doorplate_agreed.data = card.doorplate_agreed_on is not None
        self.version.data = str(card.version)
        return self

    def _columns(self) -> list[str]:
        return [name for name in self._fields if hasattr(ContactCard, name) and name not in _APART]

    def card(self) -> dict[str, Any]:
        """What was filled in, by name."""
        return self.values("version", "form_key")

    @property
    def theirs(self) -> dict[str, Any]:
        """What somebody else saved meanwhile, in words."""
        return {name: _("（空）") if value in (None, "") else value for name, value in super().theirs.items()}

    def validate_building(self, field: Any) -> None:
        """A building needs its estate or village: routes are sorted by it."""
        if field.data and not self.area.data:
            raise ValidationError(_("请把小区或村也写上。"))


class OpeningForm(Form):
    """What somebody opens a contact card for."""

    purpose = RadioField(
        _l("为什么要看"), choices=choices(_TO_CHOOSE), coerce=CardPurpose, default=CardPurpose.VISIT
    )
    note = StringField(_l("补充一句"), [at_most(80), no_id_number])

    def validate_note(self, field: Any) -> None:
        """Another purpose needs words."""
        if self.purpose.data is CardPurpose.OTHER and not field.data:
            raise ValidationError(_("请写一句为什么要看。"))


