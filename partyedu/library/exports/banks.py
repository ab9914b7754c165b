"""The banks as workbooks; for those who keep or ask."""

import io
from datetime import date

from flask import Response

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.library.entry_words import ENTRY_WORDS
from partyedu.library.models import BASE_FUNCTIONS, BASE_KINDS, BankKind
from partyedu.library.queries import banks
from partyedu.library.queries.banks import BaseFilter, EntryFilter, ExpertFilter
from partyedu.speakers.models import SOURCES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(name: str, content: bytes) -> Response:
    """A workbook for a browser to save, with today's date in its name."""
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.xlsx"'
    return response


def _workbook(table: Table) -> bytes:
    target = io.BytesIO()
    write_workbook([table], target)
    return target.getvalue()


def experts_workbook(actor: Actor, chosen: ExpertFilter, today: date) -> bytes:
    """The pool as it is narrowed on the page, as .xlsx; no phones."""
    columns = [_("姓名"), _("来源"), _("擅长讲什么"), _("单位"), _("怎么请"), _("从哪天起"), _("到哪天为止")]
    columns += [_("公开"), _("哪个组织的")]
    rows = (
        (
            row.name, str(SOURCES[row.source]), row.field, row.partner, row.terms, row.since, row.until,
            _("同意") if row.agrees else "", row.unit,
        )
        for row in db.session.execute(banks.experts_listed(actor, chosen, today))
    )  # fmt: skip
    return _workbook(Table(_("专家库"), columns, rows))


def entries_workbook(actor: Actor, kind: BankKind, chosen: EntryFilter) -> bytes:
    """The entries of a bank as they are narrowed on the page, as .xlsx."""
    words = ENTRY_WORDS[kind]
    columns = [str(one) for one in (words.title, words.summary, words.done, words.outcome)]
    columns += [_("和谁一起做"), _("开始的日子"), _("结束的日子"), _("哪个组织的")]
    rows = (
        (row.title, row.summary, row.done, row.outcome, row.partner, row.begun_on, row.ended_on, row.unit)
        for row in db.session.execute(banks.entries_listed(actor, kind, chosen))
    )
    return _workbook(Table(str(words.bank), columns, rows))


def bases_workbook(actor: Actor, chosen: BaseFilter) -> bytes:
    """The bases as they are narrowed on the page, as .xlsx, with the five functions."""
    bases = db.session.execute(banks.bases_listed(actor, chosen)).all()
    functions = banks.functions_by_base(row.id for row in bases)
    columns = [_("阵地"), _("地址"), _("哪个组织的"), _("种类"), _("和谁共用"), _("步行分钟"), _("五项有几项")]
    columns += [str(label) for label in BASE_FUNCTIONS.values()]
    rows = (
        (
            row.venue, row.address, row.unit, str(BASE_KINDS[row.kind]), row.shared_with, row.walking_minutes,
            row.ready,
            *(_mark(functions.get(row.id, {}).get(one)) for one in BASE_FUNCTIONS),
        )
        for row in bases
    )  # fmt: skip
    return _workbook(Table(_("阵地库"), columns, rows))


def _mark(function: object) -> str:
    if function is None:
        return _("还没看")
    return _("有") if getattr(function, "is_ready", False) else _("还缺")
