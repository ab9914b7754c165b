"""What people take away: lists of people, the failed rows of a roster, what is held about oneself."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, send_file

from partyedu.core import clock
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.importing import wording
from partyedu.organisation.models import MEMBER_STATUSES, PERSON_KINDS, STUDY_MODES, Person

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, tables: Sequence[Table]) -> Response:
    """A workbook to save, its name with the day."""
    target = io.BytesIO()
    write_workbook(tables, target)
    target.seek(0)
    file_name = f"{name}-{clock.today():%Y%m%d}.xlsx"
    return send_file(target, mimetype=_XLSX, as_attachment=True, download_name=file_name, max_age=0)


def birth(year: int | None, month: int | None) -> str:
    """1965.03, as rosters write it."""
    return f"{year}.{month:02d}" if year and month else str(year or "")


def people(rows: Iterable[Any]) -> Table:
    """A list of people, headed as the importer reads it again."""
    heads = [
        _("姓名"), _("身份"), _("所在组织"), _("类别"), _("党员状态"), _("学习方式"), _("联系电话"), _("党员编号"),
        _("出生年月"), _("入党时间"), _("学历"), _("职业"),
    ]  # fmt: skip
    lines = (
        [
            row.name,
            str(PERSON_KINDS[row.kind]),
            row.unit_name,
            row.category_name,
            str(MEMBER_STATUSES[row.status]) if row.status else "",
            str(STUDY_MODES[row.study_mode]) if row.study_mode else "",
            row.phone,
            row.member_number,
            birth(row.birth_year, row.birth_month),
            row.joined_on,
            row.education,
            row.trade,
        ]
        for row in rows
    )
    return Table(_("党员名册"), heads, lines)


def failed_rows(kept: dict[str, Any]) -> Table:
    """The rows of a roster that were not imported: where they stand, why, and their cells without ID numbers."""
    heads = [_("行号"), _("原因"), *kept["headings"]]
    lines = [[row["row"], wording.reasons(row["notes"]), *row["raw"]] for row in kept["rows"]]
    width = max([len(heads), *(len(line) for line in lines)])
    return Table(_("没有导入的行"), heads + [""] * (width - len(heads)), lines)


def about(person: Person) -> list[tuple[str, Any]]:
    """Everything this feature holds about a person, by heading."""
    return [
        (_("姓名"), person.name),
        (_("身份"), str(PERSON_KINDS[person.kind])),
        (_("所在组织"), person.unit.name if person.unit else ""),
        (_("类别"), person.category.name if person.category else ""),
        (_("党员状态"), str(MEMBER_STATUSES[person.status]) if person.status else ""),
        (_("学习方式"), str(STUDY_MODES[person.study_mode]) if person.study_mode else ""),
        (_("电话"), person.phone),
        (_("党员编号"), person.member_number or ""),
        (_("出生年月"), birth(person.birth_year, person.birth_month)),
        (_("入党时间"), person.joined_on),
        (_("学历"), person.education),
        (_("职业"), person.trade),
        (_("自我介绍"), person.introduction),
        (_("列入名册的日期"), person.on_roster_since),
        (_("离开名册的日期"), person.off_roster_on),
    ]


def own_workbook(person: Person) -> Response:
    """What is held about oneself, as a workbook."""
    facts = Table(_("我的资料"), [_("哪一项"), _("内容")], about(person))
    history = wording.history(queries.changes_of(person.id))
    lines = [[change["at"], change["what"], change["fields"], change["who"]] for change in history]
    changes = Table(_("改动记录"), [_("时间"), _("做了什么"), _("哪一项"), _("经办人")], lines)
    return workbook(_("我的资料"), [facts, changes])


def own_json(person: Person) -> Response:
    """What is held about oneself, for another program."""
    changes = [
        {"at": at.isoformat(), "action": done, "fields": names.split()}
        for at, done, names, _who in queries.changes_of(person.id)
    ]
    held = {heading: value.isoformat() if hasattr(value, "isoformat") else value for heading, value in about(person)}
    text = json.dumps({"held": held, "changes": changes}, ensure_ascii=False, indent=2)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="partyedu-me.json"'
    return response
