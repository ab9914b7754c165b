"""The hours of a unit's members as a workbook."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, send_file

from partyedu.core import clock
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.study.queries.standing import Standing
from partyedu.study.queries.years import Year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hours_workbook(unit: str, year: Year, words: Mapping[Standing, Any], rows: Sequence[Any]) -> Response:
    """The members of a unit: hours and target in hours with one decimal, as they are added up by hand."""
    heads = [_("姓名"), _("组织"), _("在这里"), _("已学（小时）"), _("应学（小时）"), _("情况")]
    lines = (
        (
            row.name, row.unit, _("组织关系") if row.home else _("日常学习"), round(row.minutes / 60, 1),
            round(row.target / 60, 1), str(words[Standing(row.standing)]),
        )
        for row in rows
    )  # fmt: skip
    target = io.BytesIO()
    write_workbook([Table(_("%(year)s年学时", year=year.number), heads, lines)], target)
    target.seek(0)
    saved_as = f"hours-{year.number}-{clock.today():%Y%m%d}.xlsx"
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=saved_as, max_age=0)
