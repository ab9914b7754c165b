"""Outline files: what they look like on the page, who gets them, what is refused, and that nothing is left behind."""

import io
from pathlib import Path

import papers
import pytest
from PIL import Image

from partyedu.accounts.models import Role
from partyedu.core.uploads import StoredFile
from partyedu.speakers.models import Keepsake, Outline, OutlineFile, Talk, TalkState


def kept_files(app) -> list[Path]:
    folder = Path(app.config["DATA"]) / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_word_pdf_slides_and_text_are_read_on_the_page(make, visit, offer):
    speaker = visit(make.member())
    files = [
        papers.upload("提纲.docx", papers.word("先讲扫地。", "再讲锅炉。", heading="四十年")),
        papers.upload("forty.pdf", papers.pdf("Forty years")),
        papers.upload("slides.pptx", papers.slides("第一张", "第二张")),
        papers.upload("notes.md", "# 要点\n\n- 扫地\n".encode()),
        papers.upload("photo.jpg", papers.photo()),
    ]
    page = speaker.get(offer(speaker, text="", files=files).location)
    assert [tag.get_text() for tag in page.all("#outline h3")][1] == "四十年"
    for words in ("先讲扫地。", "Forty years", "第一张", "第二张", "要点"):
        assert words in page.text
    previews = [tag["src"] for tag in page.all("#outline img")]
    assert len(previews) == 2
    for url in previews:
        picture = speaker.get(url)
        assert (picture.status, picture.response.mimetype) == (200, "image/jpeg")
        assert "sandbox" in picture.headers["Content-Security-Policy"]
        assert picture.headers["X-Content-Type-Options"] == "nosniff"

    download = speaker.get("/speakers/files/1")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert speaker.get("/speakers/files/1/preview").status == 404


def test_script_in_a_word_file_is_text_and_nothing_else(make, visit, offer):
    evil = papers.word(
        "<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "<h1>大</h1>", heading="<svg onload=alert(3)>"
    )
    speaker = visit(make.member())
    page = speaker.get(offer(speaker, files=[papers.upload("a<b>.docx", evil)]).location)
    assert "<script>alert(1)</script>" in page.text
    assert page.all("#outline script, #outline img, #outline svg[onload], #outline [onerror], #outline h1") == []

    # Even if the column held something else: what is not on the list does not reach the page.
    with make._session():
        from partyedu.core.db import db

        row = db.session.scalars(db.select(StoredFile)).one()
        row.html = "<p onclick=x>甲</p><script>alert(1)</script><iframe src=//x></iframe><a href='javascript:1'>乙</a>"
    page = speaker.get("/speakers/talks/1")
    assert page.all("#outline script, #outline iframe, #outline [onclick], #outline [href^=javascript]") == []
    assert "甲" in page.one("#outline").get_text()


def test_phone_photo_stands_upright_and_says_nothing_about_the_place(make, visit, offer):
    speaker = visit(make.member())
    offer(speaker, files=[papers.upload("DSC_1.jpg", papers.phone_photo())])
    body = speaker.get("/speakers/files/1").response.get_data()
    picture = Image.open(io.BytesIO(body))
    assert picture.size == (40, 80)
    assert not picture.getexif()
    assert b"GPS" not in body


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("bomb.docx", papers.zip_bomb(), "文件展开以后大得不正常"),
        ("drawing.jpg", papers.SVG, "文件的内容和它的后缀名对不上"),
        ("page.html", b"<html><script>alert(1)</script></html>", "这里收 Word"),
        ("huge.png", papers.huge_picture(), "这张图片的尺寸太大了"),
        ("half.pdf", papers.pdf("x")[:120], "文件打不开"),
        ("empty.docx", b"", "这是一个空文件"),
    ],
)
def test_bad_file_is_refused_at_its_field_and_leaves_nothing(app, make, visit, offer, name, data, reason):
    speaker = visit(make.member())
    files = [papers.upload("good.txt", "好的".encode()), papers.upload(name, data)]
    answer = offer(speaker, files=files)
    assert answer.status == 422
    assert len(answer.errors()) == 1
    assert answer.errors()[0].startswith(f"《{name}》：{reason}")
    assert answer.one("input[name=title]")["value"] == "四十年一本账"
    assert "文件还没有收下，请再选一次：" in answer.text
    assert f"good.txt、{name}" in answer.text
    assert make.rows(Talk) == make.rows(StoredFile) == make.rows(Outline) == []
    assert kept_files(app) == []


def test_every_bad_file_gets_its_own_reason(make, visit, offer):
    files = [papers.upload("a.jpg", papers.SVG), papers.upload("b.docx", b"")]
    photo = papers.upload("c.jpg", b"MZ not a photo")
    answer = offer(visit(make.member()), files=files, **{"keepsakes-0-name": "奖章", "keepsakes-0-photo": photo})
    said = " ".join(answer.errors())
    for name in ("a.jpg", "b.docx", "c.jpg"):
        assert f"《{name}》" in said
    assert answer.one("input[name=keepsakes-0-name]")["value"] == "奖章"


def test_a_refused_form_with_good_files_says_that_they_must_be_chosen_again(app, make, visit, offer):
    answer = offer(visit(make.member()), title="", files=[papers.upload("good.txt", "好的".encode())])
    assert (answer.status, answer.errors()) == (422, ["请给这一讲起个题目。"])
    assert "文件还没有收下，请再选一次： good.txt" in answer.text
    assert kept_files(app) == []


def test_refusal_of_the_operation_removes_files_that_were_already_written(app, make, visit, offer):
    speaker = visit(make.member())
    refused = offer(speaker, format="sketch", files=[papers.upload("a.txt", "好的".encode())])
    assert refused.errors() == ["小品请写上由谁来演，演什么角色。"]
    assert make.rows(StoredFile) == []
    assert kept_files(app) == []


