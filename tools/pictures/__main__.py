"""Take the pictures of README and `docs/guide`: `python tools/pictures [CHAPTER ...]`.

Builds the demonstration in a temporary folder, serves it on loopback, and walks the guide's tasks in a real Chromium by
the words that stand on its buttons: when a word changes, this stops and names it, and the guide wants a new sentence.
Writes `docs/pictures/*.png`, each at most 150 KB. With chapters (see CHAPTERS of the modules beside this one) only
those pictures are written anew.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import asking
import door
import hall
import learning
import planning
import reaching
import road
import shelves
import stage
import teaching
import walls
from playwright.sync_api import sync_playwright
from walking import HOST, PICTURES, ZONE, Chapters, Walk

from partyedu.app import create_app
from partyedu.bench.servers import serving
from partyedu.core import settings
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.core.migrations import bring_up_to_date
from partyedu.scenarios import demo

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
]  # fmt: skip
# What stands in the QR codes of the pictures: an address as a centre has it, not this machine's loopback.
LAN_ADDRESS = "http://192.168.1.20:8000"
CHAPTERS: Chapters = {
    **stage.CHAPTERS, **road.CHAPTERS, **asking.CHAPTERS, **shelves.CHAPTERS, **teaching.CHAPTERS,
    **learning.CHAPTERS, **planning.CHAPTERS, **door.CHAPTERS, **reaching.CHAPTERS, **hall.CHAPTERS, **walls.CHAPTERS,
}  # fmt: skip


def build(folder: Path) -> None:
    """The demonstration, as the word `demo` builds it."""
    folder.mkdir(parents=True)
    (folder / "partyedu.toml").write_text(f'time_zone = "{ZONE}"\n', "utf-8")
    app = create_app(folder)
    with app.app_context(), acting_as(MACHINE):
        bring_up_to_date()
        demo.build()
        with transaction():
            settings.change(base_url=LAN_ADDRESS)
        db.session.remove()
        db.engine.dispose()


def _today(walk: Walk) -> tuple[str, str]:
    """The numbers of the session that is on and of the one after it, the first two of those to come."""
    with walk.visit() as page:
        page.goto(f"{walk.url}/theatre/")
        links = page.locator("#session-list a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    first, second, *_later = dict.fromkeys(re.sub(r"\D", "", href) for href in links)
    return first, second


def main(chapters: list[str]) -> None:
    """Every chapter is walked, since the later ones stand on what the earlier ones did."""
    unknown = set(chapters) - {chapter.__name__ for chapter in CHAPTERS}
    if unknown:
        sys.exit(f"{', '.join(unknown)}: not among {', '.join(chapter.__name__ for chapter in CHAPTERS)}")
    wanted = {
        name
        for chapter, names in CHAPTERS.items()
        if not chapters or chapter.__name__ in chapters
        for name in names
    }  # fmt: skip
    found = os.environ.get("PARTYEDU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="partyedu-pictures-") as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        build(folder / "demo")
        with serving(folder / "demo") as server:
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
            walk = Walk(browser, f"http://{HOST}:{server.port}", wanted, folder)
            walk.on_stage, walk.session = _today(walk)
            for chapter in CHAPTERS:
                chapter(walk)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
