"""What people fill in: a survey and its questions, a sheet, a rating, a need."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core import uploads
from partyedu.core.actor import Permission
from partyedu.core.documents import Kind
from partyedu.core.errors import Problem
from partyedu.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    LocalDateTimeField,
    NumberField,
    ValidationError,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
    row_number,
)
from partyedu.core.uploads import PICTURES, ReadFile
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField
from partyedu.surveys.models import (
    NEED_KINDS,
    NEED_SOURCES,
    QUESTION_KINDS,
    NeedKind,
    NeedSource,
    QuestionKind,
    SurveyPurpose,
)
from partyedu.surveys.operations.answering import WORDS_AT_MOST
from partyedu.surveys.operations.editing import CHOICES_AT_MOST
from partyedu.surveys.queries.sheets import Reply
from partyedu.surveys.queries.surveys import Asked

PAPERS = (*PICTURES, Kind.PDF, Kind.DOCX)
FILES_AT_MOST = 10
MARKS = {5: _l("5 分，最高"), 4: _l("4 分"), 3: _l("3 分"), 2: _l("2 分"), 1: _l("1 分，最低")}


class SurveyForm(VersionedForm):
    """The head of a survey or a test."""

    form_key = HiddenField()
    title = StringField(_l("题目"), [needed(), at_most(80)])
    introduction = TextAreaField(_l("开头的话"), [at_most(1000)])
    unit_id = SelectField(_l("问哪个组织（连同下面的）"), coerce=int)
    category_id = SelectField(_l("问哪一类党员"), coerce=number_or_none)
    is_anonymous = BooleanField(_l("不记名"))
    pass_percent = NumberField(_l("答对百分之几算及格"), [optional(), between(1, 100)], default=60)
    event_id = SelectField(_l("和哪场活动有关"), coerce=number_or_none)
    closes_at = LocalDateTimeField(_l("什么时候结束"), [optional()])

    @classmethod
    def new(cls, purpose: SurveyPurpose) -> "SurveyForm":
        """The form of a new survey or test, empty, with a key of its own."""
        form = cls() if request.method == "POST" else cls(form_key=secrets.token_hex(16))
        return form.fit(purpose)

    def fit(self, purpose: SurveyPurpose) -> "SurveyForm":
        """Leave out what a survey (or a test) does not have."""
        if purpose is SurveyPurpose.TEST:
            del self.is_anonymous
        else:
            del self.pass_percent
        return self

    def head(self) -> dict[str, Any]:
        """What was filled in, as ``create`` and ``edit`` take it."""
        return self.values("version", "form_key")


class QuestionForm(Form):
    """One question; the answers to choose stand in boxes ``choice_1`` …, those that are right are ticked."""

    kind = RadioField(_l("怎么答"), choices=choices(QUESTION_KINDS), coerce=QuestionKind, default=QuestionKind.SINGLE)
    text = StringField(_l("问什么"), [needed(), at_most(200)])
    is_required = BooleanField(_l("这一题一定要答"), default=True)

    @classmethod
    def for_question(cls, question: Asked | None = None) -> "QuestionForm":
        """The form of a new question, or of one that stands."""
        if question is None:
            return cls()
        options = {f"choice_{at}": option.text for at, option in enumerate(question.options, 1)}
        right = {f"right_{at}": option.is_right for at, option in enumerate(question.options, 1)}
        return cls(data={"kind": question.kind, "text": question.text, "is_required": question.is_required,
                         **options, **right})  # fmt: skip

    def boxes(self) -> list[tuple[Any, Any]]:
        """The boxes for answers to choose, each with its tick."""
        return [(self[f"choice_{at}"], self[f"right_{at}"]) for at in range(1, CHOICES_AT_MOST + 1)]

    def question(self) -> dict[str, Any]:
        """What was filled in, as ``add_question`` takes it."""
        listed = [(box.data or "", bool(tick.data)) for box, tick in self.boxes()]
        return {"kind": self.kind.data, "text": self.text.data, "is_required": self.is_required.data, "choices": listed}


for _at in range(1, CHOICES_AT_MOST + 1):
    setattr(QuestionForm, f"choice_{_at}", StringField(_l("可以选的答案"), [at_most(120)]))
    setattr(QuestionForm, f"right_{_at}", BooleanField(_l("对")))


class OpenForm(Form):
    """A draft is opened."""

    closes_at = LocalDateTimeField(_l("什么时候结束"), [optional()])
    tell_all = BooleanField(_l("发通知告诉大家"), default=True)
    everybody = BooleanField(_l("对，就是要问全部党员"))


class ClosingForm(Form):
    """An open survey ends at another time."""

    closes_at = LocalDateTimeField(_l("什么时候结束"), [optional()])


class BelongingForm(Form):
    """The event a survey belongs to."""

    event_id = SelectField(_l("和哪场活动有关"), coerce=number_or_none)


class SheetForm(Form):
    """A sheet on a phone; the fields of its questions are put in by ``sheet_form``."""

    begun = HiddenField()


class TypedForm(Form):
    """A sheet typed in from paper: for each question the numbers of the answers that are ticked."""

    person = PersonField(_l("这是谁的"), permission=Permission.SURVEY_MANAGE)

    def validate_person(self, field: PersonField) -> None:
        """Somebody has to be named."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写这是谁的。")))


