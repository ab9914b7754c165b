"""The grassroots school of S3 at its own scale, 1 + 5 + N: 55 organisations, 1,362 members, one year.

One school of the street, a point in each of five communities, and points on the spot that two branches share; some
workplaces besides, and a branch of couriers. What the article counts stands in ``FIGURES``; all people, places and
titles are made up. What the place itself is stands here, what happens in its year in ``changsha_year``.
"""

from dataclasses import dataclass, field
from datetime import date

from partyedu.accounts.models import Role
from partyedu.core.db import db
from partyedu.library.models import BankKind, BaseKind
from partyedu.library.operations import banks
from partyedu.organisation.models import DutyKind, Person, Unit, UnitKind
from partyedu.organisation.operations import duties
from partyedu.scenarios.community import Community, hall_time
from partyedu.scenarios.doorstep import Doorstep
from partyedu.scenarios.scale import Scale, shared_out
from partyedu.scenarios.school import School
from partyedu.scenarios.shelf import Shelf
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Venue
from partyedu.speakers.models import Source

YEAR = 2023
BEGIN = date(YEAR - 1, 11, 1)

# The article's figures. It says 9,500 and more attendances, 100 and more small key matters, 3,000 and more households.
FIGURES = {
    "units": 55, "members": 1_362, "experts": 58, "partners": 12, "attendances": 9_560, "key_matters": 108,
    "households_served": 3_126,
}  # fmt: skip
EVENING_CLASS = 109  # of the offices of the street and its communities
COMMUNITIES = ("枫林社区", "枫溪社区", "枫桥社区", "枫塘社区", "枫岭社区")
WORKPLACES = ("园林工程", "测绘队", "林业所", "商务楼联合", "菜市场联合", "物业联合", "枫溪中学", "卫生院")
ESTATES = ("一", "二", "三", "四", "五", "六", "七", "八")
OFFICE, COURIERS = "街道机关党支部", "快递外卖党支部"
OFFICE_SIZE, COURIERS_SIZE = 72, 46
CATEGORIES = ("离退休", "离退休", "离退休", "在职", "未就业", "两新")
ON_THE_MOVE = "流动"
AT_THE_DOOR = 25  # every so many-th member of a neighbourhood does not leave the house

# Twelve steps on is always another one, so that a part of the bank holds teachers of every source, too.
EXPERTS = {Source.SCHOOL: 10, Source.UNIVERSITY: 14, Source.MODEL: 10, Source.CRAFT: 8, Source.VETERAN: 16}
STRIDE = 23
FIELDS = ("基层治理", "党的历史", "政策法规", "林业科技", "调解", "老城故事", "安全常识", "文明实践")
SENT_BY = {
    Source.SCHOOL: "区委党校",
    Source.UNIVERSITY: "枫溪理工学院",
    Source.MODEL: "劳模工作室",
    Source.CRAFT: "园林工程公司",
}
PARTNERS = (
    "枫溪理工学院", "枫林农林学院", "枫溪林科所", "枫溪中学", "枫林小学", "枫溪卫生院", "枫溪派出所", "枫桥供电所",
    "枫塘银行支行", "枫岭测绘队", "枫溪园林公司", "枫桥物业公司",
)  # fmt: skip
PROJECTS = (
    ("老小区改造一线", "跟着改造专班入户，一周一回，回来说一说。"),
    ("棚户搬迁讲政策", "带着政策单走一条巷子，记下问题，帮着问到底。"),
)
SHARED = ("借阶梯教室，一起用实训基地。", "派老师来讲课，接收学员去看。", "主题党日一起办，志愿队一起出。")


@dataclass(slots=True)
class Branch:
    """A branch and its members by number; who does not leave the house stands in ``at_home`` alone."""

    id: int
    name: str
    members: list[int]
    at_home: list[int] = field(default_factory=list)

    @property
    def secretary(self) -> int:
        """Who leads it."""
        return self.members[0]


