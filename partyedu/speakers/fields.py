"""The fields every call for talks has, for the forms of those who open one."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import DayField, Form, at_most, choices, needed, number_or_none, optional
from partyedu.core.words import _l
from partyedu.organisation.queries import unit_choices
from partyedu.speakers.queries import theme_choices


class CallFields(Form):
    """What is looked for, by whom, until when."""

    unit_id = SelectField(_l("哪个组织在找"), coerce=int)
    title = StringField(_l("想听什么"), [needed(_l("请写一句话，说说想听什么。")), at_most(80)])
    theme_id = SelectField(_l("主题"), coerce=number_or_none)
    text = TextAreaField(_l("多说几句"), [at_most(1000)])
    until = DayField(_l("到哪一天为止"), [optional()])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.theme_id.choices = choices(theme_choices(), _l("不分主题"))
        self.unit_id.choices = choices(unit_choices(signed_in(), Permission.TALK_MANAGE))
