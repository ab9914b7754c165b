"""The roster as it comes from Excel, WPS and old systems: who is in it, and what would become of each row."""

# ruff: noqa: DTZ001 - cells of a spreadsheet have no zone

import sys
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from partyedu.core.spreadsheets import Sheet, read_sheets
from partyedu.organisation.roster import (
    NEW_PERSON,
    SENTENCES,
    Dropped,
    Field,
    Header,
    Kind,
    NewUnit,
    Note,
    PersonKey,
    Precision,
    Reason,
    RosterDate,
    RosterRefused,
    RosterRow,
    Status,
    StudyMode,
    UnitIndex,
    UnitKey,
    blank_id_numbers,
    field_of,
    find_header,
    fold_name,
    fold_unit,
    guess_columns,
    match_rows,
    missing_people,
    new_units,
    read_birth,
    read_date,
    read_name,
    read_phone,
    read_roster,
    read_status,
    read_study_mode,
)

FIXTURES = Path(__file__).parents[1] / "fixtures"
TODAY = date(2026, 11, 22)
ID = "320582196503021023"


def roster(rows: list[list[object]], **options):
    return read_roster([Sheet("表", rows)], today=TODAY, **options)  # type: ignore[arg-type]


# ID numbers

id_birth = st.dates(date(1900, 1, 1), date(2026, 1, 1))
id_numbers = st.builds(
    lambda region, birth, order, check: f"{region}{birth:%Y%m%d}{order:03d}{check}",
    st.integers(110000, 829999), id_birth, st.integers(0, 999), st.sampled_from("0123456789X"),
)  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@given(id_numbers)
def test_id_number_alone_leaves_nothing(number):
    assert blank_id_numbers(number) == (None, True)
    assert blank_id_numbers(number.lower()) == (None, True)
    assert blank_id_numbers(number.translate(FULL_WIDTH)) == (None, True)
    assert blank_id_numbers(f" '{number} ") == (None, True)
    assert blank_id_numbers(number[:17]) == (None, True)


@given(
    id_numbers,
    st.lists(st.sampled_from(["", "", " ", "\u3000", "-", "\u200b", "  ", "\xa0"]), min_size=17, max_size=17),
)
def test_id_number_with_gaps_leaves_nothing(number, gaps):
    spread = "".join(char + gap for char, gap in zip(number, [*gaps, ""], strict=True))
    assert blank_id_numbers(spread) == (None, True)


@given(id_numbers, st.text(st.characters(exclude_categories=["N", "Cs"]), max_size=10))
def test_id_number_inside_a_text_is_gone_and_the_text_stays(number, words):
    kept, found = blank_id_numbers(f"证件{words}号{number}，备注")
    assert found
    assert number not in str(kept)
    assert kept == f"证件{words}号***，备注"


@given(st.integers(110000, 829999), id_birth.filter(lambda day: day.year < 2000), st.integers(0, 999))
def test_old_id_number_leaves_nothing(region, birth, order):
    number = f"{region}{birth:%y%m%d}{order:03d}"
    assert blank_id_numbers(number) == (None, True)
    assert blank_id_numbers(int(number)) == (None, True)


@given(id_numbers)
def test_id_number_as_a_number_leaves_nothing(number):
    digits = number.replace("X", "0")
    assert blank_id_numbers(int(digits)) == (None, True)
    assert blank_id_numbers(float(digits)) == (None, True)
    assert blank_id_numbers(f"{float(digits):.14E}") == (None, True)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes()))
@example("٣" * 18)
@example("1" * 5000)
@example("1 " * 5000)
def test_blanking_takes_anything_and_is_finished_after_once(cell):
    kept, found = blank_id_numbers(cell)
    assert found or kept is cell
    assert blank_id_numbers(kept)[1] is False


@given(st.integers(0, 99_999_999_999_999))
def test_member_numbers_up_to_14_digits_survive(number):
    assert blank_id_numbers(number) == (number, False)
    assert blank_id_numbers(str(number)) == (str(number), False)