def _chosen(value: object) -> int | None:
    """Coerce function of what is chosen on a sheet; nothing for nonsense."""
    return row_number(str(value))


def _answered(_form: Form, field: Any) -> None:
    """Validator: the question was answered. Not ``needed``: a browser would ask for every box to be ticked, and in its
    own words."""
    if not field.data:
        raise ValidationError(str(_("这一题还没有答。")))


def _field_of(question: Asked) -> Any:
    """The field in which a question is answered on a phone."""
    rules: list[Any] = [_answered] if question.is_required else [optional()]
    pairs = choices([(option.id, option.text) for option in question.options])
    if question.kind is QuestionKind.SINGLE:
        return RadioField(question.text, rules, choices=pairs, coerce=_chosen, validate_choice=False)
    if question.kind is QuestionKind.SEVERAL:
        return CheckboxesField(question.text, rules, choices=pairs, coerce=_chosen, validate_choice=False)
    if question.kind is QuestionKind.SCALE:
        return RadioField(question.text, rules, choices=choices(MARKS), coerce=_chosen, validate_choice=False)
    return TextAreaField(question.text, [*rules, at_most(WORDS_AT_MOST)])


def sheet_form(questions: Sequence[Asked], **begun: Any) -> SheetForm:
    """The form of a sheet: a field for each question, named ``q`` and its number."""
    fields = {f"q{question.id}": _field_of(question) for question in questions}
    form: SheetForm = type("SheetForm", (SheetForm,), fields)(**begun)
    return form


def replies(form: Form, questions: Iterable[Asked]) -> dict[int, Reply]:
    """What was answered on a phone, by question."""
    found = {}
    for question in questions:
        data = form[f"q{question.id}"].data
        if question.kind is QuestionKind.SINGLE:
            found[question.id] = Reply(choices=frozenset([data] if data else []))
        elif question.kind is QuestionKind.SEVERAL:
            found[question.id] = Reply(choices=frozenset(number for number in data or [] if number))
        elif question.kind is QuestionKind.SCALE:
            found[question.id] = Reply(number=data)
        else:
            found[question.id] = Reply(words=data or "")
    return found


def typed_form(questions: Sequence[Asked], is_anonymous: bool) -> TypedForm:
    """The form into which a sheet of paper is typed: numbers for choices and marks, words for words."""
    fields: dict[str, Any] = {
        f"q{question.id}": TextAreaField(question.text, [optional(), at_most(WORDS_AT_MOST)])
        if question.kind is QuestionKind.TEXT
        else StringField(question.text, [optional(), at_most(40)])
        for question in questions
    }
    form: TypedForm = type("TypedForm", (TypedForm,), fields)()
    if is_anonymous:
        del form.person
    return form


