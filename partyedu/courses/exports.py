"""Roster, attendance grid and completion list of a class as workbooks; for those who manage it."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from partyedu.attendance.models import ROLL_STATES, RollState
from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _, formatted
from partyedu.courses import queries
from partyedu.courses.models import CLASS_ENTRIES, PLACE_STATES, CourseClass
from partyedu.courses.queries import Completing, Meeting


def _written(table: Table) -> bytes:
    target = io.BytesIO()
    write_workbook([table], target)
    return target.getvalue()


def roster_workbook(course_class: CourseClass) -> bytes:
    """Everybody on the roster, in whatever state, as .xlsx."""
    columns = [
        _("姓名"), _("组织"), _("电话"), _("怎么进班"), _("现在"), _("进名单时间"), _("回话时间"), _("原因"),
        _("代办人"),
    ]  # fmt: skip
    rows = (
        (
            row.name, row.unit, row.phone, str(CLASS_ENTRIES[row.entry]), str(PLACE_STATES[row.state]), row.entered_at,
            row.answered_at, row.reason, row.typist,
        )
        for row in db.session.execute(queries.places_listed(course_class.id))
    )  # fmt: skip
    return _written(Table(_("班次名单"), columns, rows))


def grid_workbook(
    course_class: CourseClass, meetings: Sequence[Meeting], lines: Iterable[tuple[Any, list[str]]]
) -> bytes:
    """People and meetings with present, late, leave, absent in words, and how often each came, as .xlsx."""
    heads = [f"{one.number}. {formatted(one.starts_at, 'month_day')}" for one in meetings]
    columns = [_("姓名"), _("组织"), *heads, _("来了几次"), _("应到几次")]
    rows = ((person.name, person.unit, *map(_word, states), *_counts(states)) for person, states in lines)
    return _written(Table(_("出勤表"), columns, rows))


def _word(state: str) -> str:
    shown = state and state != RollState.NOT_YET
    return str(ROLL_STATES[RollState(state)]) if shown else ""


def _counts(states: Sequence[str]) -> tuple[int, int]:
    here = sum(state in (RollState.PRESENT, RollState.LATE) for state in states)
    return here, sum(state not in ("", RollState.NOT_YET) for state in states)


def completion_workbook(course_class: CourseClass, rows: Sequence[Completing]) -> bytes:
    """The completion list with the figures of the rule and what was decided, as .xlsx."""
    columns = [
        _("姓名"), _("组织"), _("来了几次"), _("上了几次课"), _("出勤率"), _("测验分数"), _("测验通过"), _("按规则"),
        _("结业"), _("决定的原因"), _("谁决定的"), _("证书编号"),
    ]  # fmt: skip
    table = Table(_("结业名单"), columns, (_completion_row(row, course_class) for row in rows))
    return _written(table)


def _completion_row(row: Completing, course_class: CourseClass) -> tuple[Any, ...]:
    yes, no = _("是"), _("否")
    tested = course_class.test_id is not None
    return (
        row.name, row.unit, row.attended, row.held, row.share, row.percent if tested else "",
        (yes if row.passed else no) if tested else "", yes if row.met else no, yes if row.completes else no,
        row.decided_reason, row.decided_by, row.number,
    )  # fmt: skip
