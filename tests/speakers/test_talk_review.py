"""Review: the queue, remarks beside the text, returned with reasons, approved; never about one's own."""

from datetime import UTC, datetime

import pytest
import time_machine
from papers import upload, word

from partyedu.accounts.models import Role, RoleGrant
from partyedu.core.actor import Actor, Permission, acting_as
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.notices.models import Notice, NoticeKind
from partyedu.speakers import operations, queries
from partyedu.speakers.models import CastMember, Outline, Review, ReviewVerdict, Talk, TalkState


def test_talk_is_returned_changed_and_approved(make, visit, offer):
    speaker, reviewer = make.member("甲一文"), make.staff(Role.REVIEWER, name="评审丙")
    at_home, at_desk = visit(speaker), visit(reviewer)
    offer(at_home)

    assert "四十年一本账" in at_desk.get("/speakers/review").text
    review = "/speakers/review/1"
    prefilled = at_desk.get(f"{review}?about=2", htmx=True)
    # Only the field of the passage comes: what was typed below it stays on the page.
    assert not prefilled.all("textarea[name=comment-text]")
    assert prefilled.one("textarea[name=comment-passage]").get_text().strip() == "师傅叫我扫地。"
    said = at_desk.submit(
        review, f"{review}/comment", **{"comment-passage": "师傅叫我扫地。", "comment-text": "讲细一点"}
    )
    assert said.location == f"{review}#remarks"
    assert at_desk.submit(review, f"{review}/return", **{"return-reasons": "结尾再写写"}).location == "/speakers/review"

    told = make.get(Notice)
    assert (told.person_id, told.kind, told.subject) == (speaker.id, NoticeKind.TALK_RETURNED, "四十年一本账")
    assert (told.url, told.detail, told.about) == ("/speakers/talks/1", "结尾再写写", "talk:1")
    page = at_home.get("/speakers/talks/1/edit")
    assert [quote.get_text().strip() for quote in page.all(".remark blockquote")] == ["师傅叫我扫地。"]
    assert "结尾再写写" in page.text
    assert "评审丙" in page.text

    offer(at_home, page="/speakers/talks/1/edit", text="第二稿", title="四十年两本账")
    assert at_desk.get(review).one("article#outline").get_text().count("第二稿") == 1
    earlier = at_desk.get(f"{review}?version=1", htmx=True)
    assert "那年我刚进厂。" in earlier.text
    assert "这一稿的题目：四十年一本账" in earlier.text

    assert at_desk.submit(review, f"{review}/approve", **{"approve-words": "真好"}).status == 303
    talk = make.get(Talk)
    assert (talk.state, talk.decided_at is not None) == (TalkState.APPROVED, True)
    assert make.rows(Notice)[-1].kind is NoticeKind.TALK_APPROVED
    decided = [(row.verdict, row.outline_id, row.reviewer_id, row.text) for row in make.rows(Review)]
    first, second = make.rows(Outline)
    assert decided == [
        (ReviewVerdict.COMMENT, first.id, reviewer.id, "讲细一点"),
        (ReviewVerdict.RETURNED, first.id, reviewer.id, "结尾再写写"),
        (ReviewVerdict.APPROVED, second.id, reviewer.id, "真好"),
    ]
    assert "四十年两本账" in at_desk.get("/speakers/review/decided").text


def test_oldest_waits_at_the_top_and_says_how_long(make, visit, offer):
    reviewer = make.staff(Role.REVIEWER)
    with time_machine.travel(datetime(2026, 3, 2, 15, 30, tzinfo=UTC), tick=False):
        offer(visit(make.member()), title="早交的")
    with time_machine.travel(datetime(2026, 3, 4, 16, 30, tzinfo=UTC), tick=False):
        offer(visit(make.member()), title="晚交的")
        page = visit(reviewer).get("/speakers/review")
        # 15:30 UTC is still the 2nd in the hall, 16:30 UTC already the 5th.
        assert [tag.get_text() for tag in page.all("#queue b")] == ["早交的", "晚交的"]
        assert "已等 3 天" in page.text
        assert "今天交的" in page.text
        assert waits(make, reviewer) == ["2 篇讲述等您评审，最早的等了 3 天"]


def waits(make, person):
    """What waits for somebody, in words."""
    from partyedu.accounts.models import ROLE_PERMISSIONS, Account
    from partyedu.core.navigation import answered
    from partyedu.speakers import waiting

    account = make.get(Account, person_id=person.id)
    roles = make.rows(RoleGrant, account_id=account.id)
    root = make.root
    grants = {permission: (root.path,) for role in roles for permission in ROLE_PERMISSIONS[role.role]}
    actor = Actor(name="", person_id=person.id, is_member=True, grants=grants)
    with make.app.test_request_context():
        return [item.text for item in answered(waiting(actor))]


