"""A call on its road: planned, opened, handed in to, judged, published; scores stay with those who run it."""

import io
from datetime import timedelta

import python_calamine
import time_machine

from partyedu.accounts.models import Role
from partyedu.contests.models import Contest, ContestState, Entry, EntryState, Judge, Judgement
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.library.models import ScoreSheet
from partyedu.notices.models import Notice, NoticeKind


def test_a_call_is_seen_by_everybody_only_once_it_is_open(make, visit, street, call):
    contest = call(opened=False)
    url = f"/contests/{contest.id}"
    assert visit().get(url).status == 404
    assert visit(street.elsewhere).get(url).status == 404
    assert visit(street.organiser).get(url).status == 200
    assert contest.title not in visit().get("/contests/").text
    assert visit(street.elsewhere).post(f"{url}/open").status == 404
    assert visit(street.organiser).post(f"{url}/open").status == 303
    assert contest.title in visit().get("/contests/").text
    assert visit().get(url).heading == contest.title


def test_a_form_sent_twice_makes_one_call(make, visit, street):
    staff = visit(street.organiser)
    fields = {**staff.get("/contests/new").form("/contests/new"), "title": "我家的规矩", "kind": "family-rule"}
    assert [staff.post("/contests/new", fields).status for _time in range(2)] == [303, 303]
    assert len(make.rows(Contest)) == 1


def test_what_is_wrong_with_a_call_is_said_at_its_field(visit, street, make):
    staff = visit(street.organiser)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    refused = staff.submit("/contests/new", title="题目", text="写什么都行", closes_on=yesterday)
    assert refused.status == 422
    assert refused.errors() == ["截止的日期已经过去了，请选今天或以后的日子。"]
    assert "写什么都行" in refused.html
    assert staff.submit("/contests/new", title="").errors() == ["请给这次征集起个题目。"]
    assert staff.submit("/contests/new", title="题目", sheet_id="424242").status == 422
    assert staff.submit("/contests/new", title="题目", unit_id="424242").status == 422
    assert make.rows(Contest) == []


def test_an_essay_call_needs_its_last_day(visit, street, call):
    contest = call(days=None, opened=False)
    refused = visit(street.organiser).post(f"/contests/{contest.id}/open")
    assert refused.status == 422
    assert "请先填截止日期" in refused.text


def test_two_who_change_a_call_both_see_both_texts(make, visit, street, call):
    contest = call()
    url = f"/contests/{contest.id}/edit"
    first, second = visit(street.organiser), visit(street.organiser)
    mine, theirs = (one.get(url).form(url) for one in (first, second))
    assert first.post(url, {**mine, "title": "甲改的题目"}).status == 303
    late = second.post(url, {**theirs, "title": "乙改的题目"})
    assert late.status == 409
    assert "甲改的题目" in late.text
    assert second.post(url, late.form(url)).status == 303
    assert make.get(Contest).title == "乙改的题目"


def test_judging_begins_with_entries_and_judges_and_the_common_sheet(make, visit, street, call, hand_in):
    contest = call()
    url, staff = f"/contests/{contest.id}", visit(street.organiser)
    assert "还没有评委" in staff.post(f"{url}/begin-judging").text
    staff.post(f"{url}/judges", {"person": street.judge.name, "person_id": str(street.judge.id)})
    assert "还没有人交稿" in staff.post(f"{url}/begin-judging").text
    hand_in(street.writer, contest)
    assert staff.post(f"{url}/begin-judging").status == 303
    contest = make.get(Contest)
    assert (contest.state, contest.sheet_id) == (ContestState.JUDGING, make.get(ScoreSheet, name="征文评分表").id)
    assert [row.person_id for row in make.rows(Notice, kind=NoticeKind.ASKED_TO_JUDGE)] == [street.judge.id]
    assert staff.post(f"{url}/begin-judging").status == 422
    late = (
        hand_in(street.second, contest)
        if False
        else visit(street.second).post(f"{url}/write", {"title": "迟了", "text": "字还在"})
    )
    assert late.status == 422
    assert "已经结束，开始评选了" in late.text
    assert "字还在" in late.html


