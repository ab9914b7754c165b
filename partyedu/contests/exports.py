"""What was handed in for a contest, as a workbook; for those who run it."""

import io

from partyedu.contests import queries
from partyedu.contests.models import ENTRY_STATES, Contest
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _


def entries_workbook(actor: Actor, contest: Contest) -> bytes:
    """The entries of a contest as .xlsx: titles, authors, consent, prizes; no scores."""
    columns = [
        _("编号"),
        _("题目"),
        _("作者"),
        _("组织"),
        _("交稿时间"),
        _("谁录入"),
        _("同意展示"),
        _("状态"),
        _("奖项"),
    ]
    rows = (
        (
            row.id, row.title, row.author, row.unit, row.handed_in_at, row.typed_by,
            _("同意") if row.agrees else _("不同意"), str(ENTRY_STATES[row.state]), row.prize,
        )
        for row in db.session.execute(queries.entries_managed(actor, contest))
    )  # fmt: skip
    target = io.BytesIO()
    write_workbook([Table(_("交来的作品"), columns, rows)], target)
    return target.getvalue()
