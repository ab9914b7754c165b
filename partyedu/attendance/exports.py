"""The roll of an event as a workbook."""

import re
from io import BytesIO

from flask import Response, send_file

from partyedu.attendance import queries
from partyedu.attendance.models import ROLL_STATES, VIAS
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.organisation.models import PERSON_KINDS
from partyedu.schedule.models import Event

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def roll_workbook(event: Event) -> tuple[Response, int]:
    """The whole roll of an event as .xlsx, and how many rows it holds."""
    rows = [
        (
            row.name, row.unit or "", str(PERSON_KINDS[row.kind]), str(ROLL_STATES[row.state]), row.at,
            str(VIAS[row.via]) if row.via else "", row.reason, "" if row.expected else _("临时来的"),
            _("同一部手机 %(n)s 人", n=row.shared) if (row.shared or 0) > 1 else "", row.typist or "",
        )
        for row in db.session.execute(queries.roll(event))
    ]  # fmt: skip
    columns = [_("姓名"), _("组织"), _("身份"), _("状态"), _("时间"), _("方式"), _("迟到或请假的原因")]
    columns += [_("名单外"), _("备注"), _("录入人")]
    target = BytesIO()
    write_workbook([Table(event.public_title, columns, rows)], target)
    target.seek(0)
    day = clock.local(event.public_starts_at or event.starts_at).strftime("%Y-%m-%d")
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", f"{_('签到')} {day} {event.public_title}")[:80]
    return send_file(target, mimetype=_XLSX, as_attachment=True, download_name=f"{name}.xlsx"), len(rows)
