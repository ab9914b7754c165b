"""The table of docs/performance.md: written by the tool from what the bench printed, with every aim in it."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "performance.md"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("performance_table", ROOT / "tools" / "performance_table.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(tool) -> str:
    """What stands between the marks."""
    return PAGE.read_text("utf-8").partition(tool.BEGIN)[2].partition(tool.END)[0]


def test_the_table_has_a_row_for_every_aim(tool):
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*) \|", told(tool), re.MULTILINE)
    assert [line.what for line in tool.LINES if (line.what, line.aim) not in rows] == []


def test_the_table_says_when_and_of_which_commit_it_is(tool):
    of_a_run = re.search(r"^\d{4}-\d\d-\d\d, commit [0-9a-f]{7,}", told(tool), re.MULTILINE)
    assert of_a_run or "has not been made yet" in told(tool)


HOW = {
    "at": "2026-11-26T20:00+00:00", "commit": "0123abc", "machine": "2 cores, Linux x86_64", "python": "3.11.7",
    "database": "SQLite", "rounds": 3, "seconds": 3.0,
}  # fmt: skip


def test_a_figure_that_misses_its_aim_is_said_to(tool):
    visits = {"schedule": {"bytes": 41 * 1024}, "home": {"bytes": 30 * 1024}}
    text = tool.table({"measured": HOW, "first_visit": visits})
    assert text.startswith("2026-11-26, commit 0123abc, 2 cores")
    assert "| first visit of schedule on a phone, compressed, everything | ≤ 40 KB | 41.0 KB | **missed** |" in text
    assert "| first visit of home on a phone, compressed, everything | ≤ 40 KB | 30.0 KB | reached |" in text
    assert "| first visit of check-in on a phone, compressed, everything | ≤ 40 KB | not measured |  |" in text


def test_what_stands_outside_the_marks_is_not_touched(tool):
    page = f"before\n{tool.BEGIN}\nold\n{tool.END}\nafter"
    new = tool.written(page, [{}])
    assert new.startswith("before\n") and new.endswith("\nafter") and "\nold\n" not in new
