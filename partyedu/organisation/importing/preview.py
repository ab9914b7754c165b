"""What a person looks at before saying yes: worked out once when the file comes in, kept beside it, gone with it.

Rows are short lists, because a page opens this file at every click: number, name, birth, unit, what is to be said.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from partyedu.core.search import fold
from partyedu.core.spreadsheets import Sheet, read_sheets
from partyedu.organisation import queries
from partyedu.organisation.importing import files
from partyedu.organisation.importing.choices import Choices
from partyedu.organisation.importing.plan import Plan, plan_roster
from partyedu.organisation.importing.wording import MISSING
from partyedu.organisation.models import Unit
from partyedu.organisation.roster import (
    Fate,
    Header,
    Kind,
    Roster,
    RosterRefused,
    blank_id_numbers,
    find_header,
    read_roster,
    text_of,
)

_SAMPLES = 3
_TOP_ROWS, _TOP_CELLS = 12, 8


def read_file(path: Path, file_name: str, choices: Choices) -> tuple[list[Sheet], Roster | None, str]:
    """The sheets, the roster in them as corrected, and why there is none. Raises ``SpreadsheetRefused``."""
    sheets = read_sheets(path, file_name)
    header = choices.header
    if header is not None and (header.sheet >= len(sheets) or header.row >= len(sheets[header.sheet].rows)):
        header = None
    try:
        return sheets, read_roster(sheets, columns=choices.columns, header=header), ""
    except RosterRefused as refused:
        return sheets, None, refused.reason.value


def build(unit: Unit, sheets: Sequence[Sheet], roster: Roster | None, refusal: str, choices: Choices) -> dict[str, Any]:
    """Everything the preview page shows. Reads the database, writes nothing."""
    header = roster.header if roster else choices.header or find_header(sheets) or Header(0, 0)
    facts: dict[str, Any] = {
        "refusal": refusal,
        "sheets": [sheet.name for sheet in sheets],
        "header": list(header),
        "top": _top(sheets[header.sheet]),
    }
    if roster is None:
        return facts
    plan = plan_roster(unit, roster, choices)
    rows = _rows(plan)
    return facts | {
        "sheet_name": roster.sheet_name,
        "other_sheets": roster.other_sheets,
        "filled_down": roster.units_filled_down,
        "columns": _columns(roster),
        "ignored": roster.ignored_columns,
        "id_columns": roster.id_columns,
        "id_cells": roster.id_cells_blanked,
        "dropped": len(roster.dropped),
        "total": len(plan.fates),
        "units": [[unit.key, " / ".join(unit.names), unit.rows] for unit in plan.wanted_units.values()],
        "categories": [[key, name, count] for key, (name, count) in _categories_offered(plan)],
        "counts": {kind: len(found) for kind, found in rows.items()},
        "rows": rows,
        "decided": _decided(plan),
    }


def _decided(plan: Plan) -> list[list[Any]]:
    """The rows a person has decided about: number, name, and who it is ([] for somebody new)."""
    people = queries.people_briefly(set(plan.choices.decisions.values()) & plan.known.keys())
    decided = []
    for fate in plan.fates:
        chosen = plan.choices.decisions.get(fate.row.number)
        if chosen is not None:
            name, year, month, _phone, unit = people.get(chosen, ("", None, None, "", ""))
            decided.append([fate.row.number, fate.row.name, [name, _birth(year, month), unit or ""] if name else []])
    return decided


def _categories_offered(plan: Plan) -> list[tuple[str, tuple[str, int]]]:
    """The categories that rows name and nobody has entered, whatever was chosen before."""
    found: dict[str, tuple[str, int]] = {}
    for fate in plan.fates:
        key = fold(fate.row.category or "")
        if key and key not in plan.category_ids and fate.kind not in (Kind.ERROR, Kind.DUPLICATE):
            name, rows = found.get(key, (fate.row.category or "", 0))
            found[key] = (name, rows + 1)
    return list(found.items())


def _top(sheet: Sheet) -> list[list[str]]:
    lines = [[text_of(blank_id_numbers(cell)[0])[:20] for cell in row[:_TOP_CELLS]] for row in sheet.rows[:_TOP_ROWS]]
    return [[*line, *[""] * (_TOP_CELLS - len(line))] for line in lines]


def _columns(roster: Roster) -> list[list[Any]]:
    """Heading, field and some values of each column that says anything."""
    columns = []
    for place, (heading, found) in enumerate(zip(roster.headings, roster.columns, strict=True)):
        values = (row.raw[place] for row in roster.rows[:40] if place < len(row.raw))
        samples = list(dict.fromkeys(value[:24] for value in values if value))[:_SAMPLES]
        columns.append([heading, found.value, samples])
    return columns


def _rows(plan: Plan) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {kind.value: [] for kind in Kind} | {MISSING: []}
    candidates = {found for fate in plan.fates if fate.kind is Kind.ASK for found in fate.candidates}
    people = queries.people_briefly(candidates | {person.id for person in plan.missing})
    for fate in plan.fates:
        rows[fate.kind.value].append(_row(fate, people))
    for person in plan.missing:
        name, year, month, _phone, unit = people[person.id]
        rows[MISSING].append([person.id, name, _birth(year, month), unit or ""])
    return rows


def _row(fate: Fate, people: dict[int, Any]) -> list[Any]:
    row = fate.row
    unit = " / ".join(name for name in (row.unit_name, row.group_name) if name)
    shown = [row.number, row.name or "", _birth(row.birth_year, row.birth_month), unit]
    notes = [[note.code, dict(note.params)] for note in (*fate.reasons, *row.warnings)]
    if fate.kind is not Kind.ASK:
        return [*shown, notes, list(fate.changed)]
    choices = []
    for found in fate.candidates:
        name, year, month, phone, place = people[found]
        choices.append([found, name, _birth(year, month), place or "", (phone or "")[-4:]])
    return [*shown, notes, [], choices, (row.phone or "")[-4:], fate.first_row]


def _birth(year: int | None, month: int | None) -> str:
    return f"{year}.{month:02d}" if year and month else str(year or "")


def write(key: str, shown: dict[str, Any]) -> None:
    """Keep the preview beside the file."""
    files.path_of(key, files.PREVIEW).write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")


def read(key: str) -> dict[str, Any] | None:
    """The preview kept beside the file; None when both are gone."""
    path = files.path_of(key, files.PREVIEW)
    return json.loads(path.read_text(encoding="utf-8")) if key and path.exists() else None
