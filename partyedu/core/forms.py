"""Forms: the shape of what comes in, errors at the field, and what was typed stays."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    validators,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from partyedu.core import clock, uploads
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.words import _, _l

KEY_LENGTH = 32  # of the key that tells a form that is sent twice (``secrets.token_hex(16)``)


def stripped(value: Any) -> Any:
    """Filter: text without the spaces around it (full-width ones too) and without control characters."""
    if not isinstance(value, str):
        return value
    kept = (char for char in value if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _short_key(value: Any) -> Any:
    """Filter: the key of a form is made by the house; one that is longer than those is somebody's play."""
    return value[:KEY_LENGTH] if isinstance(value, str) else value


class _Needed(validators.DataRequired):
    """The field must be filled in; what could not be read says so itself, it is not called empty."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors and any(field.raw_data or ()):
            raise validators.StopValidation
        super().__call__(form, field)


def needed(message: Any = None) -> validators.DataRequired:
    """The field must be filled in."""
    return _Needed(message or _l("请填写这一项。"))


optional = validators.Optional


def at_most(length: int) -> validators.Length:
    """At most so many characters."""
    return validators.Length(max=length, message=_l("最多 %(max)d 个字。"))


class _Between(validators.NumberRange):
    """A number in a span; what could not be read says so itself, it is not called too large."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors:
            raise validators.StopValidation
        super().__call__(form, field)


def between(low: int, high: int) -> validators.NumberRange:
    """A number from ``low`` to ``high``."""
    return _Between(low, high, message=_l("请填 %(min)s 到 %(max)s 之间的数。"))