def test_judges_read_no_names_and_score_every_entry_but_their_own(make, visit, street, call, hand_in, photo):
    contest = call()
    hand_in(street.writer, contest, "那盏路灯", photos=[photo()])
    hand_in(street.judge, contest, "评委自己写的")
    staff, url = visit(street.organiser), f"/contests/{contest.id}"
    staff.post(f"{url}/judges", {"person": street.judge.name, "person_id": str(street.judge.id)})
    staff.post(f"{url}/begin-judging")
    theirs, own = make.rows(Entry)
    judge = visit(street.judge)
    assert "有 1 篇等您评" in judge.get("/").text
    listed = judge.get(f"{url}/judging")
    assert "那盏路灯" in listed.text
    assert "评委自己写的" not in listed.text
    page = judge.get(f"/contests/entries/{theirs.id}/judge")
    assert "第 1 篇" in page.text
    assert street.writer.name not in page.html
    assert judge.get(page.one("figure a")["href"]).status == 200
    assert visit(street.second).get(page.one("figure a")["href"]).status == 404
    assert judge.get(f"/contests/entries/{own.id}/judge").status == 404
    assert judge.post(f"/contests/entries/{own.id}/judge", {}).status == 404
    assert judge.get(f"/contests/entries/{theirs.id}").status == 404  # the page that names its author
    assert visit(street.stranger).get(f"{url}/judging").status == 404
    assert visit(street.organiser).get(f"/contests/entries/{theirs.id}/judge").status == 404

    fields = page.form(f"/contests/entries/{theirs.id}/judge")
    lines = [name for name in fields if name.startswith("points_")]
    assert len(lines) == 4
    too_many = judge.post(f"/contests/entries/{theirs.id}/judge", {**fields, **dict.fromkeys(lines, "99")})
    assert too_many.status == 422
    assert judge.post(f"/contests/entries/{theirs.id}/judge", fields).status == 422
    given = dict(zip(lines, ("30", "24", "15", "12"), strict=True))
    assert judge.post(f"/contests/entries/{theirs.id}/judge", {**fields, **given, "text": "写得真"}).status == 303
    assert make.get(Judgement).percent == 81
    again = judge.get(f"/contests/entries/{theirs.id}/judge").form(f"/contests/entries/{theirs.id}/judge")
    assert [again[name] for name in lines] == ["30", "24", "15", "12"]
    assert judge.post(f"/contests/entries/{theirs.id}/judge", {**again, lines[0]: "20"}).status == 303
    assert make.get(Judgement).percent == 71
    assert "评委都评完了" in visit(street.organiser).get("/").text


def test_an_organiser_who_judges_sees_no_names_while_judging(make, visit, street, call, hand_in):
    contest = call()
    hand_in(street.writer, contest)
    staff, url = visit(street.organiser), f"/contests/{contest.id}"
    staff.post(f"{url}/judges", {"person": street.organiser.name, "person_id": str(street.organiser.id)})
    assert street.writer.name in staff.get(f"{url}/manage").text
    staff.post(f"{url}/begin-judging")
    entry = make.get(Entry)
    for page in (f"{url}/manage", f"{url}/results"):
        assert street.writer.name not in staff.get(page).html
    assert staff.get(f"/contests/entries/{entry.id}").status == 404
    assert staff.get(f"/contests/entries/{entry.id}/edit").status == 404


def test_prizes_are_published_with_consent_under_the_chosen_name_and_no_score_is(make, visit, street, judged):
    url, staff = f"/contests/{judged.id}", visit(street.organiser)
    first, second = make.rows(Entry)
    judge = visit(street.judge)
    for entry, points in ((first, ("30", "30", "17", "20")), (second, ("30", "20", "10", "10"))):
        action = f"/contests/entries/{entry.id}/judge"
        fields = judge.get(action).form(action)
        lines = [name for name in fields if name.startswith("points_")]
        assert judge.post(action, {**fields, **dict(zip(lines, points, strict=True))}).status == 303
    assert [row.percent for row in make.rows(Judgement)] == [97, 70]
    assert "97" in staff.get(f"{url}/results").text
    assert visit(street.writer).get(f"{url}/results").status == 404
    assert "还没有定奖" in staff.post(f"{url}/publish", {}).text
    assert staff.post(f"/contests/entries/{first.id}/prize", {"prize": "特等奖"}).status == 422
    assert staff.post(f"/contests/entries/{first.id}/prize", {"prize": "一等奖"}).status == 303
    assert staff.post(f"/contests/entries/{second.id}/prize", {"prize": "二等奖"}).status == 303
    assert visit().get(f"/contests/entries/{first.id}").status == 404
    assert staff.post(f"{url}/publish", {}).status == 303

    page = visit().get(url)
    assert [tag.get_text() for tag in page.all(".laureates h3")] == ["那盏路灯", "修鞋铺三十年"]
    assert [tag.get_text() for tag in page.all(".laureates .by")] == ["甲老师", "一位作者"]
    assert "97" not in page.text
    assert street.writer.name not in page.html
    assert visit().get(f"/contests/entries/{first.id}").heading == "那盏路灯"
    assert visit().get(f"{url}/print").status == 200
    told = make.rows(Notice, kind=NoticeKind.PRIZE_GIVEN)
    assert [(row.person_id, row.detail) for row in told] == [(street.writer.id, "一等奖"), (street.second.id, "二等奖")]
    assert staff.post(f"/contests/entries/{first.id}/prize", {"prize": ""}).status == 422
    assert {row.action for row in make.rows(AuditRow, table="contest")} >= {"plan", "open", "begin-judging", "publish"}

    # Consent taken back vanishes at once.
    assert visit(street.writer).post(f"/contests/entries/{first.id}/take-back-agreement").status == 303
    assert "那盏路灯" not in visit().get(url).text
    assert visit().get(f"/contests/entries/{first.id}").status == 404
    assert visit(street.writer).get(f"/contests/entries/{first.id}").status == 200
    assert "同意展示，要作者" not in visit(street.organiser).get(f"{url}/manage").text
    assert staff.post(f"/contests/entries/{first.id}/publish").status == 422
    assert staff.post(f"/contests/entries/{first.id}/agree").status == 422  # only the author says yes again


