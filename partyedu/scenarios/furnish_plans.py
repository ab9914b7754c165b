"""The demonstration's plans: a year of a branch that events have filled, two progress tables, what must be held."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import Matter, MatterChannel, MatterKind
from partyedu.organisation.models import Person, UnitKind
from partyedu.organisation.queries import category_named
from partyedu.plans import operations as plans
from partyedu.plans.models import Plan, PlanKind, Task
from partyedu.scenarios.community import Community, hall_time
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind, Occasion

# What a branch means to do, month by month: task, occasion (None: nothing of the schedule), what shows it, contents.
YEAR: tuple[tuple[str, str | None, str, dict[int, str]], ...] = (
    ("主题党日", "主题党日", "签到表、照片", {
        1: "看望老邻居", 2: "写春联送福", 3: "学雷锋，修小家电", 4: "清明祭扫", 5: "楼道清洁", 6: "七一前夕忆入党",
        7: "七一座谈", 8: "给孩子讲老街", 9: "重阳前量血压", 10: "国庆看变化", 11: "消防演练", 12: "一年回头看",
    }),
    ("党课", "党课", "讲稿、签到表", {3: "书记讲第一课", 6: "老党员讲入党", 9: "请党校老师讲", 12: "大家讲一年所得"}),
    ("支部党员大会", "支部党员大会", "会议记录", {3: "定全年计划", 6: "评上半年", 9: "发展对象讨论", 12: "年终总结"}),
    ("入户走访", None, "走访本", {2: "走 12 户老人", 5: "走 8 户在职", 8: "高温看望", 10: "走独居老人", 11: "送冬衣"}),
    ("组织生活会", "组织生活会", "会议记录、整改单", {12: "谈心谈话，查摆问题"}),
)  # fmt: skip
TABLES: tuple[tuple[str, tuple[tuple[str, str, dict[int, str]], ...]], ...] = (
    ("离退休", (
        ("送学上门", "走访本", {number: "每人一次，带放大字的书" for number in range(1, 13)}),
        ("老物件讲述", "老物件照片", {4: "选三件", 7: "拍照写说明", 10: "上台讲"}),
    )),
    ("在职", (
        ("夜间微课", "签到表", {number: "周四晚上，半小时" for number in (3, 4, 5, 9, 10, 11)}),
        ("到社区报到", "报到单", {6: "认领一个岗位", 12: "说说做了什么"}),
    )),
)  # fmt: skip


def furnish(place: Community, home: Any, now: datetime) -> None:
    """The rules of the field, the events of the months before, plans, one cell and one gap that are followed up."""
    today = clock.local(now).date()
    begin = hall_time(date(today.year, 1, 4), 9)
    with place.step(home.organiser, min(begin, now)):
        plans.take_defaults(home.organiser, place.root_id, date(today.year, 1, 1))
    place.unit("东街第一小组", UnitKind.GROUP, home.units[0])
    _held(place, home, now, today)
    _annual(place, home, now, today)
    for name, tasks in TABLES:
        _progress(place, home, now, today, name, tasks)
    _followed(place, home, now)
    _brought_up(place, home, now)


def _event(
    place: Community, by: Actor, unit: int, what: tuple[str, EventKind, str], at: datetime, now: datetime
) -> int:
    """An event of a unit, released a week before; closed the day after when it is over."""
    occasion, kind, title = what
    released = min(at - timedelta(days=7), now)
    with place.step(by, released):
        found = db.session.scalar(select(Occasion).where(Occasion.name == occasion))
        event = schedule.create(
            by, kind=kind, title=title, unit_id=unit, expected_unit_id=unit, place="支部活动室", starts_at=at,
            ends_at=at + timedelta(minutes=80), occasion_id=found.id if found else None,
        )  # fmt: skip
        schedule.release(event)
        number = event.id
    if at + timedelta(days=1) < now:
        with place.step(by, at + timedelta(days=1)):
            schedule.close(db.session.get_one(Event, number))
    return number


def _held(place: Community, home: Any, now: datetime, today: date) -> None:
    """Theme days and meetings of the months before; one branch has missed its last theme day."""
    for month in range(1, today.month):
        for turn, unit in enumerate(home.units[:3]):
            if turn == 1 and month == today.month - 1:
                continue
            at = hall_time(date(today.year, month, 5 + turn), 9, 30)
            title = f"主题党日：{YEAR[0][3][month]}"
            number = _event(place, home.organiser, unit, ("主题党日", EventKind.THEME_DAY, title), at, now)
            place.hold(number, home.members[unit][: 9 + (month + turn) % 6], at + timedelta(minutes=20))
            if month % 3 == 0:
                kind = EventKind.MEETING
                assembly = ("支部党员大会", kind, "支部党员大会")
                _event(place, home.organiser, unit, assembly, at + timedelta(days=14), now)
                if turn == 0:
                    lesson = ("党课", kind, f"党课：{YEAR[1][3][month]}")
                    _event(place, home.organiser, unit, lesson, at + timedelta(days=7), now)


def _annual(place: Community, home: Any, now: datetime, today: date) -> None:
    """The year of the first branch, published in January; visits were noted by hand."""
    unit, owner = home.units[0], home.first[0]
    start = min(hall_time(date(today.year, 1, 8), 9), now)
    with place.step(home.organiser, start):
        plan = plans.write_plan(
            home.organiser, unit, today.year, PlanKind.ANNUAL, owner=db.session.get_one(Person, owner)
        )
        occasions = {one.name: one.id for one in db.session.scalars(select(Occasion))}
        for turn, (title, occasion, evidence, contents) in enumerate(YEAR):
            task = plans.add_task(
                plan, title, db.session.get_one(Person, home.first[turn]), evidence=evidence,
                occasion_id=occasions[occasion] if occasion else None, due_on=date(today.year, 12, 25),
            )  # fmt: skip
            for month, content in contents.items():
                plans.write_cell(home.organiser, task, month, None, content)
        plans.publish_plan(plan)
        visits = task_id_of("入户走访", plan.id)
    for month in YEAR[3][3]:
        if month < today.month - 1:
            at = hall_time(date(today.year, month, 25), 15)
            with place.step(home.secretary, min(at, now)):
                task = db.session.get_one(Task, visits)
                plans.write_cell(
                    home.secretary, task, month, None, YEAR[3][3][month], None, "走完了，记在走访本上。", clock.today()
                )


def task_id_of(title: str, plan_id: int) -> int:
    """The number of a task by its title."""
    number = db.session.scalar(select(Task.id).where(Task.plan_id == plan_id, Task.title == title))
    assert number is not None
    return number


def _progress(place: Community, home: Any, now: datetime, today: date, name: str, tasks: Any) -> None:
    """A progress table of the community for a category; what was done without an event says what shows it."""
    with place.step(home.organiser, min(hall_time(date(today.year, 1, 10), 9), now)):
        category = category_named(name)
        plan = plans.write_plan(
            home.organiser, place.root_id, today.year, PlanKind.PROGRESS, category_id=category.id if category else None,
            audience="" if category else name, owner=db.session.get_one(Person, home.first[2]),
        )  # fmt: skip
        for title, evidence, contents in tasks:
            task = plans.add_task(plan, title, db.session.get_one(Person, home.first[3]), evidence=evidence)
            for month, content in contents.items():
                plans.write_cell(home.organiser, task, month, None, content, date(today.year, month, 25))
        plans.publish_plan(plan)
        numbers = [(task_id_of(title, plan.id), contents) for title, _evidence, contents in tasks]
    for number, contents in numbers:
        for month, content in contents.items():
            if month < today.month:
                with place.step(home.organiser, min(hall_time(date(today.year, month, 24), 16), now)):
                    day, task = date(today.year, month, 25), db.session.get_one(Task, number)
                    plans.write_cell(home.organiser, task, month, None, content, day, "办好了，有记录。", clock.today())


def _followed(place: Community, home: Any, now: datetime) -> None:
    """The visits that are late are a task for somebody."""
    today = clock.local(now).date()
    with place.step(home.organiser, now - timedelta(hours=30)):
        plan = db.session.scalars(select(Plan).where(Plan.kind == PlanKind.ANNUAL)).first()
        late = [month for month in YEAR[3][3] if month < today.month]
        if plan is not None and late:
            task = db.session.get_one(Task, task_id_of("入户走访", plan.id))
            person = db.session.get_one(Person, home.first[6])
            plans.follow_up_cell(task, late[-1], person, today + timedelta(days=6), "天冷了，先走独居的。")


def _brought_up(place: Community, home: Any, now: datetime) -> None:
    """Before the council: one matter on the table, one that waits; a key matter of twelve households."""
    with place.step(home.organiser, now - timedelta(days=6)):
        for title, text in (("三号楼门口停车怎么停", "老人出行不便。"), ("要不要加装楼道扶手", "五号楼提的。")):
            discussions.raise_matter(
                place.root_id, MatterChannel.DESK, title, text, kind=MatterKind.COUNCIL, raised_by_id=home.first[8]
            )
        key = discussions.raise_matter(
            place.root_id, MatterChannel.DESK, "五号楼水压太低", "早上做饭没水。", kind=MatterKind.KEY_MATTER
        )
        number = key.id
    with place.step(home.organiser, now - timedelta(days=5)):
        due_on, person = clock.today() + timedelta(days=14), db.session.get_one(Person, home.first[9])
        first = db.session.scalars(select(Matter).where(Matter.title == "三号楼门口停车怎么停")).one()
        discussions.assign(first, None, person, due_on, "请先问问三号楼的住户。")
        discussions.assign(db.session.get_one(Matter, number), None, person, due_on)
        discussions.take_in_hand(db.session.get_one(Matter, number))
    with place.step(home.reviewer, now - timedelta(days=2)):
        key = db.session.get_one(Matter, number)
        discussions.check(key, "早上去看过，水够了。")
        discussions.close_matter(key, "换了水泵，早上也够用了。", 12)
