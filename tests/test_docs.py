"""The guide and its pictures: every picture that is named exists, every one that exists is shown, every link leads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = (".html", ".py", ".js")  # of the words on buttons and headings
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
LOOSE = re.compile(r"……|…|某某|[几谁]|\d+")  # what the guide writes where the page has a number or a name
# Between quotation marks, and yet no words of this software.
OTHERS = {"引号", "兼容性最好", "2026年1月", "离开此网站吗"}
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


def test_what_the_guide_quotes_stands_on_a_button_or_a_heading():
    sources = [file for file in (ROOT / "partyedu").rglob("*") if file.suffix in SOURCES and "vendor" not in file.parts]
    house = re.sub(r"\s+", "", "\n".join(PLACE.sub("§", file.read_text("utf-8")) for file in sources))

    def stands(quoted: str) -> bool:
        quoted = re.sub(r"\s+", "", quoted)
        loosely = LOOSE.sub(lambda found: f"(§|{found[0]})", re.escape(quoted))
        return quoted in house or bool(LOOSE.search(quoted) and re.search(loosely, house))

    quotes = {
        (page.name, quoted)
        for page in sorted((ROOT / "docs" / "guide").glob("*.md"))
        for quoted in re.findall("“([^”]+)”", page.read_text("utf-8"))
    }
    assert sorted((page, quoted) for page, quoted in quotes if quoted not in OTHERS and not stands(quoted)) == []
