"""The demonstration's contact cards, duties, daily study and a temporary group that soon ends."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation import operations as organisation
from partyedu.organisation.models import CardPurpose, CardSource, DutyKind, Person, ReachKind, Unit, UnitKind
from partyedu.scenarios.community import Community

HOMES = (
    ("河畔小区", "3号楼1单元", "302", "打电话，家里座机", "上午九点到十一点", "和老伴同住", "已退休，上午接送孙子"),
    ("河畔小区", "3号楼1单元", "302", "打电话", "晚上七点以后", "", "退休，社区合唱队"),
    ("河畔小区", "5号楼2单元", "101", "敲门，耳朵不好", "下午", "独居，女儿每周来", ""),
    ("东街老院", "12号", "", "发微信", "中午", "租房", "送外卖，一周六天"),
    ("梅园二期", "8号楼", "1503", "打电话", "周末", "和儿子同住", "返聘在医院"),
    ("河畔小区", "5号楼2单元", "402", "打电话，响久一点", "上午", "和女儿同住", "退休，养病"),
    ("梅园二期", "2号楼", "201", "敲门", "下午三点以后", "独居", ""),
)  # fmt: skip
ASKS = (
    "想学会用手机挂号",
    "",
    "楼道灯坏了，晚上看不清",
    "希望学习放在晚上九点以后",
    "愿意教大家写毛笔字",
    "",
    "想有人一起读报",
)


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Cards of a couple and of others, who leads what, and who takes part where."""
    keeper = home.organiser
    _cards(place, home, now)
    _duties(place, keeper, home, now)
    _elsewhere(place, keeper, home, now)


def _cards(place: Community, home: Any, now: datetime) -> None:
    people: Sequence[int] = [home.first[4], home.first[6], *home.first[9:14]]
    for turn, (person_id, row) in enumerate(zip(people, HOMES, strict=True)):
        area, building, door, how, when, housing, work = row
        values: dict[str, Any] = {
            "area": area, "building": building, "door": door, "since_on": date(2016 + turn, 5, 1), "reach_how": how,
            "reach_when": when, "housing": housing, "work": work, "asks": ASKS[turn], "family_name": "小林",
            "family_relation": "女儿" if turn % 2 else "儿子", "family_phone": f"199 0000 9{turn:03d}",
            "household": "together" if turn == 1 else "", "care_agreed": turn == 2,
            "care": "膝盖不好，下楼要人扶" if turn == 2 else "", "doorplate_agreed": turn in (0, 4),
            "source": CardSource.PAPER if turn == 3 else CardSource.VISIT,
        }  # fmt: skip
        with place.step(home.organiser, now - timedelta(days=40 - turn)):
            person = db.session.get_one(Person, person_id)
            organisation.cards.write(home.organiser, person, 0, values)
    for person_id, purpose, note in (
        (people[2], CardPurpose.VISIT, "送学上门以前看看路"),
        (people[1], CardPurpose.CALL, ""),
    ):
        with place.step(home.secretary, now - timedelta(days=3)):
            person = db.session.get_one(Person, person_id)
            organisation.cards.open_card(home.secretary, person, purpose, note)


def _duties(place: Community, keeper: Any, home: Any, now: datetime) -> None:
    branch = home.units[0]
    group = place.unit("三号楼小组", UnitKind.GROUP, branch)
    point = place.unit("老林家中心户", UnitKind.HOUSEHOLD_POINT, group)
    posts = (
        (home.first[2], branch, DutyKind.COMMITTEE, "组织委员", "管名册，收党费"),
        (home.first[6], group, DutyKind.LEADER, "", "三号楼的通知，一户一户带到"),
        (home.first[3], point, DutyKind.LEADER, "中心户长", "家里每月摆一次学习桌"),
        (home.first[10], branch, DutyKind.HELPER, "", "给走不动的老同志送学"),
        (home.first[11], branch, DutyKind.LIAISON, "片区联络员", "河畔小区"),
    )
    for person_id, unit_id, kind, title, tasks in posts:
        with place.step(keeper, now - timedelta(days=60)):
            values = {"kind": kind, "title": title, "tasks": tasks, "since_on": clock.today(), "until_on": None}
            unit = db.session.get_one(Unit, unit_id)
            organisation.duties.give(keeper, db.session.get_one(Person, person_id), unit, values)
    for person_id in home.first[12:15]:
        with place.step(keeper, now - timedelta(days=20)):
            organisation.belonging.give_daily(
                keeper, db.session.get_one(Person, person_id), group, clock.today(), reason="住在三号楼"
            )


def _elsewhere(place: Community, keeper: Any, home: Any, now: datetime) -> None:
    """Two live near another branch; the shift workers have a group until the end of next week."""
    with place.step(keeper, now - timedelta(days=30)):
        for person_id in home.first[15:17]:
            person = db.session.get_one(Person, person_id)
            organisation.belonging.give_daily(
                keeper, person, home.units[1], clock.today(), reason="住在女儿家，离那里近"
            )
    with place.step(keeper, now - timedelta(days=30)):
        root = db.session.get_one(Unit, place.root_id)
        ends_on = clock.local(now).date() + timedelta(days=11)
        group = organisation.units.add(root, "夜班骑手临时小组", UnitKind.TEMPORARY_GROUP, None, ends_on)
        for person_id in home.members[home.units[2]][5:9]:
            person = db.session.get_one(Person, person_id)
            organisation.belonging.give_daily(keeper, person, group.id, clock.today(), reason="夜里跑单，白天一起学")
        leader = db.session.get_one(Person, home.members[home.units[2]][5])
        values = {"kind": DutyKind.LEADER, "title": "", "tasks": "", "since_on": clock.today(), "until_on": None}
        organisation.duties.give(keeper, leader, group, values)
    with place.step(keeper, now - timedelta(days=2)):
        for person_id in home.members[home.units[2]][5:7]:
            organisation.reach.tick(keeper, db.session.get_one(Person, person_id), ReachKind.CALL)