def typed_replies(form: TypedForm, questions: Iterable[Asked]) -> dict[int, Reply]:
    """What was typed in from paper, by question. Raises ``Problem`` at the field whose numbers make no sense."""
    found = {}
    for question in questions:
        text = form[f"q{question.id}"].data or ""
        if question.kind is QuestionKind.TEXT:
            found[question.id] = Reply(words=text)
            continue
        numbers = _numbers(text, f"q{question.id}")
        if question.kind is QuestionKind.SCALE:
            found[question.id] = Reply(number=numbers[0] if numbers else None)
            continue
        if any(not 1 <= number <= len(question.options) for number in numbers):
            last = len(question.options)
            raise Problem(_("请填 1 到 %(n)s 之间的号码。", n=last), field=f"q{question.id}")
        found[question.id] = Reply(choices=frozenset(question.options[number - 1].id for number in numbers))
    return found


def _numbers(text: str, field: str) -> list[int]:
    """Numbers as people write them: 1 3, 1,3, １、３."""
    for between_them in ",，、;；.。/":
        text = text.replace(between_them, " ")
    parts = text.split()
    if not all(part.isdecimal() and len(part) < 4 for part in parts):
        raise Problem(_("请填答案前面的号码，几个的中间空一格。"), field=field)
    return [int(part) for part in parts]


class RateForm(Form):
    """Stars and a few words for an event."""

    stars = RadioField(
        _l("您觉得怎么样"),
        choices=choices([(stars, "★" * stars) for stars in (5, 4, 3, 2, 1)]),
        coerce=_chosen,
        validators=[needed(_l("请点几颗星。"))],
        validate_choice=False,
    )
    words = TextAreaField(_l("想说的话"), [at_most(300)])


class NeedForm(VersionedForm):
    """A need, wherever it was heard."""

    kind = RadioField(_l("这是"), choices=choices(NEED_KINDS), coerce=NeedKind, default=NeedKind.WANT_TO_LEARN)
    title = StringField(_l("大家要学什么"), [needed(), at_most(80)])
    source = SelectField(_l("从哪里知道的"), choices=choices(NEED_SOURCES), coerce=NeedSource, default=NeedSource.DESK)
    heard_on = DayField(_l("哪一天"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
    people = NumberField(_l("有多少人这么说"), [optional(), between(1, 1_000_000)])
    text = TextAreaField(_l("记录"), [at_most(5000)])
    unit_id = SelectField(_l("归哪个组织"), coerce=int)
    files = MultipleFileField(_l("照片和文件"))

    ready: list[ReadFile]

    def read_files(self) -> bool:
        """Check and read what was sent, before the database is touched; what is wrong stands at the field."""
        self.ready = []
        sent = uploads.sent(self.files.data or [])
        try:
            if len(sent) > FILES_AT_MOST:
                raise Problem(_("一次最多放 %(n)s 个文件。", n=FILES_AT_MOST), field="files")
            self.ready = [uploads.read(file, PAPERS, "files") for file in sent]
        except Problem as problem:
            self.refuse(problem)
            return False
        return True


class TakeUpForm(Form):
    """A need led to an event."""

    event_id = SelectField(_l("哪场活动"), coerce=number_or_none, validators=[needed(_l("请选一场活动。"))])


class MeetForm(Form):
    """What came of a need."""

    outcome = TextAreaField(_l("结果怎么样"), [needed(_l("请写明结果怎么样。")), at_most(2000)])


class AsideForm(Form):
    """Why nothing is done about a need for now."""

    reason = StringField(_l("为什么先放一放"), [needed(_l("请写明为什么先放一放。")), at_most(300)])
