"""Copy the browser parts from an npm folder into the package: `python tools/vendor.py NODE_MODULES`.

`NODE_MODULES` is what
`npm i htmx.org@2.0.11 idiomorph@0.8.0 sortablejs@1.15.7 lucide-static@1.62.0 axe-core@4.14.1` left behind.
Writes the scripts, the icon sprite, the licence texts and both VENDOR.md lists with their sha256, so that
`tests/test_vendor.py` can tell whether a vendored file was touched by hand.
To add an icon, add its name to `tools/icons.txt` and run this again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "partyedu" / "static" / "vendor"
TESTS = ROOT / "tests" / "vendor"

ICONS = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").split()


@dataclass(frozen=True)
class Part:
    """One vendored file: `source` is its path inside the npm package, None for the sprite, which is built."""

    package: str
    source: str | None
    target: Path
    licence: str

    def place(self, npm: Path) -> None:
        if self.source:
            shutil.copyfile(npm / self.package / self.source, self.target)
        else:
            self.target.write_text(sprite(npm / self.package / "icons"), encoding="utf-8", newline="\n")
        licence_text = (npm / self.package / "LICENSE").read_text(encoding="utf-8")
        (self.target.parent / self.licence_file).write_text(licence_text, encoding="utf-8", newline="\n")

    @property
    def licence_file(self) -> str:
        return f"LICENSE.{self.package.removesuffix('.org')}.txt"


PARTS = (
    Part("htmx.org", "dist/htmx.min.js", PACKAGE / "htmx.min.js", "0BSD"),
    Part("idiomorph", "dist/idiomorph-ext.min.js", PACKAGE / "idiomorph-ext.min.js", "0BSD"),
    Part("sortablejs", "Sortable.min.js", PACKAGE / "sortable.min.js", "MIT"),
    Part("lucide-static", None, PACKAGE / "lucide.svg", "ISC, some icons MIT"),
    Part("axe-core", "axe.min.js", TESTS / "axe.min.js", "MPL-2.0"),
)


def sprite(icons: Path) -> str:
    """One SVG with a symbol per name in icons.txt; colour and line come from the stylesheet's `.icon`."""
    symbols = []
    for name in ICONS:
        drawing = (icons / f"{name}.svg").read_text(encoding="utf-8")
        found = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if not found:
            raise ValueError(f"{name}.svg holds no drawing")
        body = re.sub(r"\s*\n\s*", "", found.group(1))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def inventory(parts: list[Part], npm: Path) -> str:
    """VENDOR.md of one folder: name, version, licence, sha256 of every file."""
    lines = [
        "# Vendored files",
        "",
        "Written by `tools/vendor.py`; the files are as published and never edited by hand.",
        "",
        "| file | package | version | licence | licence text | sha256 |",
        "|---|---|---|---|---|---|",
    ]
    for part in parts:
        version = json.loads((npm / part.package / "package.json").read_text(encoding="utf-8"))["version"]
        digest = hashlib.sha256(part.target.read_bytes()).hexdigest()
        cells = (part.target.name, part.package, version, part.licence, part.licence_file, digest)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    npm = Path(sys.argv[1])
    for part in PARTS:
        part.target.parent.mkdir(parents=True, exist_ok=True)
        part.place(npm)
    for folder in (PACKAGE, TESTS):
        kept = [part for part in PARTS if part.target.parent == folder]
        (folder / "VENDOR.md").write_text(inventory(kept, npm), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
