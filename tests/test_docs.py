"""The guide and its pictures: every picture that is named exists, every one that exists is shown, every link leads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def links(pictures: bool) -> list[tuple[str, Path]]:
    """(page, file it leads to) of what stands in the pages, addresses of the web left out."""
    return [
        (page.name, (page.parent / target).resolve())
        for page in PAGES
        for mark, target in LINK.findall(page.read_text("utf-8"))
        if bool(mark) is pictures and "://" not in target
    ]


def test_every_picture_and_page_that_is_named_exists():
    assert [(page, file.name) for page, file in links(True) + links(False) if not file.exists()] == []


def test_every_picture_is_shown_somewhere():
    shown = {file.name for _page, file in links(True)}
    assert sorted({file.name for file in (ROOT / "docs" / "pictures").iterdir()} - shown) == []


def test_every_page_of_the_guide_stands_in_its_index():
    index = (ROOT / "docs" / "guide" / "README.md").read_text("utf-8")
    pages = sorted((ROOT / "docs" / "guide").glob("[0-9]*.md"))
    assert [page.name for page in pages if f"]({page.name})" not in index] == []