@pytest.mark.parametrize(
    "cell",
    [
        "13800138000",
        "13800138000 13900139000",
        "13800138000、0519-88881234",
        "13800110121 1965",
        "1965.03.02 13800138000",
        "入党1985.07.01，转正1986.07.01",
        "100000000000000",
        "昌和社区先锋路一百二十三号四单元五零六室",
        date(1965, 3, 2),
        1.5,
        True,
    ],
)
def test_phones_and_ordinary_long_numbers_survive(cell):
    assert blank_id_numbers(cell) == (cell, False)


def test_two_id_numbers_and_one_glued_to_a_phone():
    assert blank_id_numbers(f"夫{ID}妻320582-19700101-102X电话13800138000") == ("夫***妻***电话13800138000", True)
    assert blank_id_numbers(f"{ID}13800138000") == (None, True)


# Dates


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1965.03", (1965, 3)),
        ("1965年3月", (1965, 3)),
        ("1965年03月02日", (1965, 3)),
        ("196503", (1965, 3)),
        (196503, (1965, 3)),
        ("1965-03-02", (1965, 3)),
        ("1965/3/2", (1965, 3)),
        ("1965－03", (1965, 3)),
        ("１９６５．０３", (1965, 3)),
        ("1965 年 3 月生", (1965, 3)),
        ("19650302", (1965, 3)),
        ("19650300", (1965, 3)),
        (19650302, (1965, 3)),
        ("1965-03-02 00:00:00", (1965, 3)),
        ("1965-03-02T08:00:00", (1965, 3)),
        (1965.03, (1965, 3)),
        (1965.12, (1965, 12)),
        (1965.0302, (1965, 3)),
        (1965.3, (1965, 3)),
        (23803, (1965, 3)),
        (23803.5, (1965, 3)),
        ("23803", (1965, 3)),
        (datetime(1965, 3, 2, 8), (1965, 3)),
        (date(1965, 3, 2), (1965, 3)),
        ("1965.1", (1965, 1)),
        (None, None),
        ("—", None),
    ],
)
def test_birth_in_the_forms_of_the_field(cell, expected):
    reading = read_birth(cell, today=TODAY)
    assert (reading.value, reading.error, reading.warning) == (expected, None, None)


@pytest.mark.parametrize(
    ("cell", "expected", "warning"),
    [
        (1965.1, (1965, 10), Reason.OCTOBER_ASSUMED),
        ("65.3", (1965, 3), Reason.CENTURY_ASSUMED),
        ("05年12月", (2005, 12), Reason.CENTURY_ASSUMED),
        ("20.5", (1920, 5), Reason.CENTURY_ASSUMED),
        ("650302", (1965, 3), Reason.CENTURY_ASSUMED),
        ("6503", (1965, 3), Reason.CENTURY_ASSUMED),
        ("1965", (1965, None), Reason.MONTH_MISSING),
        (1965, (1965, None), Reason.MONTH_MISSING),
    ],
)
def test_doubtful_births_carry_a_warning(cell, expected, warning):
    reading = read_birth(cell, today=TODAY)
    assert (reading.value, reading.error) == (expected, None)
    assert reading.warning.code is warning


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("1965.13", Reason.BIRTH_IMPOSSIBLE),
        (196513, Reason.BIRTH_IMPOSSIBLE),
        (1965.13, Reason.BIRTH_IMPOSSIBLE),
        ("1965.00", Reason.BIRTH_IMPOSSIBLE),
        ("1965-02-30", Reason.BIRTH_IMPOSSIBLE),
        ("2027.01", Reason.BIRTH_FUTURE),
        ("2026.12", Reason.BIRTH_FUTURE),
        ("1899.12", Reason.BIRTH_TOO_EARLY),
        ("民国54年3月", Reason.BIRTH_UNREADABLE),
        ("春节前后", Reason.BIRTH_UNREADABLE),
        ("1965.3.2.1", Reason.BIRTH_UNREADABLE),
        (12, Reason.BIRTH_UNREADABLE),
        (True, Reason.BIRTH_UNREADABLE),
    ],
)
def test_impossible_births_say_why(cell, error):
    reading = read_birth(cell, today=TODAY)
    assert reading.value is None
    assert reading.error.code is error
    assert reading.error.sentence


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_day_is_read_back_from_every_form(day):
    padded = [
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ]
    for cell in [*padded, day, datetime(day.year, day.month, day.day)]:
        assert read_date(cell, today=TODAY).value == RosterDate(day, Precision.DAY)
    for cell in [f"{day:%Y.%m}", f"{day:%Y%m}", f"{day.year}年{day.month}月", float(f"{day:%Y.%m}")]:
        assert read_birth(cell, today=TODAY).value == (day.year, day.month)
        assert read_date(cell, today=TODAY).value == RosterDate(day.replace(day=1), Precision.MONTH)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.text("0123456789./-年月日")))
