"""Rules, exemptions and written entries: what people do, and what they are refused in plain words."""

from datetime import date, timedelta

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.notices.models import Notice, NoticeKind
from partyedu.study.models import Exemption, HoursEntry, HoursRule

NOW = "2026-06-15T12:00:00+08:00"
pytestmark = pytest.mark.usefixtures("_june")


@pytest.fixture
def _june():
    with time_machine.travel(NOW):
        yield


# --- rules ------------------------------------------------------------------------------------------------------------


def _new_rule(visit, person, **filled):
    return visit(person).submit("/study/rules/new", **{"from_on": "2027-01-01", "write": "1", **filled})


def test_a_rule_is_looked_at_before_it_is_written(make, visit, branch, held):
    held("学习会", branch.first, minutes=480)
    seen = visit(branch.organiser).submit("/study/rules/new", from_on="2026-06-15", target="8")
    assert seen.status == 200
    assert "32 小时 → 8 小时" in seen.text
    reached = [tag.get_text(strip=True) for tag in seen.all("tbody tr")[1].select("td")]
    assert reached == ["0", "1"]
    assert make.rows(HoursRule) == []
    assert _new_rule(visit, branch.organiser, target="40").status == 303
    assert [(row.from_on, row.target_minutes) for row in make.rows(HoursRule)] == [(date(2027, 1, 1), 2400)]


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"from_on": "2026-06-14"}, "不能从过去的日子算起"),
        ({"from_on": ""}, "请填日期"),
        ({"from_on": "2027-02-29"}, "请写成 2026-03-05 这样"),
        ({"half_day": "9"}, "半天不能比一天还长"),
        ({"post_target": "20"}, "不能比党员少"),
        ({"target": "9999999999999"}, "这个数太大了"),
        ({"target": "三十二"}, "请填一个整数"),
        ({"speaking_cap": "-1"}, "请填 0 到 300 之间的数"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_a_sentence(make, visit, branch, filled, sentence):
    answer = _new_rule(visit, branch.organiser, **filled)
    assert answer.status == 422
    assert any(sentence in error for error in answer.errors()), answer.errors()
    assert make.rows(HoursRule) == []


def test_two_rules_on_one_day_are_refused(make, visit, branch):
    assert _new_rule(visit, branch.organiser).status == 303
    answer = _new_rule(visit, branch.organiser, target="40")
    assert "从这一天起已经有一条规则了" in answer.errors()[0]
    assert len(make.rows(HoursRule)) == 1


def test_only_a_rule_that_has_not_begun_is_taken_back(make, visit, branch):
    staff = visit(branch.organiser)
    for day in ("2026-06-15", "2027-01-01"):
        assert _new_rule(visit, branch.organiser, from_on=day).status == 303
    begun, ahead = make.rows(HoursRule)
    assert staff.post(f"/study/rules/{begun.id}/withdraw").status == 422
    assert staff.post(f"/study/rules/{ahead.id}/withdraw").status == 303
    assert [row.id for row in make.rows(HoursRule)] == [begun.id]


def test_a_rule_is_for_units_one_looks_after(make, visit, branch):
    other = make.unit("东风支部")
    staff = make.staff(Role.ORGANISER, other)
    assert _new_rule(visit, staff, unit_id=str(branch.unit.id)).status == 422
    assert visit(branch.secretary).get("/study/rules").status == 404


# --- exemptions -------------------------------------------------------------------------------------------------------


def _exempt(visit, by, member, **filled):
    fields = {"person": member.name, "person_id": str(member.id), "from_on": "2026-06-01", "until_on": "2026-12-31"}
    return visit(by).submit("/study/exemptions/new", **{**fields, **filled})


def test_who_is_exempt_is_shown_apart_and_owes_nothing(visit, branch):
    assert _exempt(visit, branch.organiser, branch.first, reason="九十岁了").status == 303
    listed = visit(branch.secretary).get("/study/hours?standing=exempt")
    assert [tag.get_text(strip=True) for tag in listed.all("#listed .person b")] == ["甲一"]
    mine = visit(branch.first).get("/study/")
    assert "不用赶学时" in mine.text
    assert "九十岁了" in mine.text


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"until_on": ""}, "请填结束的日子"),
        ({"until_on": "2026-05-01"}, "结束的日子比开始的还早"),
        ({"from_on": "2025-12-31"}, "最早从今年1月1日算起"),
        ({"until_on": "2040-01-01"}, "免学最多办到"),
        ({"kind": "other"}, "请写明是什么原因"),
        ({"reason": "身份证 110101195001011237"}, "请不要填身份证号"),
        ({"person": "没有这个人", "person_id": ""}, "没有找到这个人"),
        ({"person": "", "person_id": ""}, "请写上是哪一位党员"),
    ],
)
def test_an_exemption_that_cannot_be_is_refused(make, visit, branch, filled, sentence):
    answer = _exempt(visit, branch.organiser, branch.first, **filled)
    assert answer.status == 422
    assert any(sentence in error for error in answer.errors()), answer.errors()
    assert make.rows(Exemption) == []


