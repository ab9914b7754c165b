"""The layout in which offices keep a plan in Excel: a title, months across, categories down, merged cells, notes below.

``read_plan`` takes what ``core.spreadsheets`` has read (a merged range holds its value in every cell) and says what is
in it; it knows no database. ``HEADS`` are the headings that ``exports.plan_workbook`` writes.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from partyedu.core.spreadsheets import Cell, Sheet

CONTENT_AT_MOST, TITLE_AT_MOST, EVIDENCE_AT_MOST = 300, 120, 200
ROWS_AT_MOST = 200
_LOOKED_AT = 30  # the head of a plan stands near the top

# What offices call the columns. Month columns are read by ``month_of``.
HEADS = {
    "category": ("类别", "党员类别", "对象", "人群", "党员类型", "类型"),
    "title": ("任务", "工作任务", "项目", "重点工作", "工作内容", "工作项目", "任务名称", "推进内容"),
    "due_on": ("期限", "完成时限", "时限", "完成时间", "截止时间", "完成期限"),
    "owner": ("负责人", "责任人", "牵头人", "责任人员"),
    "evidence": ("佐证", "拿什么说明", "佐证材料", "成果", "完成标志", "验收"),
    "occasion": ("算作",),
}
_DIGITS = "一二三四五六七八九十"
_MONTH_WORDS = {"元": 1, "正": 1, "十一": 11, "十二": 12, **{sign: number for number, sign in enumerate(_DIGITS, 1)}}
_MONTH = re.compile(r"^(?:\d{4}年)?(\d{1,2}|元|正|十[一二]?|[一二三四五六七八九])月(?:份)?$")
_MONTHS = re.compile(r"^(?:\d{4}年)?(\d{1,2})月?[-—–~至到](\d{1,2})月(?:份)?$")
_QUARTER = re.compile(r"^(?:\d{4}年)?第?([一二三四1-4])季度$")
_YEAR = re.compile(r"(20\d{2})年?")
_NOTES = re.compile(r"^(?:注|说明|备注|填表说明)\s*[:：\d]")
_SECTION = re.compile(r"^[（(]?[一二三四五六七八九十]+[)）、.．]\s*(.+)$")
# The day of a cell, as the export writes it behind the content.
_DUE = re.compile(r"[（(](\d{1,2})月(\d{1,2})日(?:以?前|前完成)[)）]\s*$")


@dataclass
class ReadCell:
    """What a month of a row holds; ``place``: the cell as Excel calls it; ``was_cut``: it was longer than we keep."""

    month: int
    content: str
    due_on: str = ""  # iso
    place: str = ""
    was_cut: bool = False


@dataclass
class ReadTask:
    """A row of the plan."""

    title: str
    category: str = ""
    owner: str = ""
    due_on: str = ""  # iso
    evidence: str = ""
    occasion: str = ""
    row: int = 0  # as Excel counts
    cells: list[ReadCell] = field(default_factory=list)


@dataclass
class ReadPlan:
    """What was found in a file. ``year`` 0: none was named. ``left_out``: what is no part of a plan."""

    sheet: str = ""
    year: int = 0
    tasks: list[ReadTask] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        """For keeping until somebody has looked at it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ReadPlan":
        """As ``as_json`` wrote it."""
        kept = json.loads(text)
        tasks = [ReadTask(**{**row, "cells": [ReadCell(**cell) for cell in row["cells"]]}) for row in kept["tasks"]]
        return cls(kept["sheet"], kept["year"], tasks, kept["left_out"])


class NoPlan(Exception):
    """No sheet of the file has months across."""


