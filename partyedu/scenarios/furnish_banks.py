"""The demonstration's four banks: experts and who asked for them, projects, cases, bases; and a pack to read."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import BankKind, Base, BaseFunctionKind, BaseKind, Courseware, Expert
from partyedu.library.operations import banks, packs
from partyedu.library.operations.banks.bases import Seen
from partyedu.library.queries.courseware import readable
from partyedu.organisation.models import Person, PublicName
from partyedu.scenarios.community import Community
from partyedu.schedule.models import Room
from partyedu.speakers.models import Source

# (source, field, partner, how to ask, agrees, name, since and until in days from today)
EXPERTS = (
    (Source.SCHOOL, "党史", "区委党校", "提前两周约，要接送", True, PublicName.SURNAME, -400, 200),
    (Source.UNIVERSITY, "老年健康", "卫生学院", "学期里只有周五有空", True, PublicName.FULL, -300, None),
    (Source.MODEL, "劳模故事", "公交公司", "打个电话就来", True, PublicName.FULL, -200, None),
    (Source.CRAFT, "剪纸和风筝", "", "材料由社区准备", True, PublicName.SURNAME, -150, 20),
    (Source.VETERAN, "老战士讲传统", "", "要有人陪，不超过半小时", False, PublicName.NONE, -500, None),
    (Source.UNIVERSITY, "防诈骗和用手机", "开放大学", "可以带学生一起来", True, PublicName.SURNAME, -90, None),
    (Source.SCHOOL, "时事政策", "区委党校", "去年来过，今年换岗了", False, PublicName.SURNAME, -700, -60),
)

PROJECTS = (
    ("楼道清洁日", "每月一次，半天，谁来都行。", "带手套和抹布，从自己的单元做起，做完在院子里坐一坐。", "物业公司"),
    (
        "陪老人学手机",
        "一位年轻人陪一位老人，六次课。",
        "学会视频通话、挂号、扫码。每次一小时，在三楼教室。",
        "开放大学",
    ),
    ("护河巡一程", "沿河走三里路，边走边看。", "记下垃圾和排水口，回来交给网格员。", "河道管理所"),
)

# fmt: off
CASES = (
    (
        "三号楼的灯亮了",
        "楼道灯坏了半年，晚上看不见台阶。",
        "党小组上门问了二十四户，和供电所一起换了线路，装了感应灯。",
        "二十四户晚上进出放心了。",
        "供电所",
    ),
    (
        "一张棋桌解了围",
        "院子里为停车和下棋吵了两年。",
        "议事会开了三次，划出车位，活动室下午开放摆棋桌。",
        "投诉少了，下棋的人多了。",
        "",
    ),
)

# fmt: on
# Name, what was agreed, what is shared, days until the agreement ends (0: without an end).
PARTNERS = (
    ("昌明职业学校", "一年签一次，每学期碰一次头。", "周末借两间机房；学生教老人用手机。", 160),
    ("昌明路卫生服务站", "长期合作。", "每月一次健康课，义诊排在主题党日前后。", 0),
    ("东街小学", "三年协议。", "放学后借操场；老党员给孩子讲家风。", -12),
)
BASES = (
    ("社区大讲堂", "昌明路一号二楼", BaseKind.MAIN_SCHOOL, 0, "", "11111"),
    ("老槐树下的课", "东街 12 号院里", BaseKind.SITE, 6, "东街小学", "11010"),
    ("退休教师书屋", "书院巷 3 号", BaseKind.CLASSROOM, 9, "图书馆分馆", "1101"),
    ("老船厂陈列室", "河滨路尽头", BaseKind.SITE, 25, "文化站", ""),
)


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Everything by the organiser of the community, one request by the secretary of a branch."""
    _experts(place, home, now)
    _entries(place, home, now)
    _bases(place, home, now)
    _pack(place, home, now)


