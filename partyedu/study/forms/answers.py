"""A sentence of one's own after a piece, and the word about it."""

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from partyedu.core.actor import Permission
from partyedu.core.forms import PhotoForm, VersionedForm, at_most, needed
from partyedu.core.words import _l
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.models import Person


class AnswerForm(PhotoForm):
    """A sentence, typed or photographed; staff write it down for somebody."""

    person = PersonField(_l("替谁交（不填就是您自己）"), permission=Permission.HOURS_READ, guests=True)
    text = TextAreaField(_l("您的一句话"), [at_most(2000), no_id_number])
    photo = FileField(_l("手写的照片"))

    @property
    def writer(self) -> Person | None:
        """For whom staff write it down; None for oneself. Known once the form was validated."""
        field = self._fields.get("person")
        return field.data if field is not None else None


class ReturnForm(VersionedForm):
    """Why an answer goes back."""

    reason = StringField(_l("给他的一句话"), [needed(_l("请写一句，告诉他哪里再想一想。")), at_most(200), no_id_number])
