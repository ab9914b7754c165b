"""Offering a talk: by a member, by staff for somebody, in steps, and with everything that can be wrong with it."""

import pytest

from partyedu.accounts.models import Role
from partyedu.core.audit import AuditRow
from partyedu.organisation.models import MemberStatus, PersonKind
from partyedu.speakers.models import CastMember, Keepsake, Outline, Quality, Talk, TalkFormat, TalkQuality, TalkState


def test_member_begins_a_draft_and_hands_it_in_later(make, visit, offer):
    speaker = make.member("甲一文")
    at_home = visit(speaker)

    saved = offer(at_home, step="save", summary="", text="")
    assert saved.location == "/speakers/talks/1/edit"
    assert make.get(Talk).state is TalkState.DRAFT

    page = at_home.get(saved.location)
    assert page.one("input[name=title]")["value"] == "四十年一本账"
    sent = offer(
        at_home, page=saved.location, summary="四十年的账。", text="第一段。", qualities=["honesty", "devotion"]
    )
    assert sent.location == "/speakers/talks/1"

    talk = make.get(Talk)
    assert (talk.state, talk.person_id, talk.typed_by_id) == (TalkState.SUBMITTED, speaker.id, None)
    assert talk.submitted_at is not None
    assert {row.quality for row in make.rows(TalkQuality)} == {Quality.HONESTY, Quality.DEVOTION}
    outline = make.get(Outline)
    assert (outline.number, outline.text, outline.title) == (1, "第一段。", "四十年一本账")
    assert outline.submitted_at == talk.submitted_at
    assert [row.action for row in make.rows(AuditRow, table="talk")] == ["offer", "edit", "submit"]


def test_staff_write_down_a_story_for_somebody_without_account(make, visit, offer):
    old = make.member("乙二武", account=False)
    organiser = make.staff(Role.ORGANISER)

    answer = offer(visit(organiser), person="乙二武", channel="paper")
    assert answer.status == 303

    talk = make.get(Talk)
    assert (talk.person_id, talk.typed_by_id, talk.channel) == (old.id, organiser.id, "paper")
    assert {(row.actor_id, row.on_behalf_of_id) for row in make.rows(AuditRow, table="talk")} == {
        (organiser.id, old.id)
    }
    page = visit(organiser).get("/speakers/talks/1")
    assert "由工作人员帮忙录入" in page.text
    assert "来自：纸上写来的" in page.text


@pytest.mark.parametrize("kind", [PersonKind.EXPERT, PersonKind.RESIDENT])
def test_experts_and_residents_speak_too(make, visit, offer, kind):
    guest = make.person(kind, "丙三全")
    assert offer(visit(make.staff(Role.ORGANISER)), person="丙三全").status == 303
    assert make.get(Talk).person_id == guest.id


def test_staff_of_another_branch_cannot_speak_for_somebody(make, visit, offer):
    east, west = make.unit("东园支部"), make.unit("西园支部")
    someone = make.member("丁四方", east)
    secretary = visit(make.staff(Role.SECRETARY, west))

    refused = offer(secretary, person="丁四方")
    assert refused.status == 422
    assert "没有找到这个人，请换姓名、拼音首字母或手机后四位再试。" in refused.text

    forged = offer(secretary, person="丁四方", person_id=str(someone.id))
    assert forged.status == 422
    assert make.rows(Talk) == []


def test_staff_who_stand_on_no_roster_have_to_say_who_speaks(make, visit, offer):
    refused = offer(visit(make.staff(Role.ORGANISER)))
    assert refused.status == 422
    assert "请写上谁来讲。" in refused.errors()
    assert refused.one("textarea[name=summary]").get_text().strip() == "一笔一笔记下来的四十年。"


def test_nobody_offers_a_talk_of_the_dead(make, visit, offer):
    gone = make.member("戊五行", status=MemberStatus.DECEASED, account=False)
    refused = offer(visit(make.staff(Role.ORGANISER)), person="戊五行", person_id=str(gone.id))
    assert refused.status == 422
    assert make.rows(Talk) == []


def test_the_same_form_sent_twice_makes_one_talk(make, visit):
    speaker = visit(make.member())
    page = speaker.get("/speakers/talks/new")
    fields = {**page.form("/speakers/talks/new"), "title": "一次", "theme": str(make.theme().id), "step": "save"}
    first, second = (speaker.post("/speakers/talks/new", fields) for _press in range(2))
    assert first.location == second.location
    assert len(make.rows(Talk)) == 1


def test_handing_in_asks_for_what_the_reviewer_needs_and_keeps_what_was_typed(make, visit, offer):
    speaker = visit(make.member())
    answer = offer(speaker, title="", theme=None, summary="", text="", minutes="一百")
    assert answer.status == 422
    assert answer.errors()[:4] == [
        "请选一个主题。",
        "请给这一讲起个题目。",
        "大家先看到的是介绍，请写一两句。",
        "请填一个整数。",
    ]
    empty = offer(speaker, text="")
    assert empty.status == 422
    assert empty.errors() == ["评审要看提纲：请写几句，或者放一个文件。"]
    assert empty.one("input[name=title]")["value"] == "四十年一本账"
    assert make.rows(Talk) == []