def test_readers_take_anything(cell):
    birth = read_birth(cell, today=TODAY)
    assert birth.value is None or date(1900, 1, 1) <= date(birth.value[0], birth.value[1] or 1, 1) <= TODAY
    for reading in (birth, read_date(cell, today=TODAY), read_name(cell), read_phone(cell), read_status(cell)):
        assert reading.error is None or reading.error.sentence
        assert reading.warning is None or reading.warning.sentence


def test_text_without_its_zero_is_october_where_the_column_pads():
    table = [["姓名", "出生年月"], ["甲好", "1965.03"], ["乙好", "1965.1"], ["丙好", "1965年1月"]]
    rows = roster(table).rows
    assert [row.birth_month for row in rows] == [3, 10, 1]
    assert [note.code for note in rows[1].warnings] == [Reason.OCTOBER_ASSUMED]
    assert [row.birth_month for row in roster([table[0], *table[2:]]).rows] == [1, 1]


# Names, phones, words


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("王　芳", "王芳"),
        (" 王 芳\u200b", "王芳"),
        ("王\n小 芳", "王小芳"),
        ("欧阳 小芳", "欧阳小芳"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("王芳（女）", "王芳"),
        ("王芳（预备党员）*", "王芳"),
        ("张伟（大）", "张伟(大)"),
        ("𠮷 㛃", "𠮷㛃"),
        ("John  Smith", "John Smith"),
        ("\ue123芳", "\ue123芳"),
    ],
)
def test_names_are_folded(cell, expected):
    assert read_name(cell).value == expected
    assert read_name(expected).value == expected


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        (None, Reason.NAME_MISSING),
        ("　", Reason.NAME_MISSING),
        ("123", Reason.NAME_UNREADABLE),
        ("长" * 61, Reason.NAME_UNREADABLE),
    ],
)
def test_names_that_are_none(cell, error):
    assert read_name(cell).error.code is error


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("'13800138000", "13800138000"),
        ("0519-88881234", "051988881234"),
        ("（0519）88881234转801", "051988881234"),
        ("88881234", "88881234"),
        ("1.3800138001E+10", "13800138001"),
        ("无", None),
        (0, None),
        (None, None),
    ],
)
def test_phones(cell, expected):
    assert read_phone(cell) == (expected, None, None)


def test_several_phones_and_phones_that_are_none():
    for cell in ("13800138000/13900139000", "13800138000 13900139000", "0519-88881234 13800138000"):
        assert read_phone(cell).warning.code is Reason.SEVERAL_PHONES
    assert read_phone("13800138000、13800138000").warning is None
    assert read_phone("1380013800").error.code is Reason.PHONE_UNREADABLE
    assert read_phone("1.38E+10").error.code is Reason.PHONE_ROUNDED


def test_status_and_study_mode():
    words = {
        "正式党员": Status.FULL, "预备": Status.PROBATIONARY, "已转出": Status.TRANSFERRED, "转正": Status.FULL,
        "死亡": Status.DECEASED, "出党": Status.LEFT, "正常": None, "—": None,
    }  # fmt: skip
    assert {word: read_status(word).value for word in words} == words
    assert read_status("是", "是否预备").value is Status.PROBATIONARY
    assert read_status("否", "是否预备").value is Status.FULL
    assert read_status("奇怪").warning.code is Reason.STATUS_UNKNOWN
    assert [read_study_mode(word).value for word in ("就近学习", "送学上门", "线上")] == list(StudyMode)
    assert read_study_mode("随便").warning.code is Reason.STUDY_MODE_UNKNOWN


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Reason)