def folded(text: str) -> str:
    """As headings and titles are compared: full width as half width, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def month_of(value: Cell) -> int | None:
    """The month a heading names: 1月, 一月份, 2026年3月, 元月; 1-3月 and 第一季度 name their last. None for others."""
    if isinstance(value, (datetime, date)):
        return value.month if value.day == 1 else None
    if isinstance(value, bool) or value is None:
        return None
    text = folded(str(value))
    if found := _MONTH.match(text):
        number = int(found[1]) if found[1].isdigit() else _MONTH_WORDS.get(found[1], 0)
        return number if 1 <= number <= 12 else None
    if found := _MONTHS.match(text):
        return int(found[2]) if 1 <= int(found[1]) <= int(found[2]) <= 12 else None
    if found := _QUARTER.match(text):
        return 3 * ("一二三四".find(found[1]) + 1 or int(found[1]))
    return None


def _months_in(row: Sequence[Cell]) -> dict[int, int]:
    """Column → month of the headings in a row; bare numbers 1 to 12 count when all twelve stand side by side."""
    found = {column: month for column, value in enumerate(row) if (month := month_of(value)) is not None}
    if len(found) >= 3:
        return found
    for start in range(max(0, len(row) - 11)):
        if [str(value) for value in row[start : start + 12]] == [str(number) for number in range(1, 13)]:
            return {start + number: number + 1 for number in range(12)}
    return {}


def read_plan(sheets: Sequence[Sheet], year: int) -> ReadPlan:
    """The plan in the first sheet that has months across. ``year``: of the plan it goes into, for days without a year.

    Raises ``NoPlan``.
    """
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:_LOOKED_AT]):
            months = _months_in(row)
            if months:
                return _Reader(sheet, number, months, year).read()
    raise NoPlan


class _Reader:
    """One sheet below its headings."""

    def __init__(self, sheet: Sheet, head: int, months: dict[int, int], year: int) -> None:
        self.sheet, self.head, self.months, self.year = sheet, head, months, year
        self.plan = ReadPlan(sheet.name)
        self.columns = self._columns()
        self.section = ""

    def _columns(self) -> dict[str, int]:
        """Which column holds what; the last unnamed one before the months is the task, where none is called so."""
        row = self.sheet.rows[self.head]
        names = {folded(name): key for key, words in HEADS.items() for name in words}
        found: dict[str, int] = {}
        unknown = []
        for column, value in enumerate(row):
            if column in self.months or value is None:
                continue
            key = names.get(folded(str(value)))
            if key and key not in found:
                found[key] = column
            elif folded(str(value)) not in ("序号", "编号", "no."):
                unknown.append(column)
        first = min(self.months)
        before = [column for column in unknown if column < first]
        if "title" not in found:
            found["title"] = before.pop() if before else max(0, first - 1)
        self.plan.left_out += [str(row[column]) for column in unknown if column != found["title"]]
        return found

    def read(self) -> ReadPlan:
        """Row by row, until the notes."""
        above = " ".join(str(value) for row in self.sheet.rows[: self.head] for value in row if value is not None)
        if named := _YEAR.search(above):
            self.plan.year = int(named[1])
        tasks: dict[tuple[str, str], ReadTask] = {}
        for number, row in enumerate(self.sheet.rows[self.head + 1 :], self.head + 2):
            texts = {text for value in row if (text := _text(value))}
            if not texts:
                continue
            if _NOTES.match(_text(row[0]) or next(iter(texts))):
                self.plan.left_out += [text for text in texts][:5]
                break
            if len(texts) == 1 and self._goes_across(row):
                self._take_section(next(iter(texts)))
                continue
            self._take_row(number, row, tasks)
            if len(tasks) >= ROWS_AT_MOST:
                break
        self.plan.tasks = list(tasks.values())
        return self.plan

    def _goes_across(self, row: Sequence[Cell]) -> bool:
        """Whether the one text of a row is no task: it lies over several columns, or not in that of the task."""
        return sum(bool(_text(value)) for value in row) > 2 or not _text(self._value(row, "title"))

    def _take_section(self, text: str) -> None:
        """A line across the sheet names the category of the rows below it."""
        found = _SECTION.match(text)
        self.section = (found[1] if found else text).strip()[:40]

    def _value(self, row: Sequence[Cell], key: str) -> Cell:
        column = self.columns.get(key)
        return row[column] if column is not None and column < len(row) else None

    def _take_row(self, number: int, row: Sequence[Cell], tasks: dict[tuple[str, str], ReadTask]) -> None:
        title = _line(self._value(row, "title"))[:TITLE_AT_MOST]
        category = _line(self._value(row, "category"))[:40] or self.section
        if not title and tasks:
            title = next(reversed(tasks.values())).title  # a row more of the task above
        if not title:
            self.plan.left_out.append(f"{number}")
            return
        task = tasks.setdefault((folded(category), folded(title)), ReadTask(title, category, row=number))
        task.owner = task.owner or _line(self._value(row, "owner"))[:60]
        task.evidence = task.evidence or _line(self._value(row, "evidence"))[:EVIDENCE_AT_MOST]
        task.occasion = task.occasion or _line(self._value(row, "occasion"))[:40]
        task.due_on = task.due_on or _day(self._value(row, "due_on"), self.year)
        for column, month in self.months.items():
            text = _text(row[column]) if column < len(row) else ""
            if text:
                self._take_cell(task, month, text, f"{_letters(column)}{number}")

    def _take_cell(self, task: ReadTask, month: int, text: str, place: str) -> None:
        due_on = ""
        if found := _DUE.search(text):
            due_on = _iso(self.year, int(found[1]), int(found[2]))
            text = text[: found.start()].rstrip() if due_on else text
        same = next((cell for cell in task.cells if cell.month == month), None)
        if same is None:
            same = ReadCell(month, "", place=place)
            task.cells.append(same)
        if text not in same.content.split("\n"):
            whole = f"{same.content}\n{text}".strip()
            same.was_cut = same.was_cut or len(whole) > CONTENT_AT_MOST
            same.content = whole[:CONTENT_AT_MOST]
        same.due_on = same.due_on or due_on


def _text(value: Cell) -> str:
    """A cell as text, line by line without the spaces around; days as people write them."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (datetime, date)):
        return f"{value.month}月{value.day}日"
    kept = "".join(char for char in str(value) if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))
    lines = (line.strip() for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)


def _line(value: Cell) -> str:
    return _text(value).replace("\n", " ")


def _day(value: Cell, year: int) -> str:
    """A day as iso text: a date, 2026-06-30, 2026年6月30日, 6月30日, 6月底, 6月; '' for what is none of these."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = folded(_text(value))
    found = re.search(r"(?:(20\d{2})[年./-])?(\d{1,2})[月./-](?:(\d{1,2})日?)?", text)
    if not found:
        return ""
    return _iso(int(found[1] or year), int(found[2]), int(found[3] or 0))


def _iso(year: int, month: int, day: int) -> str:
    """A day of the calendar; day 0 is the last of its month; '' where there is no such day."""
    try:
        if day:
            return date(year, month, day).isoformat()
        following = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1).isoformat()
    except ValueError:
        return ""


def _letters(column: int) -> str:
    """0 → A, 26 → AA."""
    column, rest = divmod(column, 26)
    return (_letters(column - 1) if column else "") + chr(ord("A") + rest)


def day_of(text: str) -> date | None:
    """A day kept as iso text."""
    return date.fromisoformat(text) if text else None


def cell_words(content: str, due_on: date | None) -> str:
    """What the export writes into a cell, so that reading it gives the same again."""
    return f"{content}（{due_on.month}月{due_on.day}日前）" if due_on else content