def test_what_waits_for_a_speaker(make, visit, offer):
    speaker = make.member()
    make.talk(speaker, state=TalkState.RETURNED)
    make.talk(speaker, state=TalkState.DRAFT)
    make.talk(speaker, state=TalkState.APPROVED)
    assert sorted(waits(make, speaker)) == ["1 篇讲述写了一半", "1 篇讲述请您改一改"]


def test_what_comes_back_waits_for_the_one_who_typed_it_too(make, visit, offer):
    make.member("乙二武", account=False)
    organiser = make.staff(Role.ORGANISER)
    offer(visit(organiser), person="乙二武")
    url = "/speakers/review/1"
    visit(make.staff(Role.REVIEWER)).submit(url, f"{url}/return", **{"return-reasons": "补一段"})
    assert waits(make, organiser) == ["1 篇讲述请您改一改"]
    assert "四十年一本账" in visit(organiser).get("/speakers/mine").text


def test_nobody_decides_about_their_own_talk_whatever_they_are(make, visit):
    for role in (Role.ADMINISTRATOR, Role.REVIEWER):
        mighty = make.staff(role)
        talk = make.talk(mighty, title=f"{role.value}讲的", state=TalkState.SUBMITTED)
        page = visit(mighty)
        assert page.get("/speakers/review").text.count(talk.title) == 0
        assert page.get(f"/speakers/review/{talk.id}").status == 404
        outline = make.get(Outline, talk_id=talk.id)
        for verb in ("approve", "return", "comment"):
            sent = {"outline": outline.id, "return-reasons": "x", "comment-text": "x"}
            assert page.post(f"/speakers/review/{talk.id}/{verb}", sent).status == 404
        assert make.get(Talk, id=talk.id).state is TalkState.SUBMITTED

        actor = Actor(name="", person_id=mighty.id, grants=dict.fromkeys(Permission, ("/",)))
        with make.app.app_context(), acting_as(actor):
            row = queries.talk_for(actor, talk.id)
            with pytest.raises(Problem, match="由别人来评"):
                operations.approve(actor, row, outline.id)


def test_nobody_decides_about_a_sketch_they_play_in(make, visit):
    reviewer = make.staff(Role.REVIEWER)
    talk = make.talk(make.member(), state=TalkState.SUBMITTED)
    with make._session():
        db.session.add(CastMember(talk_id=talk.id, person_id=reviewer.id, name=reviewer.name, character="队长"))
    assert visit(reviewer).get(f"/speakers/review/{talk.id}").status == 404
    assert waits(make, reviewer) == []


def test_reviewer_of_another_unit_finds_nothing(make, visit):
    east, west = make.unit("东园支部"), make.unit("西园支部")
    talk = make.talk(make.member(unit=east), state=TalkState.SUBMITTED)
    outline = make.get(Outline)
    stranger = visit(make.staff(Role.REVIEWER, west))
    assert stranger.get("/speakers/review").all("#queue b") == []
    assert stranger.get(f"/speakers/review/{talk.id}").status == 404
    for verb in ("approve", "return", "comment"):
        assert stranger.post(f"/speakers/review/{talk.id}/{verb}", {"outline": outline.id}).status == 404
    for person in (make.member(unit=east), make.staff(Role.ORGANISER)):
        assert visit(person).get("/speakers/review").status == 404
        assert visit(person).post(f"/speakers/review/{talk.id}/approve", {"outline": outline.id}).status == 404
    assert make.get(Talk).state is TalkState.SUBMITTED


def test_second_of_two_reviewers_is_told_and_keeps_what_was_typed(make, visit):
    talk = make.talk(make.member(), state=TalkState.SUBMITTED)
    first, second = visit(make.staff(Role.REVIEWER, name="先到")), visit(make.staff(Role.REVIEWER, name="后到"))
    url = f"/speakers/review/{talk.id}"
    slow = {**second.get(url).form(f"{url}/return"), "return-reasons": "我想了很久的话"}
    assert first.submit(url, f"{url}/approve").status == 303

    late = second.post(f"{url}/return", slow)
    assert late.status == 409
    assert late.errors()[0].startswith("先到已经在 ")
    assert late.one("textarea[name=return-reasons]").get_text().strip() == "我想了很久的话"
    assert make.get(Talk).state is TalkState.APPROVED
    assert len(make.rows(Review)) == 1


