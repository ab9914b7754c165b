"""Who is who in the street: 13 communities of three kinds, their branches, their members of ten categories."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select

from partyedu.accounts.models import Role
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person, StudyMode, Unit, UnitKind
from partyedu.scenarios.changzhou.care import Care, Group
from partyedu.scenarios.community import ROSTER_HEADS, Community, hall_time
from partyedu.scenarios.scale import Scale, shared_out
from partyedu.scenarios.shelf import Shelf
from partyedu.schedule import operations as schedule

YEAR = 2023
BEGIN = date(YEAR - 1, 10, 10)
RESETTLED_UNTIL = date(2030, 6, 30)  # until then the last of them live in rented rooms
URBAN, MOVING, SETTLED = "城市社区", "动迁村", "安置社区"
KINDS = {
    URBAN: ("书院社区", "北桥社区", "文锦社区"),
    MOVING: ("禾塘村", "下塘村", "沙港村", "渡口村", "竹墩村"),
    SETTLED: ("新禾苑社区", "和塘苑社区", "竹韵苑社区", "沙洲苑社区", "双桥苑社区"),
}
# Who lives where, those over 60 and the others; all ten categories are there.
OLD = {URBAN: ("离退休",), MOVING: ("返迁过渡", "农民", "离退休"), SETTLED: ("动迁安置", "离退休")}
YOUNG = {
    URBAN: ("在职", "两新", "非公", "未就业", "流动"), MOVING: ("返迁过渡", "流动", "农民", "失联"),
    SETTLED: ("动迁安置", "在职", "未就业", "流动", "两新"),
}  # fmt: skip
HEADS = (*ROSTER_HEADS[:2], "党小组", *ROSTER_HEADS[2:])
MODES = {StudyMode.NEARBY: "就近学", StudyMode.AT_THE_DOOR: "上门学", StudyMode.ONLINE: "网络学"}

FIGURES = {"members": 1_366, "members_over_60": 688}
DISPERSED, GROUPS, REHOUSED = 108, 9, 120
GROUPS_A_BRANCH, POINTS_A_GROUP = 3, 2


@dataclass(frozen=True, slots=True)
class Size:
    """What there is of one kind of community."""

    communities: int
    branches: int
    members: int
    over_60: int


# The article counts the new communities and all together; how town and villages share the rest is chosen.
SIZES = {URBAN: Size(3, 6, 246, 108), MOVING: Size(5, 8, 470, 275), SETTLED: Size(5, 16, 650, 305)}


def sizes(scale: Scale) -> dict[str, Size]:
    """The same at a part of its size. Nothing is lost by rounding: the villages have what the others leave."""
    found = {kind: _part(SIZES[kind], scale) for kind in KINDS}
    others = [found[URBAN], found[SETTLED]]
    found[MOVING] = replace(
        found[MOVING],
        members=scale.of(FIGURES["members"]) - sum(size.members for size in others),
        over_60=scale.of(FIGURES["members_over_60"]) - sum(size.over_60 for size in others),
    )
    return found


def _part(size: Size, scale: Scale) -> Size:
    communities = scale.of(size.communities)
    return Size(communities, max(communities, scale.of(size.branches)), scale.of(size.members), scale.of(size.over_60))


@dataclass
class Branch:
    """A branch: its organiser, where it meets, and in settled communities its building groups."""

    unit_id: int
    name: str
    home: "Home"
    groups: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


@dataclass
class Home:
    """A community or a village: its kind, who plans for it, its room, its branches."""

    unit_id: int
    name: str
    label: str
    organiser: Actor
    room_id: int
    branches: list[Branch] = field(default_factory=list)

    @property
    def members(self) -> list[int]:
        """All its members, by branch."""
        return [person for branch in self.branches for person in branch.members]


class Street:
    """Who is who in the street."""

    def __init__(self, part: float) -> None:
        self.scale = Scale(part)
        self.sizes = sizes(self.scale)
        self.place = place = Community(
            "禾塘街道", "changzhou", seed=1366, kind=UnitKind.STREET, venue=("街道党群服务中心", "禾塘路一号")
        )
        self.organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
        self.checker = place.staff(Role.SECRETARY, place.root_id, "secretary")
        self.reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
        self.care, self.shelf = Care(place), Shelf(place, self.organiser, self.reviewer)
        self.homes = [home for kind in KINDS for home in self._homes(kind)]
        self.groups: list[Group] = []

    def of(self, kind: str) -> list[Home]:
        """The communities of a kind."""
        return [home for home in self.homes if home.label == kind]

    def host(self, unit_id: int) -> Home:
        """The community in which a unit stands."""
        numbers = db.session.get_one(Unit, unit_id).path.strip("/").split("/")
        return next(home for home in self.homes if str(home.unit_id) in numbers)

    @property
    def branches(self) -> list[Branch]:
        """All branches."""
        return [branch for home in self.homes for branch in home.branches]

    def _homes(self, kind: str) -> Iterator[Home]:
        size = self.sizes[kind]
        shares = [shared_out(number, size.communities) for number in (size.branches, size.members, size.over_60)]
        for turn, name in enumerate(KINDS[kind][: size.communities]):
            yield self._home(kind, name, *(share[turn] for share in shares))

    def _home(self, kind: str, name: str, branches: int, members: int, old: int) -> Home:
        """A community with its members: the roster that is imported names the branches and building groups."""
        place = self.place
        unit_id = place.unit(name, UnitKind.COMMUNITY, label=kind)
        organiser = place.staff(Role.ORGANISER, unit_id, name)
        with place.step(organiser, hall_time(BEGIN, 8)):
            venue = schedule.add_venue(organiser, unit_id, "党群服务站", f"{name}一号")
            room = schedule.add_room(venue, "学习室", 60).id
        word = "片区支部" if kind == SETTLED else "支部"
        rows = []
        for turn, (category, born, mode) in enumerate(_people(kind, members, old)):
            at, group = turn % branches, turn // branches % GROUPS_A_BRANCH
            row = place.roster_row(f"{name}第{at + 1}{word}", category, born, MODES[mode])
            rows.append((*row[:2], f"{at + 1}-{group + 1} 楼栋小组" if kind == SETTLED else "", *row[2:]))
        place.roster(unit_id, rows, BEGIN, HEADS)
        home = Home(unit_id, name, kind, organiser, room)
        query = select(Unit.id, Unit.name).where(Unit.parent_id == unit_id).order_by(Unit.id)
        for number, branch in db.session.execute(query).all():
            below = db.session.scalars(select(Unit.id).where(Unit.parent_id == number).order_by(Unit.id)).all()
            home.branches.append(Branch(number, branch, home, list(below), place.members_of(number)))
        return home


def _people(kind: str, members: int, old: int) -> Iterator[tuple[str, tuple[int, int], StudyMode]]:
    """Category, years of birth and way of study of the members of a community, old and young mixed."""
    olds, youngs = 0, 0
    for turn in range(members):
        if (turn + 1) * old // members > turn * old // members:
            aged = olds % 9 == 4  # the oldest are over 80 and are visited
            born = (1936, 1942) if aged else (1944, YEAR - 60)
            yield OLD[kind][olds % len(OLD[kind])], born, StudyMode.AT_THE_DOOR if aged else StudyMode.NEARBY
            olds += 1
        else:
            online = youngs % 4 == 1
            born = (1984, 1990) if online else (YEAR - 59, 1983)
            yield YOUNG[kind][youngs % len(YOUNG[kind])], born, StudyMode.ONLINE if online else StudyMode.NEARBY
            youngs += 1


def able(people: list[int]) -> list[int]:
    """Those of some people who study nearby: they can be asked to do something."""
    query = select(Person.id).where(Person.id.in_(people), Person.study_mode == StudyMode.NEARBY)
    return list(db.session.scalars(query.order_by(Person.id))) or people
