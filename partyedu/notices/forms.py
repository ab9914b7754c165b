"""What staff fill in to send a notice."""

import secrets
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core.actor import Permission
from partyedu.core.forms import DayField, Form, VersionedForm, at_most, choices, needed, number_or_none, optional
from partyedu.core.words import _l
from partyedu.notices.models import Announcement
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.models import STUDY_MODES, StudyMode

EVERYBODY, LIST = "unit", "list"


class AnnouncementForm(VersionedForm):
    """An announcement: what, to whom, by when."""

    title = StringField(_l("题目"), [needed(), at_most(80), no_id_number])
    text = TextAreaField(_l("内容"), [needed(), at_most(5000), no_id_number])
    unit_id = SelectField(_l("哪个组织的党员"), coerce=number_or_none)
    to = RadioField(
        _l("发给谁"),
        choices=choices([(EVERYBODY, _l("这个组织和下面各级的党员")), (LIST, _l("我一个一个点名"))]),
        default=EVERYBODY,
    )
    category_id = SelectField(_l("只发给哪一类"), coerce=number_or_none)
    study_mode = SelectField(_l("只发给哪种学习方式"))
    answer_by_on = DayField(_l("最晚哪天要让每个人知道"), [optional()])
    form_key = HiddenField(default=lambda: secrets.token_hex(16))

    @classmethod
    def of(cls, announcement: Announcement) -> "AnnouncementForm":
        """The form of a draft as it stands."""
        return cls(obj=announcement, to=LIST if announcement.by_list else EVERYBODY)

    def modes(self) -> None:
        """Offer the modes of study."""
        self.study_mode.choices = choices(STUDY_MODES.items(), empty=_l("都发"))

    def written(self) -> dict[str, Any]:
        """What the operation is given, beside the unit."""
        by_list = self.to.data == LIST
        return {
            "title": self.title.data,
            "text": self.text.data,
            "category_id": self.category_id.data,
            "study_mode": StudyMode(self.study_mode.data) if self.study_mode.data else None,
            "by_list": by_list,
            "answer_by_on": self.answer_by_on.data,
        }


class NamedForm(Form):
    """One person more on the list."""

    person = PersonField(_l("加一位"), permission=Permission.NOTICE_SEND)