# Headings


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("姓名", Field.NAME), ("姓　名", Field.NAME), ("*党员姓名（必填）", Field.NAME), ("所在党支部", Field.UNIT),
        ("所属支部", Field.UNIT), ("所在黨組織", Field.UNIT), ("組織名稱", Field.UNIT), ("党小组", Field.GROUP),
        ("聯繫電話", Field.PHONE), ("手机号", Field.PHONE), ("联系方式(手机)", Field.PHONE),
        ("紧急联系人电话", Field.IGNORED),
        ("出生年月（如1965.03）", Field.BIRTH), ("生日", Field.BIRTH), ("出生地", Field.IGNORED),
        ("加入党组织日期", Field.JOINED_ON), ("入党时间", Field.JOINED_ON), ("申请入党时间", Field.IGNORED),
        ("入党介绍人", Field.IGNORED), ("公民身份号码", Field.ID_NUMBER), ("本人身份证号码", Field.ID_NUMBER),
        ("是否预备", Field.STATUS), ("文化程度", Field.EDUCATION), ("职业", Field.TRADE),
        ("学习方式", Field.STUDY_MODE),
        ("人员类别", Field.CATEGORY), ("党员编号", Field.MEMBER_NUMBER), ("性别", Field.IGNORED), ("", Field.IGNORED),
        ("支部书记", Field.IGNORED),
    ],
)  # fmt: skip
def test_headings_and_their_synonyms(heading, expected):
    assert field_of(heading)[0] is expected


def test_header_is_found_under_titles_on_the_right_sheet():
    sums = Sheet("汇总", [["支部名称", "人数", "书记姓名", "联系电话"], ["第一党支部", 30, "甲好", "13800138000"]])
    form = Sheet("填写示例", [["姓名", "手机", "出生年月"], ["张三", "13800138000", "1965.03"]])
    real = Sheet("名册", [["某社区"], [], ["姓名", "手机", "出生年月"], *[["李四", "13800138000", "1965.03"]] * 5])
    assert find_header([sums, form, real]) == Header(2, 2, 1)
    assert read_roster([sums, form, real], today=TODAY).other_sheets == ["填写示例"]
    with pytest.raises(RosterRefused):
        roster([["春天", "来了"], ["燕子", "飞了"]])


def test_header_of_two_rows_with_and_without_merged_cells():
    upper = ["序号", "姓名", "基本情况", None, "联系方式", None]
    lower = [None, None, "性别", "出生年月", "手机", "住宅电话"]
    person = [1, "甲好", "女", "1965.03", "13800138000", "88881234"]
    plain = roster([upper, lower, person])
    assert plain.header == Header(0, 0, 2)
    merged = roster(
        [["序号", "姓名", "基本情况", "基本情况", "联系方式", "联系方式"], ["序号", "姓名", *lower[2:]], person]
    )
    for found in (plain, merged):
        (row,) = found.rows
        assert (row.name, row.birth_year, row.phone, row.number) == ("甲好", 1965, "13800138000", 3)
        assert found.headings == ["序号", "姓名", "性别", "出生年月", "手机", "住宅电话"]


def test_columns_are_guessed_by_what_they_hold():
    rows = [[n, f"王小{'芳芬芸'[n % 3]}", f"1380013{8000 + n}", ID, "第一党支部", "正式党员", 7] for n in range(1, 9)]
    header = ["编号", "", "号码", "备注", "隶属", "人员类别", "参加工作时间"]
    assert guess_columns(header, rows) == [
        Field.IGNORED, Field.NAME, Field.PHONE, Field.ID_NUMBER, Field.UNIT, Field.STATUS, Field.IGNORED,
    ]  # fmt: skip


def test_finest_unit_wins_and_the_best_phone():
    header = ["姓名", "党委", "党总支", "党支部", "党小组", "家庭电话", "手机"]
    assert guess_columns(header, []) == [
        Field.NAME, Field.IGNORED, Field.IGNORED, Field.UNIT, Field.GROUP, Field.IGNORED, Field.PHONE,
    ]  # fmt: skip


# Reading whole files


def test_old_excel_roster():
    found = read_roster(read_sheets(FIXTURES / "roster.xls", "roster.xls"), today=TODAY)
    assert [
        (row.number, row.name, row.unit_name, row.birth_year, row.birth_month, row.phone) for row in found.rows
    ] == [
        (3, "甄好", "第一党支部", 1965, 3, "13800138001"),
        (4, "艾学习", "第一党支部", 1958, 11, "13900138002"),
    ]
    assert [row.joined_on for row in found.rows] == [
        RosterDate(date(1990, 7, 1), Precision.DAY),
        RosterDate(date(1985, 7, 1), Precision.MONTH),
    ]
    assert found.id_columns == ["身份证号"]
    assert found.dropped == [(5, Dropped.TOTAL)]


