"""Every box for a day, an hour, a number or a choice answers what it cannot read in the reader's own language."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, TimeField

import partyedu
from partyedu.core.forms import Form, LocalDateTimeField

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
LOCALES = ("zh_Hans", "zh_Hant", "en")
NONSENSE = {
    DateField: ("2026-02-30", "昨天", "2026-13-01", "0000-00-00", "99999-01-01"),
    TimeField: ("25:00", "晚饭后", "19.30.00.1"),
    LocalDateTimeField: ("2026-02-30T10:00", "昨天", "0001-01-01T00:00"),
    IntegerField: ("几个", "1.5", "99999999999999999999"),
    SelectField: ("no-such-choice",),
    SelectMultipleField: ("no-such-choice",),
}


def _forms(above: type[Form] = Form) -> Iterator[type[Form]]:
    for form in above.__subclasses__():
        if form.__module__.startswith("partyedu."):
            yield form
            yield from _forms(form)


def _boxes() -> dict[str, Any]:
    """Every box of every form of the house that can fail to read: form and name → the field as it is declared."""
    for module in pkgutil.walk_packages(partyedu.__path__, "partyedu."):
        if re.search(r"\\.(forms|fields)\\b", module.name):
            importlib.import_module(module.name)
    return {
        f"{form.__module__.removeprefix('partyedu.')}.{form.__name__}.{name}": unbound
        for form in _forms()
        for name, unbound in form.__dict__.items()
        if hasattr(unbound, "field_class") and issubclass(unbound.field_class, tuple(NONSENSE))
    }


BOXES = _boxes()


def _answer(unbound: Any, typed: str) -> tuple[Any, list[str]]:
    """What a form with this one box says to what was typed in it: what it read, and its sentences."""
    form = type("One", (Form,), {"box": unbound})(formdata=MultiDict({"box": typed}), meta={"csrf": False})
    if isinstance(form.box, (SelectField, SelectMultipleField)):
        form.box.choices = form.box.choices or [("1", "一")]
    form.validate()
    return form.box.data, [str(error) for error in form.box.errors]


def _kind(unbound: Any) -> type:
    return next(kind for kind in NONSENSE if issubclass(unbound.field_class, kind))


def test_the_walk_finds_the_boxes() -> None:
    """Days of nine rooms, hours of a timetable, numbers and choices."""
    rooms = {name.split(".")[0] for name, box in BOXES.items() if issubclass(box.field_class, DateField)}
    assert rooms >= {
        "contests", "courses", "discussions", "library", "orders", "organisation", "schedule", "speakers", "surveys",
    }  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_box_cannot_read_is_answered_in_the_readers_language(app: Flask, locale: str) -> None:
    """2026-02-30, 昨天, 1.5 and choices that are not there; some selects take such a choice for the empty one."""
    unreadable = CHINESE if locale == "en" else LATIN
    wrong = {}
    with app.test_request_context(method="POST"), force_locale(locale):
        for box, unbound in BOXES.items():
            for typed in NONSENSE[_kind(unbound)]:
                data, sentences = _answer(unbound, typed)
                taken = not sentences and data is not None and not _chooses(unbound)
                if taken or any(unreadable.search(one) for one in sentences):
                    wrong[box, typed] = sentences
    assert wrong == {}


def test_an_empty_box_is_empty_or_asked_for(app: Flask) -> None:
    """Never a day that nobody typed, never a sentence about how to write one."""
    wrong = {}
    with app.test_request_context(method="POST"), force_locale("zh_Hans"):
        for box, unbound in BOXES.items():
            for typed in ("", "  "):
                data, sentences = (None, []) if _chooses(unbound) else _answer(unbound, typed)
                if data is not None or any(one.startswith("请写成") for one in sentences):
                    wrong[box, typed] = data, sentences
    assert wrong == {}


def _chooses(unbound: Any) -> bool:
    return issubclass(unbound.field_class, (SelectField, SelectMultipleField))
