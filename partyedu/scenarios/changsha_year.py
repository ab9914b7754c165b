"""What happens in a year of the grassroots school of S3: every month something, everywhere.

In every community a lesson and a film each month, on every spot a practice; an evening class of two months, camps,
lectures and visits to projects; study at the door, pairs, couriers at a distance; the council's decisions and the small
matters of households. All of it is planned for and can be checked for gaps.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from partyedu.attendance.models import HERE, Attendance
from partyedu.core.db import db
from partyedu.courses.models import ClassEntry, ClassroomKind, CourseKind, LessonFormat
from partyedu.courses.timetable import Rule, timetable
from partyedu.discussions.models import MatterKind
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import category_named
from partyedu.plans import operations as plans
from partyedu.plans.models import Every, PlanKind
from partyedu.scenarios.changsha import ESTATES, EVENING_CLASS, FIGURES, ON_THE_MOVE, YEAR, Point, Spot, Street
from partyedu.scenarios.community import hall_time
from partyedu.scenarios.scale import Scale, days_between, in_turn, shared_by, shared_out
from partyedu.schedule import operations as schedule
from partyedu.schedule import queries as calendar
from partyedu.schedule.models import DayKind, Event, EventKind, EventPart, Occasion
from partyedu.study.models import PairKind
from partyedu.study.operations import rules

LESSON, FILM, PRACTICE = "党课", "观影", "主题党日"
LESSONS = (
    "一张选票的分量", "账本里的规矩", "从一条路看治理", "身边的榜样", "老城的来路", "入党那一天", "七月里的誓言",
    "调解有办法", "林子里的科学", "祖国在我心里", "安全记心上", "一年学到了什么",
)  # fmt: skip
FILMS = (
    "渡口", "山里的信", "春天的账", "老校长", "守林人", "灯火", "长桥", "夜航", "新渠", "远方的客人", "小站", "回家",
)  # fmt: skip
PRACTICES = (
    "扫雪送福", "写春联", "学雷锋修家电", "植树护绿", "楼道清洁", "走访老人", "文明劝导", "送清凉", "反诈宣传",
    "重阳义诊", "消防演练", "门前三包",
)  # fmt: skip
# Minutes: owed in a year by everybody and by those with a post; what half a day, a day, speaking counts.
HOURS = {
    "target_minutes": 32 * 60, "post_target_minutes": 56 * 60, "half_day_minutes": 240, "day_minutes": 480,
    "speaker_minutes": 60,
}  # fmt: skip
FIRST_EVENING, LAST_EVENING = date(YEAR, 5, 9), date(YEAR, 7, 6)
EVENING_COURSES = ("党的创新理论", "政策法规", "公文与汇报", "走进群众")
# What is not full at the end of a class: every so many-th comes to the first half only, one in nineteen is away.
GIVES_UP, AWAY = 18, 19
LECTURES, TOURS = 15, 10
LECTURE_SEATS, TOUR_SEATS = 40, 30
WHY = ("腿脚不便，下不了楼。", "一个人住，想有人说说话。", "刚出院，还要养一阵。")
STUDIED = ("一起读了大字版的学习材料。", "把这个月的课讲了一遍。", "教了手机挂号。", "听他说了年轻时的事。")
PURPOSES = {PairKind.OLD_HELPS_YOUNG: "听他讲怎么调解", PairKind.YOUNG_HELPS_OLD: "学用手机"}
COURIER_PIECES = (
    ("电梯里让一让", "先下后上，轮椅优先。", "您今天让过谁？"),
    ("红灯一分钟", "赶时间，也要停。", "哪个路口最难等？"),
    ("门口那位老人", "多看一眼，搭一把手。", "您帮过哪位老人？"),
    ("我的师傅", "谁带您上的路。", "师傅教的哪句话最管用？"),
    ("雨天的单子", "慢一点，稳一点。", "雨天您怎么护着餐？"),
    ("小区的一双眼", "您最熟悉路和门。", "您发现过什么隐患？"),
    ("党员的工牌", "戴上它，有什么不一样。", "您为它做了什么？"),
    ("一年的里程", "跑过多少路，帮过多少人。", "今年最记得的一单？"),
)  # fmt: skip
COUNCIL = (
    ("定全年的课表", "十二个月的课、片、实践都排定"), ("讲堂和会议室怎么合用", "白天开会，晚上上课，登记为准"),
    ("本土师资怎么聘", "一年一聘，先试讲"), ("夜校定在哪两晚", "周二、周四晚七点"),
    ("下雨的实践怎么办", "改到活动室，不取消"), ("送学上门谁去", "支部送学帮手，两人一组"),
    ("骑手什么时候学", "收工以后，一刻钟一篇"), ("讲课补贴怎么发", "按次登记，公开"),
    ("现场教学点怎么挂牌", "看过五项功能再挂"), ("结业考不考试", "不考，看到课和分享"),
    ("老带青怎么结对", "自愿，一季度见一次"), ("明年还开不开夜校", "开，加一期青年班"),
)  # fmt: skip
SMALL_MATTERS = (
    ("充电线从窗口拉下来", "装了充电桩，飞线都拆了"), ("路口的坡太陡", "重新铺了缓坡，加了扶手"),
    ("楼道的灯坏了一个月", "换了声控灯"), ("雨天积水进不了单元门", "疏通下水，垫高门口"),
    ("垃圾桶离厨房窗太近", "挪到院角，加了洗手池"), ("快递堆在楼梯口", "腾出一间代收点"),
    ("晾衣架够不着", "加了矮的一排"), ("老人过马路赶不及", "请交警加长了绿灯"), ("井盖夜里响", "换了胶垫"),
)  # fmt: skip


class _Year:
    """One year of the street."""

    def __init__(self, street: Street) -> None:
        self.street, self.place, self.scale = street, street.place, street.scale
        self.organiser = street.organiser
        with self.place.step(self.organiser, hall_time(date(YEAR - 1, 12, 5), 9)):
            schedule.seed_calendar_days(YEAR)
            schedule.add_occasion(FILM, EventKind.FILM)
        with self.place.step(self.organiser, hall_time(date(YEAR - 1, 12, 6), 9)):
            self.occasions = {row.name: row.id for row in db.session.scalars(select(Occasion))}
        self.turn = count()

    def teachers(self) -> Iterator[int]:
        """The local teachers in turn."""
        while True:
            yield self.street.experts[next(self.turn) % len(self.street.experts)]


def build(scale: float = 1.0) -> None:
    """Build the street and live its year into an empty data folder. Takes some minutes at full scale."""
    street = Street(Scale(scale))
    year = _Year(street)
    _planned(year)
    _evening_class(year)
    _camps(year)
    _lectures_and_tours(year)
    _at_the_door(year)
    _pairs(year)
    _couriers(year)
    _council(year)
    _small_matters(year)
    _every_month(year)


def _planned(year: _Year) -> None:
    """What must be held is written down before the year begins: and each community plans for it, month by month."""
    place, organiser, at = year.place, year.organiser, hall_time(date(YEAR - 1, 12, 10), 9)
    with place.step(organiser, at):
        street = db.session.get_one(Unit, place.root_id)
        rules.write_rule(street, date(YEAR, 1, 1), "全年三十二学时，书记和委员五十六", **HOURS)
        for name in (LESSON, FILM, PRACTICE):
            plans.write_requirement(
                organiser, place.root_id, UnitKind.BRANCH, year.occasions[name], Every.MONTH, date(YEAR, 1, 1),
                note="一月一课一片一实践",
            )  # fmt: skip
    for point in year.street.points:
        with place.step(organiser, at + timedelta(days=5)):
            owner = db.session.get_one(Person, point.homes[0].secretary)
            plan = plans.write_plan(organiser, point.id, YEAR, PlanKind.ANNUAL, owner=owner)
            for name, titles in ((LESSON, LESSONS), (FILM, FILMS), (PRACTICE, PRACTICES)):
                task = plans.add_task(
                    plan, f"每月{name}", owner, occasion_id=year.occasions[name], evidence="签到表、照片"
                )
                for month, title in enumerate(titles, 1):
                    plans.write_cell(organiser, task, month, None, title)
            plans.publish_plan(plan)


def _course(year: _Year, title: str, classroom: ClassroomKind, month: int = 1) -> int:
    lesson = LessonFormat.PRACTICE if classroom is not ClassroomKind.THEORY else LessonFormat.OPEN
    at = hall_time(date(YEAR, month, 4), 9)
    root = year.place.root_id
    return year.street.school.course(year.organiser, root, title, lesson, at, CourseKind.SPECIAL, classroom=classroom)


def _evening_class(year: _Year) -> None:
    """Two months of Tuesday and Thursday evenings for the offices of street and communities, called up (S3.6)."""
    with year.place.step(year.organiser, hall_time(date(YEAR, 4, 17), 9)):
        days = calendar.calendar_of_years(YEAR, YEAR)
        holidays = {on: name for on, (kind, name) in days.items() if kind is DayKind.HOLIDAY}
        evenings = timetable(Rule((1, 3), FIRST_EVENING, LAST_EVENING), holidays).days
    courses = [_course(year, title, ClassroomKind.THEORY) for title in EVENING_COURSES]
    wanted = year.scale.of(EVENING_CLASS)
    others = [branch.members[turn] for turn in range(2) for branch in year.street.branches]
    called = list(dict.fromkeys([*year.street.office.members, *others]))[:wanted]
    meetings = [hall_time(day, 19) for day in evenings]
    school, at = year.street.school, hall_time(date(YEAR, 4, 18), 9)
    run = school.run(
        year.organiser, year.place.root_id, "素质提升夜校", courses, meetings, called, at,
        in_turn(year.street.experts, 0, 6), room_id=year.street.main_room, platform="夜校学习群",
        project_id=year.street.projects[0],
    )  # fmt: skip
    school.answered(run, at + timedelta(days=3))
    for evening, event_id in enumerate(run.events):
        late = evening >= len(run.events) // 2
        here = [
            person
            for turn, person in enumerate(run.roster)
            if (turn * 5 + evening * 7) % AWAY and not (late and turn % GIVES_UP == GIVES_UP - 1)
        ]
        school.hold(year.organiser, event_id, here)
        year.place.discuss(event_id, in_turn(here, evening * 6, 6), hall_time(evenings[evening], 21))
    school.complete(year.organiser, run, hall_time(LAST_EVENING + timedelta(days=2), 9))


def _camps(year: _Year) -> None:
    """Training camps: two days for the secretaries in spring, an afternoon twice for their helpers in autumn (S3.7)."""
    branches = year.street.branches
    camps = (
        ("领头雁书记集训营", (date(YEAR, 3, 15), date(YEAR, 3, 16)), (9, 14), 0),
        ("党务工作者集训营", (date(YEAR, 9, 13), date(YEAR, 9, 14)), (14,), 1),
    )
    for title, days, hours, which in camps:
        course = _course(year, title, ClassroomKind.THEORY)
        meetings = [hall_time(day, hour) for day in days for hour in hours]
        called = list(dict.fromkeys(branch.members[which] for branch in branches))
        run = year.street.school.run(
            year.organiser, year.place.root_id, title, [course], meetings, called,
            hall_time(days[0] - timedelta(days=14), 9), in_turn(year.street.experts, which * 9, 2), 150,
            room_id=year.street.main_room,
        )  # fmt: skip
        year.street.school.whole(year.organiser, run, len(called) * len(meetings))


def _lectures_and_tours(year: _Year) -> None:
    """The theory classroom: fifteen lectures; the mobile one: ten visits to projects. One enters by oneself."""
    street = year.street
    for title, classroom, number, seats, weekday in (
        ("理论课堂", ClassroomKind.THEORY, LECTURES, LECTURE_SEATS, 4),
        ("流动课堂", ClassroomKind.MOBILE, TOURS, TOUR_SEATS, 2),
    ):
        course = _course(year, title, classroom)
        days = days_between(date(YEAR, 2, 8), date(YEAR, 12, 8), number)
        meetings = [hall_time(day, 9 if weekday == 4 else 14) for day in days]
        wanted = in_turn(street.members[::3], number, year.scale.of(seats))
        people = [person for person in wanted if not any(person in branch.at_home for branch in street.branches)]
        run = street.school.run(
            year.organiser, year.place.root_id, f"{YEAR} 年{title}", [course], meetings, people,
            hall_time(date(YEAR, 1, 16), 9), in_turn(street.experts, number, 5), entry=ClassEntry.ENROLMENT,
            room_id=street.main_room if weekday == 4 else None, place="" if weekday == 4 else "项目现场",
        )  # fmt: skip
        street.school.whole(year.organiser, run, len(people) * number * 17 // 20)


def _at_the_door(year: _Year) -> None:
    """Who does not leave the house is visited in spring and in autumn, by two of the branch (S3.8)."""
    for branch in year.street.branches:
        for place_in_line, person in enumerate(branch.at_home):
            for month in (4, 10):
                turn = next(year.turn)
                day = date(YEAR, month, 8 + turn % 18)
                helpers, why = [branch.members[-1], branch.members[-2]], WHY[(turn + place_in_line) % len(WHY)]
                year.street.door.visits(year.organiser, [person], helpers, day, why, STUDIED[turn % len(STUDIED)], [45])


def _pairs(year: _Year) -> None:
    """Old and young learn from each other: one pair in every other neighbourhood branch, three meetings (S3.8)."""
    homes = [branch for point in year.street.points for branch in point.homes]
    for turn, branch in enumerate(homes[::2]):
        with year.place.step(year.organiser, hall_time(date(YEAR, 3, 1), 9)):
            query = select(Person.id).where(Person.id.in_(branch.members)).order_by(Person.birth_year, Person.id)
            by_age = list(db.session.scalars(query))
        kind = list(PairKind)[turn % 2]
        since, door = date(YEAR, 4, 3 + turn % 15), year.street.door
        pair = door.pair(year.organiser, by_age[0], by_age[-1], kind, since, PURPOSES[kind])
        for month in (4, 7, 10):
            door.meet(year.organiser, pair, date(YEAR, month, 10 + turn % 15), 60, "见面聊了一小时。")


def _couriers(year: _Year) -> None:
    """A class at a distance in short slots for those who ride all day (S3.9)."""
    with year.place.step(year.organiser, hall_time(date(YEAR, 8, 1), 9)):
        category = category_named(ON_THE_MOVE)
        assert category is not None
        number = category.id
    people, door = year.street.couriers.members, year.street.door
    first = date(YEAR, 8, 21)
    pieces = door.distance_class(
        year.organiser, year.place.root_id, "骑手网上班级", first, COURIER_PIECES, category_id=number, minutes=15
    )
    for turn, piece in enumerate(pieces):
        door.hand_in(year.organiser, piece, [one for line, one in enumerate(people) if (line + turn) % 4 != 3])
    door.end_class(year.organiser, pieces[0], hall_time(first + timedelta(days=7 * len(pieces) + 7), 9))


def _council(year: _Year) -> None:
    """The school's council decides one matter a month (S3.2)."""
    office = year.street.office.members
    for month, (title, decision) in enumerate(COUNCIL, 1):
        year.place.matter(
            year.organiser, MatterKind.COUNCIL, year.place.root_id, (title, decision, None),
            office[month % len(office)], year.street.checker, hall_time(date(YEAR, month, 6), 15), days=12,
        )  # fmt: skip