def test_workbook_of_the_field(tmp_path):
    path = tmp_path / "名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("填表说明").write("A1", "请如实填写")
        sheet = book.add_worksheet("党员信息")
        sheet.merge_range("A1:H1", "青禾社区党员花名册（演示）")
        sheet.write_row("A3", ["序号", "姓 名", "所在党支部", "党小组", "手机", "出生年月", "备注", "公民身份号码"])
        sheet.write_row("A4", [1, "王　芳", "", "第一小组", 13800138001, 1965.03, f"原证件{ID}", ID])
        sheet.write_row("A5", [2, "王芳", "", "第二小组", ID, 1970.1, "", ""])
        sheet.merge_range("C4:C5", "第一党支部")
        sheet.write_row("A6", ["", "小计", "", "", "", "", "2人"])
        sheet.write_row("A7", ["序号", "姓 名", "所在党支部", "党小组", "手机", "出生年月", "备注", "公民身份号码"])
        sheet.write_row("A8", [3, "", "", ""])
        sheet.write_row("A9", [4, "李四", "第二党支部", "", "138", "1965.13", int(ID)])
        sheet.merge_range("A10:H10", "填表人：甲好　审核：乙好")
        sheet.write_row("A11", ["合计", "", 3])
    found = read_roster(read_sheets(path, path.name), today=TODAY)
    assert (found.sheet_name, found.header) == ("党员信息", Header(1, 2))
    first, second, wrong = found.rows
    assert (first.name, first.unit_name, first.group_name, first.birth_month) == ("王芳", "第一党支部", "第一小组", 3)
    assert (second.name, second.unit_name, second.birth_month, second.phone) == ("王芳", "第一党支部", 10, None)
    assert {note.code for note in second.warnings} == {Reason.OCTOBER_ASSUMED, Reason.ID_BLANKED}
    assert [note.code for note in wrong.errors] == [Reason.BIRTH_IMPOSSIBLE, Reason.PHONE_UNREADABLE]
    assert found.dropped == [
        (6, Dropped.TOTAL), (7, Dropped.HEADER), (8, Dropped.BLANK), (10, Dropped.FOOTNOTE), (11, Dropped.TOTAL),
    ]  # fmt: skip
    assert (found.id_columns, found.id_cells_blanked) == (["公民身份号码"], 3)
    assert found.ignored_columns == ["备注"]
    assert ID not in repr(found)
    assert wrong.raw == ["4", "李四", "第二党支部", "", "138", "1965.13", "", ""]


def test_csv_in_gb18030_with_titles_and_merged_cells_lost(tmp_path):
    path = tmp_path / "名册.csv"
    lines = [
        "某社区党员名册,,,", "姓名,党支部,出生日期,联系电话",
        "甲好,第一党支部,1965/3/2,13800138001", "乙好,,1966/3/2,", "丙好,,1967/3/2,",
        "丁好,第二党支部,1968/3/2,", "戊好,,1969/3/2,", "己好,,1970/3/2,", "共6人,,,",
    ]  # fmt: skip
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    found = read_roster(read_sheets(path, path.name), today=TODAY)
    assert found.units_filled_down
    assert [row.unit_name for row in found.rows] == ["第一党支部"] * 3 + ["第二党支部"] * 3
    assert found.dropped == [(9, Dropped.TOTAL)]


def test_lines_that_name_a_branch_head_those_below():
    found = roster([
        ["姓名", "手机"],
        ["第一党支部（2人）", "第一党支部（2人）"], ["甲好", None], ["乙好", None],
        ["第二党支部"], ["丙好", None],
    ])  # fmt: skip
    assert [(row.name, row.unit_name) for row in found.rows] == [
        ("甲好", "第一党支部"), ("乙好", "第一党支部"), ("丙好", "第二党支部"),
    ]  # fmt: skip


