"""The shape of what comes in about units, people, categories and roster files."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.forms import (
    DayField,
    Form,
    NumberField,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
    query_text,
    row_number,
)
from partyedu.core.words import _, _l
from partyedu.organisation import queries
from partyedu.organisation.fields import no_id_number
from partyedu.organisation.models import (
    MEMBER_STATUSES,
    PERSON_KINDS,
    STUDY_MODES,
    UNIT_KINDS,
    Category,
    MemberStatus,
    Person,
    PersonKind,
    StudyMode,
    Unit,
    UnitKind,
    kinds_below,
)
from partyedu.organisation.queries import PeopleFilter
from partyedu.organisation.roster import Field, Header, read_date, read_phone


class PhoneField(StringField):
    """A phone as it is kept: digits only; one of several people may have the same."""

    data: str | None

    def pre_validate(self, form: Any) -> None:
        reading = read_phone(self.data or None)
        if reading.error:
            raise ValidationError(_("电话不对，请核对位数。"))
        self.data = reading.value or ""


class PastDayField(DateField):
    """A day from the browser's calendar, or typed as rosters write it: 1985年7月1日, 1985.07."""

    def process_formdata(self, valuelist: list[str]) -> None:
        reading = read_date(valuelist[0] if valuelist else None, today=clock.today())
        self.data = reading.value.day if reading.value else None
        if reading.error:
            raise ValueError(_("请写成 1985-07-01 这样，不能是以后的日子。"))


def _of(kind: type[StrEnum], empty: Any) -> Any:
    """Coerce function of a select over an enum whose first choice is empty."""
    return lambda value: kind(value) if value and value in list(kind) else empty


class UnitForm(Form):
    """A unit of the tree."""

    name = StringField(_l("名称"), [needed(), at_most(80), no_id_number])
    # What may stand where is decided by the operation, with a sentence; the list offers nothing else.
    kind = SelectField(_l("级别"), choices=choices(UNIT_KINDS), coerce=UnitKind, validate_choice=False)
    code = StringField(_l("代号"), [at_most(40), no_id_number])
    label = StringField(_l("类型"), [at_most(20), no_id_number])
    ends_on = DayField(_l("到哪一天结束"), [optional()])
    version = HiddenField()

    def of(self, unit: Unit) -> "UnitForm":
        """Filled with what stands, when nothing was typed yet."""
        if self.name.raw_data is None:
            self.name.data, self.kind.data, self.code.data = unit.name, unit.kind, unit.code or ""
            self.label.data = unit.label
            self.version.data = str(unit.version)
        if unit.parent is not None:
            self._offer(unit.parent)
        return self

    def below(self, parent: Unit) -> "UnitForm":
        """For a new unit below ``parent``: the kinds that may stand there, the nearest one chosen."""
        offered = self._offer(parent)
        if self.name.raw_data is None:
            self.kind.data = offered[min(1, len(offered) - 1)]
        return self

    def _offer(self, parent: Unit) -> list[UnitKind]:
        offered = kinds_below(parent)
        self.kind.choices = choices([(kind, UNIT_KINDS[kind]) for kind in offered])
        return offered


class MoveForm(Form):
    """Where a unit is to hang."""

    parent = SelectField(_l("移到哪个组织下面"), coerce=int)

    def over(self, actor: Actor, unit: Unit) -> "MoveForm":
        """With the units one may choose from."""
        self.parent.choices = choices(queries.places_for(actor, unit))
        if self.parent.raw_data is None:
            self.parent.data = unit.parent_id
        return self


class CategoryForm(Form):
    """A category of members."""

    name = StringField(_l("名称"), [needed(), at_most(40), no_id_number])
    description = StringField(_l("说明"), [at_most(200), no_id_number])


class MergeForm(Form):
    """Which category another one becomes part of."""

    into = SelectField(_l("并到哪个类别"), coerce=number_or_none)

    def besides(self, rows: Sequence[Category], row: Category) -> "MergeForm":
        """Any that stands but the one itself."""
        self.into.choices = choices([(one.id, one.name) for one in rows if one.id != row.id], _("（请选择）"))
        return self


