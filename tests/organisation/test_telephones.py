"""A telephone number is found however it was written; days, sums of money and numbers of books are none."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyedu.organisation.telephones import telephones_in

MOBILE, LANDLINE = "13800000009", "051988881234"


@pytest.mark.parametrize(
    "written",
    [
        "13800000009", "138 0000 0009", "138-0000-0009", "138 - 0000 - 0009", "138—0000—0009",
        "１３８０００００００９",
        "１３８　００００　０００９", "138·0000·0009", "138.0000.0009", "(138)0000-0009", "1 3 8 0 0 0 0 0 0 0 9",
        "+86 138 0000 0009", "0086-13800000009", "8613800000009", "013800000009", "138\u200b0000\u200b0009",
        "一三八〇〇〇〇〇〇〇九", "幺三八零零零零零零零九", "微信同号138_0000_0009。", "13800000009/13911112222",
        "3 楼 2 号，138 0000 0009", "2026-11-26 138 0000 0009", "11月26日9:30，13800000009，带笔",
    ],
)  # fmt: skip
def test_a_mobile_is_found_however_it_was_written(written):
    assert MOBILE in telephones_in(f"有事找甲 {written}")
    assert MOBILE in telephones_in(written)


@pytest.mark.parametrize(
    "written", ["051988881234", "0519-88881234", "0519 8888 1234", "(0519)8888-1234", "+86 519 8888"]
)
def test_a_landline_is_found_with_its_area_code(written):
    assert (LANDLINE in telephones_in(written)) is (written != "+86 519 8888")


GROUPS = st.sampled_from([" ", "-", "  ", " - ", "–", "　", "·"])


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.lists(st.integers(1, 4), min_size=3, max_size=12), GROUPS)
def test_every_way_of_grouping_is_seen_through(number, sizes, between):
    parts, rest = [], number
    for size in sizes:
        parts, rest = [*parts, rest[:size]], rest[size:]
    written = between.join(part for part in [*parts, rest] if part)
    assert number in telephones_in(f"电话：{written}，找甲")


@given(st.dates(date(1921, 1, 1), date(2099, 12, 31)), st.times(), st.times())
def test_nor_is_the_time_of_an_event(day, start: time, end: time):
    assert telephones_in(f"{day:%Y-%m-%d} {start:%H:%M}-{end:%H:%M}，{day:%m月%d日}") == []


@given(st.integers(0, 99_999_999_999), st.integers(0, 99))
def test_nor_is_a_sum_of_money(whole, cents):
    assert telephones_in(f"共 {whole:,}.{cents:02d} 元") == []


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(1, 3), st.integers(4, 8), st.integers(0, 9))
def test_nor_is_the_number_of_a_book(digits, group, publisher, check):
    parts = f"{digits[:group]}-{digits[group:publisher]}-{digits[publisher:]}-{check}"
    assert telephones_in(f"ISBN 978-{parts}") == telephones_in(f"ISBN {parts}") == []