@pytest.mark.parametrize("minutes", ["0", "61", "-5", "99999999999"])
def test_impossible_lengths_are_refused(make, visit, offer, minutes):
    answer = offer(visit(make.member()), minutes=minutes)
    assert answer.status == 422
    assert answer.one("input[name=minutes]")["value"] == minutes


def test_sketch_has_a_cast_of_persons_and_names(make, visit, offer):
    barber = make.member("己六合")
    organiser = visit(make.staff(Role.ORGANISER))
    without = offer(organiser, person="己六合", format="sketch")
    assert without.errors() == ["小品请写上由谁来演，演什么角色。"]

    nameless = offer(organiser, person="己六合", format="sketch", **{"cast-0-character": "徒弟"})
    assert nameless.errors() == ["请写上这个角色由谁来演。"]

    cast = {
        "cast-0-person": "己六合",
        "cast-0-person_id": str(barber.id),
        "cast-0-character": "剃头师傅",
        "cast-1-person": "小宝",
        "cast-1-character": "徒弟",
    }
    assert offer(organiser, person="己六合", format="sketch", **cast).status == 303
    assert [(row.person_id, row.name, row.character) for row in make.rows(CastMember)] == [
        (barber.id, "己六合", "剃头师傅"),
        (None, "小宝", "徒弟"),
    ]
    assert make.get(Talk).format is TalkFormat.SKETCH


def test_member_who_edits_keeps_the_cast_that_staff_linked(make, visit, offer):
    speaker, friend = make.member("庚七星"), make.member("辛八方")
    talk = make.talk(speaker, state=TalkState.DRAFT)
    with make._session():
        from partyedu.core.db import db

        db.session.add(CastMember(talk_id=talk.id, person_id=friend.id, name="辛八方", character="队长"))
    assert offer(visit(speaker), "save", f"/speakers/talks/{talk.id}/edit", summary="改").status == 303
    row = make.get(CastMember)
    assert (row.person_id, row.name, row.character) == (friend.id, "辛八方", "队长")


def test_more_lines_for_the_cast_come_without_saving_anything(make, visit):
    speaker = visit(make.member())
    page = speaker.get("/speakers/talks/new")
    fields = {**page.form("/speakers/talks/new"), "cast-0-person": "小宝", "cast-1-person": "小贝", "step": "more-cast"}
    region = speaker.post("/speakers/talks/new", fields, htmx=True)
    assert region.status == 200
    assert [tag.get("value") for tag in region.all("#cast input[name$=-person]")] == ["小宝", "小贝", "", ""]
    assert not region.all("input[name=title]")
    assert make.rows(Talk) == []


def test_two_people_write_the_same_talk_and_nobody_loses_a_word(make, visit):
    speaker = make.member("壬九章")
    talk = make.talk(speaker, state=TalkState.DRAFT, text="旧的提纲")
    url = f"/speakers/talks/{talk.id}/edit"
    at_home, at_desk = visit(speaker), visit(make.staff(Role.ORGANISER))
    mine = {**at_home.get(url).form(url), "step": "save", "title": "我的题目", "summary": "我的介绍"}
    theirs = {**at_desk.get(url).form(url), "step": "save", "title": "柜台的题目"}
    assert at_desk.post(url, theirs).status == 303

    second = at_home.post(url, mine)
    assert second.status == 409
    assert second.one("input[name=title]")["value"] == "我的题目"
    assert "柜台的题目" in second.text
    assert make.get(Talk).title == "柜台的题目"

    again = at_home.post(url, {**second.form(url), "step": "save"})
    assert again.status == 303
    assert (make.get(Talk).title, make.get(Talk).summary) == ("我的题目", "我的介绍")


def test_a_form_without_its_version_does_not_slip_through(make, visit):
    talk = make.talk(speaker := make.member(), state=TalkState.DRAFT)
    url = f"/speakers/talks/{talk.id}/edit"
    page = visit(speaker)
    fields = {**page.get(url).form(url), "step": "save"}
    fields.pop("version")
    assert page.post(url, fields).status == 409


def test_talk_that_is_being_reviewed_is_taken_back_before_it_changes(make, visit, offer):
    talk = make.talk(speaker := make.member(), state=TalkState.SUBMITTED)
    at_home = visit(speaker)
    assert at_home.get(f"/speakers/talks/{talk.id}/edit").location == f"/speakers/talks/{talk.id}"
    assert at_home.post(f"/speakers/talks/{talk.id}/reopen").location == f"/speakers/talks/{talk.id}/edit"
    assert make.get(Talk).state is TalkState.DRAFT
    offer(at_home, page=f"/speakers/talks/{talk.id}/edit", summary="好", text="第二稿")
    assert [(row.number, row.text) for row in make.rows(Outline)] == [(1, "我怎样学会了记账。"), (2, "第二稿")]


