"""A pair, its end, and a meeting."""

from wtforms import RadioField, StringField, TextAreaField

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
)
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.study.forms.visits import LONGEST, SHORTEST
from partyedu.study.models import PAIR_KINDS, PairKind

_DAY = _l("请填日期，写成 2026-03-05 这样。")


class PairForm(Form):
    """Two members."""

    kind = RadioField(_l("谁帮谁"), choices=choices(PAIR_KINDS), coerce=PairKind, default=PairKind.YOUNG_HELPS_OLD)
    elder = PersonField(_l("年长的一位"), permission=Permission.VISIT_MANAGE)
    younger = PersonField(_l("年轻的一位"), permission=Permission.VISIT_MANAGE)
    since_on = DayField(_l("从哪一天起"), [needed(_DAY)])
    purpose = StringField(_l("一起做什么"), [at_most(200), no_id_number])

    def validate_elder(self, field: PersonField) -> None:
        """Somebody has to be named."""
        _must_be_named(field)

    def validate_younger(self, field: PersonField) -> None:
        """Somebody has to be named."""
        _must_be_named(field)


def _must_be_named(field: PersonField) -> None:
    if field.data is None and not field.typed:
        raise ValidationError(str(_("请写是哪一位。")))


class EndPairForm(VersionedForm):
    """The last day."""

    until_on = DayField(_l("到哪一天为止"), [needed(_DAY)])


class MeetingForm(Form):
    """The two met."""

    held_on = DayField(_l("哪一天见的面"), [needed(_DAY)])
    minutes = NumberField(_l("学了多少分钟"), [between(SHORTEST, LONGEST)])
    words = TextAreaField(_l("一起学了什么"), [at_most(300), no_id_number])
