"""Who belongs where in the street: posts, temporary groups, daily study in another unit, the card of each household."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core.db import db
from partyedu.organisation.models import Category, DutyKind, Person, UnitKind
from partyedu.scenarios.changzhou.care import Address
from partyedu.scenarios.changzhou.street import (
    BEGIN,
    DISPERSED,
    GROUPS,
    MOVING,
    POINTS_A_GROUP,
    REHOUSED,
    RESETTLED_UNTIL,
    SETTLED,
    URBAN,
    YEAR,
    Home,
    Street,
    able,
)
from partyedu.scenarios.changzhou.texts import WORRIES
from partyedu.scenarios.community import hall_time
from partyedu.scenarios.scale import shared_out


def posts(street: Street) -> None:
    """Secretary and committee of each branch, leaders of groups and household points, those who bring study along."""
    place, care = street.place, street.care
    for home in street.homes:
        at, rows = hall_time(BEGIN + timedelta(days=2), 9), []
        for branch in home.branches:
            ready = able(branch.members)
            for turn, kind in enumerate((DutyKind.SECRETARY, DutyKind.COMMITTEE, DutyKind.HELPER)):
                rows.append((ready[turn % len(ready)], branch.unit_id, kind, ""))
            for number, group in enumerate(branch.groups):
                own = place.members_of(group)
                rows.append((own[0], group, DutyKind.LEADER, "管一个楼栋的联络"))
                for point in range(min(POINTS_A_GROUP, len(own) - 1)):
                    name = f"{number * POINTS_A_GROUP + point + 1} 号楼中心户"
                    unit = place.unit(name, UnitKind.HOUSEHOLD_POINT, group)
                    rows.append((own[point + 1], unit, DutyKind.LEADER, "家里每月摆一次学习桌"))
        rows.append((home.members[-1], home.unit_id, DutyKind.LIAISON, "片区联络员"))
        if home.label == SETTLED:
            rows += [(person, home.unit_id, DutyKind.COUNCIL, "议事会成员") for person in home.members[2:5]]
        care.posts(home.organiser, rows, at)


def elsewhere(street: Street) -> None:
    """Villagers in rented rooms form temporary groups where they live; those who have moved in study there."""
    villages, hosts = street.of(MOVING), [*street.of(URBAN), *street.of(SETTLED)]
    shares = shared_out(street.scale.of(DISPERSED), street.scale.of(GROUPS))
    free = {village.unit_id: _transitional(village) for village in villages}
    for turn, number in enumerate(shares):
        village, host = villages[turn % len(villages)], hosts[turn % len(hosts)]
        people, free[village.unit_id] = free[village.unit_id][:number], free[village.unit_id][number:]
        name = f"{village.name}过渡党小组（{turn // len(villages) + 1}）"
        at = hall_time(BEGIN + timedelta(days=10 + turn), 9)
        group = street.care.group(host.organiser, host.unit_id, name, people, RESETTLED_UNTIL, at)
        street.groups.append(group)
    inside = [branch for home in street.of(SETTLED) for branch in home.branches]
    places = [group for branch in inside for group in branch.groups]
    rehoused = shared_out(street.scale.of(REHOUSED), len(villages))
    for turn, village in enumerate(villages):
        at = hall_time(BEGIN + timedelta(days=30 + turn), 9)
        for step, person in enumerate(free[village.unit_id][: rehoused[turn]]):
            building, moved_in = places[(turn + step * len(villages)) % len(places)], at + timedelta(minutes=step)
            street.care.daily(village.organiser, [person], building, "已经搬进安置小区", moved_in)


def _transitional(village: Home) -> list[int]:
    """Members of a village who may live elsewhere: those in transit first, without those who hold a post."""
    category = db.session.scalars(select(Category).where(Category.name == "返迁过渡")).one()
    held = {person for branch in village.branches for person in able(branch.members)[:3]} | {village.members[-1]}
    query = select(Person.id).where(Person.id.in_(village.members), Person.id.not_in(held))
    return list(db.session.scalars(query.order_by(Person.category_id != category.id, Person.id)))


def cards(street: Street) -> None:
    """Every household of the villages and of the new communities was called on: one card each, couples under one."""
    for home in (*street.of(MOVING), *street.of(SETTLED)):
        since = date(YEAR - 3, 5, 1) if home.label == SETTLED else date(YEAR - 30, 5, 1)
        for visit, branch in enumerate(home.branches):
            rows = []
            for turn, person in enumerate(branch.members):
                spouse = turn % 5 == 4
                door = turn - 1 if spouse else turn
                address = Address(home.name, f"{branch.unit_id % 7 + door // 12 + 1} 号楼", f"{door % 12 + 101}", since)
                more: dict[str, Any] = {
                    "reach_how": "打电话" if turn % 3 else "敲门", "reach_when": "上午" if turn % 2 else "晚饭以后",
                    "housing": "过渡租房" if home.label == MOVING and turn % 2 else "自己的房子",
                    "family_name": "小林", "family_relation": "女儿", "family_phone": f"199 0000 {person % 9000:04d}",
                }  # fmt: skip
                if turn % 13 == 0:
                    more |= {"care": WORRIES[turn % len(WORRIES)], "care_agreed": True}
                if home.label == SETTLED and turn % 4 == 0:
                    more |= {"doorplate_agreed": True}
                rows.append((person, address, spouse, more))
            street.care.cards(home.organiser, rows, hall_time(BEGIN + timedelta(days=50 + visit), 17))
