"""Forms around hours: a rule, an exemption and its end, a written entry, how an event counts."""

import secrets
from datetime import date
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core.actor import Permission
from partyedu.core.forms import (
    DayField,
    Form,
    NumberField,
    PhotoForm,
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
from partyedu.study.models import COUNTS_AS, EXEMPTION_KINDS, CountsAs, ExemptionKind
from partyedu.study.queries.rules import CAPPED, Rule

_DAY = _l("请填日期，写成 2026-03-05 这样。")


class KeyedForm(Form):
    """A form that makes one row, however often it is sent."""

    form_key = HiddenField()

    @classmethod
    def fresh(cls, **given: Any) -> Any:
        """The empty form, or the one that was sent."""
        return cls() if request.method == "POST" else cls(form_key=secrets.token_hex(16), **given)

    @property
    def key(self) -> str | None:
        """The key of this very form."""
        return (self.form_key.data or "")[:32] or None


class RuleForm(Form):
    """A rule of hours. Amounts in hours, but for speaking."""

    unit_id = SelectField(_l("哪个组织"), coerce=number_or_none)
    from_on = DayField(_l("从哪一天起"), [needed(_DAY)])
    target = NumberField(_l("党员一年应学几小时"), [needed(), between(1, 300)])
    post_target = NumberField(_l("书记和委员一年应学几小时"), [needed(), between(1, 300)])
    half_day = NumberField(_l("半天算几小时"), [needed(), between(1, 12)])
    day = NumberField(_l("一天算几小时"), [needed(), between(1, 24)])
    speaker = NumberField(_l("上台讲一次另加几分钟"), [optional(), between(0, 600)])
    speaking_cap = NumberField(_l("上台讲一年最多算几小时"), [optional(), between(0, 300)])
    door_cap = NumberField(_l("送学和结对一年最多算几小时"), [optional(), between(0, 300)])
    online_cap = NumberField(_l("网络学习一年最多算几小时"), [optional(), between(0, 300)])
    entry_cap = NumberField(_l("在别处学的一年最多算几小时"), [optional(), between(0, 300)])
    note = TextAreaField(_l("依据（哪一份文件、谁定的）"), [at_most(500)])

    @classmethod
    def beginning_with(cls, rule: Rule, units: list[tuple[int, str]], unit_id: int, from_on: Any) -> "RuleForm":
        """The form filled with the rule that holds now."""
        caps = {f"{source.value}_cap": rule.cap(source) for source in CAPPED}
        hours = {name: None if cap is None else cap // 60 for name, cap in caps.items()}
        form = cls(
            data={
                "unit_id": unit_id, "from_on": from_on, "target": rule.target // 60,
                "post_target": rule.post_target // 60, "half_day": rule.half_day // 60, "day": rule.day // 60,
                "speaker": rule.speaker, **hours,
            }
        )  # fmt: skip
        form.unit_id.choices = choices(units)
        return form

    @property
    def starts_on(self) -> date:
        """From which day on, once the form is valid."""
        assert self.from_on.data is not None
        return self.from_on.data

    def amounts(self) -> dict[str, Any]:
        """What was filled in as the columns of a rule, in minutes."""
        hours = {name: self[name].data for name in ("target", "post_target", "half_day", "day")}
        caps = {"speaker": "speaking_cap", "door": "door_cap", "online": "online_cap", "entry": "entry_cap"}
        return {
            **{f"{name}_minutes": value * 60 for name, value in hours.items()},
            "speaker_minutes": self.speaker.data or 0,
            **{
                f"{name}_cap_minutes": None if self[field].data is None else self[field].data * 60
                for name, field in caps.items()
            },
        }


class ExemptForm(KeyedForm):
    """A member is exempt from a day to a day."""

    person = PersonField(_l("谁"), permission=Permission.STUDY_MANAGE)
    kind = RadioField(_l("为什么"), choices=choices(EXEMPTION_KINDS), coerce=ExemptionKind, default=ExemptionKind.AGE)
    reason = StringField(_l("说明"), [at_most(200), no_id_number])
    from_on = DayField(_l("从哪一天起"), [needed(_DAY)])
    until_on = DayField(_l("到哪一天为止"), [needed(_l("请填结束的日子，到时候再看要不要续。"))])

    def validate(self, extra_validators: Any = None) -> bool:
        """Somebody must be named."""
        valid = super().validate(extra_validators)
        if self.person.data is None and not self.person.errors:
            self.person.errors = [*self.person.errors, _("请写上是哪一位党员。")]
            return False
        return valid


class EndExemptionForm(VersionedForm):
    """An exemption ends before its time."""

    until_on = DayField(_l("免到哪一天为止"), [needed(_DAY)])
    reason = StringField(_l("为什么提前结束"), [needed(_l("请写明为什么提前结束。")), at_most(200), no_id_number])


class EntryForm(KeyedForm, PhotoForm):
    """What a member studied elsewhere."""

    person = PersonField(_l("替谁登记（不填就是您自己）"), permission=Permission.HOURS_READ, guests=True)
    studied_on = DayField(_l("哪一天学的"), [needed(_DAY)])
    hours = NumberField(_l("学了几小时"), [optional(), between(0, 24)])
    minutes = NumberField(_l("再加几分钟"), [optional(), between(0, 59)])
    title = StringField(_l("学了什么"), [needed(_l("请写上学了什么。")), at_most(120), no_id_number])
    evidence = StringField(_l("谁能证明"), [at_most(200), no_id_number])
    photo = FileField(_l("照片（签到表、合影、证书）"))

    @property
    def length(self) -> int:
        """How long, in minutes."""
        return (self.hours.data or 0) * 60 + (self.minutes.data or 0)


class RefuseForm(VersionedForm):
    """An entry does not count; its earner reads why."""

    reason = StringField(_l("为什么不算"), [needed(_l("请写明为什么不算，本人会看到。")), at_most(200)])


class CountForm(Form):
    """How an event counts."""

    counts_as = RadioField(
        _l("怎么算学时"),
        choices=choices([("", _l("按公布的时长算")), *COUNTS_AS.items()]),
        coerce=lambda value: CountsAs(value) if value in list(CountsAs) else None,
        default="",
    )
    minutes = NumberField(_l("算多少分钟"), [optional()])
    why = StringField(_l("为什么更正"), [at_most(200)])
