"""The shape of what people type about talks: the one page of an offer, comments and decisions, the speaker's page."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from partyedu.core import uploads
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.documents import Kind
from partyedu.core.errors import Problem
from partyedu.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    NumberField,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    optional,
    row_number,
)
from partyedu.core.uploads import DOCUMENTS, PICTURES, ReadFile
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.models import PUBLIC_NAMES, PublicName
from partyedu.speakers import queries
from partyedu.speakers.fields import CallFields
from partyedu.speakers.models import (
    CHANNELS,
    QUALITIES,
    SOURCES,
    TALK_FORMATS,
    Call,
    CastMember,
    Keepsake,
    Outline,
    Quality,
    Source,
    Talk,
    TalkFormat,
)
from partyedu.speakers.operations import CastLine, KeepsakeLine
from partyedu.speakers.operations.outlines import check_number_of_files

TEXT_AT_MOST = 20_000
CAST_AT_MOST = 20
BLANK_CAST_ROWS = 2
KEEPSAKES_AT_MOST = 12
ACCEPT = uploads.DOCUMENT_NAMES


class CastPersonField(PersonField):
    """A name in a cast: a person of the roster only when one is chosen, else just the name (a child, a neighbour)."""

    def pre_validate(self, form: Any) -> None:
        """Any name will do."""


class _Part(Form):
    """A part of the one form: no token of its own."""

    class Meta(Form.Meta):
        csrf = False


class CastForm(_Part):
    """One line of the cast."""

    person = CastPersonField(_l("谁来演"), permission=Permission.TALK_MANAGE)
    character = StringField(_l("演什么角色"), [at_most(60), no_id_number])

    @property
    def name(self) -> str:
        """The name as typed, or that of the chosen person."""
        person = self.person.data
        return person.name if person is not None else self.person.typed

    @property
    def line(self) -> CastLine:
        """The line for the operation."""
        chosen = self.person.data
        return CastLine(self.name, self.character.data or "", chosen.id if chosen else None)

    def validate(self, extra_validators: Any = None) -> bool:
        """A character needs somebody who plays it."""
        valid = super().validate(extra_validators)
        if self.character.data and not self.name:
            self.person.errors = [_("请写上这个角色由谁来演。")]
            return False
        return valid


class KeepsakeForm(_Part):
    """One keepsake: a name, a caption, a photo, and whether its owner agrees to show it."""

    keepsake_id = HiddenField()
    name = StringField(_l("是什么"), [at_most(80)])
    caption = TextAreaField(_l("它的来历"), [at_most(300)])
    photo = FileField(_l("照片"))
    consent = BooleanField(_l("主人同意给大家看"))
    remove = BooleanField(_l("去掉这一件"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.keepsake_id.data or self.name.data or self.caption.data or uploads.sent([self.photo.data]))

    def validate(self, extra_validators: Any = None) -> bool:
        """A keepsake that says something needs its name."""
        valid = super().validate(extra_validators)
        if not self.is_blank and not self.name.data and not self.remove.data:
            self.name.errors = [*self.name.errors, _("请写上这件老物件是什么。")]
            return False
        return valid


class CallForm(VersionedForm, CallFields):
    """A call for talks, opened or changed."""


class TalkForm(VersionedForm):
    """A talk on one page. ``save`` keeps a draft, ``submit`` hands it in."""

    form_key = HiddenField()
    call = HiddenField()  # the call it answers
    person = PersonField(_l("谁来讲"), permission=Permission.TALK_MANAGE)
    theme = RadioField(
        _l("主题"), coerce=lambda value: int(value) if value else None, validators=[needed(_l("请选一个主题。"))]
    )
    title = StringField(_l("题目"), [needed(_l("请给这一讲起个题目。")), at_most(80)])
    summary = TextAreaField(_l("一两句话介绍"), [at_most(500)])
    minutes = NumberField(_l("讲多少分钟"), [needed(_l("请填大约讲几分钟。")), between(1, 60)])
    qualities = CheckboxesField(_l("讲了哪些品质"), choices=choices(QUALITIES.items()))
    format = RadioField(_l("怎么讲"), choices=choices(TALK_FORMATS.items()), default=TalkFormat.STORY)
    is_own_story = BooleanField(_l("讲的是自己的故事"))
    cast = FieldList(FormField(CastForm), label=_l("小品演员"), max_entries=CAST_AT_MOST)
    channel = SelectField(_l("这个故事从哪里来"), choices=choices(CHANNELS.items(), empty=_l("没有登记")))
    text = TextAreaField(_l("提纲"), [at_most(TEXT_AT_MOST)])
    files = MultipleFileField(_l("提纲文件"))
    keepsakes = FieldList(FormField(KeepsakeForm), label=_l("老物件"), max_entries=KEEPSAKES_AT_MOST)

    ready_files: Sequence[ReadFile] = ()
    ready_photos: dict[int, ReadFile]

    @classmethod
    def for_new(cls, call: Call | None = None) -> "TalkForm":
        """The empty form of an offer, or one that begins with what a call looks for."""
        wanted = {"call": call.id, "title": call.title, "theme": call.theme_id} if call else {}
        form = cls() if request.method == "POST" else cls(minutes=10, form_key=secrets.token_hex(16), **wanted)
        return form._prepared()

    @classmethod
    def for_talk(
        cls,
        talk: Talk,
        outline: Outline | None,
        cast: Sequence[CastMember],
        keepsakes: Sequence[Keepsake],
    ) -> "TalkForm":
        """The form over a talk as it stands; what was sent goes before what stands."""
        standing: dict[str, Any] = {
            "version": talk.version,
            "theme": talk.theme_id,
            "title": talk.title,
            "summary": talk.summary,
            "minutes": talk.minutes,
            "qualities": talk.qualities,
            "format": talk.format,
            "is_own_story": talk.is_own_story,
            "channel": talk.channel,
            "text": outline.text if outline else "",
            "cast": [{"person": row.person, "character": row.character} for row in cast],
            "keepsakes": [
                {"keepsake_id": row.id, "name": row.name, "caption": row.caption, "consent": row.consent}
                for row in keepsakes
            ],
        }
        form = cls(data=standing)
        if request.method != "POST":
            for line, row in zip(form.cast, cast, strict=False):
                line.form.person.typed = row.name
        return form._prepared()

    def _prepared(self) -> "TalkForm":
        self.theme.choices = choices(queries.theme_choices())
        self.ready_photos = {}
        return self

    def offer_blank_rows(self) -> None:
        """Room for more: empty lines in the cast and one empty keepsake, up to what a talk may hold."""
        blank = sum(1 for line in self.cast if not line.form.name)
        for _number in range(BLANK_CAST_ROWS - blank):
            if len(self.cast) < CAST_AT_MOST:
                self.cast.append_entry()
        if not any(line.form.is_blank for line in self.keepsakes) and len(self.keepsakes) < KEEPSAKES_AT_MOST:
            self.keepsakes.append_entry()

    def more_cast(self) -> None:
        """Two more empty lines in the cast."""
        for _number in range(BLANK_CAST_ROWS):
            if len(self.cast) < CAST_AT_MOST:
                self.cast.append_entry()

    @property
    def for_submission(self) -> bool:
        """Whether the talk is to be handed in, not only kept as a draft."""
        return request.form.get("step") == "submit"

    @property
    def wants_more_cast(self) -> bool:
        """Whether the button for more lines in the cast was pressed."""
        return request.form.get("step") == "more-cast"

    def sent_files(self) -> list[FileStorage]:
        """Every file that came with the form, photos of keepsakes included."""
        photos = [line.form.photo.data for line in self.keepsakes]
        return uploads.sent([*(self.files.data or []), *photos])

    def validate(self, extra_validators: Any = None) -> bool:
        """What a talk must have when it is handed in, besides what any draft needs."""
        valid = super().validate(extra_validators)
        if self.for_submission and not self.summary.data:
            self.summary.errors = [*self.summary.errors, _("大家先看到的是介绍，请写一两句。")]
            valid = False
        return valid

    def read_files(self) -> bool:
        """Check and read every file that came, before the database is touched; each refusal stands at its field."""
        files = uploads.sent(self.files.data or [])
        if not self.attempt(check_number_of_files, len(files)):
            return False
        self.ready_files, refused = _read_all(files, DOCUMENTS)
        self.files.errors = [*self.files.errors, *refused]
        for place, line in enumerate(self.keepsakes):
            photos, reasons = _read_all(uploads.sent([line.form.photo.data]), PICTURES)
            line.form.photo.errors = [*line.form.photo.errors, *reasons]
            refused += reasons
            if photos:
                self.ready_photos[place] = photos[0]
        return not refused

    def talk_values(self) -> dict[str, Any]:
        """What ``offer`` and ``edit`` take."""
        return {
            "title": self.title.data,
            "theme_id": self.theme.data,
            "summary": self.summary.data or "",
            "minutes": self.minutes.data,
            "format": TalkFormat(self.format.data),
            "is_own_story": self.is_own_story.data,
            "qualities": [Quality(value) for value in self.qualities.data or []],
            "cast": [line.form.line for line in self.cast if line.form.name],
            "keepsakes": self._keepsake_lines(),
            "text": self.text.data or "",
            "files": self.ready_files,
            "without_files": {number for value in request.form.getlist("without") if (number := row_number(value))},
            "submit_now": self.for_submission,
            **({"channel": self.channel.data or ""} if "channel" in self else {}),
        }

    def _keepsake_lines(self) -> list[KeepsakeLine]:
        lines = []
        for place, line in enumerate(self.keepsakes):
            part = line.form
            if part.is_blank:
                continue
            lines.append(
                KeepsakeLine(
                    name=part.name.data,
                    caption=part.caption.data or "",
                    consent=part.consent.data,
                    photo=self.ready_photos.get(place),
                    id=row_number(str(part.keepsake_id.data or "")),
                    remove=part.remove.data,
                )
            )
        return lines


def _read_all(files: Sequence[FileStorage], kinds: Sequence[Kind]) -> tuple[list[ReadFile], list[str]]:
    ready, refused = [], []
    for file in files:
        try:
            ready.append(uploads.read(file, kinds))
        except Problem as problem:
            refused.append(str(problem.message))
    return ready, refused


def keep_staff_fields(form: TalkForm, offering: bool) -> TalkForm:
    """Take out what only staff fill in: for whom it is typed (once, when offering) and where the story came from."""
    staff = signed_in().may(Permission.TALK_MANAGE)
    if not staff or not offering:
        del form.person
    if not staff:
        del form.channel
    return form


class CommentForm(Form):
    """A comment on a passage of the outline, or on the whole."""

    outline = HiddenField()
    passage = TextAreaField(_l("说的是哪一句"), [at_most(200)])
    text = TextAreaField(_l("您的意见"), [needed(_l("请写下您的意见。")), at_most(2000)])


class ReturnForm(Form):
    """A talk goes back to its speaker."""

    outline = HiddenField()
    reasons = TextAreaField(_l("请主讲人改什么"), [needed(_l("请写明要改哪里，主讲人才知道怎么改。")), at_most(2000)])


class ApproveForm(Form):
    """A talk is approved."""

    outline = HiddenField()
    words = TextAreaField(_l("给主讲人的话"), [at_most(2000)])


class PublicNameForm(Form):
    """How the public reads a speaker's name."""

    public_name = RadioField(
        _l("大家看到的名字"), choices=choices(PUBLIC_NAMES.items()), coerce=PublicName, validators=[needed()]
    )


class IntroductionForm(Form):
    """The speaker's own words about themselves."""

    introduction = TextAreaField(_l("自我介绍"), [at_most(600)])


class SourceForm(Form):
    """Where a speaker comes from."""

    source = SelectField(
        _l("讲师来源"),
        choices=choices(SOURCES.items(), empty=_l("没有登记")),
        coerce=lambda value: Source(value) if value and value != "None" else None,
        validators=[optional()],
    )


class HonourForm(Form):
    """An honour of a speaker."""

    title = StringField(_l("什么荣誉"), [needed(), at_most(120)])
    given_by = StringField(_l("谁授予的"), [at_most(120)])
    given_on = DayField(_l("哪一天"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
