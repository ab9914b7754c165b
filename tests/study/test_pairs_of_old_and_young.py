"""Old and young learn from each other: made, met, vouched for by a third person, ended."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.organisation.models import MemberStatus, Person
from partyedu.study.models import Pair, PairKind, PairMeeting


@pytest.fixture
def two(make):
    """An old and a young member of one branch, who looks after pairs, and somebody else."""
    branch = make.unit("红旗支部")
    return SimpleNamespace(
        branch=branch, old=make.member("老甲", branch, birth_year=1946),
        young=make.member("小乙", branch, birth_year=1995), other=make.member("丙", branch),
        organiser=make.staff(Role.ORGANISER, name="工甲"),
        secretary=make.staff(Role.SECRETARY, branch, name="书记甲"), today=clock.today(),
    )  # fmt: skip


@pytest.fixture
def pair(app, make, two):
    """The two as a pair since last month."""
    with app.app_context():
        row = Pair(
            unit_id=two.branch.id, elder_id=two.old.id, younger_id=two.young.id, kind=PairKind.YOUNG_HELPS_OLD,
            since_on=two.today - timedelta(days=30), written_at=clock.now(), version=1,
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
    return make.get(Pair)


def meet(visitor, pair, **filled):
    """Write a meeting down on the page of the pair."""
    url = f"/study/pairs/{pair.id}"
    return visitor.submit(url, f"{url}/meetings", **{"minutes": "40", **filled})


def test_an_organiser_makes_a_pair_once(make, visit, two):
    staff = visit(two.organiser)
    filled = {"elder": "老甲", "younger": "小乙", "purpose": "学用手机挂号", "kind": "young-helps-old"}
    first, again = (staff.submit("/study/pairs/new", **filled) for _click in range(2))
    assert (first.status, again.location) == (303, first.location), first.errors()
    row = make.get(Pair)
    assert (row.unit_id, row.elder_id, row.younger_id, row.kind) == (
        two.branch.id, two.old.id, two.young.id, PairKind.YOUNG_HELPS_OLD,
    )  # fmt: skip
    assert "学用手机挂号" in staff.get("/study/pairs").text
    other_way = visit(two.secretary).submit("/study/pairs/new", **filled | {"kind": "old-helps-young"})
    assert other_way.errors()[-1] == "这两位已经结对了。"


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"younger": "老甲"}, "两位要是不同的人。"),
        ({"elder": "小乙", "younger": "老甲"}, "两位的年龄好像写反了，请换过来。"),
        ({"elder": ""}, "请写是哪一位。"),
        ({"since_on": "1999-01-01"}, "请填这一年里的日子，最多提前两个月。"),
        ({"since_on": "2027-02-29"}, "请写成 2026-03-05 这样。"),
        ({"kind": "both"}, "请从列出的里面选一个。"),
        ({"purpose": "学" * 65_536}, "最多 200 个字。"),
    ],
)
def test_a_pair_that_cannot_be_says_why(make, visit, two, filled, sentence):
    answer = visit(two.organiser).submit("/study/pairs/new", **{"elder": "老甲", "younger": "小乙", **filled})
    assert answer.status == 422
    assert sentence in answer.text
    assert make.rows(Pair) == []


def test_somebody_of_another_branch_cannot_be_paired_by_this_secretary(make, visit, two):
    make.member("别家的", make.unit("青松支部"), birth_year=1990)
    answer = visit(two.secretary).submit("/study/pairs/new", elder="老甲", younger="别家的")
    assert "没有找到这个人，请换姓名、拼音首字母或手机后四位再试。" in answer.text


def test_either_writes_a_meeting_down_and_a_third_person_makes_it_count(make, visit, two, pair):
    assert meet(visit(two.young), pair, words="学会了发照片").status == 303
    row = make.get(PairMeeting)
    assert (row.held_on, row.minutes, row.words, row.confirmed_at) == (two.today, 40, "学会了发照片", None)
    assert "等人证明" in visit(two.old).get(f"/study/pairs/{pair.id}").text
    staff = visit(two.secretary)
    assert "有 1 次结对见面等人证明" in staff.get("/").text
    confirmed = staff.submit("/study/pairs/waiting", f"/study/pairs/meetings/{row.id}/confirm")
    assert confirmed.location.endswith("/study/pairs/waiting")
    assert make.get(PairMeeting).confirmed_by_id == two.secretary.id
    assert "有 1 次结对见面等人证明" not in staff.get("/").text
    assert make.get(AuditRow, action="confirm-meeting").row_id == row.id


def test_neither_of_the_two_vouches_for_it_not_even_as_staff(make, visit, two, pair, app):
    meet(visit(two.young), pair)
    row = make.get(PairMeeting)
    make.grant(two.old, Role.SECRETARY, two.branch)
    own = visit(two.old)
    assert "/confirm" not in own.get(f"/study/pairs/{pair.id}").html
    assert "老甲" not in own.get("/study/pairs/waiting").one("#meetings").get_text()
    answer = own.post(f"/study/pairs/meetings/{row.id}/confirm")
    assert answer.status == 422
    assert "自己的学时不能自己证明，请另一位来。" in answer.text
    assert make.get(PairMeeting).confirmed_at is None


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"minutes": "0"}, "请填 5 到 480 之间的数。"),
        ({"minutes": "2000"}, "请填 5 到 480 之间的数。"),
        ({"held_on": "2199-01-01"}, "这一天还没到，见过面以后再来记。"),
        ({"held_on": "1999-01-01"}, "这是一年多以前的日子，请检查年份。"),
        ({"words": "😀" * 301}, "最多 300 个字。"),
    ],
)
def test_a_meeting_that_cannot_be_says_why(make, visit, two, pair, filled, sentence):
    answer = meet(visit(two.young), pair, **filled)
    assert answer.status == 422
    assert sentence in answer.text
    assert make.rows(PairMeeting) == []


def test_a_meeting_before_they_were_a_pair_is_refused(visit, two, pair):
    day = (two.today - timedelta(days=40)).isoformat()
    assert "这一天两位还没有结对，或者已经结束了。" in meet(visit(two.young), pair, held_on=day).text


def test_the_same_day_twice_is_refused_whoever_writes_it(make, visit, two, pair):
    meet(visit(two.young), pair)
    assert "这一天的见面已经记过了，不能记两次。" in meet(visit(two.old), pair).text
    assert len(make.rows(PairMeeting)) == 1


def test_a_slip_is_removed_while_nobody_vouched_for_it(make, visit, two, pair):
    meet(visit(two.young), pair)
    row = make.get(PairMeeting)
    staff, own = visit(two.organiser), visit(two.young)
    staff.post(f"/study/pairs/meetings/{row.id}/confirm")
    assert "这次见面已经算了学时，请工作人员先收回证明。" in own.post(f"/study/pairs/meetings/{row.id}/remove").text
    staff.post(f"/study/pairs/meetings/{row.id}/doubt")
    assert own.post(f"/study/pairs/meetings/{row.id}/remove").status == 303
    assert make.rows(PairMeeting) == []
    assert make.get(AuditRow, action="remove-meeting").row_id == row.id


def test_a_pair_ends_and_what_they_did_stays(make, visit, two, pair):
    meet(visit(two.young), pair, held_on=(two.today - timedelta(days=2)).isoformat())
    staff, url = visit(two.organiser), f"/study/pairs/{pair.id}"
    early = staff.submit(url, f"{url}/end", until_on="2001-01-01")
    assert "结束的日子在开始以前，请检查。" in early.text
    assert staff.submit(url, f"{url}/end", until_on=(two.today - timedelta(days=1)).isoformat()).status == 303
    assert len(make.rows(PairMeeting)) == 1
    assert "这一天两位还没有结对，或者已经结束了。" in visit(two.young).post(
        f"{url}/meetings", {"held_on": two.today.isoformat(), "minutes": "30"}
    ).text  # fmt: skip
    assert "老甲、小乙" in staff.get("/study/pairs?show=ended").text
    assert "老甲、小乙" not in staff.get("/study/pairs").text


def test_two_who_end_a_pair_at_once_see_each_other(visit, two, pair):
    url = f"/study/pairs/{pair.id}"
    first, second = visit(two.organiser), visit(two.secretary)
    opened = second.get(url).form(f"{url}/end")
    day = (two.today + timedelta(days=30)).isoformat()
    assert first.submit(url, f"{url}/end", until_on=day).status == 303
    answer = second.post(f"{url}/end", opened)
    assert answer.status == 409
    assert "别人刚存的是" in answer.text


def test_a_pair_is_seen_by_the_two_and_those_who_look_after_it(make, visit, two, pair):
    url = f"/study/pairs/{pair.id}"
    other = make.unit("青松支部")
    for person in (two.old, two.young, two.organiser, two.secretary):
        assert visit(person).get(url).status == 200
    for person in (two.other, make.staff(Role.SECRETARY, other), make.staff(Role.REVIEWER)):
        assert visit(person).get(url).status == 404
        assert visit(person).post(f"{url}/meetings", {"minutes": "30"}).status == 404
    assert "老甲、小乙" in visit(two.old).get("/study/pairs/mine").text
    assert "您还没有结对" in visit(two.other).get("/study/pairs/mine").text


def test_who_died_is_not_asked_to_meet_again(visit, two, pair, app):
    with app.app_context():
        db.session.get_one(Person, two.old.id).status = MemberStatus.DECEASED
        db.session.commit()
    page = visit(two.young).get("/study/pairs/mine")
    assert "记一次见面" not in page.text
    assert "有一位的组织关系已不在这里" in visit(two.organiser).get("/study/pairs").text


def test_a_day_on_which_two_met_counts_once_though_they_were_paired_twice(make, visit, two, pair, app):
    day = (two.today - timedelta(days=3)).isoformat()
    assert meet(visit(two.young), pair, held_on=day).status == 303
    with app.app_context():
        db.session.get(Pair, pair.id).until_on = two.today - timedelta(days=1)
        db.session.commit()
    turned = {"elder": "老甲", "younger": "小乙", "kind": "old-helps-young", "since_on": day}
    assert visit(two.organiser).submit("/study/pairs/new", **turned).status == 303
    [_first, second] = make.rows(Pair)
    answer = meet(visit(two.young), second, held_on=day)
    assert answer.errors()[-1] == "这一天的见面已经记过了，不能记两次。"
    assert len(make.rows(PairMeeting)) == 1
