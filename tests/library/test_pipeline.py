"""Topic → making → comments → expert review → admitted; returned with reasons; withdrawn with its history."""

import hashlib
import hmac
import io
from pathlib import Path

import pytest
import thief

from partyedu.accounts import device
from partyedu.core.db import db
from partyedu.library.models import (
    Courseware,
    CoursewareFile,
    CoursewareLike,
    CoursewareStep,
    CoursewareVersion,
    ExpertReview,
    PeerComment,
    Stage,
)
from partyedu.library.operations import reactions
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import Person


def at(make, piece) -> Stage:
    return make.get(Courseware, id=piece.id).stage


def score(visitor, piece, points, verdict="admit", share=1.0, **more):
    url = f"/library/{piece.id}/review"
    page = visitor.get(url)
    return visitor.submit(url, **points(page, share), verdict=verdict, **more)


def test_a_member_proposes_writes_and_is_admitted(make, visit, people, points):
    maker, organiser = visit(people.maker), visit(people.organiser)
    maker.submit("/library/new", title="手机怎么挂号", summary="一步一步来。")
    piece = make.get(Courseware)
    assert (piece.stage, piece.owner_id, piece.unit_id) == (Stage.TOPIC, people.maker.id, people.branch.id)
    assert "有 1 个选题等您定" in organiser.get("/").text
    organiser.post(f"/library/{piece.id}/accept")
    page = maker.submit(f"/library/{piece.id}/write", text="第一步，打开手机。", follow=True)
    assert "第一步，打开手机。" in page.text
    maker.post(f"/library/{piece.id}/ask-comments")
    neighbour = visit(people.neighbour)
    assert "有 1 件课件请您提意见" in neighbour.get("/").text
    page = neighbour.submit(f"/library/{piece.id}", f"/library/{piece.id}/comments", text="字再大一点。", follow=True)
    assert "字再大一点。" in page.text
    maker.post(f"/library/{piece.id}/hand-in")
    reviewer = visit(people.reviewer)
    assert "有 1 件课件等您评审" in reviewer.get("/").text
    desk = reviewer.get(f"/library/{piece.id}/review")
    assert "字再大一点。" in desk.text
    score(reviewer, piece, points, text="很好用。")
    assert at(make, piece) is Stage.ADMITTED
    assert "手机怎么挂号" in visit().get("/library/").text
    assert "第一步，打开手机。" in visit().get(f"/library/{piece.id}").text
    assert [row.stage for row in make.rows(CoursewareStep)] == [
        Stage.TOPIC, Stage.MAKING, Stage.COMMENTS, Stage.REVIEW, Stage.ADMITTED,
    ]  # fmt: skip
    told = {(row.person_id, row.kind) for row in make.rows(Notice)}
    assert (people.maker.id, NoticeKind.COURSEWARE_ADMITTED) in told


def test_the_public_reads_nothing_inside(make, visit, people, piece, points):
    row = piece(people.maker, stage=Stage.REVIEW)
    score(visit(people.reviewer), row, points, share=0.9, text="请注意口音。")
    page = visit().get(f"/library/{row.id}")
    assert "请注意口音。" not in page.text
    assert "走过的路" not in page.text
    assert "陈老师" in page.text
    assert "陈大明" not in page.text
    own = visit(people.maker).get(f"/library/{row.id}")
    assert "请注意口音。" in own.text
    assert "90 分" in own.text


def test_what_came_back_is_changed_before_it_is_handed_in_again(make, visit, people, piece, points):
    row = piece(people.maker, stage=Stage.REVIEW)
    refused = score(visit(people.reviewer), row, points, "return")
    assert refused.status == 422
    assert "请写明要改哪里" in refused.text
    score(visit(people.reviewer), row, points, "return", 0.5, text="例子太少。")
    assert at(make, row) is Stage.MAKING
    maker = visit(people.maker)
    assert "请改一改再交" in maker.get("/").text
    page = maker.post(f"/library/{row.id}/hand-in")
    assert page.status == 422
    assert "请先改一改，再交评审。" in page.text
    refused = maker.submit(f"/library/{row.id}/write", text="三不原则，三个例子。")
    assert "请写一句这一版改了什么。" in refused.text
    maker.submit(f"/library/{row.id}/write", text="三不原则，三个例子。", reason="加了三个例子")
    maker.post(f"/library/{row.id}/hand-in")
    assert at(make, row) is Stage.REVIEW
    versions = make.rows(CoursewareVersion, courseware_id=row.id)
    assert [(one.number, one.text) for one in versions] == [(1, "三不原则。"), (2, "三不原则，三个例子。")]
    old = visit(people.reviewer).get(f"/library/{row.id}/review?version=1")
    assert "三不原则。" in old.soup.select_one("#content").get_text()


