"""S5 and R13, small: files that are meant to harm, and uploads that break off, through the pages they come in by.

Each is refused with a sentence, leaves no row and no file, and the house goes on. What the readers of documents do with
hundreds of broken files is tested in ``tests/core/test_documents.py`` and ``test_spreadsheets.py``.
"""

import io
import socket
import sqlite3
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from living_centre import PHOTO, LivingCentre, Server, encoded, serving
from sqlalchemy import func, select

from partyedu.accounts.models import Role
from partyedu.core.db import db

FOLDERS = ("uploads", "imports")
sys.path.insert(0, str(Path(__file__).parents[1] / "speakers"))

import papers  # noqa: E402 - stands in the folder above

FILM = (Path(__file__).parents[1] / "fixtures" / "small.mp4").read_bytes()


def packed(entries: dict[str, bytes]) -> bytes:
    """A zip of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def word_with(entities: str) -> bytes:
    """A .docx whose text begins with entities."""
    text = f'<?xml version="1.0"?>{entities}<w:document xmlns:w="x"><w:body>&a;</w:body></w:document>'
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode()})


SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>'
    "</worksheet>"
)
BILLION = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HARMFUL = {
    "a bomb": ("提纲.docx", papers.zip_bomb()),
    "entities in entities": ("提纲.docx", word_with(BILLION)),
    "a file from outside": ("提纲.docx", word_with(OUTSIDE)),
    "a way out of the folder": ("../../../etc/cron.d/x.docx", packed({"../../evil": b"x"})),
    "a name that is a device": ("CON\x00.pdf", b"%PDF-1.7\n garbage"),
    "a drawing with a script": ("图.jpg", papers.SVG),
    "a page": ("x.html", b"<script>alert(1)</script>"),
    "a picture of 60,000 by 60,000": ("图.png", papers.huge_picture()),
    "half a picture": ("图.jpg", PHOTO[: len(PHOTO) // 2]),
    "a program": ("run.exe", b"MZ" + b"\0" * 300),
    "a page called a video": ("片.mp4", b"<!doctype html><script>alert(1)</script>"),
    "a zip called a video": ("片.webm", packed({"x": b"x" * 5000})),
    "a video where none is taken": ("片.mp4", FILM),
    "a locked show": ("课.pptx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9),
    "half a PDF": ("册.pdf", papers.pdf_of(40)[:-400]),
}
PICTURES = ("a drawing with a script", "a picture of 60,000 by 60,000", "half a picture", "a page", "a bomb")
CONTENTS = {"[Content_Types].xml": b"<Types/>"}
ROSTERS = {
    "a bomb": ("名册.xlsx", packed({**CONTENTS, "xl/worksheets/sheet1.xml": b" " * 400_000_000})),
    "entities": ("名册.xlsx", packed({**CONTENTS, "xl/workbook.xml": BILLION.encode()})),
    "a locked workbook": ("名册.xlsx", (Path(__file__).parents[1] / "fixtures" / "encrypted.xlsx").read_bytes()),
    "half a workbook": ("名册.xlsx", packed({"xl/worksheets/sheet1.xml": SHEET.encode()})[:120]),
    "an old workbook of noise": ("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40),
    "a page called a workbook": ("名册.xls", b"<html><table><tr><td>x</td></tr></table></html>"),
    "a way out of the folder": ("../../../名册.csv\x00.exe", b"MZ"),
}


def everything(app: Flask) -> tuple[dict[str, int], list[str]]:
    """How many rows stand in each table, and which files lie in the folders of uploads."""
    with app.app_context():
        rows = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }
        db.session.remove()
    files = [str(path) for folder in FOLDERS for path in Path(app.config["DATA"], folder).rglob("*") if path.is_file()]
    return rows, files


def refused(app: Flask, answer: Any, before: Any) -> list[str]:
    """What is wrong with a refusal: its status, its sentence, what it left behind."""
    found = [] if answer.status == 422 else [f"status {answer.status}"]
    found += [] if any(sentence.strip() for sentence in answer.errors()) else ["no sentence"]
    after = everything(app)
    if after != before:
        found += [f"left behind: {set(after[1]) - set(before[1])} {dict(after[0].items() - before[0].items())}"]
    return found


@pytest.mark.parametrize("what", HARMFUL)
def test_harmful_file_as_an_outline_is_refused_and_leaves_nothing(app, make, visit, what):
    name, content = HARMFUL[what]
    speaker = visit(make.member())
    before = everything(app)
    talk = {"title": "四十年一本账", "theme": str(make.theme().id), "text": "那年我刚进厂。", "step": "save"}
    answer = speaker.submit("/speakers/talks/new", files=[(io.BytesIO(content), name)], **talk)
    assert refused(app, answer, before) == []
    good = speaker.submit("/speakers/talks/new", files=[(io.BytesIO(PHOTO), "好.jpg")], **talk)
    assert (good.status, good.errors()) == (303, []), "the house goes on"


@pytest.mark.parametrize("what", PICTURES)
def test_harmful_file_as_a_keepsake_is_refused_and_leaves_nothing(app, make, visit, what):
    name, content = HARMFUL[what]
    speaker = visit(make.member())
    before = everything(app)
    talk = {"title": "四十年一本账", "theme": str(make.theme().id), "text": "那年我刚进厂。", "step": "save"}
    keepsake = {"keepsakes-0-name": "奖章", "keepsakes-0-photo": (io.BytesIO(content), name)}
    assert refused(app, speaker.submit("/speakers/talks/new", **talk, **keepsake), before) == []


@pytest.mark.parametrize("what", ROSTERS)
def test_harmful_file_as_a_roster_is_refused_and_leaves_nothing(app, make, visit, what):
    name, content = ROSTERS[what]
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    before = everything(app)
    answer = keeper.submit("/organisation/imports", unit_id=str(make.root.id), file=(io.BytesIO(content), name))
    assert refused(app, answer, before) == []


def test_a_file_that_stays_behind_is_caught(app, make, visit, monkeypatch):
    from partyedu.core import uploads

    monkeypatch.setattr(uploads.Path, "unlink", lambda *_path, **_options: None)
    before = everything(app)
    talk = {"title": "四十年一本账", "theme": str(make.theme().id), "text": "那年我刚进厂。"}
    name, content = HARMFUL["half a picture"]
    answer = visit(make.member()).submit("/speakers/talks/new", files=[(io.BytesIO(content), name)], **talk)
    assert any(sentence.startswith("left behind") for sentence in refused(app, answer, before))


# Uploads that break off (R13).

CUTS = 50


def cut_off(centre: LivingCentre, server: Server, cuts: int) -> None:
    """Begin an upload so many times, and hang up each time a little later; in turn with files and as a long text."""
    files = [("files", "照片.jpg", PHOTO), ("files", "提纲.txt", "那年我刚进厂。\n".encode() * 90_000)]
    form = {
        "csrf_token": centre.speaker.token, "title": "断了的一段", "theme": centre.theme, "minutes": 10,
        "format": "story", "step": "save", "text": "那年我刚进厂。" * 2000,
    }  # fmt: skip
    for number in range(cuts):
        body, kind = encoded(form, files if number % 2 else [])
        head = (
            f"POST /speakers/talks/new HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: partyedu={centre.speaker.cookie}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=20)) as phone:
            phone.sendall(head + body[: len(body) * number // cuts])


def seen(centre: LivingCentre, server: Server, seconds: float) -> bool:
    """Whether the speaker finds a talk that came of a broken upload; looks until there is one or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if "断了的一段" in centre.speaker.get(server.port, "/speakers/mine")[1]:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_uploads_that_break_off_leave_no_row_and_no_file(tmp_path):
    centre = LivingCentre(tmp_path / "centre", members=3)
    with serving(centre.data) as server:
        cut_off(centre, server, CUTS)
        assert not seen(centre, server, 2)
        assert list((centre.data / "uploads").glob("*")) == []
    with closing(sqlite3.connect(centre.database)) as connection:
        for table in ("talk", "outline", "stored_file"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.slow
def test_taking_half_an_upload_for_a_whole_one_is_caught(tmp_path):
    centre = LivingCentre(tmp_path / "centre", members=3)
    with serving(centre.data, "careless:takes_half_a_body_for_a_whole_one") as server:
        cut_off(centre, server, CUTS)
        assert seen(centre, server, 30)
