"""The community school of S4 at its own scale: 40 organisations, 7,800 members, four banks, 485 classes in four years.

What the article counts stands in ``FIGURES``; all people, places and titles are made up.
"""

from datetime import date, timedelta

from partyedu.accounts.models import Role
from partyedu.core.db import db
from partyedu.courses.models import CourseKind, LessonFormat
from partyedu.library.models import BankKind, BaseKind
from partyedu.organisation.models import UnitKind
from partyedu.scenarios.community import Community, hall_time
from partyedu.scenarios.scale import Scale, days_between, in_turn, shared_out
from partyedu.scenarios.school import School
from partyedu.scenarios.shelf import Shelf
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Venue
from partyedu.speakers.models import Source

FIRST_DAY, LAST_DAY = date(2013, 1, 8), date(2016, 11, 24)
HOMES = (
    "兰亭", "荷塘", "竹园", "梅坊", "桂苑", "松涛", "柏林", "枫桥", "柳荫", "樱园", "紫藤", "丁香", "海棠", "石榴",
    "银杏", "香樟", "梧桐", "芙蓉", "茉莉", "玉兰", "蔷薇", "芦花", "菱湖", "莲溪", "桃源",
)  # fmt: skip
WORKPLACES = (
    "街道机关", "社区学校", "卫生服务中心", "文化活动中心", "房管所", "小学", "中学", "养老院", "商务楼联合",
    "创意园联合", "菜场联合", "物业联合", "快递驿站联合", "社会组织联合", "退休干部",
)  # fmt: skip
SETTLED = ("离退休", "离退休", "离退休", "未就业", "流动")
WORKING = ("两新", "非公", "离退休")
IN_SERVICE = "在职"

# The article's figures; of the members 4,700 belong here and 3,100 are in service elsewhere and live here.
FIGURES = {
    "units": 40, "members": 7_800, "experts": 78, "classes": 485, "class_attendances": 24_437,
}  # fmt: skip
BELONGING, SERVING = 4_700, 3_100

SCHOOLS = ("区委党校", "师范大学", "市委党校分校", "社区学院", "老年大学", "劳模工作室")
FIELDS = ("基层党建", "居民自治", "健康与养生", "法律常识", "地方史", "沟通与调解")
COURSES = {
    LessonFormat.MICRO: ("一张老照片", "楼道里的三件事", "我家的规矩", "一次调解"),
    LessonFormat.OPEN: ("老书记说居民会", "怎样走好一户", "加装电梯怎么谈"),
    LessonFormat.MODEL: ("重温那一天", "一次规范的组织生活会"),
    LessonFormat.PRACTICE: ("清晨护校岗", "垃圾分类站的一周", "结对看望老人"),
    LessonFormat.REVIEW: ("这一季学得怎样", "大家评一评"),
}
PROJECTS = ("楼组自治", "银发课堂", "午间一小时", "护校岗", "小花园认养", "结对走访", "旧物改造", "社区导览")
CASES = ("一部电梯的十次会", "菜场搬家", "停车怎么停", "夜归灯", "一把长椅", "晾衣架的故事")


