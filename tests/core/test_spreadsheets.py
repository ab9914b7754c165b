"""Spreadsheets from outside are read in a child with limits; those we write hold text as text."""

# ruff: noqa: DTZ001 - cells of a spreadsheet have no zone

import io
import random
import struct
import sys
import time
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from partyedu.core import sandbox, spreadsheets
from partyedu.core.spreadsheets import REFUSALS, Refusal, SpreadsheetRefused, Table, read_sheets, write_workbook

FIXTURES = Path(__file__).parents[1] / "fixtures"


def refusal(path: Path, filename: str) -> Refusal:
    with pytest.raises(SpreadsheetRefused) as refused:
        read_sheets(path, filename)
    assert refused.value.sentence == REFUSALS[refused.value.reason]
    return refused.value.reason


def saved(path: Path, rows: list[list[object]], title: str = "表") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Put other bytes into one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(old, new) if name == part else data)


def test_workbook_keeps_row_numbers_dates_and_numbers(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    sheet["B3"] = "甲"
    sheet["C3"] = date(1965, 3, 2)
    sheet["D3"] = datetime(1965, 3, 2, 9, 30)
    sheet["E3"], sheet["F3"], sheet["G3"] = 13800138000, 1965.1, True
    book.save(path)
    (sheet,) = read_sheets(path, "a.xlsx")
    assert sheet.name == "名册"
    row = [None, "甲", date(1965, 3, 2), datetime(1965, 3, 2, 9, 30), 13800138000, 1965.1, True]
    assert sheet.rows == [[], [], row]
    assert isinstance(sheet.rows[2][4], int)


def test_value_of_a_merged_range_stands_in_every_cell(tmp_path):
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:C4", "第一党支部")
        sheet.write("D4", "丁")
        sheet.merge_range("F1:G1", "题")
    rewritten(path, "xl/worksheets/sheet1.xml", b"F1:G1", b"F1:XFD1")
    (sheet,) = read_sheets(path, "merged.xlsx")
    merged = [None, "第一党支部", "第一党支部"]
    assert sheet.rows == [[None] * 5 + ["题"], merged, merged, [*merged, "丁"]]


def test_hidden_sheets_are_not_read(tmp_path):
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("看得见").write("A1", "甲")
        hidden = book.add_worksheet("代码表")
        hidden.write("A1", "乙")
        hidden.hide()
    assert [sheet.name for sheet in read_sheets(path, "hidden.xlsx")] == ["看得见"]


def test_old_excel_file_with_merged_cells():
    sheets = read_sheets(FIXTURES / "roster.xls", "名册.XLS")
    assert [sheet.name for sheet in sheets] == ["说明", "党员名册"]
    assert sheets[1].rows[3][:4] == ["艾学习", "第一党支部", "139 0013 8002", date(1958, 11, 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_the_encodings_of_the_field(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    text = '姓名,电话,备注\r\n𠮷野,="013800138000","甲\n乙"\r\n,,\r\n'.replace(",", delimiter)
    path.write_bytes(text.encode(encoding))
    (sheet,) = read_sheets(path, "a.csv")
    assert sheet.rows == [["姓名", "电话", "备注"], ["𠮷野", "013800138000", "甲\n乙"]]


def test_tab_separated_text_called_xls_is_read(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes("姓名\t电话\n甲\t1\n".encode("gb18030"))
    assert read_sheets(path, "a.xls")[0].rows == [["姓名", "电话"], ["甲", "1"]]


def test_refusals_say_why(tmp_path):
    def file(data: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(data)
        return path

    good = saved(tmp_path / "good.xlsx", [["姓名"] * 5] * 50).read_bytes()
    assert refusal(file(good), "good.exe") is Refusal.WRONG_KIND
    assert refusal(file(b""), "a.xlsx") is Refusal.EMPTY
    assert refusal(saved(tmp_path / "empty.xlsx", []), "a.xlsx") is Refusal.EMPTY
    assert refusal(file(b"<html><table></table>"), "a.xls") is Refusal.WEB_PAGE
    assert refusal(file(bytes(range(256)) * 20), "a.csv") is Refusal.WRONG_KIND
    assert refusal(file(b"%PDF-1.7\n\x00\x01"), "a.xlsx") is Refusal.WRONG_KIND
    assert refusal(file(good[: len(good) // 2]), "a.xlsx") is Refusal.DAMAGED
    assert refusal(file(good.replace(b"PK\x05\x06", b"PK\x05\x07")), "a.xlsx") is Refusal.DAMAGED
    assert refusal(FIXTURES / "encrypted.xlsx", "a.xlsx") is Refusal.ENCRYPTED
    assert refusal(file((FIXTURES / "roster.xls").read_bytes()[:3000]), "a.xls") is Refusal.DAMAGED


def test_zip_that_is_no_workbook_or_encrypted(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(path, "a.xlsx") is Refusal.WRONG_KIND
    data = bytearray(saved(path, [["姓名"]]).read_bytes())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
    path.write_bytes(data)
    assert refusal(path, "a.xlsx") is Refusal.ENCRYPTED


def bomb(path: Path, declare: bool) -> Path:
    """A workbook of 2 MB whose sheet unpacks to 1 GB; honest about it in its directory or lying."""
    saved(path, [["姓名"]])
    parts = {part.filename: zipfile.ZipFile(path).read(part) for part in zipfile.ZipFile(path).infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, data)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(
                b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            )
            sheet.write(b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>')
            for _ in range(1024):
                sheet.write(b"A" * 1024 * 1024)
            sheet.write(b"</t></is></c></row></sheetData></worksheet>")
    if not declare:
        data = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
        path.write_bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 1000)))
    return path


@pytest.mark.parametrize("declare", [True, False])
def test_zip_bomb_is_refused_in_bounded_time(tmp_path, declare):
    path = bomb(tmp_path / "bomb.xlsx", declare)
    started = time.perf_counter()
    assert refusal(path, "bomb.xlsx") in (Refusal.TOO_LARGE, Refusal.DAMAGED, Refusal.TOO_SLOW)
    assert time.perf_counter() - started < spreadsheets.reading.SECONDS + 2


def test_too_many_rows_and_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("甲\n" * 100_001, encoding="utf-8")
    assert refusal(path, "a.csv") is Refusal.TOO_MANY_ROWS
    path.write_text("甲\n" * 100_000 + "\n" * 500, encoding="utf-8")
    assert len(read_sheets(path, "a.csv")[0].rows) == 100_000
    path.write_text(",".join("甲" * 201), encoding="utf-8")
    assert refusal(path, "a.csv") is Refusal.TOO_MANY_COLUMNS
    assert refusal(saved(tmp_path / "wide.xlsx", [["甲"] * 201]), "a.xlsx") is Refusal.TOO_MANY_COLUMNS
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "甲", "乙"  # two cells that span 17 thousand million
    book.save(tmp_path / "far.xlsx")
    assert refusal(tmp_path / "far.xlsx", "a.xlsx") in (Refusal.TOO_MANY_COLUMNS, Refusal.TOO_LARGE)


def test_damaged_bytes_never_escape_as_anything_else(tmp_path):
    good = saved(tmp_path / "good.xlsx", [["姓名", "电话"]] * 20).read_bytes()
    path = tmp_path / "broken.xlsx"
    dice = random.Random(5)
    for _ in range(12):
        data = bytearray(good)
        for _ in range(20):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        with suppress(SpreadsheetRefused):
            read_sheets(path, "broken.xlsx")


def test_thirteen_thousand_rows_in_about_a_second(tmp_path):
    path = tmp_path / "big.xlsx"
    write_workbook(
        [Table("名册", list("甲乙丙丁戊己庚辛壬癸"), (["李四", "1965.03"] * 5 for _ in range(13_000)))], path
    )
    started = time.perf_counter()
    (sheet,) = read_sheets(path, "big.xlsx")
    seconds = time.perf_counter() - started
    sys.stdout.write(f"13,000 rows of 10 cells read in {seconds:.2f} s\n")
    assert len(sheet.rows) == 13_001
    assert seconds < 5


def child(tmp_path: Path, code: str) -> Path:
    path = tmp_path / "child.py"
    path.write_text(code, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("while True: pass", sandbox.Ending.TOO_SLOW),
        ("import time; time.sleep(60)", sandbox.Ending.TOO_SLOW),
        ("x = b'x' * 10**10", sandbox.Ending.TOO_LARGE),
        ("while True: print('x' * 100_000)", sandbox.Ending.TOO_LARGE),
        ("raise SystemExit(3)", sandbox.Ending.CRASHED),
    ],
)
def test_child_is_held_to_its_limits(tmp_path, code, ending):
    started = time.perf_counter()
    with pytest.raises(sandbox.ChildFailed) as failed:
        sandbox.run(child(tmp_path, code), [], seconds=2, memory_mb=256, output_mb=4)
    assert failed.value.ending is ending
    assert time.perf_counter() - started < 5


def test_child_sees_its_arguments_and_no_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    code = "import os, sys; print(sys.argv[1], 'SECRET_KEY' in os.environ)"
    assert sandbox.run(child(tmp_path, code), ["甲"]).decode().split() == ["甲", "False"]


# Writing


def written(*tables: Table) -> openpyxl.Workbook:
    buffer = io.BytesIO()
    write_workbook(list(tables), buffer)
    return openpyxl.load_workbook(io.BytesIO(buffer.getvalue()))


DANGEROUS = ["=1+1", "+86 138", "-1", "@SUM(A1)", '=HYPERLINK("x")', "https://a.example", "00123", "13800138000"]


def test_texts_stay_texts_whatever_they_begin_with():
    sheet = written(Table("表", ["一"], [[text] for text in DANGEROUS])).active
    assert [sheet.cell(row, 1).value for row in range(2, 2 + len(DANGEROUS))] == DANGEROUS
    assert {sheet.cell(row, 1).data_type for row in range(2, 2 + len(DANGEROUS))} == {"s"}
    assert all(sheet.cell(row, 1).hyperlink is None for row in range(2, 2 + len(DANGEROUS)))


def test_values_by_their_kind():
    instant = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)  # 09:30 in the hall
    row = [13800138000, 13800138000.0, 12, 1.5, date(2026, 3, 1), instant, None, True, float("nan"), "a\x00\x0bb\ud800"]
    sheet = written(Table("表", ["列"] * len(row), [row])).active
    values = [cell.value for cell in sheet[2]]
    assert values[:4] == ["13800138000", "13800138000", 12, 1.5]
    assert values[4] == datetime(2026, 3, 1)
    assert values[5] == datetime(2026, 3, 1, 9, 30)
    assert values[6:] == [None, True, "nan", "ab"]


def test_long_texts_are_cut_and_the_file_still_opens():
    sheet = written(Table("表", ["列"], [["长" * 40_000], ["𠮷" * 40_000]])).active
    assert len(sheet["A2"].value) == 32_767
    assert len(sheet["A3"].value) == 16_383


def test_sheet_prints_on_a4_with_its_headings_on_every_page():
    sheet = written(Table("名册", ["姓名", "说明"], [["欧阳小明小明", "x"]])).active
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


def test_titles_that_excel_refuses():
    titles = ["a/b:c*d?[e]\\f", "", "名" * 40, "名" * 40, "History", "'"]
    assert written(*(Table(title, ["一"], []) for title in titles)).sheetnames == [
        "a b c d  e  f", "Sheet", "名" * 31, "名" * 29 + " 2", "History_", "Sheet 2",
    ]  # fmt: skip


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "round.xlsx"
    rows = [[*DANGEROUS, date(1965, 3, 2), 7]]
    write_workbook([Table("表", [f"列{n}" for n in range(10)], rows)], path)
    assert read_sheets(path, "round.xlsx")[0].rows[1:] == rows
