"""A sentence of one's own after a piece, and the word about it."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import StringField, TextAreaField

from partyedu.core import uploads
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem
from partyedu.core.forms import Form, VersionedForm, at_most, needed
from partyedu.core.uploads import PICTURES, ReadFile
from partyedu.core.words import _l
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.models import Person


class AnswerForm(Form):
    """A sentence, typed or photographed; staff write it down for somebody."""

    person = PersonField(_l("替谁交（不填就是您自己）"), permission=Permission.HOURS_READ)
    text = TextAreaField(_l("您的一句话"), [at_most(2000), no_id_number])
    photo = FileField(_l("手写的照片"))

    ready: ReadFile | None = None

    @property
    def writer(self) -> Person | None:
        """For whom staff write it down; None for oneself. Known once the form was validated."""
        field = self._fields.get("person")
        return field.data if field is not None else None

    def read_photo(self) -> bool:
        """Check and read the photo that was sent; what is wrong with it stands at the field."""
        data = self["photo"].data
        sent = uploads.sent([data]) if isinstance(data, FileStorage) else []
        if not sent:
            return True
        try:
            self.ready = uploads.read(sent[0], PICTURES, "photo")
        except Problem as problem:
            self.refuse(problem)
            return False
        return True


class ReturnForm(VersionedForm):
    """Why an answer goes back."""

    reason = StringField(_l("给他的一句话"), [needed(_l("请写一句，告诉他哪里再想一想。")), at_most(200), no_id_number])
