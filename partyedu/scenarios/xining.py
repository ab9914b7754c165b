"""The micro classrooms of S1 at their own scale: 31 centres, 13,000 members, one year.

A district in five streets; every community has its classroom within the centre and some points on the spot (1+1+N).
What the article counts stands in ``FIGURES``; all people, places and titles are made up.
"""

from datetime import date, timedelta
from itertools import count

from partyedu.accounts.models import Role
from partyedu.organisation.models import UnitKind
from partyedu.scenarios import words
from partyedu.scenarios.community import Community, hall_time
from partyedu.scenarios.scale import Scale, in_turn, shared_out
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import EventKind

YEAR = 2023
STREETS = ("柳湾街道", "河口街道", "南坡街道", "东台镇", "西屯镇")
COMMUNITIES = (
    "柳湾社区", "柳东社区", "柳西社区", "石桥社区", "磨坊社区", "青砖社区", "河口社区", "渡头社区", "芦荡社区",
    "码头社区", "船厂社区", "水塔社区", "南坡社区", "果园社区", "茶亭社区", "暖泉社区", "槐荫社区", "枣林社区",
    "东台社区", "砖窑社区", "粮库社区", "铁匠铺社区", "车站社区", "新渠社区", "西屯社区", "大榆树社区", "羊市社区",
    "豆腐坊社区", "杏花社区", "老井社区", "云杉社区",
)  # fmt: skip
SITES = ("老粮仓现场教学点", "渡口现场教学点", "劳模工作室现场教学点")
MEMBERS_A_BRANCH = 33
CATEGORIES = ("离退休", "离退休", "离退休", "在职", "未就业", "流动", "两新")
THEME_DAYS = ("楼道清洁", "重温誓词", "走访独居老人", "议事会：停车怎么停", "反诈宣传", "河道巡护")

FIGURES = {"members": 13_000, "centres": 31, "sessions": 31 * 4}


class _District:
    """Who is who in the district."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.begin = date(YEAR - 1, 9, 1)
        self.place = place = Community(
            "北原区", "xining", seed=2022, kind=UnitKind.DISTRICT, venue=("区党群服务中心", "北原路一号")
        )
        self.organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
        self.reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
        self.communities = self._tree()
        self.turn = count()

    def _tree(self) -> list["_Centre"]:
        number = self.scale.of(len(COMMUNITIES))
        names = iter(COMMUNITIES[:number])
        sizes = iter(shared_out(self.scale.of(FIGURES["members"]), number))
        found = []
        for street, communities in zip(STREETS, shared_out(number, len(STREETS)), strict=True):
            if communities:
                above = self.place.unit(street, UnitKind.STREET)
                found += [_Centre(self.place, above, next(names), next(sizes), self.begin) for _one in range(communities)]
        return found


class _Centre:
    """A community: its classroom and points, its members, who plans for it."""

    def __init__(self, place: Community, street: int, name: str, members: int, begin: date) -> None:
        self.name = name
        self.unit_id = place.unit(name, UnitKind.COMMUNITY, street)
        self.organiser = place.staff(Role.ORGANISER, self.unit_id, name)
        branches = max(1, round(members / MEMBERS_A_BRANCH))
        rows = [
            place.roster_row(f"{name}第{number % branches + 1}支部", place.chance.choice(CATEGORIES))
            for number in range(members)
        ]
        place.roster(self.unit_id, rows, begin)
        self.members = place.members_of(self.unit_id)
        with place.step(self.organiser, hall_time(begin, 10)):
            self.room_id = self._places(place)

    def _places(self, place: Community) -> int:
        """1+1+N: the centre itself, the classroom in it, and one to three points on the spot; the classroom's room."""
        schedule.add_venue(self.organiser, self.unit_id, f"{self.name}党群服务中心", "一楼")
        classroom = schedule.add_venue(self.organiser, self.unit_id, f"{self.name}微课堂", "二楼")
        room = schedule.add_room(classroom, "主题教室", 80)
        for site in SITES[: self.unit_id % len(SITES) + 1]:
            schedule.add_venue(self.organiser, self.unit_id, f"{self.name}{site}")
        return room.id


def build(scale: float = 1.0) -> None:
    """Build the district into an empty data folder. Takes some minutes at full scale."""
    district = _District(Scale(scale))
    for centre in district.communities:
        _theme_days(district, centre)
        _theatre(district, centre)


def _theme_days(district: _District, centre: _Centre) -> None:
    """Once a month the whole community, fifty and more of them."""
    place = district.place
    for month in range(1, 13):
        day = date(YEAR, month, 5)
        with place.step(centre.organiser, hall_time(day - timedelta(days=20), 9)):
            event = place.gather(
                centre.organiser, EventKind.THEME_DAY, f"主题党日：{THEME_DAYS[month % len(THEME_DAYS)]}", centre.unit_id,
                hall_time(day, 9), room_id=centre.room_id, expected_unit_id=centre.unit_id,
            )  # fmt: skip
        place.sign_in(centre.organiser, event, in_turn(centre.members, month * 55, 55), hall_time(day, 11))


def _theatre(district: _District, centre: _Centre) -> None:
    """A session each quarter in the classroom, with three talks of the centre's own people."""
    place = district.place
    themes = list(words.TITLES)
    for quarter in range(4):
        starts_at = hall_time(date(YEAR, quarter * 3 + 2, 16), 15)
        turn = next(district.turn)
        theme = themes[turn % len(themes)]
        speakers = centre.members[quarter * 3 : quarter * 3 + 3]
        asked = starts_at - timedelta(days=30)
        talks = [place.talk(district.reviewer, person, theme, turn * 3 + at, asked) for at, person in enumerate(speakers)]
        session = place.session(
            centre.organiser, centre.unit_id, theme, starts_at, talks, starts_at - timedelta(days=14),
            room_id=centre.room_id,
        )  # fmt: skip
        here = [*speakers, *in_turn(centre.members[20:], quarter * 45, 45)]
        place.sign_in(centre.organiser, session, list(dict.fromkeys(here)), starts_at + timedelta(hours=2))
        place.discuss(session, here[3:6], starts_at + timedelta(hours=3))
        place.end(centre.organiser, session, starts_at + timedelta(days=14))

