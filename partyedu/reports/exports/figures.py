"""The rows behind a figure as a workbook."""

from itertools import islice

from flask import Response, send_file

from partyedu.core import clock
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.reports import queries
from partyedu.reports.columns import columns_of
from partyedu.reports.exports.names import file_name, scratch
from partyedu.reports.models import FIGURE_LABELS, FigureName
from partyedu.reports.queries import Scope

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_OF_A_SHEET = 1_000_000  # a sheet of Excel ends at 1,048,576


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
