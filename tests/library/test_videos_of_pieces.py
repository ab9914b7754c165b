"""A video among the files of a piece: it plays on the page for those who may read the piece, and for nobody else."""

import io
from pathlib import Path

from partyedu.library.models import CoursewareFile, Stage

FILM = (Path(__file__).parents[1] / "fixtures" / "small.mp4").read_bytes()


def test_a_video_of_a_piece_streams_to_its_readers_only(make, visit, people, piece):
    row = piece(people.maker, stage=Stage.MAKING)
    maker, url = visit(people.maker), f"/library/{row.id}/write"
    assert ".mp4" in maker.get(url).one("input[type=file]")["accept"]
    assert maker.submit(url, files=(io.BytesIO(FILM), "教学片.mp4")).status == 303
    source = maker.get(f"/library/{row.id}").one("video")["src"]
    part = maker.get(source, Range="bytes=4-7")
    assert (part.status, part.response.get_data(), part.response.mimetype) == (206, b"ftyp", "video/mp4")
    assert visit().get(source, Range="bytes=4-7").status == 404
    assert visit(make.member("旁人", make.unit("二支部"))).get(source).status == 404


def test_a_page_called_a_video_is_refused_at_the_field(make, visit, people, piece):
    row = piece(people.maker, stage=Stage.MAKING)
    maker, url = visit(people.maker), f"/library/{row.id}/write"
    refused = maker.submit(url, files=(io.BytesIO(b"<script>alert(1)</script>" * 9), "片.mp4"))
    assert refused.status == 422
    assert "文件的内容和它的后缀名对不上" in " ".join(refused.errors())
    assert make.rows(CoursewareFile) == []
