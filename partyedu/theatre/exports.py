"""What is taken away as a workbook."""

from typing import Any, BinaryIO

from sqlalchemy import Select

from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _


def write_rotation(target: BinaryIO, people: Select[*tuple[Any, ...]], year: int) -> None:
    """Members who have not been on stage in a year: name, unit, the last time (empty for never)."""
    rows = ((name, unit, last) for _number, name, unit, last in db.session.execute(people))
    title = _("%(year)s年还没上台", year=year)
    write_workbook([Table(title, [_("姓名"), _("所在组织"), _("上一次上台")], rows)], target)
