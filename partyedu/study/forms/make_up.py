"""Make-up: by when, why, how, and why not after all."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField

from partyedu.core.forms import DayField, Form, VersionedForm, at_most, choices, needed
from partyedu.core.words import _l
from partyedu.organisation.fields import no_id_number
from partyedu.study.models import ABSENCE_REASONS, AbsenceReason


def reason_or_none(value: Any) -> AbsenceReason | None:
    """Coerce function: what is none of the reasons is no reason."""
    return AbsenceReason(value) if value in list(AbsenceReason) else None


class AskForm(Form):
    """Who is asked, and by when."""

    due_on = DayField(_l("哪天以前补上"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])


class WhyForm(VersionedForm):
    """Why it was not possible."""

    reason = RadioField(
        _l("主要是什么原因"), choices=choices(ABSENCE_REASONS), coerce=reason_or_none, validate_choice=False
    )
    words = TextAreaField(_l("想说的话"), [at_most(300), no_id_number])


class WaiveForm(VersionedForm):
    """Why it need not be made up."""

    waived_reason = StringField(_l("为什么不用补"), [needed(_l("请写一句为什么不用补，本人看得到。")), at_most(200)])
