"""The sentences about rows, columns and files, in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from partyedu.core.words import _, _l, _lp
from partyedu.organisation.importing.plan import NOT_DECIDED, UNIT_TEMPORARY, UNIT_UNKNOWN
from partyedu.organisation.roster import SENTENCES, Field, Kind, Reason

FIELDS: Mapping[Field, Any] = {
    Field.NAME: _l("姓名"),
    Field.UNIT: _l("所在支部"),
    Field.GROUP: _l("党小组"),
    Field.CATEGORY: _l("类别"),
    Field.PHONE: _l("电话"),
    Field.MEMBER_NUMBER: _l("党员编号"),
    Field.BIRTH: _l("出生年月"),
    Field.JOINED_ON: _l("入党时间"),
    Field.STATUS: _l("党员状态"),
    Field.EDUCATION: _l("学历"),
    Field.TRADE: _l("职业"),
    Field.STUDY_MODE: _l("学习方式"),
    Field.ID_NUMBER: _l("身份证号（不导入）"),
    Field.IGNORED: _l("不导入"),
}

MISSING = "missing"
FATES: Mapping[str, Any] = {
    Kind.ASK.value: _l("请您定"),
    Kind.ERROR.value: _l("有错"),
    Kind.NEW.value: _l("新来的"),
    Kind.UPDATED.value: _l("有变化"),
    Kind.UNCHANGED.value: _l("没有变化"),
    Kind.DUPLICATE.value: _l("重复"),
    MISSING: _l("不在文件里"),
}

# What changes, in the words of a roster and of the columns of a person.
CHANGES: Mapping[str, Any] = {
    "kind": _l("身份"),
    "name": _l("姓名"),
    "unit": _l("所在组织"),
    "unit_id": _l("所在组织"),
    "category": _l("类别"),
    "category_id": _l("类别"),
    "status": _l("党员状态"),
    "study_mode": _l("学习方式"),
    "phone": _l("电话"),
    "member_number": _l("党员编号"),
    "birth": _l("出生年月"),
    "birth_year": _l("出生年份"),
    "birth_month": _l("出生月份"),
    "joined_on": _l("入党时间"),
    "education": _l("学历"),
    "trade": _l("职业"),
    "introduction": _l("自我介绍"),
    "public_name": _l("对外的名字"),
    "on_roster_since": _l("列入名册的日期"),
    "off_roster_on": _l("离开名册的日期"),
}


def reason(code: str, params: Mapping[str, Any]) -> str:
    """Why a row is refused, doubtful, or left to a person."""
    if code == UNIT_UNKNOWN:
        return _("组织里没有“%(unit)s”，也没有选择新建。", **params)
    if code == UNIT_TEMPORARY:
        return _("“%(unit)s”是临时党小组，不能当所在组织，请写他自己的支部。", **params)
    if code == NOT_DECIDED:
        return _("没有选定是哪一位。")
    return _(SENTENCES[Reason(code)], **params)


def reasons(notes: list[list[Any]]) -> str:
    """Several reasons, one after the other."""
    return " ".join(reason(code, params) for code, params in notes)


def changed(names: list[str]) -> str:
    """The fields that change, in a row."""
    words = dict.fromkeys(str(CHANGES.get(name, name)) for name in names)
    return _("、").join(words)


_ACTIONS: Mapping[str, Any] = {
    "add": _lp("改动记录", "录入"),
    "edit": _lp("改动记录", "修改"),
    "change-status": _l("变更状态"),
    "correct-own": _l("本人更正"),
    "set-public-name": _lp("改动记录", "修改"),
    "introduce": _lp("改动记录", "修改"),
    "add-resident": _lp("改动记录", "录入"),
    "erase": _lp("改动记录", "清除"),
    "add-from-roster": _l("从名册导入"),
    "change-from-roster": _l("按名册更新"),
}


def history(rows: Iterable[tuple[datetime, str, str, str | None]]) -> list[dict[str, Any]]:
    """What changed when, in words: from ``queries.changes_of``."""
    return [
        {"at": at, "what": action(done), "fields": changed(names.split()), "who": who or ""}
        for at, done, names, who in rows
    ]


def action(done: str) -> str:
    """What was done to a row, from the audit."""
    return str(_ACTIONS.get(done, done))
