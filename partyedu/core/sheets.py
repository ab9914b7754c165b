"""Sheets for the wall, the table and the chat: one size and one language of several, whatever the reader's own is.

The address says which (``?size=a3&lang=en``). What is on the sheet is set in its language; the bar above it, with which
one chooses and prints, stays in the reader's.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask_babel import force_locale
from markupsafe import Markup

from partyedu.core import words
from partyedu.core.pages import render_page

SIZES = {"a4": "A4", "a3": "A3"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which sheet is wanted: one of ``sizes``, and a language of the house."""

    size: str
    language: str
    sizes: tuple[str, ...] = tuple(SIZES)

    @property
    def html_lang(self) -> str:
        """The language as the ``lang`` attribute writes it."""
        return self.language.replace("_", "-")


def sheet_asked(*sizes: str) -> Sheet:
    """The sheet that the address asks for; what makes no sense is A4, in the reader's language."""
    offered = sizes or tuple(SIZES)
    size, language = request.args.get("size", ""), request.args.get("lang", "")
    return Sheet(
        size if size in offered else offered[0], language if language in words.LANGUAGES else words.language(), offered
    )


def render_sheet(template: str, title: str, back_url: str, sheet: Sheet, **context: Any) -> Response:
    """A page with the print layout around ``template``, which is only what is on the sheet, with its one <h1>."""
    with force_locale(sheet.language):
        content = Markup(render_template(template, sheet=sheet, **context))
    sizes = [(SIZES[size], _address(size=size), size == sheet.size) for size in sheet.sizes]
    tongues = [
        (name, code.replace("_", "-"), _address(lang=code), code == sheet.language)
        for code, name in words.LANGUAGES.items()
    ]
    return render_page(
        "sheet.html",
        layout="print",
        content=content,
        sheet=sheet,
        title=title,
        back_url=back_url,
        sizes=sizes,
        tongues=tongues,
    )


def _address(**changed: str) -> str:
    """The address of this sheet with something changed."""
    return f"{request.path}?{urlencode({**request.args.to_dict(), **changed})}"