def test_more_than_ten_files_are_too_many(make, visit, offer):
    files = [papers.upload(f"{number}.txt", b"a") for number in range(11)]
    answer = offer(visit(make.member()), files=files)
    assert answer.errors() == ["一份提纲最多放 10 个文件，请去掉几个。"]


def test_versions_keep_their_files_and_a_file_leaves_only_the_new_one(app, make, visit, offer):
    speaker, reviewer = visit(make.member()), visit(make.staff(Role.REVIEWER))
    first = [papers.upload("一.txt", "第一份".encode()), papers.upload("二.txt", "第二份".encode())]
    offer(speaker, files=first)
    url = "/speakers/review/1"
    assert reviewer.submit(url, f"{url}/return", **{"return-reasons": "第一份不用"}).status == 303

    old = {row.stored_file_id for row in make.rows(OutlineFile)}
    changed = [papers.upload("三.txt", "第三份".encode())]
    offer(speaker, page="/speakers/talks/1/edit", files=changed, without=str(min(old)), text="第二稿的提纲")
    versions = make.rows(Outline)
    assert [row.number for row in versions] == [1, 2]
    assert len(make.rows(OutlineFile, outline_id=versions[0].id)) == 2
    assert len(make.rows(OutlineFile, outline_id=versions[1].id)) == 2
    assert len(make.rows(StoredFile)) == 3

    newest = speaker.get("/speakers/talks/1")
    assert "第二稿的提纲" in newest.text
    assert "第三份" in newest.text
    assert "第一份" not in newest.one("#outline").get_text()
    older = speaker.get("/speakers/talks/1?version=1", htmx=True)
    assert "第一份" in older.text
    assert "那年我刚进厂。" in older.text


def test_file_dropped_from_a_draft_is_gone_for_good(app, make, visit, offer):
    speaker = visit(make.member())
    offer(speaker, step="save", files=[papers.upload("一.txt", "第一份".encode())])
    assert len(kept_files(app)) == 1
    offer(speaker, "save", "/speakers/talks/1/edit", without=str(make.get(StoredFile).id))
    assert make.rows(StoredFile) == []
    assert kept_files(app) == []


def test_a_very_long_document_is_cut_on_the_page_and_whole_in_the_file(make, visit, offer):
    speaker = visit(make.member())
    page = speaker.get(
        offer(speaker, files=[papers.upload("long.docx", papers.word(*["很长的一段话。" * 50] * 200))]).location
    )
    assert "内容很长，这里只显示前面一部分" in page.text
    assert len(page.html) < 120_000
    assert offer(speaker, text="长" * 20_001).errors() == ["最多 20000 个字。"]


def test_only_those_who_may_read_the_outline_get_its_files(make, visit, offer):
    east, west = make.unit("东园支部"), make.unit("西园支部")
    speaker = make.member(unit=east)
    offer(visit(speaker), files=[papers.upload("一.jpg", papers.photo())])
    readers = {
        "speaker": visit(speaker),
        "organiser": visit(make.staff(Role.ORGANISER)),
        "secretary": visit(make.staff(Role.SECRETARY, east)),
        "reviewer": visit(make.staff(Role.REVIEWER)),
    }
    strangers = {
        "neighbour": visit(make.member(unit=east)),
        "other reviewer": visit(make.staff(Role.REVIEWER, west)),
        "other secretary": visit(make.staff(Role.SECRETARY, west)),
    }
    for url in ("/speakers/files/1", "/speakers/files/1/preview"):
        assert {who: page.get(url).status for who, page in readers.items()} == dict.fromkeys(readers, 200)
        assert {who: page.get(url).status for who, page in strangers.items()} == dict.fromkeys(strangers, 404)
        assert visit().get(url).location.startswith("/sign-in")

    approved = readers["reviewer"].submit("/speakers/review/1", "/speakers/review/1/approve")
    assert approved.status == 303
    assert strangers["neighbour"].get("/speakers/files/1").status == 200
    assert strangers["other reviewer"].get("/speakers/files/1").status == 404  # staff on no roster, of another branch
    assert visit().get("/speakers/files/1").location.startswith("/sign-in")

    readers["speaker"].post("/speakers/talks/1/withdraw")
    assert strangers["neighbour"].get("/speakers/files/1").status == 404
    assert readers["reviewer"].get("/speakers/files/1").status == 404
    assert readers["speaker"].get("/speakers/files/1").status == 200


def test_keepsake_photo_is_everybodys_only_with_consent_and_approval(make, visit, offer):
    speaker = visit(make.member())
    photo = papers.upload("k.jpg", papers.photo())
    offer(speaker, **{"keepsakes-0-name": "奖章", "keepsakes-0-photo": photo, "keepsakes-0-consent": "y"})
    url = f"/speakers/keepsakes/{make.get(Keepsake).id}/photo"
    assert visit().get(url).status == 404
    visit(make.staff(Role.REVIEWER)).submit("/speakers/review/1", "/speakers/review/1/approve")
    assert visit().get(url).status == 200
    assert visit().get(f"{url}/preview").status == 200
    assert "奖章" in visit().get("/speakers/talks/1").text

    speaker.post(f"/speakers/keepsakes/{make.get(Keepsake).id}/consent", {"consent": "no"})
    assert visit().get(url).status == 404
    assert "奖章" not in visit().get("/speakers/talks/1").text
    assert "奖章" in speaker.get("/speakers/talks/1").text
    assert make.get(Talk).state is TalkState.APPROVED