def test_two_reviewers_decide_at_the_same_time(make, visit, people, piece, points):
    row = piece(people.maker, stage=Stage.REVIEW)
    first, second = visit(people.reviewer), visit(people.second)
    url = f"/library/{row.id}/review"
    typed = {**second.get(url).form(url), **points(second.get(url), 0.6), "verdict": "return", "text": "我看还差一点。"}
    score(first, row, points)
    late = second.post(url, typed)
    assert late.status == 409
    assert "王老师已经在" in late.text
    assert "同意入库" in late.text
    assert "我看还差一点。" in late.text  # nothing is lost
    assert late.soup.select_one("button[name=beside]") is not None
    second.post(url, {**typed, "beside": "1"})
    assert at(make, row) is Stage.ADMITTED
    assert [(one.percent, one.verdict.value) for one in make.rows(ExpertReview)] == [(100, "admit"), (60, "return")]


def test_nobody_reviews_their_own(app, make, visit, people, piece, points):
    own = piece(people.reviewer, stage=Stage.REVIEW)
    assert visit(people.reviewer).get(f"/library/{own.id}/review").status == 404
    assert "怎样防诈骗" not in visit(people.reviewer).get("/library/review").text
    score(visit(people.second), own, points)
    assert at(make, own) is Stage.ADMITTED


def test_staff_type_the_paper_sheet_of_an_expert(make, visit, people, piece, points):
    row, expert = piece(people.maker, stage=Stage.REVIEW), make.member("钱教授", people.branch)
    staff = visit(people.organiser)
    page = score(staff, row, points)
    assert page.status == 422
    assert "请写是哪位专家评的。" in page.text
    own = score(staff, row, points, reviewer="陈大明")
    assert "由别人来评" in own.text
    score(staff, row, points, reviewer="钱教授", text="可以。")
    review = make.get(ExpertReview)
    assert (review.reviewer_id, review.typed_by_id) == (expert.id, people.organiser.id)
    assert "照纸上录入" in staff.get(f"/library/{row.id}").text


def test_a_version_others_have_seen_stays_as_it_is(make, visit, people, piece):
    row = piece(people.maker, stage=Stage.COMMENTS)
    maker = visit(people.maker)
    maker.submit(f"/library/{row.id}/write", text="第二版。", reason="照意见改")
    assert [one.text for one in make.rows(CoursewareVersion, courseware_id=row.id)] == ["三不原则。", "第二版。"]
    visit(people.neighbour).submit(f"/library/{row.id}", f"/library/{row.id}/comments", text="好多了。")
    assert make.get(PeerComment).version_id == make.get(CoursewareVersion, number=2).id


def test_two_who_write_see_both_texts(make, visit, people, piece):
    row = piece(people.maker, stage=Stage.MAKING)
    maker, staff, url = visit(people.maker), visit(people.organiser), f"/library/{row.id}/write"
    typed = {**staff.get(url).form(url), "text": "干事写的。"}
    maker.submit(url, text="本人写的。")
    late = staff.post(url, typed)
    assert late.status == 409
    assert "本人写的。" in late.text
    assert "干事写的。" in late.text


def test_files_come_along_and_are_left_out(make, visit, people, piece):
    row = piece(people.maker, stage=Stage.MAKING)
    maker, url = visit(people.maker), f"/library/{row.id}/write"
    maker.submit(url, files=(io.BytesIO("第一步，不点链接。".encode()), "三步.txt"))
    page = maker.get(f"/library/{row.id}")
    assert "第一步，不点链接。" in page.text
    held = make.get(CoursewareFile)
    assert visit().get(f"/library/files/{held.id}").status == 404
    assert maker.get(f"/library/files/{held.id}").status == 200
    maker.submit(url, without=str(held.stored_file_id))
    assert make.rows(CoursewareFile) == []
    refused = maker.submit(url, files=(io.BytesIO(b"MZ"), "virus.exe"))
    assert refused.status == 422


def test_a_video_streams_to_everybody_once_it_is_admitted(make, visit, people, piece):
    film = (Path(__file__).parents[1] / "fixtures" / "small.mp4").read_bytes()
    row = piece(people.maker, stage=Stage.MAKING)
    maker = visit(people.maker)
    maker.submit(f"/library/{row.id}/write", files=(io.BytesIO(film), "示范.mp4"))
    url = f"/library/files/{make.get(CoursewareFile).id}"
    assert maker.get(f"/library/{row.id}").soup.select_one("video")["src"] == url
    part = maker.client.get(url, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, film[:10])
    assert visit().client.get(url, headers={"Range": "bytes=0-9"}).status_code == 404


def test_a_device_that_throws_its_cookies_away_has_to_wait(make, visit, people, piece, monkeypatch):
    row = piece(people.maker)
    monkeypatch.setattr(reactions.gate, "at_most", 3)
    reactions.gate.forget()
    answers = [visit().post(f"/library/{row.id}/like").status for _number in range(4)]
    assert answers == [303, 303, 303, 429]
    assert visit(people.neighbour).post(f"/library/{row.id}/like").status == 303
    reactions.gate.forget()