def test_columns_and_header_can_be_corrected():
    table = [["甲好", "13800138001", "1965.03"], ["乙好", "13800138002", "1966.03"]]
    found = roster(table, header=Header(0, 0, 0), columns=[Field.NAME, Field.IGNORED, Field.BIRTH])
    assert [(row.name, row.phone, row.birth_month) for row in found.rows] == [("甲好", None, 3), ("乙好", None, 3)]


def test_person_joined_before_birth_and_texts_too_long():
    found = roster([["姓名", "出生年月", "入党时间", "学历"], ["甲好", "1965.03", "1956.07", "大" * 41]])
    assert [note.code for note in found.rows[0].errors] == [Reason.JOINED_BEFORE_BIRTH, Reason.TEXT_TOO_LONG]


def test_person_without_name_but_with_facts_is_an_error_not_dropped():
    found = roster([["姓名", "手机", "党支部"], [None, "13800138001", "第一党支部"], ["甲好", None, None]])
    assert [note.code for note in found.rows[0].errors] == [Reason.NAME_MISSING]


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=8), id_numbers, st.floats(), st.dates()), max_size=6), max_size=8
    )
)
def test_any_sheet_is_read_without_a_fall_and_without_an_id_number(cells):
    found = roster([["姓名", "手机", "出生年月", "党支部", "备注"], *cells])
    assert len(found.rows) + len(found.dropped) == len(cells)
    assert not any(blank_id_numbers(text)[1] for row in found.rows for text in row.raw)


# Matching


def row(
    number: int, name: str, birth: tuple[int | None, int | None] = (None, None), phone: str | None = None, **more
) -> RosterRow:
    return RosterRow(number, name, birth[0], birth[1], phone, **more)


def person(number: int, name: str, birth=(None, None), phone=None, unit=None, **values) -> PersonKey:
    return PersonKey(number, fold_name(name), *birth, phone, unit, values)


def fates(rows, people=(), units=(), **options):
    return match_rows(rows, people, units, **options)


def kinds(found):
    return [fate.kind for fate in found]


MARCH, MAY = (1965, 3), (1970, 5)
A, B = "13800138001", "13800138002"


def test_same_name_and_birth_is_one_person_with_what_changed():
    known = person(7, "王芳", MARCH, A, 1, education="大专", status="full")
    (fate,) = fates([row(2, "王芳", MARCH, B, education="本科", status=Status.FULL)], [known])
    assert (fate.kind, fate.person_id, fate.changed) == (Kind.UPDATED, 7, ("phone", "education"))


def test_two_people_of_one_name_with_different_births_are_two():
    assert kinds(fates([row(2, "王芳", MARCH, A), row(3, "王芳", MAY, A)])) == [Kind.NEW, Kind.NEW]
    assert kinds(fates([row(2, "王芳", MAY, B)], [person(7, "王芳", MARCH, A)])) == [Kind.NEW]


def test_name_and_phone_decide_where_a_birth_is_missing():
    (fate,) = fates([row(2, "王芳", MARCH, A)], [person(7, "王芳", phone=A), person(8, "王芳", phone=B)])
    assert (fate.person_id, fate.changed) == (7, ("birth",))
    (fate,) = fates([row(2, "王芳", phone=B)], [person(7, "王芳", MARCH, A), person(8, "王芳", MAY, B)])
    assert (fate.kind, fate.person_id) == (Kind.UNCHANGED, 8)


def test_a_person_decides_where_neither_tells():
    known = [person(7, "王芳", MARCH, A), person(8, "王芳", MAY)]
    for asked in (row(2, "王芳"), row(2, "王芳", phone=B)):
        (fate,) = fates([asked], known)
        assert (fate.kind, fate.candidates) == (Kind.ASK, (7, 8))
    (fate,) = fates([row(2, "王芳", (1980, 1), A)], known)
    assert (fate.kind, fate.reasons[0].code) == (Kind.ASK, Reason.SAME_PHONE_OTHER_BIRTH)
    (chosen,) = fates([row(2, "王芳")], known, decisions={2: 8})
    assert (chosen.kind, chosen.person_id) == (Kind.UNCHANGED, 8)
    assert kinds(fates([row(2, "王芳")], known, decisions={2: NEW_PERSON})) == [Kind.NEW]


