"""Writing a workbook that opens everywhere and in which every text stays text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from partyedu.core import clock

if TYPE_CHECKING:  # read where it is used: not needed to open the house
    import xlsxwriter

MAX_TEXT = 32_767  # what one cell of Excel holds
LONGEST_NUMBER = 10**10  # longer ones are phones, cards and numbers of members: Excel would round them

# One control character (or half of a surrogate pair) makes the whole workbook unreadable.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NARROWEST, _WIDEST = 6, 50


@dataclass
class Table:
    """One sheet: its title, the headings, and rows of values as long as the headings."""

    title: str
    columns: list[str]
    rows: Iterable[Sequence[object]]


def write_workbook(sheets: Sequence[Table], target: Path | BinaryIO) -> None:
    """Write .xlsx, A4 landscape, headings frozen and repeated on every printed page.

    Texts are never turned into formulas, links or numbers; dates are dates, instants stand in the centre's zone, long
    numbers (phones) are text, control characters are dropped and texts end after ``MAX_TEXT`` characters.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        target if not isinstance(target, Path) else str(target),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }
    taken: set[str] = set()
    for table in sheets:
        _write_sheet(book.add_worksheet(_title(table.title, taken)), table, formats)
    book.close()


def _write_sheet(sheet: xlsxwriter.worksheet.Worksheet, table: Table, formats: dict[str, object]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    widths = [_NARROWEST] * len(table.columns)
    for column, heading in enumerate(table.columns):
        text = clean_text(str(heading))
        sheet.write_string(0, column, text, formats["head"])
        widths[column] = max(widths[column], _width(text))
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], _write_cell(sheet, number, column, value, formats))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, formats: dict[str, object]
) -> int:
    """Write one value by its kind; the width it needs, in narrow characters."""
    if value is None:
        return 0
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
        return 5
    if isinstance(value, int | float) and abs(value) < LONGEST_NUMBER:
        sheet.write_number(row, column, value)
        return len(str(value))
    if isinstance(value, date) and value.year >= 1900:
        if isinstance(value, datetime):
            shown = clock.local(value).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(row, column, shown, formats["datetime"])
            return 16
        sheet.write_datetime(row, column, value, formats["date"])
        return 10
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean_text(str(value))
    sheet.write_string(row, column, text, formats["text"])
    return _width(text)


def clean_text(text: str) -> str:
    """Text that a cell can hold: no control characters, at most ``MAX_TEXT`` UTF-16 units long."""
    text = _UNPRINTABLE.sub("", text)
    if 2 * len(text) <= MAX_TEXT:
        return text
    return text.encode("utf-16-le")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")


def _width(text: str) -> int:
    line = max(text[:200].split("\n"), key=len)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _title(title: str, taken: set[str]) -> str:
    """A name Excel accepts for a sheet: 31 characters, none of []:*?/\\, no other sheet of the same name."""
    base = _NOT_IN_TITLES.sub(" ", clean_text(title)).strip(" '")[:31] or "Sheet"
    if base.lower() == "history":
        base += "_"
    name, count = base, 1
    while name.lower() in taken:
        count += 1
        name = f"{base[: 31 - len(str(count)) - 1]} {count}"
    taken.add(name.lower())
    return name
