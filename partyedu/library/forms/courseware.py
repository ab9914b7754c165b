"""A piece and its versions, as they are filled in."""

import secrets
from collections.abc import Sequence

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from partyedu.core import uploads
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.documents import Kind
from partyedu.core.errors import Problem
from partyedu.core.forms import (
    Form,
    NumberField,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
    row_number,
)
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _, _l
from partyedu.library import queries
from partyedu.library.models import ORIGINS, TIERS, Courseware, Origin, Tier
from partyedu.library.operations.making import MINUTES_AT_MOST, check_number_of_files
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.queries import unit_choices
from partyedu.speakers.queries import theme_choices

TEXT_AT_MOST = 40_000


class DetailsForm(VersionedForm):
    """What stands about a piece."""

    title = StringField(_l("题目"), [needed(_l("请给课件起个题目。")), at_most(80), no_id_number])
    summary = TextAreaField(_l("一两句话说说讲什么"), [at_most(600), no_id_number])
    category_id = SelectField(_l("类别"), coerce=int)
    theme_id = SelectField(_l("主题"), coerce=number_or_none)
    minutes = NumberField(_l("大约几分钟"), [optional(), between(1, MINUTES_AT_MOST)])
    origin = SelectField(_l("从哪里来的"), choices=choices(ORIGINS), coerce=Origin, default=Origin.DEVELOPED)
    tier = SelectField(_l("哪一级的"), choices=choices(TIERS), coerce=Tier, default=Tier.STREET)

    def prepare(self, chosen: int | None = None) -> None:
        """Fill the choices; a category that was put away stays for the piece that has it."""
        self.category_id.choices = queries.category_choices(chosen)
        self.theme_id.choices = choices(theme_choices(), empty=_("（不分主题）"))


class TopicForm(DetailsForm):
    """A new piece: staff say for which unit and who makes it."""

    unit_id = SelectField(_l("放进哪个组织的资源库"), coerce=int)
    owner = PersonField(_l("谁来做（引进、整合来的可以空着）"), permission=Permission.LIBRARY_MANAGE)
    form_key = HiddenField()

    @classmethod
    def blank(cls) -> "TopicForm":
        """The form with its choices; what only staff fill in is taken out for others."""
        form = cls() if request.method == "POST" else cls(form_key=secrets.token_hex(16))
        form.prepare()
        if signed_in().may(Permission.LIBRARY_MANAGE):
            form.unit_id.choices = unit_choices(signed_in(), Permission.LIBRARY_MANAGE)
        else:
            for name in ("unit_id", "owner", "origin", "tier"):
                del form[name]
        return form


class VersionForm(VersionedForm):
    """Text and files of a version."""

    text = TextAreaField(_l("课件的文字"), [at_most(TEXT_AT_MOST), no_id_number])
    reason = StringField(_l("这一版改了什么"), [at_most(300)])
    files = MultipleFileField(_l("课件文件"))

    accept = f"{uploads.DOCUMENT_NAMES},{uploads.VIDEO_NAMES}"
    ready_files: Sequence[ReadFile] = ()

    @property
    def without(self) -> set[int]:
        """Numbers of the stored files that are to be left out."""
        return {number for value in request.form.getlist("without") if (number := row_number(value))}

    def read_files(self) -> bool:
        """Check and read every file that came, before the database is touched; each refusal stands at the field."""
        files = uploads.sent(self.files.data or [])
        if not self.attempt(check_number_of_files, len(files)):
            return False
        ready, refused = [], []
        for file in files:
            try:
                ready.append(uploads.read(file, tuple(Kind)))
            except Problem as problem:
                refused.append(str(problem.message))
        self.files.errors = [*self.files.errors, *refused]
        self.ready_files = ready
        return not refused


class ReasonForm(Form):
    """A step that needs a reason, or may have one."""

    reason = StringField(_l("理由"), [at_most(300)])


class CommentForm(Form):
    """What could be better."""

    person = PersonField(_l("替谁写（不填就是您自己）"), permission=Permission.LIBRARY_MANAGE)
    text = TextAreaField(_l("您的意见"), [needed(_l("请写下您的意见。")), at_most(2000)])

    def person_id(self, own: int | None) -> int | None:
        """Whose words these are: the one staff named, else the person who types."""
        field = self._fields.get("person")
        return field.data.id if field is not None and field.data is not None else own


class ConsentForm(Form):
    """A consent that was given by mouth or on paper."""

    how = StringField(_l("本人是怎么同意的"), [at_most(200)])


class CategoryForm(Form):
    """A category."""

    name = StringField(_l("类别的名称"), [needed(), at_most(40)])


def details_of(piece: Courseware) -> DetailsForm:
    """The form over a piece as it stands."""
    form = DetailsForm(obj=piece)
    form.prepare(piece.category_id)
    return form


__all__ = [
    "CategoryForm",
    "CommentForm",
    "ConsentForm",
    "DetailsForm",
    "ReasonForm",
    "TopicForm",
    "VersionForm",
    "details_of",
]
