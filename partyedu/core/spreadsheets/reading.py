"""Reading a spreadsheet: the parent's side. The file itself is opened by ``reader_child.py`` only."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from partyedu.core import sandbox
from partyedu.core.words import N_

Cell = str | int | float | date | datetime | bool | None

MAX_BYTES = 20 * 1024 * 1024
SECONDS = 10
MEMORY_MB = 512
SUFFIXES = (".xlsx", ".xls", ".csv", ".ods", ".xlsm", ".et")

_CHILD = Path(__file__).with_name("reader_child.py")


class Refusal(StrEnum):
    """Why a file is not read."""

    WRONG_KIND = "wrong_kind"
    WEB_PAGE = "web_page"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_SLOW = "too_slow"


REFUSALS: Mapping[Refusal, str] = {
    Refusal.WRONG_KIND: N_("这不是表格文件。请选择 .xlsx、.xls 或 .csv 文件。"),
    Refusal.WEB_PAGE: N_("这个文件其实是网页，不是表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    Refusal.ENCRYPTED: N_("这个表格设了密码，打不开。请先去掉密码再上传。"),
    Refusal.DAMAGED: N_("这个文件坏了，读不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。"),
    Refusal.EMPTY: N_("这个表格里没有内容。"),
    Refusal.TOO_LARGE: N_("这个表格展开后太大了。请只保留名册这一张表，再试一次。"),
    Refusal.TOO_MANY_ROWS: N_("表格超过 10 万行了。请分成几个文件上传。"),
    Refusal.TOO_MANY_COLUMNS: N_("表格超过 200 列了。请删去用不着的列，再试一次。"),
    Refusal.TOO_SLOW: N_("读这个表格用的时间太长，已经停下。请另存为 .xlsx，或者分成几个文件再试。"),
}


class SpreadsheetRefused(Exception):
    """The file is not read; ``reason`` says why, ``REFUSALS[reason]`` holds the sentence for the person."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def sentence(self) -> str:
        """The source sentence (Simplified Chinese), to be translated by whoever shows it."""
        return REFUSALS[self.reason]


@dataclass
class Sheet:
    """One sheet. ``rows[0]`` is the first row of the file, so row numbers are those a person sees, less one."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)


def read_sheets(path: Path, filename: str) -> list[Sheet]:
    """The visible sheets of a spreadsheet; the value of a merged range stands in every cell of the range.

    ``filename`` is the name the person gave it; its ending must be one of ``SUFFIXES``, but what the file is, is
    decided by its content (an .xls is often an .xlsx, a web page or tab-separated text). Cells that look like whole
    numbers are ``int``; empty cells are ``None``. Text of .csv stays text. Raises ``SpreadsheetRefused``.
    """
    if not filename.lower().endswith(SUFFIXES):
        raise SpreadsheetRefused(Refusal.WRONG_KIND)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SpreadsheetRefused(Refusal.TOO_LARGE)
    if not size:
        raise SpreadsheetRefused(Refusal.EMPTY)
    try:
        printed = sandbox.run(_CHILD, [str(path.resolve())], seconds=SECONDS, memory_mb=MEMORY_MB)
    except sandbox.ChildFailed as failure:
        raise SpreadsheetRefused(_REFUSAL_OF[failure.ending]) from None
    sheets = list(_sheets_of(printed))
    if not any(sheet.rows for sheet in sheets):
        raise SpreadsheetRefused(Refusal.EMPTY)
    return sheets


_REFUSAL_OF = {
    sandbox.Ending.TOO_SLOW: Refusal.TOO_SLOW,
    sandbox.Ending.TOO_LARGE: Refusal.TOO_LARGE,
    sandbox.Ending.CRASHED: Refusal.DAMAGED,
}


def _value_of(mapping: dict[str, Any]) -> Any:
    if "date" in mapping:
        return date.fromisoformat(mapping["date"])
    if "datetime" in mapping:
        return datetime.fromisoformat(mapping["datetime"])
    return mapping


def _sheets_of(printed: bytes) -> Iterator[Sheet]:
    """Read the child's lines: ``{"sheet": name}`` and its rows as lists, at the end ``{"end": true}``."""
    decode = json.JSONDecoder(object_hook=_value_of).decode
    sheet: Sheet | None = None
    for line in printed.decode("utf-8").splitlines():
        found = decode(line)
        if isinstance(found, list) and sheet is not None:
            sheet.rows.append(found)
            continue
        if sheet is not None:
            yield sheet
        if "refused" in found:
            raise SpreadsheetRefused(Refusal(found["refused"]))
        if "end" in found:
            return
        sheet = Sheet(found["sheet"])
    raise SpreadsheetRefused(Refusal.DAMAGED)
