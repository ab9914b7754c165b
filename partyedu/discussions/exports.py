"""The list of matters as a workbook; for staff only."""

import io
from datetime import date

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.discussions import queries
from partyedu.discussions.models import MATTER_CHANNELS, MATTER_KINDS, MATTER_STATES
from partyedu.discussions.queries import MatterFilter


def matters_workbook(actor: Actor, chosen: MatterFilter, today: date) -> bytes:
    """The matters the actor follows up, narrowed as on the page, as .xlsx."""
    columns = [
        _("编号"),
        _("什么事"),
        _("从哪里来"),
        _("状态"),
        _("组织"),
        _("提出日期"),
        _("谁提的"),
        _("谁在办"),
        _("办结期限"),
        _("是否超期"),
        _("办结日期"),
        _("办成了什么"),
        _("服务户数"),
        _("哪一种"),
    ]
    rows = (
        (
            row.id, row.title, str(MATTER_CHANNELS[row.channel]), str(MATTER_STATES[row.state]), row.unit,
            row.raised_at, row.raised_by, row.assignee, row.due_on, _("超期") if row.overdue else "", row.closed_at,
            row.outcome, row.households, str(MATTER_KINDS[row.kind]),
        )
        for row in db.session.execute(queries.matters_listed(actor, chosen, today))
    )  # fmt: skip
    target = io.BytesIO()
    write_workbook([Table(_("跟进的事"), columns, rows)], target)
    return target.getvalue()