def test_withdrawn_keeps_its_history_and_only_its_owner_brings_it_back(make, visit, people, piece):
    row = piece(people.maker)
    maker, staff = visit(people.maker), visit(people.organiser)
    page = staff.submit(f"/library/{row.id}", f"/library/{row.id}/withdraw")
    assert page.status == 422
    assert "请写明为什么撤下。" in page.text
    maker.submit(f"/library/{row.id}", f"/library/{row.id}/withdraw")
    assert visit().get(f"/library/{row.id}").status == 404
    assert "已撤下" in maker.get(f"/library/{row.id}").text
    assert staff.post(f"/library/{row.id}/bring-back").status == 422
    maker.post(f"/library/{row.id}/bring-back")
    assert at(make, row) is Stage.MAKING


def test_who_opens_what(make, visit, people, piece):
    other = make.staff(role="organiser", unit=make.unit("二支部"))
    reads = {}
    for stage in Stage:
        row = piece(people.maker, title=stage.value, stage=stage)
        who = {
            "public": None,
            "member": people.neighbour,
            "other": other,
            "reviewer": people.reviewer,
            "own": people.maker,
        }
        reads[stage] = {name for name, one in who.items() if visit(one).get(f"/library/{row.id}").status == 200}
    everybody = {"public", "member", "other", "reviewer", "own"}
    assert reads == {
        Stage.TOPIC: {"own"},
        Stage.MAKING: {"own"},
        Stage.COMMENTS: everybody - {"public"},
        Stage.REVIEW: {"own", "reviewer"},
        Stage.ADMITTED: everybody,
        Stage.TEXTBOOK: everybody,
        Stage.REWORK: {"own", "reviewer"},
        Stage.WITHDRAWN: {"own"},
    }


def test_a_neighbour_changes_nothing(make, visit, people, piece):
    row = piece(people.maker, stage=Stage.COMMENTS)
    neighbour = visit(people.neighbour)
    for step in (
        "ask-comments",
        "hand-in",
        "take-back",
        "withdraw",
        "bring-back",
        "accept",
        "consent",
        "write",
        "edit",
    ):
        assert neighbour.post(f"/library/{row.id}/{step}").status == 404, step
    assert at(make, row) is Stage.COMMENTS


def test_the_list_costs_the_same_however_long_and_finds_by_pinyin(make, visit, people, piece):
    from partyedu.core.search import index_text

    piece(people.maker, title="怎样防诈骗", search_text=index_text("怎样防诈骗", spelled_part="怎样防诈骗"))
    one = len(visit().get("/library/").statements)
    for number in range(40):
        piece(people.maker, title=f"第 {number} 课")
    page = visit().get("/library/")
    assert len(page.statements) == one <= 8
    assert "怎样防诈骗" in visit().get("/library/?q=fangzhapian").text
    assert "没有找到" in visit().get("/library/?q=不存在").text
    assert len(visit(people.organiser).get("/library/work").statements) <= 8


def test_a_like_says_nothing_to_who_has_every_key_of_the_machine(app, make, visit, people, piece):
    """Only the browser it came from finds it again: its name stands in the cookie and in no byte of the centre."""
    row = piece(people.maker)
    member = visit(people.neighbour)
    member.post(f"/library/{row.id}/like")
    [like] = make.rows(CoursewareLike)
    secret = str(app.secret_key)
    tried = [
        hmac.new(key.encode(), f"partyedu like {row.id} {who}{person.id}".encode(), hashlib.sha256).hexdigest()
        for key in (secret, "") for who in ("person:", "") for person in make.rows(Person)
    ]  # fmt: skip
    assert like.key not in tried
    cookie = member.client.get_cookie("device")
    with app.app_context():
        browser = device._serializer().loads(cookie.value)["id"]
    assert reactions.like_key(row.id, browser, people.neighbour.id) == like.key
    assert browser.encode() not in thief.every_byte(app)
    assert {column.name for column in CoursewareLike.__table__.columns} == {"courseware_id", "key"}
    with app.app_context(), db.engine.connect() as connection, pytest.raises(Exception, match="rowid"):
        connection.exec_driver_sql("SELECT rowid FROM courseware_like")


def test_who_shares_a_browser_likes_for_themselves_and_nobody_likes_all_day(make, visit, people, piece):
    reactions.same_gate.forget()
    row = piece(people.maker)
    url = f"/library/{row.id}/like"
    tablet = visit(people.neighbour)
    tablet.post(url)
    tablet.sign_in(people.maker)
    tablet.post(url)
    assert len(make.rows(CoursewareLike)) == 2
    assert [visit(people.neighbour).post(url).status for _browser in range(3)] == [303, 303, 429]
    assert "明天再点" in visit(people.neighbour).post(url).text
    reactions.same_gate.forget()


def test_likes_are_counted_once_without_a_name(make, visit, people, piece):
    row = piece(people.maker)
    member, stranger = visit(people.neighbour), visit()
    for visitor in (member, member, stranger, stranger):
        visitor.post(f"/library/{row.id}/like")
    assert len(make.rows(CoursewareLike)) == 2
    assert "已赞 · 2" in stranger.get(f"/library/{row.id}").text
    assert "点赞 · 2" in visit().get(f"/library/{row.id}").text
    stranger.post(f"/library/{row.id}/unlike")
    assert len(make.rows(CoursewareLike)) == 1
    hidden = piece(people.maker, stage=Stage.REVIEW)
    assert visit().post(f"/library/{hidden.id}/like").status == 404
