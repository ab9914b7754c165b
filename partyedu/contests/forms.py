"""What people fill in: a call, an entry, a judge's sheet, a prize."""

import secrets
from typing import Any

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.contests import queries
from partyedu.contests.models import CONTEST_KINDS, USUAL_PRIZES, Contest, ContestKind, Entry
from partyedu.contests.operations.entries import check_number_of_photos
from partyedu.core import uploads
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem
from partyedu.core.forms import (
    DayField,
    Form,
    ValidationError,
    VersionedForm,
    at_most,
    choices,
    needed,
    number_or_none,
    optional,
    row_number,
)
from partyedu.core.uploads import PICTURES, ReadFile
from partyedu.core.words import _, _l
from partyedu.library.forms import ScoreForm
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.queries import unit_choices


class CallForm(VersionedForm):
    """A call: what is asked for, until when, and how it is judged."""

    form_key = HiddenField()
    kind = RadioField(_l("征集什么"), choices=choices(CONTEST_KINDS), coerce=ContestKind, default=ContestKind.ESSAY)
    unit_id = SelectField(_l("面向哪个组织的人"), [needed()], coerce=number_or_none)
    title = StringField(_l("题目"), [needed(_l("请给这次征集起个题目。")), at_most(80)])
    text = TextAreaField(_l("写给大家的话"), [at_most(3000)])
    closes_on = DayField(_l("截止日期"), [optional()])
    sheet_id = SelectField(_l("评分表"), [optional()], coerce=number_or_none)
    prizes = TextAreaField(_l("奖项（一行一个，从高到低）"), [at_most(300)])

    @classmethod
    def for_new(cls) -> "CallForm":
        """The empty form of a call."""
        fresh = {} if request.method == "POST" else {"prizes": USUAL_PRIZES, "form_key": secrets.token_hex(16)}
        form = cls(**fresh)
        form._offer()
        form.unit_id.choices = choices(unit_choices(signed_in(), Permission.CONTEST_MANAGE))
        return form

    @classmethod
    def for_contest(cls, contest: Contest) -> "CallForm":
        """The form of a call that stands; whose it is and what it asks for do not change."""
        form = cls(obj=contest)
        form._offer(contest)
        for name in ("kind", "unit_id", "form_key"):
            del form[name]
        return form

    def _offer(self, contest: Contest | None = None) -> None:
        offered = queries.sheet_choices(signed_in())
        if contest is not None and contest.sheet is not None and contest.sheet_id not in dict(offered):
            offered.append((contest.sheet.id, contest.sheet.name))
        self.sheet_id.choices = choices(offered, empty=_("通用的征文评分表"))


class EntryForm(VersionedForm):
    """An entry. Its photos are read before the database is touched; a refusal stands at the field."""

    form_key = HiddenField()
    person = PersonField(_l("替谁交（不填就是您自己）"), permission=Permission.CONTEST_MANAGE)
    title = StringField(_l("题目"), [at_most(80), no_id_number])
    text = TextAreaField(_l("正文"), [at_most(20_000), no_id_number])
    photos = MultipleFileField(_l("手写稿或老照片"))
    agrees = BooleanField(_l("同意展示给大家看"))

    ready: list[ReadFile]

    @classmethod
    def for_new(cls, contest: Contest, for_others: bool) -> "EntryForm":
        """The empty form; staff may name somebody for whom they type."""
        form = cls() if request.method == "POST" else cls(form_key=secrets.token_hex(16))
        if not for_others:
            del form.person
        return form._worded(contest)

    @classmethod
    def for_entry(cls, entry: Entry) -> "EntryForm":
        """The form of an entry that stands."""
        form = cls(obj=entry)
        del form.person
        return form._worded(entry.contest)

    def _worded(self, contest: Contest) -> "EntryForm":
        self.ready = []
        if contest.kind is ContestKind.FAMILY_RULE:
            self.title.label.text = _("家规")
            self.text.label.text = _("这条家规的来历")
        return self

    def read_photos(self) -> bool:
        """Check and read every photo that came; what is wrong stands at the field."""
        files = uploads.sent(self.photos.data or [])
        if not self.attempt(check_number_of_photos, len(files)):
            return False
        refused = []
        for file in files:
            try:
                self.ready.append(uploads.read(file, PICTURES, "photos"))
            except Problem as problem:
                refused.append(str(problem.message))
        self.photos.errors = [*self.photos.errors, *refused]
        return not refused

    def words(self) -> dict[str, Any]:
        """Title, text and consent, as the operations take them."""
        return {"title": self.title.data or "", "text": self.text.data or "", "agrees": bool(self.agrees.data)}


def without() -> set[int]:
    """The photos that were ticked to be taken out."""
    return {number for number in map(row_number, request.form.getlist("without")) if number is not None}


class JudgeForm(Form):
    """Who judges."""

    person = PersonField(_l("请谁当评委"), permission=Permission.CONTEST_MANAGE)

    def validate_person(self, field: PersonField) -> None:
        """Somebody has to be named."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写请谁当评委。")))


class JudgementForm(ScoreForm):
    """A judge's sheet; ``library.forms.score_form`` gives it a field for each line."""

    text = TextAreaField(_l("评语"), [at_most(2000)])


class PublishForm(Form):
    """The results go out."""

    even_without = BooleanField(_l("还没交的评分不等了"))