def test_sheets_that_are_missing_are_waited_for_unless_it_is_said(make, visit, street, judged):
    staff, url = visit(street.organiser), f"/contests/{judged.id}"
    staff.post(f"/contests/entries/{make.rows(Entry)[0].id}/prize", {"prize": "一等奖"})
    assert "还有 2 份评分没有交" in staff.post(f"{url}/publish", {}).text
    assert staff.post(f"{url}/publish", {"even_without": "y"}).status == 303
    assert make.get(Contest).state is ContestState.PUBLISHED
    assert [row.state for row in make.rows(Entry)] == [EntryState.PUBLISHED, EntryState.HANDED_IN]


def test_a_judge_leaves_before_the_first_sheet_only(make, visit, street, judged):
    staff, url = visit(street.organiser), f"/contests/{judged.id}"
    entry, judge = make.rows(Entry)[0], visit(street.judge)
    action = f"/contests/entries/{entry.id}/judge"
    fields = judge.get(action).form(action)
    judge.post(action, {**fields, **{name: "5" for name in fields if name.startswith("points_")}})
    seat = make.get(Judge)
    assert "已经打过分" in staff.post(f"{url}/judges/{seat.id}/release").text
    assert "不能再收稿" in staff.post(f"{url}/reopen").text
    assert visit(street.elsewhere).post(f"{url}/judges/{seat.id}/release").status == 404


def test_a_call_closed_too_early_takes_entries_again(make, visit, street, judged, hand_in):
    staff, url = visit(street.organiser), f"/contests/{judged.id}"
    assert staff.post(f"{url}/reopen").status == 303
    assert hand_in(street.judge, judged, "补交的").status == 303
    assert visit(street.judge).get(f"{url}/judging").status == 404


def test_what_waits_for_the_organiser_when_the_day_has_passed(visit, street, call):
    contest = call(days=1)
    assert "截止了" not in visit(street.organiser).get("/").text
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert f"《{contest.title}》截止了" in visit(street.organiser).get("/").text
        assert contest.title not in visit(street.elsewhere).get("/").text


def test_the_workbook_names_authors_for_those_who_run_it(visit, street, call, hand_in):
    contest = call()
    hand_in(street.writer, contest)
    answer = visit(street.organiser).get(f"/contests/{contest.id}/entries.xlsx")
    sheet = python_calamine.CalamineWorkbook.from_filelike(_file(answer)).get_sheet_by_index(0).to_python()
    assert any("那盏路灯" in row and "甲写了" in row for row in sheet)
    assert visit(street.writer).get(f"/contests/{contest.id}/entries.xlsx").status == 404


def _file(answer):
    return io.BytesIO(answer.response.get_data())


def test_the_name_of_a_photo_tells_a_judge_nothing(make, visit, street, call, hand_in, photo):
    contest = call()
    hand_in(street.writer, contest, "那盏路灯", photos=[photo("甲写了的手稿.jpg")])
    staff, url = visit(street.organiser), f"/contests/{contest.id}"
    staff.post(f"{url}/judges", {"person": street.judge.name, "person_id": str(street.judge.id)})
    staff.post(f"{url}/begin-judging")
    judge = visit(street.judge)
    file = judge.get(f"/contests/entries/{make.get(Entry).id}/judge").one("figure a")["href"]
    for address in (file, f"{file}/preview"):
        answer = judge.get(address)
        assert answer.status == 200
        assert "filename=file-" in answer.headers["Content-Disposition"]
        assert "filename*" not in answer.headers["Content-Disposition"]


def test_nobody_gives_a_prize_to_what_they_wrote(make, visit, street, call, hand_in):
    contest = call(prizes="一等奖")
    with_a_pen = make.staff(Role.ORGANISER, street.branch, name="工丙")
    hand_in(with_a_pen, contest, "工作人员写的")
    staff, url = visit(street.organiser), f"/contests/{contest.id}"
    staff.post(f"{url}/judges", {"person": street.judge.name, "person_id": str(street.judge.id)})
    staff.post(f"{url}/begin-judging")
    prize = f"/contests/entries/{make.get(Entry).id}/prize"
    answer = visit(with_a_pen).post(prize, {"prize": "一等奖"})
    assert (answer.status, make.get(Entry).prize) == (422, "")
    assert "请别的工作人员来定奖" in answer.text
    assert staff.post(prize, {"prize": "一等奖"}).status == 303
    assert make.get(Entry).prize == "一等奖"