# What the library's own checks say, in our words: it writes for programmers, and in English.
_OWN_WORDS = {
    "Not a valid choice.": _l("请从列出的里面选一个。"),
    "Invalid Choice: could not coerce.": _l("请从列出的里面选一个。"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("选的里面有一项不在列出的里面，请重新选。"),
    "'%(value)s' is not a valid choice for this field.": _l("选的里面有一项不在列出的里面，请重新选。"),
    "'%(value)s' are not valid choices for this field.": _l("选的里面有一项不在列出的里面，请重新选。"),
}


class _OurWords:
    """The catalogue the library asks for its sentences."""

    def gettext(self, text: str) -> str:
        """Our sentence for the library's; what no reader ever sees (a mistake of the program) stays as it is."""
        return str(_OWN_WORDS.get(text, text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The same where it counts."""
        return self.gettext(one if number == 1 else many)


class Form(FlaskForm):
    """Base of all forms: strips text, words errors in the reader's language, and carries an operation's refusal."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _OurWords:
            return _OurWords()

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            filters = list(unbound_field.kwargs.get("filters", []))
            if issubclass(unbound_field.field_class, StringField):
                if options["name"] == "form_key":
                    filters.append(_short_key)
                # Options win over the field's own arguments, which belong to the class and stay as they are.
                options = {**options, "filters": [stripped, *filters]}
            return super().bind_field(form, unbound_field, options)

    result: Any = None
    problem: Problem | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything was filled in as it should be; files that were too large to come are no good answer."""
        valid = super().validate(extra_validators)
        sentence = uploads.left_out() if self.meta.csrf else ""  # the parts of a form leave it to the whole
        if sentence:
            file = next((field for field in self if isinstance(field, (FileField, MultipleFileField))), None)
            self.refuse(Problem(sentence, file.name if file else None))
        return valid and not sentence

    def attempt(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Run an operation; a refusal is rolled back and shown at its field (or above the form).

        The answer of the operation is kept in ``result``, the refusal in ``problem``.
        """
        try:
            self.result = operation(*args, **kwargs)
        except Problem as problem:
            db.session.rollback()
            self.refuse(problem)
            return False
        return True

    def refuse(self, problem: Problem) -> None:
        """Show a refusal at its field, or above the form when it has none."""
        self.problem = problem
        field = self._fields.get(problem.field) if problem.field else None
        if field is None:
            self.form_errors.append(str(problem.message))
        else:
            field.errors = [*field.errors, str(problem.message)]

    @property
    def status(self) -> int:
        """The status of the page that shows this form again."""
        return self.problem.status if self.problem else 422

    @property
    def theirs(self) -> dict[str, Any]:
        """What somebody else saved meanwhile, by field name (see ``Conflict``)."""
        return dict(self.problem.theirs) if isinstance(self.problem, Conflict) else {}

    def values(self, *leave_out: str) -> dict[str, Any]:
        """What was filled in, by field name, ready to hand to an operation; a text that was not sent is empty."""
        skip = {"csrf_token", "submit", *leave_out}
        texts = {name for name, field in self._fields.items() if type(field) in (StringField, TextAreaField)}
        return {
            name: "" if value is None and name in texts else value
            for name, value in self.data.items()
            if name not in skip
        }


class PhotoForm(Form):
    """A form with one photo; it is read before the database is touched."""

    ready: uploads.ReadFile | None = None

    def read_photo(self) -> bool:
        """Check and read the photo that was sent; what is wrong with it stands at the field."""
        data = self["photo"].data  # the photo that is kept already, when nothing was sent
        sent = uploads.sent([data]) if isinstance(data, FileStorage) else []
        if not sent:
            return True
        try:
            self.ready = uploads.read(sent[0], uploads.PICTURES, "photo")
        except Problem as problem:
            self.refuse(problem)
            return False
        return True


class NumberField(IntegerField):
    """A whole number; full-width digits are read too."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            self.data = int(valuelist[0].strip())
        except ValueError:
            self.data = None
            raise ValueError(str(_("请填一个整数。"))) from None
        if abs(self.data) > 2_000_000_000:
            raise ValueError(str(_("这个数太大了。")))


def row_number(text: str | None) -> int | None:
    """The number of a row (or its version) as a form sends it; None for nonsense and for what no row can have."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


class VersionedForm(Form):
    """A form that says which version it was made from."""

    version = HiddenField()

    @property
    def form_version(self) -> int:
        """The version the form was made from; a missing one fits no row."""
        return row_number(str((self.version.raw_data or [""])[0])) or 0

    def take_version(self, version: int) -> None:
        """After a conflict: both texts were seen, the next save goes onto what stands now."""
        if isinstance(self.problem, Conflict):
            self.version.data = str(version)


# A day before or after these is a slip of the finger; it is read by those who plan, not by a calendar of centuries.
FIRST_YEAR, LAST_YEAR = 1950, 2200


class DayField(DateField):
    """A day from the browser's calendar or typed as 2026-03-05."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        try:
            super().process_formdata([text])
        except ValueError:
            raise ValueError(str(_("请写成 2026-03-05 这样。"))) from None
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(str(_("这个日期不对，请检查年份。")))


class HourField(TimeField):
    """An hour of the day from the browser's clock or typed as 19:00."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format=["%H:%M", "%H:%M:%S"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").replace("：", ":").strip()
        self.data = None
        if not text:
            return
        try:
            super().process_formdata([text])
        except ValueError:
            raise ValueError(str(_("请写成 19:00 这样。"))) from None


class LocalDateTimeField(Field):
    """An instant, typed as the hall's date and time in one ``datetime-local`` field."""

    widget = widgets.DateTimeLocalInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace(" ", "T")
        if not text:
            self.data = None
            return
        try:
            self.data = datetime.fromisoformat(text).replace(tzinfo=clock.zone()).astimezone(clock.now().tzinfo)
        except (ValueError, OverflowError):
            self.data = None
            raise ValueError(str(_("请写成 2026-03-05 14:30 这样。"))) from None
        if not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(str(_("这个日期不对，请检查年份。")))


class _Box(widgets.CheckboxInput):
    """One of several boxes. Never ``required`` itself: a browser would ask for every single one of them."""

    validation_attrs = ["disabled"]


class CheckboxesField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = _Box()


def number_or_none(value: str) -> int | None:
    """Coerce function of a select whose first choice is empty."""
    return int(value) if value and value != "None" else None


def choices(rows: Iterable[tuple[Any, Any]] | Mapping[Any, Any], empty: Any = None) -> list[SelectChoice]:
    """Choices of a select from (value, words) pairs or from a mapping of enum labels.

    ``empty`` gives the words of a first choice that chooses nothing.
    """
    pairs = rows.items() if isinstance(rows, Mapping) else rows
    listed = [SelectChoice(key, label) for key, label in pairs]
    return listed if empty is None else [SelectChoice("", empty), *listed]


def checked_version(row: Any, version: int | None, theirs: dict[str, Any]) -> None:
    """Refuse to save over somebody else's change.

    ``version`` is what the form was made from, ``theirs`` what the form's fields would show now.
    """
    if version is not None and version != row.version:
        raise Conflict(_("您填写的时候，别人也改了这一项。下面是您写的和现在的内容，请核对后再保存一次。"), theirs)
    row.version += 1


def month_asked() -> date:
    """The first day of the month that is asked for (``month=2026-11``); of this month when it makes no sense."""
    try:
        day = date.fromisoformat(f"{request.values.get('month', '')}-01")
    except ValueError:
        day = clock.today()
    return (day if FIRST_YEAR <= day.year <= LAST_YEAR else clock.today()).replace(day=1)


def day_asked(name: str = "day") -> date | None:
    """The day that is asked for (``day=2026-11-05``); None when it makes no sense."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def query_text(name: str = "q", length: int = 60) -> str:
    """The words of a search box in the address."""
    return str(stripped(request.args.get(name, "")))[:length]


__all__ = [
    "CheckboxesField",
    "DayField",
    "Form",
    "HourField",
    "LocalDateTimeField",
    "NumberField",
    "ValidationError",
    "VersionedForm",
    "at_most",
    "between",
    "checked_version",
    "choices",
    "day_asked",
    "needed",
    "number_or_none",
    "optional",
    "query_text",
    "row_number",
    "stripped",
]