class PersonForm(Form):
    """What is held about a person."""

    name = StringField(_l("姓名"), [needed(), at_most(60), no_id_number])
    kind = SelectField(_l("身份"), choices=choices(PERSON_KINDS), coerce=PersonKind)
    unit_id = SelectField(_l("所在组织"), coerce=int)
    status = SelectField(_l("党员状态"), coerce=_of(MemberStatus, None))
    category_id = SelectField(_l("类别"), coerce=number_or_none)
    study_mode = SelectField(_l("学习方式"), coerce=_of(StudyMode, None))
    phone = PhoneField(_l("电话"), [at_most(30), no_id_number])
    member_number = StringField(_l("党员编号"), [at_most(30), no_id_number])
    birth_year = NumberField(_l("出生年份"), [optional(), between(1900, 2100)])
    birth_month = NumberField(_l("出生月份"), [optional(), between(1, 12)])
    joined_on = PastDayField(_l("入党时间"), [optional()])
    education = StringField(_l("学历"), [at_most(40), no_id_number])
    trade = StringField(_l("职业"), [at_most(80), no_id_number])
    version = HiddenField()
    same_name_seen = HiddenField()

    def over(self, actor: Actor, person: Person | None = None) -> "PersonForm":
        """With the units and categories one may choose from."""
        self.unit_id.choices = choices(queries.unit_choices(actor, Permission.PEOPLE_EDIT))
        self.category_id.choices = choices(
            queries.category_choices(person.category_id if person else None), _("（没有填）")
        )
        self.status.choices = choices(MEMBER_STATUSES, _("（不是党员）"))
        self.study_mode.choices = choices(STUDY_MODES, _("（没有填）"))
        if person is None and not self.is_submitted():
            self.status.data = MemberStatus.FULL
        return self

    def validate_birth_year(self, field: Any) -> None:
        """Nobody is born later than today."""
        if field.data and field.data > clock.today().year:
            raise ValidationError(_("还没有到这一年。"))

    def validate_birth_month(self, field: Any) -> None:
        """A month needs its year."""
        if field.data and not self.birth_year.data and not self.birth_year.errors:
            raise ValidationError(_("请把出生年份也填上。"))

    def validate_joined_on(self, field: Any) -> None:
        """Nobody joins before they were born."""
        if field.data and self.birth_year.data and field.data.year <= self.birth_year.data:
            raise ValidationError(_("入党时间早于出生年份。"))

    @property
    def theirs(self) -> dict[str, Any]:
        """What somebody else saved meanwhile, in words."""
        shown: dict[str, Any] = {}
        for name, value in super().theirs.items():
            field = self._fields[name]
            words = {one.value: one.label for one in field.choices} if isinstance(field, SelectField) else {}
            shown[name] = str(words.get(value, "" if value is None else value)).strip("　") or _("（空）")
        return shown

    def columns(self) -> dict[str, Any]:
        """The columns of ``Person``, by name."""
        values = self.values("version", "same_name_seen")
        return values | {"member_number": values["member_number"] or None}


class StatusForm(Form):
    """Where a member stands, and from which day."""

    status = SelectField(_l("现在是"), choices=choices(MEMBER_STATUSES), coerce=MemberStatus)
    on = PastDayField(_l("从哪一天起"), [optional()])
    version = HiddenField()


class EraseForm(Form):
    """Whom one means to erase, written out: no slip of a finger does it."""

    name = StringField(_l("写下这个人的姓名"), [needed()])


class OwnForm(Form):
    """What a person may put right about themselves."""

    phone = PhoneField(_l("电话"), [at_most(30), no_id_number])
    education = StringField(_l("学历"), [at_most(40), no_id_number])
    trade = StringField(_l("职业"), [at_most(80), no_id_number])
    version = HiddenField()


class RosterForm(Form):
    """A roster file for a unit."""

    unit_id = SelectField(_l("这份名册是哪个组织的"), coerce=int)
    file = FileField(_l("名册文件"))

    def over(self, actor: Actor) -> "RosterForm":
        """With the units one may choose from."""
        self.unit_id.choices = choices(queries.unit_choices(actor, Permission.PEOPLE_EDIT))
        return self

    def validate_file(self, field: Any) -> None:
        """A file must have been chosen."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_("请选择文件。"))


def status_of(form: Form) -> int:
    """The status of the page that shows a form again whose field ``status`` hides ``Form.status``."""
    return form.problem.status if form.problem else 422


def version_of(form: Any) -> int | None:
    """The version the form was made from."""
    return row_number(form.version.data)


def people_filter() -> PeopleFilter:
    """What a list of people is narrowed to, from the address or the posted form; nonsense counts as nothing."""
    given = request.values

    def number(name: str) -> int | None:
        return row_number(given.get(name))

    status = given.get("status", "")
    return PeopleFilter(
        words=query_text() if request.method == "GET" else str(given.get("q", ""))[:60],
        unit_id=number("unit"),
        kind=_of(PersonKind, None)(given.get("kind", "")),
        category_id=number("category"),
        status=status if status == "all" or status in list(MemberStatus) else "",
        study_mode=_of(StudyMode, None)(given.get("study_mode", "")),
    )


def chosen_header(sheet_count: int) -> Header | None:
    """Sheet and row of the headings as a person gave them (rows counted from 1); None for nonsense."""
    sheet, row = request.form.get("sheet", ""), request.form.get("row", "")
    height = request.form.get("height", "1")
    if not (sheet.isdecimal() and row.isdecimal() and height in ("0", "1", "2")):
        return None
    if int(sheet) >= sheet_count or not 1 <= int(row) <= 100_000:
        return None
    return Header(int(sheet), int(row) - 1, int(height))


def chosen_columns(count: int) -> tuple[Field, ...]:
    """What each column holds as a person said; nonsense counts as left out."""
    known = {found.value for found in Field}
    given = [request.form.get(f"column-{place}", "") for place in range(count)]
    return tuple(Field(value) if value in known else Field.IGNORED for value in given)


def decisions(asked: Sequence[Sequence[Any]]) -> dict[int, int]:
    """Who the rows that were asked about are: row number to id (0: somebody new), only from what was offered."""
    found: dict[int, int] = {}
    for row in asked:
        number, offered = row[0], {candidate[0] for candidate in row[6]} | {0}
        chosen = request.form.get(f"row-{number}", "")
        person_id = row_number(chosen)
        if person_id is not None and person_id in offered:
            found[number] = person_id
    return found


__all__ = [
    "CategoryForm",
    "MergeForm",
    "MoveForm",
    "OwnForm",
    "PersonForm",
    "RosterForm",
    "StatusForm",
    "UnitForm",
    "chosen_columns",
    "chosen_header",
    "decisions",
    "people_filter",
    "status_of",
    "version_of",
]