def test_second_row_of_one_person_names_the_first():
    rows = [row(2, "王芳", MARCH, A), row(3, "王　芳", MARCH, B), row(4, "王芳", phone=A), row(5, "王芳")]
    found = fates(rows)
    assert kinds(found) == [Kind.NEW, Kind.DUPLICATE, Kind.DUPLICATE, Kind.ASK]
    assert [fate.first_row for fate in found] == [None, 2, 2, 2]
    found = fates(rows, [person(7, "王芳", MARCH, A)])
    assert kinds(found) == [Kind.UNCHANGED, Kind.DUPLICATE, Kind.DUPLICATE, Kind.ASK]


def test_lines_of_one_file_with_different_phones_are_two_people_where_a_birth_is_missing():
    rows = [row(2, "王芳", MARCH, A), row(3, "王芳", phone=B), row(4, "王芳", MAY, "13800138003")]
    first = fates(rows)
    assert kinds(first) == [Kind.NEW] * 3
    assert kinds(fates(rows, imported(first))) == [Kind.UNCHANGED] * 3


def test_member_numbers_tell_people_apart_and_belong_to_one():
    twins = [person(7, "王芳", MARCH, A, member_number="1"), person(8, "王芳", MARCH, A, member_number="2")]
    assert [fate.person_id for fate in fates([row(2, "王芳", MARCH, A, member_number="2")], twins)] == [8]
    assert kinds(fates([row(2, "王芳", MARCH, A)], twins)) == [Kind.ASK]
    (other,) = fates([row(2, "王芳", MARCH, A, member_number="3")], twins[:1])
    assert (other.kind, other.reasons[0].code) == (Kind.ASK, Reason.OTHER_MEMBER_NUMBER)
    (taken,) = fates([row(2, "李四", MAY, member_number="1")], twins)
    assert (taken.kind, taken.reasons[0].code) == (Kind.ERROR, Reason.MEMBER_NUMBER_TAKEN)
    (owner,) = fates([row(2, "王芳", phone=B, member_number="1")], twins)
    assert (owner.person_id, owner.changed) == (7, ("phone",))
    assert kinds(fates([row(2, "甲好", member_number="9"), row(3, "乙好", member_number="9")])) == [
        Kind.NEW,
        Kind.ERROR,
    ]


def test_empty_cells_erase_nothing_and_a_month_agrees_with_its_day():
    known = person(
        7, "王芳", MARCH, A, 1, joined_on=date(1985, 7, 15), education="大专", category="离退休党员", status="full"
    )
    month = RosterDate(date(1985, 7, 1), Precision.MONTH)
    assert kinds(fates([row(2, "王芳", MARCH, joined_on=month, category="离退休 党员")], [known])) == [Kind.UNCHANGED]
    exact = RosterDate(date(1985, 7, 1), Precision.DAY)
    assert fates([row(2, "王芳", MARCH, joined_on=exact)], [known])[0].changed == ("joined_on",)


UNITS = [
    UnitKey(1, "昌和社区", None), UnitKey(2, "第一党支部", 1), UnitKey(3, "第二党支部", 1), UnitKey(4, "第一党小组", 2),
    UnitKey(5, "第一党小组", 3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "group", "place", "new"),
    [
        ("第一党支部", None, 2, None),
        ("第1支部", None, 2, None),
        ("中共昌和社区第二支部委员会", None, 3, None),
        ("昌和社区-第二党支部", "第一党小组", 5, None),
        ("第二党支部", "第二党支部第一小组", 5, None),
        ("第三党支部", None, None, NewUnit("第三党支部", None)),
        ("第一党支部", "第九小组", None, NewUnit("第一党支部", "第九小组", 2)),
        (None, None, None, None),
    ],
)
def test_units_are_found_by_their_ways_to_write_or_offered(unit, group, place, new):
    assert UnitIndex(UNITS).place(unit, group) == (place, new, None)


def test_unit_names_that_fit_several_are_refused_and_missing_ones_counted():
    rows = [
        row(2, "甲好", group_name="第一党小组"),
        row(3, "乙好", unit_name="第三党支部"),
        row(4, "丙好", unit_name="第三党支部"),
    ]
    found = fates(rows, units=UNITS)
    assert found[0].reasons == [Note(Reason.UNIT_AMBIGUOUS, {"unit": "第一党小组"})]
    assert new_units(found) == {NewUnit("第三党支部", None): 2}
    assert fold_unit("第十二党支部") == fold_unit("第12支部")
    moved = fates([row(2, "甲好", MARCH, unit_name="第二党支部")], [person(7, "甲好", MARCH, unit=2)], UNITS)
    assert moved[0].changed == ("unit",)


