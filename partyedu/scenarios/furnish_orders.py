"""The demonstration's menu: last season's, closed, and this one's, from which people order."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.orders import operations as orders
from partyedu.orders import queries
from partyedu.orders.models import Menu, MenuItem, Order, OrderMode, OrderState, TimeOfDay
from partyedu.organisation.models import Person, Unit
from partyedu.scenarios.community import Community
from partyedu.speakers.models import Talk, TalkState

WISHES = (
    ("怎么用手机挂号", OrderMode.IN_CLASS),
    ("冬天护膝盖的几个动作", OrderMode.IN_CLASS),
    ("给孙辈讲老街的故事", OrderMode.AT_DOOR),
)


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Menus, orders by members and a branch, wishes in words, one that nobody can give."""
    before = _menu(place, home.organiser, "秋季学习菜单", now - timedelta(days=120), 80, 5)
    with place.step(home.organiser, now - timedelta(days=30)):
        orders.close_menu(db.session.get_one(Menu, before))
    menu = _menu(place, home.organiser, "冬季学习菜单", now - timedelta(days=9), 75, 8)
    items = list(db.session.scalars(select(MenuItem.id).where(MenuItem.menu_id == menu).order_by(MenuItem.position)))
    for turn, person_id in enumerate([*home.first[5:14], *home.members[home.units[2]][2:8]]):
        _order(place, person_id, items[turn * turn % 5], now - timedelta(days=8, minutes=-turn), turn)
    branch = db.session.get_one(Unit, home.units[0]).id
    with place.step(home.secretary, now - timedelta(days=4)):
        item, person = queries.item_to_order(items[5]), db.session.get_one(Person, home.secretary.person_id)
        assert item is not None
        orders.place_order(
            home.secretary, item, person, db.session.get_one(Unit, branch), mode=OrderMode.IN_CLASS, people=18,
            time_of_day=TimeOfDay.AFTERNOON, note="支部党员大会以后接着听。",
        )  # fmt: skip
    for turn, (wish, mode) in enumerate(WISHES):
        person_id = home.first[6 + turn]
        with place.step(place.actor(person_id, None, ""), now - timedelta(days=3, minutes=-turn)):
            actor, person = place.actor(person_id, None, ""), db.session.get_one(Person, person_id)
            orders.place_wish(actor, person, wish, mode=mode)
    _answer(place, home.organiser, now)


def _menu(place: Community, organiser: Actor, title: str, opened: datetime, days: int, number: int) -> int:
    with place.step(organiser, opened):
        menu = orders.write_menu(
            organiser, place.root_id, title=title, introduction="身边人讲身边事，点了就来。", starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=days),
        )  # fmt: skip
        db.session.flush()
        query = select(Talk).where(Talk.state == TalkState.APPROVED).order_by(Talk.theme_id, Talk.id.desc())
        for turn, talk in enumerate(db.session.scalars(query.limit(number * 3)).all()[::3]):
            item = orders.add_to_menu(menu, talk=talk)
            orders.edit_item(item, "带一件老物件来看。" if turn == 1 else "", True, turn % 2 == 0, turn % 3 == 2)
        orders.open_menu(menu)
        return menu.id


def _order(place: Community, person_id: int, item_id: int, at: datetime, turn: int) -> None:
    actor = place.actor(person_id, None, "")
    with place.step(actor, at):
        item = queries.item_to_order(item_id)
        assert item is not None
        orders.place_order(
            actor, item, db.session.get_one(Person, person_id), mode=orders.modes_of(item)[0],
            people=2 if turn % 4 == 0 else 1, wished_on=clock.today() + timedelta(days=15 + turn % 3),
            time_of_day=(TimeOfDay.AFTERNOON, TimeOfDay.EVENING, None)[turn % 3],
        )  # fmt: skip


def _answer(place: Community, organiser: Actor, now: datetime) -> None:
    """The first are accepted, one wish cannot be given."""
    with place.step(organiser, now - timedelta(days=1)):
        waiting = list(db.session.scalars(select(Order).where(Order.state == OrderState.PLACED).order_by(Order.id)))
        orders.accept(waiting[:2])
        orders.decline(waiting[-1], "现在还没有人会讲，已经记下，下次征集找人。", True)