def _small_matters(year: _Year) -> None:
    """What an area's people bring up is done and counted, with the households it helped (S3.12)."""
    number = year.scale.of(FIGURES["key_matters"])
    even = shared_out(year.scale.of(FIGURES["households_served"]), number)
    for turn, day in enumerate(days_between(date(YEAR, 1, 9), date(YEAR, 11, 30), number)):
        point = year.street.points[turn % len(year.street.points)]
        estate = turn // len(year.street.points) % len(point.homes)
        branch = point.homes[estate]
        # Two neighbours in the line differ, and together helped as many as two equal ones would have.
        more = turn // 2 * 7 % 20 if turn // 2 * 2 + 1 < number else 0
        title, outcome = SMALL_MATTERS[turn % len(SMALL_MATTERS)]
        what = (f"{ESTATES[estate]}号院：{title}", outcome, even[turn] + (more if turn % 2 else -more))
        year.place.matter(
            year.organiser, MatterKind.KEY_MATTER, point.id, what, branch.members[1], year.street.checker,
            hall_time(day, 10), raised_by=branch.members[turn % len(branch.members)],
        )  # fmt: skip


def _every_month(year: _Year) -> None:
    """A lesson, a film, a practice each month, everywhere (S3.5, S3.11); so many come that the sum is the street's."""
    street = year.street
    with year.place.step(year.organiser, hall_time(date(YEAR, 12, 31), 9)):
        there = db.select(db.func.count(Attendance.id)).where(Attendance.state.in_(HERE))
        left = year.scale.of(FIGURES["attendances"]) - (db.session.scalar(there) or 0)
    halves = left * 2 // 5, left - left * 2 // 5
    at_points = shared_by(halves[0], [len(point.people) for point in street.points for _event in range(24)])
    on_spots = shared_by(halves[1], [len(spot.people) for spot in street.spots for _event in range(12)])
    teachers = year.teachers()
    for line, point in enumerate(street.points):
        for month in range(1, 13):
            lesson, film = at_points[line * 24 + month * 2 - 2 : line * 24 + month * 2]
            _lesson(year, point, month, lesson, next(teachers))
            _film(year, point, month, film)
    for line, spot in enumerate(street.spots):
        for month in range(1, 13):
            _practice(year, spot, month, on_spots[line * 12 + month - 1])


