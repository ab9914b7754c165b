"""Naming a television, saying what it shows and when, writing a notice for the screens."""

import secrets
from datetime import time

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from partyedu.core.forms import (
    CheckboxesField,
    Form,
    HourField,
    LocalDateTimeField,
    NumberField,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
)
from partyedu.core.words import LANGUAGES, _l
from partyedu.screens.models import (
    AT_SESSIONS,
    SCREEN_DISTANCES,
    SCREEN_LAYOUTS,
    SCREEN_TURNS,
    AtSession,
    ScreenDistance,
    ScreenLayout,
    ScreenTurn,
)
from partyedu.screens.operations import LONGEST_TURN, SHORTEST_TURN

WEEKDAYS = {
    1: _l("周一"),
    2: _l("周二"),
    3: _l("周三"),
    4: _l("周四"),
    5: _l("周五"),
    6: _l("周六"),
    7: _l("周日"),
}


class ScreenForm(Form):
    """A screen's name and place, and what it shows."""

    name = StringField(_l("给它起个名字"), [needed(), at_most(60)])
    unit_id = SelectField(_l("属于哪个组织"), [needed()], coerce=number_or_none)
    room_id = SelectField(_l("挂在哪里"), coerce=number_or_none)
    place = StringField(_l("位置说清楚些"), [at_most(60)])
    layout = SelectField(
        _l("平时放什么"), coerce=ScreenLayout, choices=choices(SCREEN_LAYOUTS), default=ScreenLayout.HALL
    )
    at_session = SelectField(_l("这里有活动时"), coerce=AtSession, choices=choices(AT_SESSIONS), default=AtSession.STAY)
    shows_names = BooleanField(_l("签到时显示来了的人的名字"))
    distance = SelectField(
        _l("离看的人多远"), coerce=ScreenDistance, choices=choices(SCREEN_DISTANCES), default=ScreenDistance.NEAR
    )
    turn = SelectField(_l("电视怎么挂"), coerce=ScreenTurn, choices=choices(SCREEN_TURNS), default=ScreenTurn.UPRIGHT)
    language = SelectField(_l("显示的语言"), choices=choices(LANGUAGES), default="zh_Hans")


class PairForm(Form):
    """The code from the television's corner; then a new screen, or an earlier one whose settings it takes over."""

    code = StringField(_l("电视右下角的代码"), [needed(), at_most(12)])
    screen_id = SelectField(_l("它是"), coerce=number_or_none)
    name = StringField(_l("给它起个名字"), [at_most(60)])
    unit_id = SelectField(_l("属于哪个组织"), coerce=number_or_none)
    room_id = SelectField(_l("挂在哪里"), coerce=number_or_none)
    layout = SelectField(
        _l("平时放什么"), coerce=ScreenLayout, choices=choices(SCREEN_LAYOUTS), default=ScreenLayout.HALL
    )
    language = SelectField(_l("显示的语言"), choices=choices(LANGUAGES), default="zh_Hans")


class EntryForm(Form):
    """A line of a rota."""

    layout = SelectField(_l("放什么"), coerce=ScreenLayout, choices=choices(SCREEN_LAYOUTS))
    weekdays = CheckboxesField(_l("哪几天"), coerce=int, choices=choices(WEEKDAYS), default=list(WEEKDAYS))
    since = HourField(_l("从几点"), [InputRequired(_l("请填写这一项。"))], default=time(8))
    until = HourField(_l("到几点"), [InputRequired(_l("请填写这一项。"))], default=time(18))
    seconds = NumberField(_l("轮到时放几秒"), [needed(), between(SHORTEST_TURN, LONGEST_TURN)], default=30)


class CopyForm(Form):
    """Another screen whose rota is taken over."""

    source_id = SelectField(_l("照哪一台"), [needed()], coerce=number_or_none)


class NoticeForm(VersionedForm):
    """A notice on the screens."""

    title = StringField(_l("题目"), [needed(), at_most(60)])
    text = TextAreaField(_l("内容"), [at_most(5000)])
    unit_id = SelectField(_l("挂在哪个组织的屏幕上"), [needed()], coerce=number_or_none)
    starts_at = LocalDateTimeField(_l("从什么时候"), [needed()])
    ends_at = LocalDateTimeField(_l("到什么时候"), [needed()])
    form_key = HiddenField(default=lambda: secrets.token_hex(16))


__all__ = ["WEEKDAYS", "CopyForm", "EntryForm", "NoticeForm", "PairForm", "ScreenForm"]
