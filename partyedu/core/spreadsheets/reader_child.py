"""The child that opens a spreadsheet and prints its cells as lines of JSON.

Run by ``core.sandbox`` as a script of its own, outside the package: it may import the standard library and
python-calamine only. Whatever goes wrong here becomes one line ``{"refused": reason}``.
"""

import codecs
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 4_000_000
MAX_TEXT = 32_767
MAX_UNPACKED = 400 * 1024 * 1024
MAX_PARTS = 5_000

_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
_WEB_PAGE = re.compile(r"\s*<(!doctype|html|\?xml|table|meta|head)", re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="([^"]*)"')


class Refused(Exception):
    """Carries the reason, a value of ``Refusal``."""


def main(path: str) -> None:
    """Read one table file in this bounded process; rows go to standard output as JSON lines (see ``reading``)."""
    try:
        with open(path, "rb") as file:
            head = file.read(8)
        lines = _text(path) if _is_text(head) else _workbook(path, head)
        for line in lines:
            _say(line)
        _say({"end": True})
    except MemoryError:
        raise
    except Refused as refused:
        _say({"refused": str(refused)})
    except BaseException:  # a parser may fail in any way, pyo3's panics included; each of them is a damaged file
        _say({"refused": "damaged"})


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":"), default=_plain) + "\n")


def _is_text(head: bytes) -> bool:
    return not head.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\x09\x08"))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return str(value)  # times and durations


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MAX_TEXT].strip("\r\n\t ") or None
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e20 else value
    return value


def _trimmed(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """The rows without empty cells at their end and without empty rows at the end of the sheet."""
    blank = 0
    for count, row in enumerate(rows, 1):
        while row and row[-1] is None:
            row.pop()
        if not row:
            blank += 1
            continue
        if count > MAX_ROWS:
            raise Refused("too_many_rows")
        if len(row) > MAX_COLUMNS:
            raise Refused("too_many_columns")
        yield from ([] for _ in range(blank))
        blank = 0
        yield row


# Workbooks


def _check_archive(path: str) -> None:
    """Look into the zip before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise Refused("damaged") from None
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    if not _WORKBOOK_PARTS & {part.filename for part in parts}:
        raise Refused("wrong_kind")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("too_large")


def _workbook(path: str, head: bytes) -> Iterator[Any]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    if head.startswith(b"PK"):
        _check_archive(path)
    with open(path, "rb") as file:
        data = file.read()
    if not head.startswith(b"PK") and "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("encrypted")  # an .xlsx with a password is an old-style container around the real file
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise Refused("encrypted") from None
    except CalamineError as error:
        reason = "encrypted" if re.search("password|encrypt", str(error), re.IGNORECASE) else "damaged"
        raise Refused(reason) from None
    metadata = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = [sheet for sheet in metadata if sheet.visible == SheetVisibleEnum.Visible]
    cells = 0
    for found in visible or metadata:
        yield {"sheet": found.name}
        for row in _trimmed(_filled(workbook.get_sheet_by_name(found.name))):
            cells += len(row)
            if cells > MAX_CELLS:
                raise Refused("too_large")
            yield row


def _filled(sheet: Any) -> Iterator[list[Any]]:
    """Rows from A1 on, every cell of a merged range holding the value of its top left cell."""
    if sheet.start is None:
        return
    (_, left), (bottom, right) = sheet.start, sheet.end
    if right - left + 1 > 20 * MAX_COLUMNS or (right - left + 1) * (bottom + 1) > 8 * MAX_CELLS:
        raise Refused("too_many_columns")
    starting: dict[int, list[tuple[int, int, int]]] = {}
    for (top, first), (last_row, last) in sheet.merged_cell_ranges or ():
        if first <= right and top <= bottom:
            starting.setdefault(top, []).append((last_row, first, min(last, right)))
    running: list[tuple[int, int, int, Any]] = []
    for number, values in enumerate(sheet.iter_rows()):
        row = [None] * left + [_cell(value) for value in values]
        running = [merged for merged in running if merged[0] >= number]
        running += [(last_row, first, last, row[first]) for last_row, first, last in starting.get(number, ())]
        for _last_row, first, last, value in running:
            row[first : last + 1] = [value] * (last - first + 1)
        yield row


# Text


def _text(path: str) -> Iterator[Any]:
    with open(path, "rb") as file:
        text = _decoded(file.read())
    if _WEB_PAGE.match(text):
        raise Refused("web_page")
    csv.field_size_limit(1_000_000)
    yield {"sheet": "CSV"}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        yield from _trimmed([_csv_cell(value) for value in row] for row in reader)
    except csv.Error:
        raise Refused("damaged") from None


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 (with a mark, or seen by its zero bytes) or GB18030; anything else is no text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            encodings = [encoding]
            break
    else:
        encodings = ["utf-16-le", "utf-16-be"] if b"\0" in data[:4000] else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text[:100_000]):
            return text
    raise Refused("wrong_kind")


def _delimiter(text: str) -> str:
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:20_000].splitlines()[:50]]
    return max(",;\t", key=lambda sign: sum(line.count(sign) for line in lines))


def _csv_cell(value: str) -> str | None:
    wrapped = _FORMULA_TEXT.fullmatch(value.strip())  # ="0138…" is how some systems keep Excel from eating zeros
    return _cell(wrapped[1] if wrapped else value)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="ascii")  # type: ignore[union-attr]
    main(sys.argv[1])
