"""What is typed and brought here: photos of the day and the words under them."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import SelectField, StringField

from partyedu.core import uploads
from partyedu.core.errors import Problem
from partyedu.core.forms import DayField, Form, ValidationError, at_most, choices, optional
from partyedu.core.uploads import PICTURES, ReadFile
from partyedu.core.words import _, _l
from partyedu.organisation.models import REACH_KINDS, ReachKind
from partyedu.reports.operations import PHOTOS_AT_ONCE


class ReachedForm(Form):
    """That somebody was reached, how and when."""

    kind = SelectField(_l("怎么联系上的"), choices=choices(REACH_KINDS), coerce=ReachKind)
    on = DayField(_l("哪一天"), [optional()])


class PhotosForm(Form):
    """Photos of one event, several at once, with one line for all of them."""

    photos = MultipleFileField(_l("照片"), render_kw={"accept": "image/jpeg,image/png"})
    caption = StringField(_l("照片下面的一句话"), validators=[at_most(80)])

    def validate_photos(self, field: Any) -> None:
        """At least one, not too many at once."""
        chosen = uploads.sent(field.data or [])
        if not chosen:
            raise ValidationError(str(_("请先选照片。")))
        if len(chosen) > PHOTOS_AT_ONCE:
            raise ValidationError(str(_("一次最多传 %(n)s 张，请分几次传。", n=PHOTOS_AT_ONCE)))

    def pictures(self) -> list[ReadFile] | None:
        """The photos, checked and cleaned; None when one was refused (the reason stands at the field)."""
        try:
            return [uploads.read(file, PICTURES, "photos") for file in uploads.sent(self.photos.data or [])]
        except Problem as problem:
            self.refuse(problem)
            return None


class CaptionForm(Form):
    """The words under one photo."""

    caption = StringField(_l("照片下面的一句话"), validators=[at_most(80)])
