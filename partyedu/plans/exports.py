"""Plans and gaps as workbooks: a plan in the layout offices keep it in."""

import io
from datetime import date, datetime
from itertools import groupby
from typing import Any

from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.spreadsheets.writing import clean_text
from partyedu.core.words import _, formatted
from partyedu.plans import queries
from partyedu.plans.models import GAP_STATES, Plan
from partyedu.plans.queries import Asked, Line
from partyedu.plans.sheet import cell_words
from partyedu.plans.showing import span_name

_MONTHS = tuple(f"{number}月" for number in range(1, 13))
_FIRST_MONTH = 2
_COLUMNS = ("类别", "任务", *_MONTHS, "完成时限", "负责人", "佐证", "算作")


def plan_workbook(plan: Plan, lines: list[Line], note: str) -> bytes:
    """A plan as .xlsx on A3: title, months across, categories merged downwards, head frozen, a note below.

    The headings are Chinese whatever the reader's language: the sheet goes back into an office, and can be read in
    again (``sheet.read_plan``) with nothing changed.
    """
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    cell = {"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
    formats = {
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"}),
        "under": book.add_format({"align": "center"}),
        "head": book.add_format({**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#F6F0E2"}),
        "side": book.add_format({**cell, "bold": True, "valign": "vcenter"}),
        "text": book.add_format(cell),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    sheet = book.add_worksheet(f"{plan.year}年")
    _set_up(sheet)
    last = len(_COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, clean_text(plan.title), formats["title"])
    owner = f"　负责人：{plan.owner.name}" if plan.owner else ""
    sheet.merge_range(1, 0, 1, last, clean_text(f"{plan.unit.name}　{plan.year}年{owner}"), formats["under"])
    for column, head in enumerate(_COLUMNS):
        sheet.write_string(2, column, head, formats["head"])
    row = 3
    for category, group in groupby(lines, key=lambda line: line.category):
        own = list(group)
        if len(own) > 1:
            sheet.merge_range(row, 0, row + len(own) - 1, 0, clean_text(category), formats["side"])
        else:
            sheet.write_string(row, 0, clean_text(category), formats["side"])
        for line in own:
            _write_line(sheet, row, line, formats)
            row += 1
    sheet.merge_range(row, 0, row, last, clean_text(note), formats["note"])
    book.close()
    return target.getvalue()


def _set_up(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, _FIRST_MONTH)
    sheet.set_row(0, 34)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 22)
    sheet.set_column(_FIRST_MONTH, _FIRST_MONTH + 11, 16)
    sheet.set_column(_FIRST_MONTH + 12, _FIRST_MONTH + 15, 13)


def _write_line(sheet: Any, row: int, line: Line, formats: dict[str, Any]) -> None:
    sheet.write_string(row, 1, clean_text(line.title), formats["side"])
    for cell in line.cells:
        text = cell_words(cell.content, cell.due_on)
        sheet.write_string(row, _FIRST_MONTH + cell.month - 1, clean_text(text), formats["text"])
    due_on = line.due_on.isoformat() if line.due_on else ""
    for place, text in enumerate((due_on, line.owner, line.evidence, line.occasion)):
        sheet.write_string(row, _FIRST_MONTH + 12 + place, clean_text(text), formats["text"])


def gaps_workbook(asked: Asked, now: datetime) -> bytes:
    """Who held what: one row for each unit and thing that is required of it."""
    rows = queries.checked(db.session.execute(asked.units()).all(), asked.rules, asked.columns, now)
    heads = [_("组织"), _("要开什么"), _("什么时候"), _("情况"), _("开的日子"), _("活动"), _("在督查")]
    lines = [
        (
            row.name, gap.column.occasion, span_name(gap.column.span), str(GAP_STATES[gap.state]),
            _days([one.day for one in gap.held]), _("、").join(one.title for one in gap.held),
            _("是") if gap.matters else "",
        )
        for row in rows
        for gap in row.gaps
        if gap.state != "free"
    ]  # fmt: skip
    target = io.BytesIO()
    write_workbook([Table(_("%(year)s年该开的会", year=asked.year), heads, lines)], target)
    return target.getvalue()


def _days(days: list[date]) -> str:
    return _("、").join(formatted(day, "month_day") for day in days)