class _Street:
    """Who is who in the street, and where it teaches."""

    def __init__(self, scale: Scale) -> None:
        self.scale, self.begin = scale, FIRST_DAY - timedelta(days=90)
        self.place = place = Community(
            "安宁街道", "shanghai", seed=485, kind=UnitKind.STREET, venue=("社区学校", "安宁路一号")
        )
        self.organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
        self.reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
        number = scale.of(FIGURES["units"])
        homes = max(1, number * len(HOMES) // FIGURES["units"])
        self.homes = [place.unit(f"{name}居民区", UnitKind.COMMUNITY) for name in HOMES[:homes]]
        self.workplaces = [place.unit(f"{name}党支部", UnitKind.BRANCH) for name in WORKPLACES[: number - homes]]
        self._members()
        self.members = place.members_of(place.root_id)
        place.chance.shuffle(self.members)
        self.rooms = {place.root_id: place.hall_id}
        self.school, self.shelf = School(place), Shelf(place, self.organiser, self.reviewer)

    def _members(self) -> None:
        """The members of each organisation; those in service live in the quarters and study there (S2.3)."""
        place = self.place
        units = [*self.homes, *self.workplaces]
        serving = iter(shared_out(self.scale.of(SERVING), len(self.homes)))
        for unit_id, number in zip(units, shared_out(self.scale.of(BELONGING), len(units)), strict=True):
            is_home = unit_id in self.homes
            kinds = SETTLED if is_home else WORKING
            rows = [place.roster_row("", place.chance.choice(kinds)) for _one in range(number)]
            if is_home:
                rows += [place.roster_row("", IN_SERVICE, born=(1960, 1992)) for _one in range(next(serving))]
            place.roster(unit_id, rows, self.begin)


def build(scale: float = 1.0) -> None:
    """Build the street into an empty data folder. Takes some minutes at full scale."""
    street = _Street(Scale(scale))
    experts = _experts(street)
    projects = _banks(street)
    courses = _courses(street, experts)
    _classes(street, courses, experts, projects)


def _experts(street: _Street) -> list[int]:
    """Scholars and teachers of the schools around, each for what they know."""
    sources = (Source.SCHOOL, Source.UNIVERSITY, Source.UNIVERSITY, Source.MODEL, Source.CRAFT, Source.VETERAN)
    at, begin, names = hall_time(street.begin, 15), street.begin, street.place.names
    return [
        street.shelf.expert(next(names), sources[number % 6], SCHOOLS[number % 6], FIELDS[number // 6 % 6], begin, at)
        for number in range(street.scale.of(FIGURES["experts"]))
    ]


def _banks(street: _Street) -> list[int]:
    """Projects, cases and bases: the school itself, and a point in every quarter; the numbers of the projects."""
    place, shelf, at = street.place, street.shelf, hall_time(street.begin, 16)
    for home, name in zip(street.homes, HOMES, strict=False):
        with place.step(street.organiser, at):
            venue = Shelf.base(street.organiser, home, BaseKind.COMMUNITY_POINT, f"{name}活动室", walking_minutes=8)
            street.rooms[home] = schedule.add_room(db.session.get_one(Venue, venue), "活动室", 60).id
    for number in range(street.scale.of(30)):
        title = f"{CASES[number % len(CASES)]}（{number // len(CASES) + 1}）"
        shelf.entry(BankKind.CASE, place.root_id, title, street.begin, at, done="开了几次会。", outcome="办成了。")
    return [
        shelf.entry(
            BankKind.PROJECT, street.homes[number % len(street.homes)],
            f"{PROJECTS[number % len(PROJECTS)]}（{number // len(PROJECTS) + 1}）", street.begin, at,
        )
        for number in range(street.scale.of(24))
    ]  # fmt: skip


def _courses(street: _Street, experts: list[int]) -> list[int]:
    """Courses in all five formats."""
    at = hall_time(street.begin + timedelta(days=20), 10)
    kinds = (CourseKind.THEMED, CourseKind.SPECIAL)
    return [
        street.school.course(street.organiser, street.place.root_id, title, lesson, at, kinds[number % 2])
        for lesson, titles in COURSES.items()
        for number, title in enumerate(titles)
    ]


def _classes(street: _Street, courses: list[int], experts: list[int], projects: list[int]) -> None:
    """The classes of four years, every fifth with a second evening; each has all six haves (S4.1)."""
    number = street.scale.of(FIGURES["classes"])
    evenings = [2 if turn % 5 == 0 else 1 for turn in range(number)]
    there = shared_out(street.scale.of(FIGURES["class_attendances"]), sum(evenings))
    taken = 0
    for turn, day in enumerate(days_between(FIRST_DAY, LAST_DAY, number)):
        starts = [hall_time(day + timedelta(days=2 * evening), 19) for evening in range(evenings[turn])]
        own = there[taken : taken + evenings[turn]]
        taken += evenings[turn]
        # Three of four at the school, the fourth in one of the quarters (fixed and mobile classrooms, S4.5).
        unit = street.homes[turn % len(street.homes)] if turn % 4 == 3 else street.place.root_id
        run = street.school.run(
            street.organiser, unit, f"{day.year} 年第 {turn + 1} 期社区党校班",
            [courses[turn % len(courses)]], starts, in_turn(street.members, turn * 37, own[0] + 3),
            hall_time(day - timedelta(days=12), 9), [experts[turn % len(experts)]], room_id=street.rooms[unit],
            project_id=projects[turn % len(projects)], platform="班级学习群",
        )  # fmt: skip
        street.school.whole(street.organiser, run, sum(own))

