"""Naming a television."""

from wtforms import SelectField, StringField

from partyedu.core.forms import Form, at_most, choices, needed, number_or_none
from partyedu.core.words import LANGUAGES, _l


class ScreenForm(Form):
    """A screen's name and place."""

    name = StringField(_l("给它起个名字"), [needed(), at_most(60)])
    unit_id = SelectField(_l("属于哪个组织"), [needed()], coerce=number_or_none)
    room_id = SelectField(_l("挂在哪里"), coerce=number_or_none)
    language = SelectField(_l("显示的语言"), choices=choices(LANGUAGES), default="zh_Hans")


class PairForm(ScreenForm):
    """The code from the television's corner; or an earlier screen whose settings it takes over."""

    code = StringField(_l("电视右下角的代码"), [needed(), at_most(12)])
    screen_id = SelectField(_l("它是"), coerce=number_or_none)


__all__ = ["PairForm", "ScreenForm"]