def test_keepsakes_are_shown_by_consent_and_come_home(make, visit, offer):
    speaker = make.member()
    offer(
        visit(speaker),
        **{"keepsakes-0-name": "入党申请书", "keepsakes-0-caption": "一九七九年", "keepsakes-0-consent": "y"},
    )
    keepsake = make.get(Keepsake)
    assert (keepsake.name, keepsake.caption, keepsake.consent) == ("入党申请书", "一九七九年", True)

    desk = visit(make.staff(Role.ORGANISER))
    early = desk.post(f"/speakers/keepsakes/{keepsake.id}/returned")
    assert (early.status, "还没有登记收到" in early.text) == (422, True)
    assert desk.post(f"/speakers/keepsakes/{keepsake.id}/received").status == 303
    lent = make.get(Keepsake)
    assert lent.received_on is not None
    assert lent.returned_on is None

    visit(speaker).post("/speakers/talks/1/reopen")
    taken_out = offer(visit(speaker), "save", "/speakers/talks/1/edit", **{"keepsakes-0-remove": "y"})
    assert (taken_out.status, len(make.rows(Keepsake))) == (422, 1)
    assert "“入党申请书”还没有还给主人，先登记归还，再去掉。" in taken_out.errors()

    assert desk.post(f"/speakers/keepsakes/{keepsake.id}/returned").status == 303
    assert make.get(Keepsake).returned_on is not None
    assert visit(speaker).post(f"/speakers/keepsakes/{keepsake.id}/received").status == 404
    offer(visit(speaker), "save", "/speakers/talks/1/edit", **{"keepsakes-0-remove": "y"})
    assert make.rows(Keepsake) == []


def test_nobody_else_writes_a_talk(make, visit):
    east, west = make.unit("东园支部"), make.unit("西园支部")
    talk = make.talk(make.member(unit=east), state=TalkState.DRAFT)
    strangers = (
        make.member(unit=east),
        make.staff(Role.ORGANISER, west),
        make.staff(Role.REVIEWER),
        make.staff(Role.REVIEWER, west),
    )
    for stranger in strangers:
        page = visit(stranger)
        assert page.get(f"/speakers/talks/{talk.id}").status == 404
        assert page.get(f"/speakers/talks/{talk.id}/edit").status == 404
        for verb in ("edit", "submit", "reopen", "withdraw", "restore"):
            assert page.post(f"/speakers/talks/{talk.id}/{verb}").status == 404
    assert visit().get(f"/speakers/talks/{talk.id}").status == 404
    assert visit().get(f"/speakers/talks/{talk.id}/edit").location.startswith("/sign-in")
    assert make.get(Talk).version == 1


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "' OR 1=1 --", "{{ 7*7 }}", "\u202eabc\u200b", "𠮷㛃" * 20, "=1+1"]
)
def test_naughty_words_stay_words(make, visit, offer, words):
    speaker = visit(make.member())
    cast = {"cast-0-person": words[:60], "cast-0-character": words[:60], "keepsakes-0-name": words[:60]}
    answer = offer(speaker, title=words[:80], summary=words, text=words, format="sketch", **cast)
    assert answer.status == 303
    page = speaker.get(answer.location)
    assert page.status == 200
    assert page.all("main script") == []
    assert "49" not in page.heading


def test_the_same_page_sent_again_for_somebody_else_makes_a_second_talk(make, visit):
    """Back in the browser, another speaker chosen: each keeps their own talk."""
    staff, theme = visit(make.staff(Role.ORGANISER)), make.theme()
    sent = {"title": "四十年", "theme": str(theme.id), "minutes": "10", "format": "story", "channel": ""}
    sent["form_key"] = "k" * 40
    for speaker in (make.member("甲一"), make.member("乙二")):
        answer = staff.post("/speakers/talks/new", {**sent, "person": speaker.name, "person_id": str(speaker.id)})
        assert answer.status == 303
        assert len(make.rows(Talk, person_id=speaker.id)) == 1


def test_a_sketch_may_be_ones_own_story(make, visit, offer):
    speaker = make.member("陈大明")
    offer(visit(speaker), step="save", format="speech", is_own_story="y")
    talk = make.get(Talk)
    assert (talk.is_own_story, talk.is_life_story) == (True, True)
    page = visit(speaker).get(f"/speakers/talks/{talk.id}/edit")
    assert page.one("input[name=is_own_story]").has_attr("checked")
    offer(visit(speaker), step="save", page=f"/speakers/talks/{talk.id}/edit", is_own_story=None)
    assert make.get(Talk).is_life_story is False
