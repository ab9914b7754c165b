"""From sheets to rows: which lines are people, and what each line says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from partyedu.core import clock
from partyedu.core.spreadsheets import Cell, Sheet
from partyedu.organisation.roster.headings import (
    RUNNING_NUMBER,
    SAMPLE,
    Field,
    Header,
    field_of,
    find_header,
    find_headers,
    fold_heading,
    guess_columns,
    headings_at,
)
from partyedu.organisation.roster.id_numbers import blank_id_numbers
from partyedu.organisation.roster.reasons import Note, Reason, RosterRefused
from partyedu.organisation.roster.values import (
    Reading,
    RosterDate,
    Status,
    StudyMode,
    pads_months,
    plain_text,
    read_birth,
    read_date,
    read_name,
    read_phone,
    read_status,
    read_study_mode,
    text_of,
)

T = TypeVar("T")

# Characters a text field may have; a longer cell refuses the row rather than losing its end.
LIMITS = {
    Field.UNIT: 100,
    Field.GROUP: 100,
    Field.CATEGORY: 40,
    Field.MEMBER_NUMBER: 30,
    Field.EDUCATION: 40,
    Field.TRADE: 80,
}


class Dropped(StrEnum):
    """Why a line below the header is nobody."""

    BLANK = "blank"
    TOTAL = "total"
    HEADER = "header"
    SECTION = "section"
    FOOTNOTE = "footnote"


@dataclass(slots=True)
class RosterRow:
    """One person of the file. ``number`` is the row as the person sees it in Excel, from 1.

    ``raw`` holds every cell of the line as text for the workbook of failed rows: without ID numbers, and empty in the
    columns of ID numbers. A row with ``errors`` is not imported.
    """

    number: int
    name: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    phone: str | None = None
    member_number: str | None = None
    unit_name: str | None = None
    group_name: str | None = None
    category: str | None = None
    joined_on: RosterDate | None = None
    status: Status | None = None
    education: str | None = None
    trade: str | None = None
    study_mode: StudyMode | None = None
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)


@dataclass
class Roster:
    """What a workbook says, and what was left out of it."""

    rows: list[RosterRow]
    columns: list[Field]
    header: Header
    headings: list[str]
    sheet_name: str
    ignored_columns: list[str]
    id_columns: list[str]
    id_cells_blanked: int
    dropped: list[tuple[int, Dropped]]
    other_sheets: list[str]
    """Sheets that look like a roster too and were not read."""
    units_filled_down: bool
    """Whether a branch written once was taken for the empty cells below it (merged cells saved as .csv)."""


def read_roster(
    sheets: Sequence[Sheet],
    columns: Sequence[Field] | None = None,
    header: Header | None = None,
    today: date | None = None,
) -> Roster:
    """Read the people of a workbook.

    ``header`` and ``columns`` (one for each heading) override the guesses; a header with height 0 says that there is
    none and that people start at its row. Nothing that is shaped like an ID number leaves this function. Raises
    ``RosterRefused`` where no header is found.
    """
    header = header or find_header(sheets)
    if header is None:
        raise RosterRefused(Reason.NO_HEADER)
    sheet = sheets[header.sheet]
    start = header.row + header.height
    headings = _headings(sheet, header, start)
    sample = sheet.rows[start : start + SAMPLE]
    chosen = list(columns) if columns is not None else guess_columns(headings, sample)
    chosen = (chosen + [Field.IGNORED] * len(headings))[: len(headings)]
    reader = _Reader(headings, chosen, today or clock.today())
    rows = reader.read(sheet.rows[start:], start)
    ignored = [text for text, found in zip(headings, chosen, strict=True) if found is Field.IGNORED and text]
    return Roster(
        rows=rows,
        columns=chosen,
        header=header,
        headings=headings,
        sheet_name=sheet.name,
        ignored_columns=[text for text in ignored if fold_heading(text) not in RUNNING_NUMBER],
        id_columns=[text for text, found in zip(headings, chosen, strict=True) if found is Field.ID_NUMBER],
        id_cells_blanked=reader.blanked,
        dropped=reader.dropped,
        other_sheets=[sheets[other.sheet].name for other in find_headers(sheets) if other.sheet != header.sheet],
        units_filled_down=reader.filled_down,
    )


def _headings(sheet: Sheet, header: Header, start: int) -> list[str]:
    """The headings, without ID numbers, as many as the widest of the first rows below has cells."""
    found = headings_at(sheet, header.row, header.height) if header.height else []
    width = max([len(found), *(len(row) for row in sheet.rows[start : start + SAMPLE])])
    found += [""] * (width - len(found))
    return [text_of(blank_id_numbers(text)[0]) for text in found]


_TOTAL = re.compile(
    r"(合计|总计|小计|共计|累计|总数|总人数|总共)[:：]?\D{0,4}\d*[人名个]?.*|(全?[支总].*)?共\d+[人名].*"
)
_SUBTOTAL = re.compile(r".{0,20}(合计|总计|小计)([:：]?\d+[人名]?)?")
_COUNT = re.compile(r"\d+[人名个]?")  # under 姓名 in a line of sums: 合计 | 35人
_FOOTNOTE = re.compile(
    r"(注|备注|说明|填表说明|填表人|填报人|制表人?|审核人?|经办人|负责人|联系人|填报单位|单位盖章|\(盖章\)|打印)[:：(].*"
)
_SECTION = re.compile(r".{0,40}(支部|总支|党委|小组|支部委员会)(\(.{0,20}\)|（.{0,20}）)?[:：]?")
_SECTION_COUNT = re.compile(r"[(（][^()（）]*[)）]$|[:：]$")


class _Reader:
    """Reads the lines below one header; keeps what has to be remembered from line to line."""

    def __init__(self, headings: list[str], columns: list[Field], today: date) -> None:
        self.headings, self.columns, self.today = headings, columns, today
        self.folded = [fold_heading(text) for text in headings]
        self.places: dict[Field, list[int]] = {}
        for place, found in enumerate(columns):
            self.places.setdefault(found, []).append(place)
        self.id_places = frozenset(self.places.get(Field.ID_NUMBER, ()))
        told = [*self.places.get(Field.UNIT, ()), *self.places.get(Field.GROUP, ())]
        running = [place for place in self.places.get(Field.IGNORED, ()) if self.folded[place] in RUNNING_NUMBER]
        self.says_nobody = frozenset([*told, *running, *self.id_places])
        self.heading_set = frozenset(self.folded) - {""}
        self.blanked = 0
        self.dropped: list[tuple[int, Dropped]] = []
        self.filled_down = False
        self.section_unit: str | None = None
        self.section_group: str | None = None

    def read(self, lines: Sequence[list[Cell]], start: int) -> list[RosterRow]:
        kept: list[tuple[RosterRow, list[Cell]]] = []
        for number, line in enumerate(lines, start + 1):
            row = RosterRow(number)
            cells = self._without_ids(line, row)
            if reason := self._nobody(cells):
                self.dropped.append((number, reason))
                continue
            row.unit_name, row.group_name = self.section_unit, self.section_group
            kept.append((row, cells))
        padded = {found: self._pads(found, kept) for found in (Field.BIRTH, Field.JOINED_ON)}
        for row, cells in kept:
            self._fill(row, cells, padded)
        self._fill_units_down([row for row, _cells in kept])
        return [row for row, _cells in kept]

    def _without_ids(self, line: list[Cell], row: RosterRow) -> list[Cell]:
        cells: list[Cell] = []
        for place, value in enumerate(line):
            if place in self.id_places:
                cells.append(None)
                continue
            cell, found = blank_id_numbers(value)
            cells.append(cell)
            if found:
                self.blanked += 1
                heading = self.headings[place] if place < len(self.headings) else ""
                row.warnings.append(Note(Reason.ID_BLANKED, {"heading": heading}))
        cells += [None] * (len(self.headings) - len(cells))
        row.raw = [text_of(cell) for cell in cells]
        return cells

    def _nobody(self, cells: list[Cell]) -> Dropped | None:
        """Why the line is no person, or ``None`` if it is one."""
        filled = [place for place, cell in enumerate(cells) if cell is not None and text_of(cell)]
        if all(place in self.says_nobody for place in filled) and self.places.get(Field.UNIT):
            return self._total(cells, filled) or Dropped.BLANK
        if not filled:
            return Dropped.BLANK
        name = text_of(self._cell(Field.NAME, cells))
        if field_of(name)[0] is Field.NAME and name:
            return Dropped.HEADER
        if not name and {fold_heading(text_of(cells[place])) for place in filled} <= self.heading_set:
            return Dropped.HEADER
        alone = {text_of(cells[place]) for place in filled}
        first = text_of(cells[filled[0]])
        if len(alone) == 1 and _SECTION.fullmatch(first):
            self._open_section(_SECTION_COUNT.sub("", first))
            return Dropped.SECTION
        if not name and all(place in self.says_nobody for place in filled):
            return self._total(cells, filled) or Dropped.BLANK
        return self._total(cells, filled)

    def _total(self, cells: list[Cell], filled: list[int]) -> Dropped | None:
        name = re.sub(r"\s", "", text_of(self._cell(Field.NAME, cells)))
        for place in filled[:6]:
            text = re.sub(r"\s", "", text_of(cells[place]))
            own = not name or name == text or _COUNT.fullmatch(name)
            if own and (_TOTAL.fullmatch(text) or _SUBTOTAL.fullmatch(text)):
                return Dropped.TOTAL
            if own and _FOOTNOTE.fullmatch(text):
                return Dropped.FOOTNOTE
        return None

    def _open_section(self, title: str) -> None:
        """Remember a line that only names a branch: it heads those below, where no column says their branch."""
        if title.endswith("小组") and "支部" not in title:
            self.section_group = None if self.places.get(Field.GROUP) else title
        else:
            self.section_unit = None if self.places.get(Field.UNIT) else title
            self.section_group = None

    def _cell(self, wanted: Field, cells: list[Cell]) -> Cell:
        """The first filled cell of the columns that hold a field."""
        for place in self.places.get(wanted, ()):
            if cells[place] is not None:
                return cells[place]
        return None

    def _pads(self, wanted: Field, kept: list[tuple[RosterRow, list[Cell]]]) -> bool:
        return wanted in self.places and pads_months([self._cell(wanted, cells) for _row, cells in kept])

    def _fill(self, row: RosterRow, cells: list[Cell], padded: dict[Field, bool]) -> None:
        row.name = _taken(row, read_name(self._cell(Field.NAME, cells))) or ""
        birth = _taken(row, read_birth(self._cell(Field.BIRTH, cells), today=self.today, padded=padded[Field.BIRTH]))
        row.birth_year, row.birth_month = birth or (None, None)
        row.joined_on = _taken(
            row, read_date(self._cell(Field.JOINED_ON, cells), today=self.today, padded=padded[Field.JOINED_ON])
        )
        if birth and row.joined_on and row.joined_on.day.year <= birth[0]:
            row.errors.append(
                Note(Reason.JOINED_BEFORE_BIRTH, {"value": text_of(self._cell(Field.JOINED_ON, cells))[:40]})
            )
        row.phone = _taken(row, read_phone(self._cell(Field.PHONE, cells)))
        status_at = self.places.get(Field.STATUS, [0])[0]
        row.status = _taken(row, read_status(self._cell(Field.STATUS, cells), self.folded[status_at]))
        row.study_mode = _taken(row, read_study_mode(self._cell(Field.STUDY_MODE, cells)))
        text = self._text_of(row, cells)
        row.member_number = text(Field.MEMBER_NUMBER)
        row.unit_name = text(Field.UNIT) or row.unit_name
        row.group_name = text(Field.GROUP) or row.group_name
        row.category = text(Field.CATEGORY)
        row.education = text(Field.EDUCATION)
        row.trade = text(Field.TRADE)

    def _text_of(self, row: RosterRow, cells: list[Cell]) -> Callable[[Field], str | None]:
        def text(wanted: Field) -> str | None:
            found = plain_text(self._cell(wanted, cells))
            if found and len(found) > LIMITS[wanted]:
                heading = self.headings[self.places[wanted][0]]
                row.errors.append(Note(Reason.TEXT_TOO_LONG, {"heading": heading, "limit": LIMITS[wanted]}))
                return None
            return found

        return text

    def _fill_units_down(self, rows: list[RosterRow]) -> None:
        """Where each branch is written once, on its first person, it is the branch of those below as well."""
        told = [row.unit_name for row in rows if row.unit_name]
        if not told or not rows[0].unit_name or len(set(told)) < len(told) or 2 * len(told) > len(rows):
            return
        self.filled_down = True
        unit = None
        for row in rows:
            row.unit_name = unit = row.unit_name or unit


def _taken(row: RosterRow, reading: Reading[T]) -> T | None:
    if reading.error:
        row.errors.append(reading.error)
    if reading.warning:
        row.warnings.append(reading.warning)
    return reading.value