def _held(year: _Year, event_id: int, people: list[int], month: int, number: int, at: date) -> list[int]:
    here = in_turn(people, month * number, number)
    year.place.sign_in(year.organiser, event_id, here, hall_time(at, 21))
    return here


def _lesson(year: _Year, point: Point, month: int, number: int, teacher: int) -> None:
    day = date(YEAR, month, 11 + point.id % 5)
    with year.place.step(year.organiser, hall_time(day - timedelta(days=14), 9)):
        event_id = year.place.gather(
            year.organiser, EventKind.MEETING, f"党课：{LESSONS[month - 1]}", point.id, hall_time(day, 15),
            room_id=point.room_id, expected_unit_id=point.id, occasion_id=year.occasions[LESSON],
            partner_ids=[branch.id for branch in point.guests],
        )  # fmt: skip
        schedule.set_people(db.session.get_one(Event, event_id), {EventPart.TEACHER: [teacher]})
    here = _held(year, event_id, point.people, month, number, day)
    year.place.discuss(event_id, here[:2], hall_time(day, 22))


def _film(year: _Year, point: Point, month: int, number: int) -> None:
    day = date(YEAR, month, 18 + point.id % 5)
    with year.place.step(year.organiser, hall_time(day - timedelta(days=14), 9)):
        event_id = year.place.gather(
            year.organiser, EventKind.FILM, f"电影《{FILMS[month - 1]}》", point.id, hall_time(day, 19),
            room_id=point.room_id, expected_unit_id=point.id, partner_ids=[branch.id for branch in point.guests],
            open_to_residents=True,
        )  # fmt: skip
    _held(year, event_id, point.people, month + 5, number, day)


def _practice(year: _Year, spot: Spot, month: int, number: int) -> None:
    """Those who share the spot take turns in holding it; the community of the spot is in it."""
    host, *others = in_turn(spot.branches, month, len(spot.branches))
    day = date(YEAR, month, 5)
    with year.place.step(year.organiser, hall_time(day - timedelta(days=10), 9)):
        event_id = year.place.gather(
            year.organiser, EventKind.THEME_DAY, f"主题党日：{PRACTICES[month - 1]}", host.id, hall_time(day, 9),
            room_id=spot.room_id, expected_unit_id=host.id, partner_ids=[spot.above, *(branch.id for branch in others)],
        )  # fmt: skip
    _held(year, event_id, spot.people, month, number, day)
