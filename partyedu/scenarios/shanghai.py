"""The community school of S4 at its own scale: 40 organisations, 7,800 members, four banks, 485 classes in four years.

What the article counts stands in ``FIGURES``; all people, places and titles are made up.
"""

from datetime import date

from partyedu.accounts.models import Role
from partyedu.organisation.models import UnitKind
from partyedu.scenarios.community import Community
from partyedu.scenarios.scale import Scale, shared_out

YEARS = (2013, 2014, 2015, 2016)
QUARTERS_OF_TOWN = (
    "兰亭", "荷塘", "竹园", "梅坊", "桂苑", "松涛", "柏林", "枫桥", "柳荫", "樱园", "紫藤", "丁香", "海棠", "石榴", "银杏",
    "香樟", "梧桐", "芙蓉", "茉莉", "玉兰", "蔷薇", "芦花", "菱湖", "莲溪", "桃源",
)  # fmt: skip
WORKPLACES = (
    "街道机关", "社区学校", "卫生服务中心", "文化活动中心", "房管所", "小学", "中学", "养老院", "商务楼联合", "创意园联合",
    "菜场联合", "物业联合", "快递驿站联合", "社会组织联合", "退休干部",
)  # fmt: skip
SETTLED = ("离退休", "离退休", "离退休", "未就业", "流动")
WORKING = ("两新", "非公", "离退休")
IN_SERVICE = "在职"

FIGURES = {"units": 40, "members": 4_700 + 3_100, "experts": 78, "classes": 485, "class_attendances": 24_437}
MEMBERS_BY_CATEGORY = {IN_SERVICE: 3_100}
COMMUNITY_MEMBERS = 4_700


class _Street:
    """Who is who in the street."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.begin = date(YEARS[0] - 1, 9, 3)
        self.place = place = Community(
            "安宁街道", "shanghai", seed=485, kind=UnitKind.STREET, venue=("社区学校", "安宁路一号")
        )
        self.organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
        self.reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
        number = scale.of(FIGURES["units"])
        homes = max(1, number * len(QUARTERS_OF_TOWN) // 40)
        self.homes = [place.unit(f"{name}居民区", UnitKind.COMMUNITY) for name in QUARTERS_OF_TOWN[:homes]]
        self.workplaces = [place.unit(f"{name}党支部", UnitKind.BRANCH) for name in WORKPLACES[: number - homes]]
        self.members = self._members()

    def _members(self) -> dict[int, list[int]]:
        """The members of each organisation; those in service live in the quarters and study there (S2.3)."""
        place, settled, in_service = self.place, *map(self.scale.of, (COMMUNITY_MEMBERS, MEMBERS_BY_CATEGORY[IN_SERVICE]))
        units = [*self.homes, *self.workplaces]
        working = iter(shared_out(in_service, len(self.homes)))
        for unit_id, number in zip(units, shared_out(settled, len(units)), strict=True):
            is_home = unit_id in self.homes
            kinds = SETTLED if is_home else WORKING
            rows = [place.roster_row("", place.chance.choice(kinds)) for _one in range(number)]
            if is_home:
                rows += [place.roster_row("", IN_SERVICE, born=(1960, 1992)) for _one in range(next(working))]
            place.roster(unit_id, rows, self.begin)
        return {unit_id: place.members_of(unit_id) for unit_id in units}


def build(scale: float = 1.0) -> None:
    """Build the street into an empty data folder. Takes some minutes at full scale."""
    _Street(Scale(scale))
