"""A rule of the study lists: what, for whom, why, from when until when."""

import secrets
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField

from partyedu.core import clock
from partyedu.core.forms import DayField, VersionedForm, at_most, choices, needed, number_or_none, row_number
from partyedu.core.words import _l
from partyedu.courses.models import AUDIENCE_KINDS, AudienceKind
from partyedu.organisation.fields import no_id_number
from partyedu.organisation.queries import category_choices
from partyedu.study.models import ListRule

_DAY = _l("请填日期，写成 2026-03-05 这样。")
_COLUMNS = {"course": "course_id", "courseware": "courseware_id", "event": "event_id"}


def kind_or_none(value: Any) -> AudienceKind | None:
    """Coerce function: what is no audience is everybody."""
    return AudienceKind(value) if value in list(AudienceKind) else None


class RuleForm(VersionedForm):
    """A rule. ``seen``: of which choice of people the preview has been looked at."""

    form_key = HiddenField()
    seen = HiddenField()
    unit_id = SelectField(_l("给哪个组织的人"), coerce=number_or_none)
    item = SelectField(_l("学什么"), validate_choice=True)
    audience_kind = RadioField(
        _l("给谁"),
        choices=choices([("", _l("组织里的所有党员")), *AUDIENCE_KINDS.items()]),
        coerce=kind_or_none,
        validate_choice=False,
        default=None,
    )
    category_id = SelectField(_l("哪一类党员"), coerce=number_or_none)
    words = StringField(_l("行业、岗位或文化程度"), [at_most(60), no_id_number])
    reason = StringField(_l("理由"), [at_most(120), no_id_number])
    is_required = BooleanField(_l("必须学"))
    from_on = DayField(_l("从哪天起"), [needed(_DAY)])
    until_on = DayField(_l("到哪天止"), [needed(_DAY)])

    @classmethod
    def of(cls, rule: ListRule | None, things: dict[str, list[tuple[str, str]]], units: list[Any]) -> "RuleForm":
        """The form: filled in from a rule, or empty with a key of its own; ``things``: choices of what to study."""
        today = clock.today()
        fresh = {"form_key": secrets.token_hex(16), "from_on": today, "until_on": today.replace(month=12, day=31)}
        form = cls(obj=rule, data=None if rule else {} if request.method == "POST" else fresh)
        form.item.choices = {str(group): found for group, found in things.items()}
        form.unit_id.choices = choices(units)
        form.category_id.choices = choices(category_choices(rule.category_id if rule else None), empty=_l("请选"))
        if rule is not None and request.method == "GET":
            form.item.data = next(
                f"{name}:{getattr(rule, column)}" for name, column in _COLUMNS.items() if getattr(rule, column)
            )
        return form

    @property
    def choice(self) -> str:
        """What of the form decides who is selected, in one word."""
        kind = self.audience_kind.data
        return f"{self.unit_id.data}/{kind.value if kind else ''}/{self.category_id.data or ''}/{self.words.data or ''}"

    def rule_values(self) -> dict[str, Any]:
        """As ``write_rule`` takes them."""
        name, _colon, number = (self.item.data or "").partition(":")
        things = {column: row_number(number) if key == name else None for key, column in _COLUMNS.items()}
        texts = {"words": self.words.data or "", "reason": self.reason.data or ""}
        kept = ("audience_kind", "category_id", "is_required", "from_on", "until_on")
        return {**things, **texts, **{key: self[key].data for key in kept}}
