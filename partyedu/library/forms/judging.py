"""An expert's sheet, the lines of the promotion rule, and a decision."""

import re
from decimal import Decimal
from typing import Any

from flask import request
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from partyedu.core.actor import Permission
from partyedu.core.forms import Form, NumberField, VersionedForm, at_most, between, choices, row_number
from partyedu.core.words import _, _l
from partyedu.library.forms.sheets import ScoreForm
from partyedu.library.models import DISTINCTIONS, OUTCOMES, VERDICTS, Distinction, Outcome, PromotionRule, Verdict
from partyedu.library.queries import LINES, Lines
from partyedu.organisation.fields import PersonField


class ReviewForm(ScoreForm):
    """Points by the sheet (see ``score_form``), a verdict and words; staff name the expert whose paper they type."""

    version_id = HiddenField()
    sheet_id = HiddenField()
    reviewer = PersonField(_l("哪位专家的评分表"), permission=Permission.LIBRARY_MANAGE)
    verdict = RadioField(
        _l("您的结论"),
        [InputRequired(_l("请选同意入库，还是请再修改。"))],
        choices=choices(VERDICTS),
        coerce=lambda value: Verdict(value) if value in list(Verdict) else value,
    )
    text = TextAreaField(_l("给做课件的人的话"), [at_most(3000)])

    @property
    def numbers(self) -> tuple[int, int]:
        """The version and the sheet that were on the page; 0 for nonsense."""
        return row_number(self.version_id.data) or 0, row_number(self.sheet_id.data) or 0

    @property
    def beside(self) -> bool:
        """Whether the points are to be kept beside a decision that somebody else has taken."""
        return request.form.get("beside") == "1"


class StarsField(StringField):
    """An average of stars, typed as 4.5, kept as hundredths (450)."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data / 100:.2f}".rstrip("0").rstrip(".") if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace("．", ".").replace("。", ".")
        self.data: Any = None
        if not re.fullmatch(r"[0-5](\.\d{1,2})?", text) or Decimal(text) > 5:
            raise ValueError(str(_("请填 0 到 5 之间的数，比如 4.5。")))
        self.data = int(Decimal(text) * 100)

    def pre_validate(self, form: Any) -> None:
        """Nothing more: the number was read already."""


class RuleForm(Form):
    """The lines of a rule."""

    unit_id = HiddenField()
    raters = NumberField(_l("至少多少人评过才算数"), [InputRequired(_l("请填一个整数。")), between(0, 100_000)])
    average_up = StarsField(_l("平均几颗星以上"))
    expert_up = NumberField(_l("专家分多少以上（百分制）"), [InputRequired(_l("请填一个整数。")), between(0, 100)])
    likes_up = NumberField(_l("大家点赞多少以上"), [InputRequired(_l("请填一个整数。")), between(0, 1_000_000)])
    average_down = StarsField(_l("平均不到几颗星"))
    expert_down = NumberField(
        _l("或者专家分不到多少（百分制）"), [InputRequired(_l("请填一个整数。")), between(0, 100)]
    )
    why = StringField(_l("为什么这样定"), [at_most(300)])

    BEGINNING = Lines(raters=10, average_up=450, expert_up=85, likes_up=10, average_down=300, expert_down=60)

    @classmethod
    def over(cls, rule: PromotionRule | None) -> "RuleForm":
        """The form over the rule in force, or over lines to begin with."""
        source = rule or cls.BEGINNING
        return cls(formdata=None, data={name: getattr(source, name) for name in LINES})

    @property
    def lines(self) -> Lines:
        """What was drawn."""
        return Lines(**{name: self[name].data for name in LINES})

    def validate_average_down(self, field: Any) -> None:
        """The lower line lies below the upper one."""
        if isinstance(field.data, int) and isinstance(self.average_up.data, int) and field.data > self.average_up.data:
            raise ValidationError(str(_("回炉的平均分不能比进教材的还高。")))


class DecideForm(VersionedForm):
    """What becomes of a piece."""

    outcome = RadioField(
        _l("怎么定"),
        [InputRequired(_l("请选一项。"))],
        choices=choices(OUTCOMES),
        coerce=lambda value: Outcome(value) if value in list(Outcome) else value,
    )
    distinction = RadioField(
        _l("进教材的，叫作"), choices=choices(DISTINCTIONS), coerce=Distinction, default=Distinction.GOOD_COURSE
    )
    reason = TextAreaField(_l("理由（和规则说的不一样时必须写）"), [at_most(300)])
