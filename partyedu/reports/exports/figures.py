"""The figures of a year, and the rows behind one of them, as workbooks."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from flask import Response, send_file

from partyedu.core import clock
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.organisation.models import STUDY_MODES
from partyedu.reports import queries
from partyedu.reports.columns import columns_of
from partyedu.reports.exports.names import file_name, scratch
from partyedu.reports.models import FIGURE_LABELS, FigureName
from partyedu.reports.queries import Scope
from partyedu.reports.showing import Compared, Group

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_OF_A_SHEET = 1_000_000  # a sheet of Excel ends at 1,048,576


def year_workbook(groups: list[Group], heads: list[str], parts: list[Compared], whose: str) -> Response:
    """The figures of a year, each with how it was counted, and the units below side by side."""
    figures = [(group.title, one.label, one.number, one.note, one.rule) for group in groups for one in group.stats]
    tables = [Table(_("年度数字"), [_("哪一类"), _("数字"), _("多少"), _("说明"), _("怎么算的")], figures)]
    if parts:
        tables.append(Table(_("下级组织"), [_("组织"), *heads], [[part.name, *part.values] for part in parts]))
    target = scratch()
    write_workbook(tables, target)
    target.seek(0)
    saved_as = f"{file_name(whose)}-{clock.today():%Y%m%d}.xlsx"
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=saved_as, max_age=0)


def not_reached(whose: str, days: int, rows: Iterable[Any]) -> Response:
    """Who was not reached in so many days, to telephone from."""
    heads = [_("姓名"), _("所在组织"), _("电话"), _("学习方式"), _("联系上没有")]
    lines = [
        [row.name, row.unit_name, row.phone, str(STUDY_MODES[row.study_mode]) if row.study_mode else "", ""]
        for row in rows
    ]
    target = scratch()
    write_workbook([Table(_("还没联系上的"), heads, lines)], target)
    target.seek(0)
    saved_as = f"{file_name(whose)}-{days}-{clock.today():%Y%m%d}.xlsx"
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=saved_as, max_age=0)


def rows_workbook(name: FigureName, scope: Scope, total: int, whose: str) -> Response:
    """All rows of a figure; those that one sheet does not hold go on in the next. ``whose`` begins the file's name."""
    columns, label = columns_of(name), str(FIGURE_LABELS[name])
    heads = [column.head for column in columns]
    lines = ([column.value(row) for column in columns] for row in queries.stream_behind(scope, name))
    sheets = max(1, -(-total // ROWS_OF_A_SHEET))
    target = scratch()
    write_workbook([Table(label, heads, islice(lines, ROWS_OF_A_SHEET)) for _sheet in range(sheets)], target)
    target.seek(0)
    saved_as = f"{file_name(f'{whose}-{label}')}-{clock.today():%Y%m%d}.xlsx"
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=saved_as, max_age=0)