def test_people_missing_from_the_file_are_listed_without_the_dead():
    people = [
        person(1, "甲好", MARCH), person(2, "乙好", MAY), person(3, "丙好", status="deceased"),
        person(4, "丁好", MARCH), person(5, "戊好", MARCH),
    ]  # fmt: skip
    broken = RosterRow(4, "丁好", errors=[Note(Reason.BIRTH_IMPOSSIBLE, {"value": "1965.13"})])
    found = fates([row(2, "甲好", MARCH), row(3, "戊好"), broken], people)
    assert [missing.id for missing in missing_people(found, people)] == [2]


def imported(found) -> list[PersonKey]:
    """What the operations would have written: every new row a person, with its unit and its values."""
    units: dict[str | None, int] = {}
    return [
        PersonKey(
            number, fold_name(one.name), one.birth_year, one.birth_month, one.phone,
            units.setdefault(one.unit_name, len(units) + 1) if one.unit_name else None,
            {
                "member_number": one.member_number, "status": one.status, "study_mode": one.study_mode,
                "joined_on": one.joined_on and one.joined_on.day, "category": one.category,
                "education": one.education, "trade": one.trade,
            },
        )
        for number, one in enumerate((fate.row for fate in found if fate.kind is Kind.NEW), 1)
    ]  # fmt: skip


GIVEN = "芳伟敏静丽强好学友爱勇慧明月春秋山海松柏"


def test_thirteen_thousand_rows_and_the_same_file_again(tmp_path):
    path = tmp_path / "district.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(["青禾区党员花名册（演示）"])
    sheet.append(["序号", "姓名", "身份证号", "所在党支部", "手机", "出生年月", "入党时间", "人员类别", "学历", "职业"])
    for n in [*range(12_900), *range(100)]:
        name = "王李张刘陈杨黄赵吴周"[n % 10] + GIVEN[n // 10 % 20] + GIVEN[n // 200 % 20]
        birth = f"{1935 + n % 70}.{n // 70 % 12 + 1:02d}" if n % 13 else None
        phone = 13_000_000_000 + n // 2 * 7
        sheet.append([n + 1, name, ID, f"第{n % 300 + 1}党支部", phone, birth, "2025.07", "正式党员", "大专", "退休"])
    book.save(path)
    sheets = read_sheets(path, path.name)
    started = time.perf_counter()
    found = read_roster(sheets, today=TODAY)
    read = time.perf_counter()
    first = match_rows(found.rows, [])
    matched = time.perf_counter()
    sys.stdout.write(
        f"13,000 rows: read {read - started:.2f} s, matched {matched - read:.2f} s, {Counter(kinds(first))}\n"
    )
    assert len(found.rows) == 13_000
    assert Counter(kinds(first))[Kind.NEW] > 12_000
    assert read - started < 8
    assert matched - read < 3

    people = imported(first)
    units = {f"第{n + 1}党支部": n for n in range(300)}
    order = list(dict.fromkeys(fate.row.unit_name for fate in first if fate.kind is Kind.NEW))
    tree = [UnitKey(number, name, None) for number, name in enumerate(order, 1) if name in units]
    again = match_rows(found.rows, people, tree)
    same = {Kind.NEW: Kind.UNCHANGED}
    assert kinds(again) == [same.get(kind, kind) for kind in kinds(first)]
    assert missing_people(again, people) == []


def test_matching_grows_with_the_rows_also_when_everybody_has_one_name():
    def seconds(count: int) -> float:
        rows = [row(n + 2, "王芳", (1935 + n % 70, n // 70 % 12 + 1), f"13{n:09d}") for n in range(count)]
        people = [person(n + 1, "王芳", phone=f"15{n:09d}") for n in range(count)]
        started = time.perf_counter()
        match_rows(rows, people)
        return time.perf_counter() - started

    assert seconds(8_000) < 12 * max(seconds(2_000), 0.01)
