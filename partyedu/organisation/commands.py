"""The roster from the command line."""

import json
from pathlib import Path

import click

from partyedu.core.actor import MACHINE, Permission, acting_as
from partyedu.core.db import db, reading
from partyedu.core.errors import Problem
from partyedu.core.spreadsheets import REFUSALS, SpreadsheetRefused, read_sheets
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.importing import Choices, plan_roster, wording
from partyedu.organisation.models import Unit
from partyedu.organisation.operations.roster import ImportResult, count_only, work_through
from partyedu.organisation.roster import Roster, RosterRefused, read_roster


@click.command("import-roster")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--unit", "code", required=True, help="Code of the unit below which the people belong.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@click.option("--no-new-units", is_flag=True, help="Refuse rows whose branch is not in the tree.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_roster(file: Path, code: str, dry_run: bool, no_new_units: bool, as_json: bool) -> None:
    """Import a roster (.xlsx, .xls, .csv). Runs inside an application context."""
    roster = _read(file)
    with reading():
        unit = queries.unit_by_code(code)
        unit_id = unit.id if unit else None
    if unit_id is None:
        raise Problem(_("没有代号为“%(code)s”的组织。", code=code))
    choices = Choices(reach=MACHINE.reach(Permission.PEOPLE_EDIT), new_units=frozenset() if no_new_units else None)
    with acting_as(MACHINE):
        result = _carry_out(unit_id, roster, choices, dry_run)
    click.echo(_as_json(result) if as_json else _in_words(result, dry_run))


def _read(file: Path) -> Roster:
    try:
        return read_roster(read_sheets(file, file.name))
    except SpreadsheetRefused as refused:
        raise Problem(_(REFUSALS[refused.reason])) from None
    except RosterRefused as refused:
        raise Problem(wording.reason(refused.reason, {})) from None


def _carry_out(unit_id: int, roster: Roster, choices: Choices, dry_run: bool) -> ImportResult:
    def make_plan():
        db.session.rollback()
        with reading():
            return plan_roster(db.session.get_one(Unit, unit_id), roster, choices)

    if dry_run:
        return count_only(make_plan())
    # Each block is committed, so that a running server is not kept waiting.
    result = work_through(make_plan, progress=lambda _handled, _total, _result: db.session.commit())
    db.session.commit()
    return result


def _as_json(result: ImportResult) -> str:
    """The contract for scripts."""
    return json.dumps(
        {
            "created": result.created,
            "updated": result.updated,
            "unchanged": result.unchanged,
            "duplicates": result.duplicates,
            "errors": [{"row": failure.row, "reason": wording.reasons(failure.notes)} for failure in result.errors],
            "ignored_columns": result.ignored_columns,
            "units_created": result.units_created,
        },
        ensure_ascii=False,
    )


def _in_words(result: ImportResult, dry_run: bool) -> str:
    lines = [
        _("试算，什么都没有写进去。") if dry_run else _("导入完成。"),
        _("新增 %(n)s 人", n=result.created),
        _("更新 %(n)s 人", n=result.updated),
        _("没有变化 %(n)s 人", n=result.unchanged),
        _("重复 %(n)s 行", n=result.duplicates),
        _("没有导入 %(n)s 行", n=len(result.errors)),
    ]
    if result.ignored_columns:
        lines.append(_("不导入的栏：%(names)s。", names=_("、").join(result.ignored_columns)))
    if result.units_created:
        lines.append(_("新建组织：%(names)s。", names=_("、").join(result.units_created)))
    lines += [_("第 %(n)s 行", n=failure.row) + _("：") + wording.reasons(failure.notes) for failure in result.errors]
    return "\n".join(lines)
