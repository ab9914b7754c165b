"""The demonstration's menu: last season's, closed, and this one's, from which people order."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses.models import Course, CourseState
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import Matter
from partyedu.orders import operations as orders
from partyedu.orders import queries
from partyedu.orders.models import Menu, MenuItem, MenuState, Order, OrderMode, OrderState, TimeOfDay
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
    _call(place, home, now)
    _small_wishes(place, home, now)


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


def order_a_course(place: Community, home: Any, now: datetime) -> None:
    """A course stands on the open menu too, and four people want it: a class waits to be made of it."""
    with place.step(home.organiser, now - timedelta(days=3)):
        menu = db.session.scalars(select(Menu).where(Menu.state == MenuState.OPEN).order_by(Menu.id.desc())).first()
        courses = select(Course).where(Course.state == CourseState.OFFERED, Course.unit_id == place.root_id)
        course = db.session.scalars(courses.order_by(Course.id)).first()
        assert menu is not None and course is not None
        item = orders.add_to_menu(menu, course=course).id
    for turn, person_id in enumerate(home.first[7:11]):
        _order(place, person_id, item, now - timedelta(days=2, minutes=-turn), turn)


def _answer(place: Community, organiser: Actor, now: datetime) -> None:
    """The first are accepted, one wish cannot be given."""
    with place.step(organiser, now - timedelta(days=1)):
        waiting = list(db.session.scalars(select(Order).where(Order.state == OrderState.PLACED).order_by(Order.id)))
        orders.accept(waiting[:2])
        orders.decline(waiting[-1], "现在还没有人会讲，已经记下，下次征集找人。", True)


def _call(place: Community, home: Any, now: datetime) -> None:
    """Two blind spots became a call; a talk has answered it, and nobody was told yet."""
    wish = ("老街从前的样子", "街坊几十年的变化")
    for turn, person_id in enumerate(home.members[home.units[3]][2:6]):
        actor = place.actor(person_id, None, "")
        with place.step(actor, now - timedelta(days=26, minutes=-turn)):
            person = db.session.get_one(Person, person_id)
            orders.place_wish(actor, person, wish[turn % 2], mode=OrderMode.IN_CLASS)
    with place.step(home.organiser, now - timedelta(days=25)):
        spots = db.session.scalars(select(Order.id).where(Order.wish.in_(wish))).all()
        call = orders.call_for(
            home.organiser, queries.orders_of_spots(home.organiser, spots), unit_id=place.root_id,
            title="谁会讲老街和街坊", theme_id=place.themes["家风"], text="给老邻居听，十分钟左右就好。",
            until=clock.today() + timedelta(days=50),
        )  # fmt: skip
        call_id = call.id
    speaker = home.members[home.units[3]][9]
    talk = place.talk(home.reviewer, speaker, "家风", 5, now - timedelta(days=12))
    with place.step(home.organiser, now - timedelta(days=12)):
        db.session.get_one(Talk, talk).call_id = call_id


SMALL_WISHES = (
    ("想有人教我给孙女发视频", "教一位老人发视频"),
    ("想要一盏亮一点的台灯", "想要一盏亮一点的台灯"),
    ("想听人念一念老战友的信", "请人念一封信"),
    ("想学着种一盆花", "想学着种一盆花"),
    ("想有人陪着去拍一张照片", ""),
)


def _small_wishes(place: Community, home: Any, now: datetime) -> None:
    """Small wishes at every stage of their road."""
    for turn, (title, words) in enumerate(SMALL_WISHES):
        wisher, helper = home.first[6 + turn], home.members[home.units[1]][turn + 3]
        at = now - timedelta(days=20 - turn)
        with place.step(place.actor(wisher, None, ""), at):
            number = discussions.make_wish(place.root_id, title, raised_by_id=wisher).id
        if not words:
            continue
        with place.step(home.organiser, at + timedelta(hours=5)):
            discussions.put_on_wall(db.session.get_one(Matter, number), words)
        if turn < 3:
            actor = place.actor(helper, None, "")
            with place.step(actor, at + timedelta(days=1)):
                discussions.claim(actor, db.session.get_one(Matter, number))
        if turn < 2:
            with place.step(place.actor(helper, None, ""), at + timedelta(days=4)):
                discussions.fulfil(db.session.get_one(Matter, number), "上门去了两回，办好了。")
        if turn == 1:
            with place.step(place.actor(wisher, None, ""), at + timedelta(days=5)):
                discussions.thank(db.session.get_one(Matter, number), "亮堂多了，谢谢你。")
