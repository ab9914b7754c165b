"""A community with a menu: two talks on it, people to order, somebody who answers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.organisation.models import UnitKind


@dataclass
class House:
    """Who and what is there."""

    organiser: Any
    secretary: Any
    member: Any
    other: Any
    branch: Any
    second: Any
    community: Any
    talk: Any
    family: Any
    menu_url: str = ""


@pytest.fixture
def house(make, visit):
    """The people, two approved talks, and no menu yet."""
    community = make.unit("和顺社区", kind=UnitKind.COMMUNITY)
    branch = make.unit("一支部", community)
    second = make.unit("二支部", community)
    organiser = make.staff(Role.ORGANISER, community, "小林")
    teller = make.member("讲者甲", branch)
    return House(
        organiser=organiser,
        secretary=make.staff(Role.SECRETARY, branch, "书记乙"),
        member=make.member("党员丙", branch),
        other=make.member("党员丁", second),
        branch=branch,
        second=second,
        community=community,
        talk=make.talk(teller, "四十年一本账"),
        family=make.talk(make.member("讲者戊", second), "父亲的旧算盘", theme=make.theme("家风")),
    )


def in_days(days: int) -> str:
    """A day from today as a form takes it."""
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def menu(make, visit, house):
    """An open menu with both talks on it, made as its keeper makes it; its number."""
    keeper = visit(house.organiser)
    made = keeper.submit(
        "/orders/menus/new", title="冬季学习菜单", unit_id=str(house.community.id), starts_on=in_days(0),
        ends_on=in_days(60),
    )  # fmt: skip
    assert made.status == 303, made.errors()
    menu_id = int(made.location.split("/")[3])
    for talk in (house.talk, house.family):
        assert keeper.post(f"/orders/menus/{menu_id}/talks/{talk.id}").status == 303
    assert keeper.post(f"/orders/menus/{menu_id}/open").status == 303
    return menu_id


@pytest.fixture
def dish(make, menu):
    """The first thing on the menu."""
    from partyedu.orders.models import MenuItem

    return make.rows(MenuItem, menu_id=menu)[0]