def test_decision_on_an_older_version_is_refused(make, visit, offer):
    speaker, reviewer = visit(make.member()), visit(make.staff(Role.REVIEWER))
    offer(speaker)
    url = "/speakers/review/1"
    seen = {**reviewer.get(url).form(f"{url}/approve"), "approve-words": "第一稿很好"}
    speaker.post("/speakers/talks/1/reopen")
    offer(speaker, page="/speakers/talks/1/edit", text="完全不同的第二稿")
    late = reviewer.post(f"{url}/approve", seen)
    assert late.status == 409
    assert "请看最新的一稿再决定" in late.errors()[0]
    assert late.one("textarea[name=approve-words]").get_text().strip() == "第一稿很好"
    assert make.get(Talk).state is TalkState.SUBMITTED


def test_returning_needs_reasons_and_a_remark_needs_words(make, visit):
    talk = make.talk(make.member(), state=TalkState.SUBMITTED)
    reviewer, url = visit(make.staff(Role.REVIEWER)), f"/speakers/review/{talk.id}"
    empty = reviewer.submit(url, f"{url}/return", **{"return-reasons": "  "})
    assert (empty.status, empty.errors()) == (422, ["请写明要改哪里，主讲人才知道怎么改。"])
    silent = reviewer.submit(url, f"{url}/comment", **{"comment-text": "", "comment-passage": "某句"})
    assert (silent.status, silent.errors()) == (422, ["请写下您的意见。"])
    assert silent.one("textarea[name=comment-passage]").get_text().strip() == "某句"
    foreign = reviewer.post(f"{url}/comment", {"outline": "999", "comment-text": "x"})
    assert foreign.status == 422
    assert make.rows(Review) == []


def test_remark_by_htmx_answers_with_the_remarks_only(make, visit):
    talk = make.talk(make.member(), state=TalkState.SUBMITTED)
    reviewer, url = visit(make.staff(Role.REVIEWER)), f"/speakers/review/{talk.id}"
    fields = {**reviewer.get(url).form(f"{url}/comment"), "comment-text": "很好"}
    region = reviewer.post(f"{url}/comment", fields, htmx=True)
    assert region.status == 200
    assert region.soup.find(True)["id"] == "remarks"
    assert region.one(".remark .pre").get_text() == "很好"
    assert region.one("textarea[name=comment-text]").get_text().strip() == ""


def test_reviewer_never_reads_what_is_not_handed_in(make, visit, offer):
    speaker, reviewer = visit(make.member()), visit(make.staff(Role.REVIEWER))
    offer(speaker, step="save", text="只是草稿")
    assert reviewer.get("/speakers/talks/1").status == 404
    offer(speaker, page="/speakers/talks/1/edit", text="交上去的")
    speaker.post("/speakers/talks/1/reopen")
    offer(speaker, "save", "/speakers/talks/1/edit", text="正在改的秘密")
    page = reviewer.get("/speakers/talks/1")
    assert page.status == 200
    assert "交上去的" in page.text
    assert "正在改的秘密" not in page.text
    assert "正在改的秘密" not in reviewer.get("/speakers/talks/1?version=2").text


def test_an_outline_that_is_only_files_can_be_quoted_too(make, visit, offer):
    speaker, reviewer = make.member("甲一文"), make.staff(Role.REVIEWER)
    notes = "那年我刚进厂。\n\n" + "师傅叫我扫地，扫了三年。" * 8 + "\n后来我学会了看图纸。" * 30
    offer(
        visit(speaker),
        text="",
        files=[
            upload("提纲.docx", word("第一次领工资。", "三十六块。", heading="工资")),
            upload("草稿.txt", notes.encode()),
        ],
    )
    desk = visit(reviewer)
    page = desk.get("/speakers/review/1")
    links = [tag["href"] for tag in page.all("#outline a") if "评这一段" in tag.get_text()]
    quoted = [
        desk.get(link.split("#")[0], htmx=True).one("textarea[name=comment-passage]").get_text().strip()
        for link in links
    ]
    assert quoted[:4] == ["工资", "第一次领工资。", "三十六块。", "那年我刚进厂。"]
    assert all(0 < len(one) <= 200 for one in quoted)
    assert "".join(quoted[3:]).replace("\n", "") == notes.replace("\n", "")  # nothing of the file is beyond a remark
    # The file still reads as it did: the cuts fall between its paragraphs.
    file = page.one("section[aria-label='提纲.docx'] .prose")
    assert [tag.name for tag in file.find_all(recursive=False)] == ["h3", "p", "p"]
    without = visit(speaker).get("/speakers/talks/1")
    assert "评这一段" not in without.text and "三十六块。" in without.text
