"""What people take away: lists of people, the failed rows of a roster, what is held about oneself."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, send_file

from partyedu.core import clock, personal
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.importing import wording
from partyedu.organisation.models import (
    CARD_PURPOSES,
    CARD_SOURCES,
    DUTY_KINDS,
    MEMBER_STATUSES,
    PERSON_KINDS,
    REACH_KINDS,
    STUDY_MODES,
    CardPurpose,
    ContactCard,
    Person,
)

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


def duties(rows: Iterable[Any]) -> Table:
    """Posts and duties: who, what, where, from when until when."""
    heads = [
        _("姓名"), _("组织"), _("职务"), _("职务名称"), _("负责什么"), _("电话"), _("从哪一天起"), _("到哪一天为止"),
    ]  # fmt: skip
    lines = (
        [
            row.name, row.unit_name, str(DUTY_KINDS[row.kind]), row.title, row.tasks, row.phone,
            row.since_on, row.until_on,
        ]
        for row in rows
    )  # fmt: skip
    return Table(_("职务和分工"), heads, lines)


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
    more = [
        Table(name, list(rows[0]), [list(row.values()) for row in rows])
        for name, rows in (belonging_in_words(person) | personal.held(person.id)).items()
        if rows
    ]
    return workbook(_("我的资料"), [facts, changes, *more])


def own_json(person: Person) -> Response:
    """What is held about oneself, for another program."""
    changes = [
        {"at": at.isoformat(), "action": done, "fields": names.split()}
        for at, done, names, _who in queries.changes_of(person.id)
    ]
    held = {heading: value.isoformat() if hasattr(value, "isoformat") else value for heading, value in about(person)}
    lists = belonging_in_words(person) | personal.held(person.id)
    return _json({"held": held, "changes": changes} | lists, "partyedu-me.json")


def _json(held: dict[str, Any], file_name: str) -> Response:
    text = json.dumps(held, ensure_ascii=False, indent=2, default=str)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def belonging_in_words(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Where somebody takes part day by day and was at home before, their duties, when they were ticked as reached."""
    return {
        _("日常在哪里"): [
            {_("组织"): row.unit.name, _("从哪一天起"): row.since_on, _("到哪一天为止"): row.until_on,
             _("为什么"): row.reason}
            for row in queries.daily_of(person.id)
        ],
        _("以前在哪里"): [
            {_("组织"): row.unit.name, _("从哪一天起"): row.since_on, _("到哪一天为止"): row.until_on}
            for row in queries.homes_of(person.id)
        ],
        _("职务和分工"): [
            {_("组织"): row.unit.name, _("职务"): row.title or str(DUTY_KINDS[row.kind]), _("负责什么"): row.tasks,
             _("从哪一天起"): row.since_on, _("到哪一天为止"): row.until_on}
            for row in queries.duties_of(person.id)
        ],
        _("联系上的记录"): [
            {_("哪一天"): row.on, _("怎么联系上的"): str(REACH_KINDS[row.kind])}
            for row in queries.reached_of(person.id)
        ],
    }  # fmt: skip


def card_about(card: ContactCard) -> list[tuple[str, Any]]:
    """Everything that stands on a contact card, by heading."""
    home = card.household
    return [
        (_("小区或村"), home.area if home else ""),
        (_("几号楼、几单元"), home.building if home else ""),
        (_("门牌号"), home.door if home else ""),
        (_("从什么时候住在这里"), home.since_on if home else None),
        (_("怎么联系最方便"), card.reach_how),
        (_("什么时候方便"), card.reach_when),
        (_("居住情况"), card.housing),
        (_("工作情况"), card.work),
        (_("家里的联系人"), card.family_name),
        (_("是他什么人"), card.family_relation),
        (_("家里人的电话"), card.family_phone),
        (_("有什么要求和愿望"), card.asks),
        (_("身体和困难情况"), card.care),
        (_("哪一天同意记身体和困难情况"), card.care_agreed_on),
        (_("门牌上写什么"), card.doorplate),
        (_("哪一天同意挂门牌"), card.doorplate_agreed_on),
        (_("这张卡怎么来的"), str(CARD_SOURCES[card.source])),
        (_("哪一天填的"), card.filled_in_on),
    ]


def purpose_in_words(purpose: str) -> str:
    """What a card was opened for, as it is read."""
    code, _colon, note = purpose.partition(":")
    label = str(CARD_PURPOSES[CardPurpose(code)]) if code in list(CardPurpose) else code
    return f"{label}{_('：')}{note}" if note else label


def own_card(card: ContactCard, openings: Sequence[Any], kind: str) -> Response:
    """One's own contact card and who opened it, as a workbook or for another program."""
    held = card_about(card)
    opened = [[row.at, row.opener, purpose_in_words(row.purpose)] for row in openings]
    heads = [_("时间"), _("谁"), _("为什么要看")]
    if kind == "json":
        rows = [dict(zip(heads, line, strict=True)) for line in opened]
        return _json({_("我的联系卡"): dict(held), _("谁看过"): rows}, "partyedu-card.json")
    card_table = Table(_("我的联系卡"), [_("哪一项"), _("内容")], held)
    return workbook(_("我的联系卡"), [card_table, Table(_("谁看过"), heads, opened)])