@dataclass(slots=True)
class Spot:
    """A point on the spot (one of the N): the community it lies in, and the branches that meet there."""

    above: int
    room_id: int
    branches: list[Branch]

    @property
    def people(self) -> list[int]:
        """Who comes there."""
        return [person for branch in self.branches for person in branch.members]


@dataclass(slots=True)
class Point:
    """A community with its point of teaching (one of the five); the workplaces nearest to it study there too."""

    id: int
    name: str
    room_id: int
    homes: list[Branch]
    guests: list[Branch]

    @property
    def people(self) -> list[int]:
        """Who comes there."""
        return [person for branch in (*self.homes, *self.guests) for person in branch.members]


class Street:
    """Who is who in the street, and where it teaches."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.place = place = Community(
            "青枫街道", "changsha", seed=1362, kind=UnitKind.STREET, venue=("青枫街道党群服务中心", "青枫路一号")
        )
        self.organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
        self.reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
        self.checker = place.staff(Role.ORGANISER, place.root_id, "checker")
        self.school, self.shelf = School(place), Shelf(place, self.organiser, self.reviewer)
        self.door = Doorstep(place)
        self.points: list[Point] = []
        self._organisations()
        self.branches = [branch for point in self.points for branch in (*point.homes, *point.guests)]
        self.members = place.members_of(place.root_id)
        self._duties()
        self.main_room = self._base(place.root_id, BaseKind.MAIN_SCHOOL, "青枫讲堂", 0, "街道会议室")
        self.spots = self._spots()
        self.experts = self._experts()
        self._partners()
        self.projects = [
            self.shelf.entry(BankKind.PROJECT, place.root_id, title, BEGIN, hall_time(BEGIN, 17), done=done)
            for title, done in PROJECTS
        ]

    def _organisations(self) -> None:
        """One in eleven is a community, two are the office and the couriers; of the others one in six is a workplace.

        So of 55: 5 communities with 8 branches each, the office, the couriers, and 8 workplaces.
        """
        number = max(4, self.scale.of(FIGURES["units"]))
        communities = max(1, number // 11)
        workplaces = (number - communities - 2) // 6
        homes = number - communities - 2 - workplaces
        office, couriers = self.scale.of(OFFICE_SIZE), self.scale.of(COURIERS_SIZE)
        rest = self.scale.of(FIGURES["members"]) - office - couriers
        sizes = iter(shared_out(rest, homes + workplaces))
        root = self.place.root_id
        self.office = self._branch(OFFICE, root, office, ("在职",), (1965, 1996))
        self.couriers = self._branch(COURIERS, root, couriers, (ON_THE_MOVE,), (1978, 2000))
        for turn, own in enumerate(shared_out(homes, communities)):
            name = COMMUNITIES[turn]
            unit_id = self.place.unit(name, UnitKind.COMMUNITY)
            room_id = self._base(unit_id, BaseKind.COMMUNITY_POINT, f"{name}党群服务中心", 8, "社区活动室")
            branches = [
                self._branch(f"{name}第{ESTATES[at]}党支部", unit_id, next(sizes), CATEGORIES, (1938, 1990))
                for at in range(own)
            ]
            self.points.append(Point(unit_id, name, room_id, branches, []))
        guests = [
            self._branch(f"{name}党支部", root, next(sizes), ("在职", "两新"), (1963, 1995))
            for name in WORKPLACES[:workplaces]
        ]
        for turn, branch in enumerate((self.office, self.couriers, *guests)):
            self.points[turn % communities].guests.append(branch)

    def _branch(self, name: str, above: int, size: int, categories: tuple[str, ...], born: tuple[int, int]) -> Branch:
        place = self.place
        unit_id = place.unit(name, UnitKind.BRANCH, above)
        infirm = range(AT_THE_DOOR - 1, size, AT_THE_DOOR) if born[0] < 1940 else ()
        rows = []
        for number in range(size):
            lived = (born[0], born[0] + 8) if number in infirm else born
            mode = "上门学" if number in infirm else "网络学" if categories == (ON_THE_MOVE,) else ""
            rows.append(place.roster_row("", place.chance.choice(categories), lived, mode, BEGIN.year))
        place.roster(unit_id, rows, BEGIN)
        people = place.members_of(unit_id)
        at_home = [people[number] for number in infirm]
        return Branch(unit_id, name, [person for person in people if person not in at_home], at_home)

    def _duties(self) -> None:
        """A secretary in each branch, who brings study to the door; the school's council; whom an area turns to."""
        council = ("校长", "副校长", "副校长", "教学副校长", "委员")
        given = [(branch.id, branch.secretary, DutyKind.SECRETARY, "") for branch in self.branches]
        given += [(branch.id, branch.members[-1], DutyKind.HELPER, "") for branch in self.branches if branch.at_home]
        given += [
            (self.place.root_id, person, DutyKind.COUNCIL, title)
            for person, title in zip(self.office.members, council, strict=False)
        ]
        given += [
            (point.id, branch.members[1], DutyKind.LEADER, ("片长", "组长", "邻长")[turn % 3])
            for point in self.points
            for turn, branch in enumerate(point.homes)
        ]
        for unit_id, person_id, kind, title in given:
            with self.place.step(self.organiser, hall_time(BEGIN, 11)):
                person, unit = db.session.get_one(Person, person_id), db.session.get_one(Unit, unit_id)
                values = {"kind": kind, "title": title, "tasks": "", "since_on": BEGIN, "until_on": None}
                duties.give(self.organiser, person, unit, values)

    def _base(self, unit_id: int, kind: BaseKind, name: str, minutes: int, shared_with: str) -> int:
        """A place of teaching in a room that others use as well (S3.1); the room."""
        with self.place.step(self.organiser, hall_time(BEGIN, 14)):
            venue = Shelf.base(self.organiser, unit_id, kind, name, walking_minutes=minutes, shared_with=shared_with)
            return schedule.add_room(db.session.get_one(Venue, venue), "教室", 120).id

    def _spots(self) -> list[Spot]:
        """N: two neighbouring branches share one."""
        found = []
        for point in self.points:
            own = [*point.homes, *point.guests]
            for turn in range(0, len(own), 2):
                name = f"{point.name}第 {turn // 2 + 1} 现场教学点"
                room = self._base(point.id, BaseKind.SITE, name, 12, "小区党群服务站")
                found.append(Spot(point.id, room, own[turn : turn + 2]))
        return found

    def _experts(self) -> list[int]:
        """Local teachers by source (S3.4); the veterans are members of the street."""
        sources = [source for source, number in EXPERTS.items() for _one in range(number)]
        veterans = (branch.members[2] for branch in self.branches)
        found = []
        for turn in range(self.scale.of(len(sources))):
            source = sources[turn * STRIDE % len(sources)]
            subject = FIELDS[turn % len(FIELDS)]
            at = hall_time(BEGIN, 15)
            if source in SENT_BY:
                name = next(self.place.names)
                found.append(self.shelf.expert(name, source, SENT_BY[source], subject, BEGIN, at))
                continue
            with self.place.step(self.organiser, at):
                person = db.session.get_one(Person, next(veterans))
                banks.add_expert(self.organiser, self.place.root_id, person, source, BEGIN, field=subject, agrees=True)
                found.append(person.id)
        return found

    def _partners(self) -> None:
        """The units around with which there is an agreement (S3.3)."""
        for turn, name in enumerate(PARTNERS[: self.scale.of(len(PARTNERS))]):
            self.shelf.entry(
                BankKind.PARTNER, self.place.root_id, name, BEGIN, hall_time(BEGIN, 16),
                summary="场地、老师、活动一起用，一年碰两次头。",
                done=SHARED[turn % len(SHARED)],
            )  # fmt: skip