def _experts(place: Community, home: Any, now: datetime) -> None:
    for turn, (source, field, partner, terms, agrees, named, since, until) in enumerate(EXPERTS):
        with place.step(place.keeper, now - timedelta(days=60 - turn)):
            today = clock.local(now).date()
            banks.add_outside_expert(
                place.keeper, place.root_id, next(place.names), f"1990009{turn:04d}", named, source=source,
                since=today + timedelta(days=since), until=today + timedelta(days=until) if until else None,
                partner=partner, field=field, terms=terms, agrees=agrees,
            )  # fmt: skip
    with place.step(place.keeper, now - timedelta(days=40)):
        person = db.session.get_one(Person, home.first[3])
        banks.add_expert(
            place.keeper, place.root_id, person, Source.NEIGHBOUR, clock.today(), field="厂史", terms="随叫随到",
            agrees=True,
        )  # fmt: skip
    wishes = (("给支部讲一次防诈骗", 5), ("冬天怎么护关节", 1))
    for turn, (wish, number) in enumerate(wishes):
        with place.step(home.secretary, now - timedelta(days=6 - turn)):
            expert = db.session.scalars(select(Expert).order_by(Expert.id)).all()[number]
            wished_on = clock.today() + timedelta(days=20 + turn)
            request = banks.ask_for(home.secretary, expert, home.units[0], wish, wished_on)
        if turn == 0:
            with place.step(home.organiser, now - timedelta(days=4)):
                banks.accept(db.session.merge(request), "月底的周五下午可以，请提前一天再打个电话。")


def _entries(place: Community, home: Any, now: datetime) -> None:
    contact = home.first[2]
    for turn, (title, summary, done, partner) in enumerate(PROJECTS):
        with place.step(home.organiser, now - timedelta(days=50 - turn)):
            begun = clock.today() - timedelta(days=30 * (turn + 1))
            banks.add_entry(
                home.organiser, BankKind.PROJECT, place.root_id, title, summary=summary, done=done, partner=partner,
                contact_id=contact, begun_on=begun,
            )  # fmt: skip
    for turn, (title, summary, done, outcome, partner) in enumerate(CASES):
        with place.step(home.organiser, now - timedelta(days=44 - turn)):
            ended = clock.today() - timedelta(days=20 * (turn + 1))
            banks.add_entry(
                home.organiser, BankKind.CASE, place.root_id, title, summary=summary, done=done, outcome=outcome,
                partner=partner, contact_id=contact, begun_on=ended - timedelta(days=60), ended_on=ended,
            )  # fmt: skip


    for turn, (name, agreed, shared, days) in enumerate(PARTNERS):
        with place.step(home.organiser, now - timedelta(days=38 - turn)):
            begun = clock.today() - timedelta(days=200 + 40 * turn)
            banks.add_entry(
                home.organiser, BankKind.PARTNER, place.root_id, name, summary=agreed, done=shared, contact_id=contact,
                begun_on=begun, ended_on=clock.today() + timedelta(days=days) if days else None,
            )  # fmt: skip


def _bases(place: Community, home: Any, now: datetime) -> None:
    for turn, (name, address, kind, minutes, shared, marks) in enumerate(BASES):
        with place.step(home.organiser, now - timedelta(days=30 - turn)):
            facts = {"shared_with": shared, "walking_minutes": minutes, "liaison_id": home.first[1]}
            if turn == 0:
                hall = db.session.get_one(Room, place.hall_id)
                base = banks.add_base(home.organiser, hall.venue_id, kind, **facts)
            else:
                base = banks.add_base(home.organiser, None, kind, place.root_id, name, address, **facts)
            number = base.id
        with place.step(home.organiser, now - timedelta(days=12 - turn)):
            seen = {
                one: Seen(mark == "1", "" if mark == "1" else "还缺一块展板")
                for one, mark in zip(BaseFunctionKind, marks, strict=False)
            }
            if seen:
                banks.check_base(db.session.get_one(Base, number), seen, clock.today())


def _pack(place: Community, home: Any, now: datetime) -> None:
    with place.step(home.organiser, now - timedelta(days=3)):
        words = "暖气边上坐下来，一天一篇。没有手机的，请到服务台拿打印的。"
        pack = packs.make_pack(home.organiser, place.root_id, "冬天在家读的几篇", words)
        for courseware_id in db.session.scalars(
            select(Courseware.id).where(readable()).order_by(Courseware.id).limit(4)
        ).all():
            packs.put_in(pack, courseware_id)
