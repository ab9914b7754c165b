"""Videos: told by what is in them, never read; kept as they came; sent in the parts a browser asks for."""

import hashlib
import struct
import sys
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

sys.path.insert(0, str(Path(__file__).parents[1] / "speakers"))

import papers

from partyedu.accounts.models import Role
from partyedu.core import settings, uploads
from partyedu.core.db import db
from partyedu.core.documents import DocumentRefused, Kind, Reason, sniff
from partyedu.core.errors import Problem

FIXTURES = Path(__file__).parents[1] / "fixtures"
MP4 = (FIXTURES / "small.mp4").read_bytes()
WEBM = (FIXTURES / "small.webm").read_bytes()
EVERYTHING = (*uploads.DOCUMENTS, *uploads.VIDEOS)


def box(kind: bytes, size: int) -> bytes:
    """The head of a box of MP4."""
    return struct.pack(">I4s", size, kind)


MANY_BOXES = MP4[:32] + (box(b"free", 8)) * 30_000
NO_VIDEO = {
    "a page": ("片.mp4", b"<!doctype html><script>alert(1)</script>" * 50, Reason.NOT_WHAT_IT_SAYS),
    "a page behind a head of MP4": ("片.mp4", MP4[:32] + b"<script>alert(1)</script>", Reason.DAMAGED),
    "a zip": ("片.webm", papers.word("x"), Reason.NOT_WHAT_IT_SAYS),
    "an MP4 called WebM": ("片.webm", MP4, Reason.NOT_WHAT_IT_SAYS),
    "a WebM called MP4": ("片.mp4", WEBM, Reason.NOT_WHAT_IT_SAYS),
    "half an MP4": ("片.mp4", MP4[: len(MP4) // 2], Reason.DAMAGED),
    "an MP4 without its last byte": ("片.mp4", MP4[:-1], Reason.DAMAGED),
    "half a WebM": ("片.webm", WEBM[: len(WEBM) // 2], Reason.DAMAGED),
    "a head and no more": ("片.mp4", MP4[:32], Reason.DAMAGED),
    "boxes without end": ("片.mp4", MANY_BOXES, Reason.DAMAGED),
    "a box of no length": ("片.mp4", MP4[:32] + box(b"moov", 4) * 5, Reason.DAMAGED),
    "a box of all lengths": ("片.mp4", MP4[:32] + box(b"moov", 1) + b"\xff" * 8, Reason.DAMAGED),
    "another codec": ("片.mp4", MP4.replace(b"avc1", b"hvc1"), Reason.NOT_PLAYED),
    "Matroska": ("片.webm", WEBM.replace(b"webm", b"mkvx", 1), Reason.NOT_WHAT_IT_SAYS),
    "a WebM of another codec": ("片.webm", WEBM.replace(b"V_VP8", b"V_XX8"), Reason.NOT_PLAYED),
    "elements of no length": ("片.webm", b"\x1a\x45\xdf\xa3" + b"\0" * 300, Reason.DAMAGED),
    "nothing": ("片.mp4", b"", Reason.EMPTY),
    "another kind of video": ("片.avi", b"RIFF" + b"\0" * 100, Reason.NOT_ALLOWED),
}


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("片.MP4", MP4, Kind.MP4), ("手机.mov", MP4, Kind.MP4), ("片.webm", WEBM, Kind.WEBM)],
    ids=["mp4", "mov", "webm"],
)
def test_a_video_is_known_by_what_is_in_it(tmp_path, name, data, kind):
    path = tmp_path / "incoming"
    path.write_bytes(data)
    assert sniff(path, name) is kind


@pytest.mark.parametrize("what", NO_VIDEO)
def test_what_is_no_video_is_refused_with_its_reason(tmp_path, what):
    name, data, reason = NO_VIDEO[what]
    path = tmp_path / "incoming"
    path.write_bytes(data)
    with pytest.raises(DocumentRefused) as refused:
        sniff(path, name)
    assert refused.value.reason is reason


def kept(app: Flask) -> list[str]:
    """What lies in the folder of uploads."""
    folder = Path(app.config["DATA"]) / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_video_is_kept_as_it_came_and_only_with_its_row(app):
    with app.app_context():
        row = uploads.store(uploads.read(papers.storage("片.mp4", MP4), uploads.VIDEOS))
        assert (row.kind, row.size, row.sha256) == (Kind.MP4, len(MP4), hashlib.sha256(MP4).hexdigest())
        assert (uploads.folder() / row.key).read_bytes() == MP4
        db.session.rollback()
    assert kept(app) == []


def test_a_video_that_was_read_and_not_stored_is_gone_with_the_request(app):
    with app.app_context():
        uploads.read(papers.storage("片.mp4", MP4), uploads.VIDEOS)
        assert len(kept(app)) == 1
    assert kept(app) == []


@pytest.mark.parametrize("what", NO_VIDEO)
def test_a_refused_video_says_why_and_leaves_nothing(app, what):
    name, data, _reason = NO_VIDEO[what]
    with app.app_context():
        with pytest.raises(Problem) as refused:
            uploads.read(papers.storage(name, data), EVERYTHING, "files")
        assert (str(refused.value.message)[: len(name) + 3], refused.value.field) == (f"《{name}》：", "files")
        assert kept(app) == []


def test_where_no_video_is_taken_none_is_read(app, monkeypatch):
    monkeypatch.setattr(FileStorage, "save", lambda *_args, **_more: pytest.fail("it was copied"))
    with app.app_context(), pytest.raises(Problem, match="这里收 Word"):
        uploads.read(papers.storage("片.mp4", MP4), uploads.DOCUMENTS)


def test_the_limit_is_a_hundred_megabytes_unless_the_centre_sets_another(app, make, visit):
    long = MP4 + box(b"free", 11 << 20) + bytes((11 << 20) - 8)
    with app.app_context():
        assert uploads.video_limit_mb() == 100
        assert uploads.read(papers.storage("片.mp4", long), uploads.VIDEOS).kind is Kind.MP4
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    assert keeper.submit("/admin/", video_limit_mb="5").errors() == ["请填 10 到 1000 之间的数。"]
    assert keeper.submit("/admin/", video_limit_mb="10").status == 303
    with app.app_context():
        with pytest.raises(Problem, match="视频最大 10 MB"):
            uploads.read(papers.storage("片.mp4", long), uploads.VIDEOS)
        assert kept(app) == []
        with pytest.raises(Problem, match="文件太大了"):
            uploads.read(papers.storage("书.txt", b"a" * (21 << 20)), EVERYTHING)


def test_a_larger_limit_lets_larger_forms_in(app):
    with app.app_context():
        assert uploads.body_limit() == app.config["MAX_CONTENT_LENGTH"]
        settings.change(video_limit_mb="300")
        db.session.commit()
    assert app.extensions["largest_body"]() == 310 << 20


def ask(app: Flask, data: bytes, method: str = "GET", **headers: str):
    """What is answered when a browser asks for a video."""
    with app.test_request_context(method=method, headers=headers):
        row = uploads.store(uploads.read(papers.storage("片.mp4", data), uploads.VIDEOS))
        answer = uploads.send(row)
        answer.direct_passthrough = False
        return answer, b"" if method == "HEAD" else answer.get_data()


def test_a_video_is_sent_to_be_played_and_never_as_anything_else(app):
    answer, body = ask(app, MP4)
    assert (answer.status_code, body, answer.mimetype) == (200, MP4, "video/mp4")
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, len(MP4) - 1), ("bytes=100-199", 100, 199), ("bytes=-50", len(MP4) - 50, len(MP4) - 1),
     ("bytes=6000-999999", 6000, len(MP4) - 1)],
)  # fmt: skip
def test_a_part_is_sent_when_a_part_is_asked_for(app, asked, first, last):
    answer, body = ask(app, MP4, Range=asked)
    assert (answer.status_code, body) == (206, MP4[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(MP4)}"
    assert int(answer.headers["Content-Length"]) == len(body)


def test_a_part_beyond_the_end_is_refused_with_the_length(app):
    answer, body = ask(app, MP4, Range="bytes=999999-")
    assert (answer.status_code, body) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(MP4)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "lines=1-2", "bytes=9-1", "bytes=x", ""])
def test_nonsense_and_several_parts_get_the_whole(app, asked):
    answer, body = ask(app, MP4, Range=asked)
    assert (answer.status_code, body) == (200, MP4)


def test_a_part_of_another_state_of_the_file_is_the_whole(app):
    answer, body = ask(app, MP4, Range="bytes=0-9", **{"If-Range": '"another"'})
    assert (answer.status_code, body) == (200, MP4)


def test_the_head_alone_says_how_long_it_is(app):
    answer, _body = ask(app, MP4, "HEAD")
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(len(MP4)))
    assert answer.headers["Accept-Ranges"] == "bytes"