def test_exemptions_do_not_overlap_and_end_early_with_a_trace(make, visit, branch):
    assert _exempt(visit, branch.organiser, branch.first).status == 303
    again = _exempt(visit, branch.organiser, branch.first, from_on="2026-12-31", until_on="2027-05-01")
    assert "这段日子里已经有一次免学" in again.errors()[0]
    [row] = make.rows(Exemption)
    url = f"/study/exemptions/{row.id}/end"
    assert "请写明为什么提前结束。" in visit(branch.organiser).submit(url, until_on="2026-06-10").errors()
    assert visit(branch.organiser).submit(url, until_on="2026-06-10", reason="身体好了").status == 303
    row = make.get(Exemption)
    assert (row.until_on, row.agreed_until_on, row.ended_reason) == (date(2026, 6, 10), date(2026, 12, 31), "身体好了")
    assert "身体好了" in visit(branch.organiser).get("/study/exemptions?which=past").text


def test_nobody_exempts_themselves(make, visit, branch):
    make.grant(make.get(type(branch.first), id=branch.first.id), Role.ORGANISER)
    answer = _exempt(visit, branch.first, branch.first)
    assert "自己不能给自己免学" in answer.errors()[0]


# --- written entries --------------------------------------------------------------------------------------------------


def _hand_in(visit, person, **filled):
    fields = {"title": "区里的课", "studied_on": "2026-06-14", "hours": "2", "minutes": "30", "evidence": "班主任"}
    return visit(person).submit("/study/entries/new", **{**fields, **filled})


def test_an_entry_counts_once_somebody_else_has_confirmed_it(make, visit, branch):
    assert _hand_in(visit, branch.first).status == 303
    [row] = make.rows(HoursEntry)
    mine = visit(branch.first)
    assert "还差 32 小时" in mine.get("/study/").text
    assert "有 1 笔学时等您确认" in visit(branch.secretary).get("/").text
    assert visit(branch.secretary).submit(f"/study/entries/{row.id}", f"/study/entries/{row.id}/confirm").status == 303
    assert "2.5" in mine.get("/study/").one(".year-ring svg").get_text()
    [line] = mine.get(f"/study/hours/people/{branch.first.id}").all("tbody tr")
    assert "书记乙确认" in line.get_text(" ", strip=True)
    audit = make.rows(AuditRow, action="confirm-hours")
    assert [(one.actor_id, one.on_behalf_of_id) for one in audit] == [(branch.secretary.id, branch.first.id)]


