"""Reading online: a stored file as it is read on a page, and pictures of a PDF's pages that are made when looked at."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "speakers"))

import papers

from partyedu.core import clock, derived, uploads
from partyedu.core.db import db
from partyedu.core.documents import Kind
from partyedu.core.reading import readable
from partyedu.core.uploads import StoredFile, store


def stored(app, name: str, data: bytes) -> StoredFile:
    """A file as it is kept, with everything that was read from it."""
    row = store(uploads.read(papers.storage(name, data), tuple(Kind)))
    db.session.commit()
    return db.session.get_one(StoredFile, row.id)


def kept(app, folder: str = "derived") -> list[str]:
    place = Path(app.config["DATA"], folder)
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


@pytest.fixture(autouse=True)
def _inside(app):
    """Files are stored in the application, no page is asked for."""
    for name in kept(app):
        Path(app.config["DATA"], "derived", name).unlink()
    with app.app_context():
        yield
        db.session.remove()


def test_a_show_is_read_slide_by_slide(app):
    file = readable(stored(app, "课.pptx", papers.slides("第一讲：扫地", "", "第三讲：锅炉")))
    assert [(slide.number, slide.title, slide.is_blank) for slide in file.slides] == [
        (1, "第一讲：扫地", False), (2, "", True), (3, "第三讲：锅炉", False),
    ]  # fmt: skip


def test_the_pages_of_a_pdf_are_drawn_when_somebody_looks_and_only_once(app):
    row = stored(app, "册.pdf", papers.pdf_of(8))
    original = uploads.folder() / row.key
    assert kept(app) == []
    first = derived.page(original, 1)
    assert first is not None
    assert first.read_bytes().startswith(b"\xff\xd8\xff")
    assert len(kept(app)) == derived.PAGES_AT_ONCE, "those that follow come with it"
    made = first.stat().st_ino
    assert derived.page(original, 1).stat().st_ino == made
    assert derived.page(original, 8) is not None
    assert len(kept(app)) == derived.PAGES_AT_ONCE + 1


def test_there_is_no_page_before_the_first_and_none_behind_those_that_are_shown(app):
    original = uploads.folder() / stored(app, "册.pdf", papers.pdf_of(3)).key
    assert [derived.page(original, number) for number in (-1, 0, derived.PAGES_AT_MOST + 1, 10**9)] == [None] * 4
    assert derived.page(original, 4) is None


def test_a_file_that_cannot_be_drawn_costs_its_seconds_once(app, monkeypatch):
    original = uploads.folder() / stored(app, "册.pdf", papers.pdf_of(2)).key
    original.write_bytes(b"%PDF-1.7 nothing")
    assert derived.page(original, 1) is None
    monkeypatch.setattr(derived.documents, "page_pictures", lambda *_args: pytest.fail("drawn a second time"))
    assert derived.page(original, 1) is None


def test_sixty_thousand_pages_are_read_and_drawn_within_their_bounds(app):
    data = papers.pdf_of(60_000)
    began = time.monotonic()
    row = stored(app, "长.pdf", data)
    assert (row.pages, readable(row).pictured) == (60_000, derived.PAGES_AT_MOST)
    assert derived.page(uploads.folder() / row.key, derived.PAGES_AT_MOST) is not None
    assert time.monotonic() - began < 25
    assert sum(Path(app.config["DATA"], "derived", name).stat().st_size for name in kept(app)) < 3_000_000


def test_pictures_go_with_their_file_and_are_in_no_backup(app):
    from partyedu.admin import backups

    row = stored(app, "册.pdf", papers.pdf_of(2))
    assert derived.page(uploads.folder() / row.key, 1) is not None
    contents = backups.make(Path(app.config["DATA"]) / "trial.zip")
    assert [name for name in contents.files if name.startswith("uploads/")] == [
        f"uploads/{name}" for name in sorted((row.key, row.preview_key))
    ]
    assert not [name for name in contents.files if "derived" in name]
    uploads.discard(row)
    db.session.commit()
    assert kept(app) == kept(app, "uploads") == []


def test_pictures_nobody_looks_at_are_swept(app, monkeypatch):
    row = stored(app, "册.pdf", papers.pdf_of(2))
    stray = derived.folder() / f"{'0' * 32}-1.jpg"
    stray.write_bytes(b"x")
    assert derived.page(uploads.folder() / row.key, 1) is not None
    assert uploads.sweep() == 0
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + derived.KEPT / 30)
    assert uploads.sweep() == 1, "the stray one"
    monkeypatch.setattr(clock, "now", lambda: now + derived.KEPT * 1.1)
    assert uploads.sweep() == 2
    assert kept(app) == []


def test_a_slide_with_64_kb_is_shown_in_part(app):
    file = readable(stored(app, "长.pptx", papers.slides("字" * 65_536, "第二张")))
    assert (file.is_cut, len(file.slides)) == (True, 1)
    assert len(file.slides[0].title) < 41_000
