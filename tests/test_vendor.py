"""Vendored files are what VENDOR.md says, carry their licence, and hold every icon that a page asks for."""

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "partyedu"
FOLDERS = [PACKAGE / "static" / "vendor", ROOT / "tests" / "vendor"]

# `icon('house')` in a template or `icon="house"` in a navigation entry, or the sprite's own address.
ASKED = re.compile(r"""(?:\bicon\(\s*['"]|\bicon=['"]|lucide\.svg['")\s~]*#)([a-z][a-z0-9-]*)""")


def rows(folder: Path) -> list[list[str]]:
    lines = (folder / "VENDOR.md").read_text(encoding="utf-8").splitlines()
    table = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in table[1:]]


@pytest.mark.parametrize("folder", FOLDERS, ids=["package", "tests"])
def test_vendored_files_are_as_published(folder: Path) -> None:
    listed = set()
    for name, _package, _version, _licence, licence_file, digest in rows(folder):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert re.search(
            r"Permission to use|Permission is hereby granted|Mozilla Public License",
            (folder / licence_file).read_text("utf-8"),
        )
        listed |= {name, licence_file}
    assert {path.name for path in folder.iterdir()} == listed | {"VENDOR.md"}


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    sprite = ElementTree.parse(FOLDERS[0] / "lucide.svg").getroot()
    symbols = {child.attrib["id"] for child in sprite}
    assert len(symbols) == len(sprite)
    missing = {
        (name, page.relative_to(ROOT).as_posix())
        for page in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]
        for name in ASKED.findall(page.read_text("utf-8"))
        if name not in symbols
    }
    assert missing == set()


def test_sprite_holds_no_script_and_no_style() -> None:
    text = (FOLDERS[0] / "lucide.svg").read_text("utf-8")
    assert not re.search(r"<script|<style|\son\w+=|style=|href=", text)