def test_nobody_confirms_their_own_hours(make, visit, branch):
    make.grant(branch.first, Role.SECRETARY, branch.unit)
    _hand_in(visit, branch.first)
    [row] = make.rows(HoursEntry)
    answer = visit(branch.first).post(f"/study/entries/{row.id}/confirm", {"version": "1"})
    assert answer.status == 422
    assert "自己的学时不能自己确认" in answer.text
    assert make.get(HoursEntry).confirmed_by_id is None
    assert row.id not in [one.id for one in make.rows(HoursEntry) if one.confirmed_by_id]


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"studied_on": "2026-06-16"}, "这一天还没有到"),
        ({"studied_on": "2027-02-29"}, "请写成 2026-03-05 这样"),
        ({"studied_on": "2024-02-29"}, "最多补登去年的"),
        ({"hours": "8", "minutes": "1"}, "一天最多登记 8 小时"),
        ({"hours": "25"}, "请填 0 到 24 之间的数"),
        ({"hours": "", "minutes": ""}, "请填学了多久"),
        ({"evidence": ""}, "请写一句谁能证明"),
        ({"title": "课" * 200}, "最多 120 个字"),
        ({"title": " \x07 "}, "请写上学了什么"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(make, visit, branch, filled, sentence):
    answer = _hand_in(visit, branch.first, **filled)
    assert answer.status == 422
    assert any(sentence in error for error in answer.errors()), answer.errors()
    assert make.rows(HoursEntry) == []


def test_a_day_holds_one_day_of_study_in_all(make, visit, branch):
    assert _hand_in(visit, branch.first, hours="6").status == 303
    assert "一天最多登记 8 小时" in _hand_in(visit, branch.first, hours="2").errors()[0]
    assert _hand_in(visit, branch.first, hours="2", studied_on="2026-06-13").status == 303
    assert len(make.rows(HoursEntry)) == 2


def test_a_form_sent_twice_makes_one_entry(make, visit, branch):
    mine = visit(branch.first)
    fields = mine.get("/study/entries/new").form("/study/entries/new")
    fields |= {"title": "区里的课", "studied_on": "2026-06-14", "hours": "2", "evidence": "班主任"}
    assert [mine.post("/study/entries/new", fields).status for _time in range(2)] == [303, 303]
    assert len(make.rows(HoursEntry)) == 1


def test_a_refused_entry_says_why_and_stays_as_a_trace(make, visit, branch):
    _hand_in(visit, branch.first)
    [row] = make.rows(HoursEntry)
    url = f"/study/entries/{row.id}"
    assert visit(branch.secretary).submit(url, f"{url}/refuse", reason="自学不算").status == 303
    assert "自学不算" in visit(branch.first).get(url).text
    notice = make.get(Notice)
    assert (notice.person_id, notice.kind, notice.url) == (branch.first.id, NoticeKind.HOURS_REFUSED, url)
    assert (notice.subject, notice.detail) == (row.title, "自学不算")
    late = visit(branch.secretary).post(f"{url}/confirm", {"version": str(make.get(HoursEntry).version)})
    assert late.status == 422
    assert "已经退回了" in late.text


def test_two_who_decide_at_once_do_not_overwrite_each_other(make, visit, branch):
    _hand_in(visit, branch.first)
    [row] = make.rows(HoursEntry)
    url = f"/study/entries/{row.id}"
    assert visit(branch.organiser).post(f"{url}/confirm", {"version": "1"}).status == 303
    answer = visit(branch.secretary).post(f"{url}/refuse", {"version": "1", "reason": "没有依据"})
    assert answer.status == 409
    assert make.get(HoursEntry).confirmed_by_id == branch.organiser.id


def test_another_units_staff_and_members_see_nothing_of_it(make, visit, branch):
    _hand_in(visit, branch.first)
    [row] = make.rows(HoursEntry)
    other = make.staff(Role.SECRETARY, make.unit("东风支部"))
    for person in (other, branch.second):
        assert visit(person).get(f"/study/entries/{row.id}").status == 404
        assert visit(person).get(f"/study/hours/people/{branch.first.id}").status == 404
    assert visit(other).post(f"/study/entries/{row.id}/confirm", {"version": "1"}).status == 404


# --- lists, papers ----------------------------------------------------------------------------------------------------


def test_the_list_is_taken_out_as_a_workbook_and_that_is_noted(make, visit, branch, held):
    held("学习会", branch.first)
    answer = visit(branch.secretary).post("/study/hours/export", {"unit": str(branch.unit.id), "year": "2026"})
    assert answer.status == 200
    assert answer.response.data[:2] == b"PK"
    assert [row.fields for row in make.rows(AuditRow, action="export-hours")] == ["year=2026 rows=2"]


def test_the_sheet_of_the_year_says_that_hours_alone_decide_nothing(visit, branch, held):
    held("学习会", branch.first)
    sheet = visit(branch.first).get(f"/study/hours/people/{branch.first.id}/statement")
    assert "学时只是参考，不单独用来评定一位党员。" in sheet.text
    sheets = visit(branch.secretary).get("/study/hours/statements")
    assert [tag.get_text(" ", strip=True) for tag in sheets.all("h2.name")] == [
        "2026年度学习单 · 甲一",
        "2026年度学习单 · 乙二",
    ]


def test_a_year_whose_holidays_nobody_entered_counts_all_the_same(visit, branch):
    with time_machine.travel("2031-03-01T12:00:00+08:00"):
        assert visit(branch.first).get("/study/").status == 200
        assert clock.today() - timedelta(days=1) == date(2031, 2, 28)


def test_sums_of_units_open_those_at_home(visit, branch, held):
    held("学习会", branch.first, minutes=480)
    page = visit(branch.organiser).get("/study/hours/units")
    row = [tag.get_text(strip=True) for tag in page.all("tbody tr")[0].select("th, td")]
    assert row == ["红旗支部", "2", "8", "照这样学不满2"]
    link = page.all("tbody tr")[0].select("td a")[0]["href"]
    assert len(visit(branch.organiser).get(str(link)).all("#listed .person")) == 2
