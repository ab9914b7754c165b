"""What is filled in at the door."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, StringField, TextAreaField

from partyedu.attendance.models import ATTENDANCE_STATES
from partyedu.core.forms import Form, NumberField, ValidationError, at_most, between, choices, needed, number_or_none
from partyedu.core.words import _, _l
from partyedu.organisation.fields import no_id_number

NOTHING = "nothing"
LINES_AT_MOST = 80


def digits_only(text: Any) -> Any:
    """Filter: full-width digits as digits, without the spaces one hears between them."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)) if isinstance(text, str) else text


class WhoForm(Form):
    """Who it is, on a phone that does not know yet."""

    name = StringField(_l("姓名"), [needed(), at_most(60)])
    proof = StringField(_l("手机号后四位，或党员编号"), [needed(), at_most(200)])
    remember = BooleanField(_l("记住我，下次在这部手机上点一下就行"), default=True)


class SpokenForm(Form):
    """The six digits that were read out, on a phone that knows its owner."""

    event = RadioField(_l("哪一场"), coerce=number_or_none, validate_choice=True)
    digits = StringField(_l("六位签到码"), [needed(_l("请填六位签到码。"))], filters=[digits_only])

    known: Sequence[Any] = ()  # whom this phone knows
    events: Sequence[Any] = ()  # where one can check in now

    def offer(self, events: Sequence[Any]) -> None:
        """Offer the events that are open now; a single one needs no choosing."""
        self.events = events
        self.event.choices = choices((row.id, row.title) for row in events)
        if len(events) == 1:
            self.event.data = events[0].id

    def validate_event(self, field: RadioField) -> None:
        """One has to be chosen."""
        if not field.data:
            raise ValidationError(str(_("请选是哪一场。")))

    def validate_digits(self, field: StringField) -> None:
        """Six digits, however they are written."""
        if not re.fullmatch(r"[0-9]{6}", field.data or ""):
            raise ValidationError(str(_("签到码是六位数字，请看看屏幕再填。")))


class SpokenWhoForm(SpokenForm, WhoForm):
    """The six digits, and who it is."""


class ReasonForm(Form):
    """Why one is late."""

    reason = StringField(_l("迟到的原因"), [at_most(200), no_id_number])


class WalkInForm(Form):
    """A resident who comes by."""

    name = StringField(_l("居民姓名"), [needed(), at_most(60), no_id_number])
    phone = StringField(_l("手机号"), [at_most(30), no_id_number])


class HeadsForm(Form):
    """Heads counted in the room."""

    heads = NumberField(_l("数一数现场有几个人"), [needed(), between(0, 100_000)])


class CorrectForm(Form):
    """How somebody stands at an event."""

    state = RadioField(
        _l("状态"),
        choices=choices({**{state.value: label for state, label in ATTENDANCE_STATES.items()}, NOTHING: _l("没有来")}),
    )
    reason = StringField(_l("迟到或请假的原因"), [at_most(200), no_id_number])
    why = StringField(_l("为什么更正"), [at_most(200), no_id_number])


class TypeInForm(Form):
    """The sheet as it came back: how the ticks are meant, and the names on the blank rows."""

    mode = RadioField(
        _l("怎么勾"),
        choices=choices({"came": _l("打勾的来了"), "all-but": _l("全部到了，除了打勾的")}),
        default="came",
    )
    others = TextAreaField(_l("空白行上的名字"), [at_most(6000), no_id_number])

    @property
    def lines(self) -> list[str]:
        """The names, one a line, each once."""
        lines = (line.strip()[:60] for line in (self.others.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate_others(self, _field: TextAreaField) -> None:
        """Not more than a sheet holds."""
        if len(self.lines) > LINES_AT_MOST:
            raise ValidationError(str(_("一次最多录 %(n)s 行，请分两次。", n=LINES_AT_MOST)))
