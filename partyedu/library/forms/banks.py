"""What people fill in for the banks: an expert, a request for one, an entry, a base and its five functions."""

import secrets
from typing import Any

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core import clock, uploads
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem
from partyedu.core.forms import (
    DayField,
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
from partyedu.library.entry_words import ENTRY_WORDS
from partyedu.library.models import (
    BASE_FUNCTIONS,
    BASE_KINDS,
    BankEntry,
    BankKind,
    Base,
    BaseFunction,
    BaseFunctionKind,
    BaseKind,
    Expert,
)
from partyedu.library.operations.banks.bases import WALK_AT_MOST, Seen
from partyedu.library.operations.banks.entries import check_number_of_files
from partyedu.library.queries import banks
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.models import PUBLIC_NAMES, PublicName
from partyedu.organisation.queries import unit_choices
from partyedu.speakers.models import SOURCES, Source

ACCEPT = uploads.DOCUMENT_NAMES


def _units() -> Any:
    return choices(unit_choices(signed_in(), Permission.LIBRARY_MANAGE))


class _ExpertForm(VersionedForm):
    """What is held about an expert, whoever they are."""

    source = SelectField(_l("来源"), choices=choices(SOURCES), coerce=Source)
    field = StringField(_l("擅长讲什么"), [at_most(120), no_id_number])
    partner = StringField(_l("来自哪个单位"), [at_most(80)])
    terms = StringField(_l("怎么请（只给工作人员看）"), [at_most(200), no_id_number])
    since = DayField(_l("从哪天起"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
    until = DayField(_l("到哪天为止"), [optional()])

    def facts(self) -> dict[str, Any]:
        """What the operations take about every expert."""
        names = ("source", "field", "partner", "terms", "since", "until")
        return {name: self.values()[name] for name in names}


class ChangeExpertForm(_ExpertForm):
    """An expert who stands in the bank."""


class NewExpertForm(_ExpertForm):
    """An expert to enter: somebody of the roster, or somebody from outside in one step."""

    form_key = HiddenField()
    unit_id = SelectField(_l("放进哪个组织的专家库（下级也能请）"), [needed()], coerce=number_or_none)
    person = PersonField(_l("名册里的人"), permission=Permission.LIBRARY_MANAGE)
    name = StringField(_l("外请专家的姓名"), [at_most(60), no_id_number])
    phone = StringField(_l("电话"), [at_most(30), no_id_number])
    public_name = RadioField(
        _l("公开的名单里名字怎么写"), choices=choices(PUBLIC_NAMES), coerce=PublicName, default=PublicName.SURNAME
    )
    agrees = BooleanField(_l("本人同意出现在公开的名单里"))

    @classmethod
    def for_new(cls) -> "NewExpertForm":
        """The empty form; it begins today."""
        fresh = {} if request.method == "POST" else {"since": clock.today(), "form_key": secrets.token_hex(16)}
        form = cls(**fresh)
        form.unit_id.choices = _units()
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Somebody has to be named, once."""
        valid = super().validate(extra_validators)
        if not self.person.typed and not self.name.data and not self.name.errors:
            self.person.errors = [*self.person.errors, _("请写名册里的人，或者写外请专家的姓名。")]
            return False
        if self.person.data is not None and self.name.data:
            self.name.errors = [*self.name.errors, _("名册里的人和外请专家，只填一个。")]
            return False
        return valid


class AskForm(Form):
    """A unit asks for an expert."""

    unit_id = SelectField(_l("给哪个组织请"), [needed()], coerce=number_or_none)
    wish = StringField(_l("想请他讲什么"), [needed(_l("请写想请他讲什么。")), at_most(300), no_id_number])
    wished_on = DayField(_l("希望哪一天（说不准就空着）"), [optional()])

    @classmethod
    def for_expert(cls, expert: Expert, **more: Any) -> "AskForm":
        """The form beside an expert."""
        form = cls(**more)
        form.unit_id.choices = choices(banks.asking_units(signed_in()))
        return form


class AnswerForm(Form):
    """The keepers answer."""

    answer = StringField(_l("回一句话"), [at_most(300), no_id_number])


class EntryForm(VersionedForm):
    """A project, a case or a partner unit; its files are read before the database is touched."""

    form_key = HiddenField()
    unit_id = SelectField(_l("哪个组织的"), [needed()], coerce=number_or_none)
    title = StringField(_l("名称"), [needed(_l("请写名称。")), at_most(80)])
    summary = TextAreaField(_l("是怎么一回事"), [at_most(5000), no_id_number])
    done = TextAreaField(_l("做了什么"), [at_most(5000), no_id_number])
    outcome = TextAreaField(_l("效果怎么样"), [at_most(5000), no_id_number])
    partner = StringField(_l("和谁一起做"), [at_most(80)])
    contact = PersonField(_l("联系人"), permission=Permission.LIBRARY_MANAGE)
    begun_on = DayField(_l("开始的日子"), [optional()])
    ended_on = DayField(_l("结束的日子"), [optional()])
    files = MultipleFileField(_l("文件和照片"))

    ready: list[ReadFile]

    @classmethod
    def for_new(cls, kind: BankKind) -> "EntryForm":
        """The empty form."""
        form = cls() if request.method == "POST" else cls(form_key=secrets.token_hex(16))
        form.unit_id.choices = _units()
        return form._worded(kind)

    @classmethod
    def for_entry(cls, entry: BankEntry) -> "EntryForm":
        """The form of an entry that stands."""
        form = cls(obj=entry)
        for name in ("unit_id", "form_key"):
            del form[name]
        return form._worded(entry.kind)

    def _worded(self, kind: BankKind) -> "EntryForm":
        self.ready = []
        words = ENTRY_WORDS[kind]
        for name in ("title", "summary", "done", "outcome"):
            self[name].label.text = str(getattr(words, name))
        if kind is BankKind.PARTNER:
            del self["partner"]  # the entry is the partner itself
            self.begun_on.label.text, self.ended_on.label.text = _("协议从哪天起"), _("到哪天为止")
        return self

    def read_files(self) -> bool:
        """Check and read every file that came; each refusal stands at the field."""
        files = uploads.sent(self.files.data or [])
        if not self.attempt(check_number_of_files, len(files)):
            return False
        refused = []
        for file in files:
            try:
                self.ready.append(uploads.read(file, uploads.DOCUMENTS, "files"))
            except Problem as problem:
                refused.append(str(problem.message))
        self.files.errors = [*self.files.errors, *refused]
        return not refused

    def facts(self) -> dict[str, Any]:
        """What the operations take about every entry."""
        names = ("title", "summary", "done", "outcome", "partner", "begun_on", "ended_on")
        typed = self.values()
        values = {name: typed[name] for name in names if name in typed}
        return {**values, "contact_id": self.contact.data.id if self.contact.data else None}


class BaseForm(VersionedForm):
    """A base: which venue, of which kind, and how one gets there."""

    venue_id = SelectField(_l("哪个阵地"), [optional()], coerce=number_or_none)
    unit_id = SelectField(_l("新地方属于哪个组织"), [optional()], coerce=number_or_none)
    name = StringField(_l("新地方的名称"), [at_most(80)])
    address = StringField(_l("新地方的地址"), [at_most(120)])
    kind = RadioField(_l("是哪一种"), choices=choices(BASE_KINDS), coerce=BaseKind, default=BaseKind.CLASSROOM)
    shared_with = StringField(_l("和谁共用"), [at_most(120)])
    walking_minutes = NumberField(_l("从中心走过来几分钟"), [optional(), between(0, WALK_AT_MOST)])
    liaison = PersonField(_l("联络员"), permission=Permission.LIBRARY_MANAGE)
    note = TextAreaField(_l("说明"), [at_most(2000), no_id_number])

    @classmethod
    def for_new(cls) -> "BaseForm":
        """The empty form."""
        form = cls()
        form.venue_id.choices = choices(banks.venue_choices(signed_in()), empty=_("（新的地方，写在下面）"))
        form.unit_id.choices = _units()
        return form

    @classmethod
    def for_base(cls, base: Base) -> "BaseForm":
        """The form of a base that stands; the venue itself is changed on the schedule's page of venues."""
        form = cls(obj=base)
        for name in ("venue_id", "unit_id", "name", "address"):
            del form[name]
        return form

    def facts(self) -> dict[str, Any]:
        """What the operations take about every base."""
        values = {name: self.values()[name] for name in ("kind", "shared_with", "walking_minutes", "note")}
        return {**values, "liaison_id": self.liaison.data.id if self.liaison.data else None}


READY = {"yes": _l("有"), "no": _l("还缺"), "": _l("还没看")}


class _CheckForm(Form):
    checked_on = DayField(_l("哪天去看的"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])


def _check_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for function, label in BASE_FUNCTIONS.items():
        fields[f"ready_{function.value}"] = RadioField(label, choices=choices(READY), default="")
        fields[f"note_{function.value}"] = StringField(_l("说明"), [at_most(200), no_id_number])
    return fields


class CheckForm(type("CheckFields", (_CheckForm,), _check_fields())):  # type: ignore[misc]
    """What was found of the five functions of a base."""

    @classmethod
    def for_base(cls, standing: dict[BaseFunctionKind, BaseFunction]) -> "CheckForm":
        """The form with what stood last time, dated today."""
        data: dict[str, Any] = {"checked_on": clock.today()}
        for function, row in standing.items():
            data |= {f"ready_{function.value}": "yes" if row.is_ready else "no", f"note_{function.value}": row.note}
        return cls(data=data)

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The two fields of each function, in order."""
        return [(self[f"ready_{one.value}"], self[f"note_{one.value}"]) for one in BaseFunctionKind]

    @property
    def found(self) -> dict[BaseFunctionKind, Seen | None]:
        """What ``check_base`` takes."""
        answers = {one: self.data[f"ready_{one.value}"] for one in BaseFunctionKind}
        return {
            one: Seen(answer == "yes", self.data[f"note_{one.value}"] or "") if answer else None
            for one, answer in answers.items()
        }


def without() -> set[int]:
    """The files that were ticked to be taken out."""
    return {number for number in map(row_number, request.form.getlist("without")) if number is not None}
