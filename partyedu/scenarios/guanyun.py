"""The pioneer theatre of S0 at its own scale: four themes over the quarters of three years, 500 members on stage.

Thirteen units (grid branches and functional groups) hold one session a quarter; in each of the eleven quarters from
2016 to the autumn of 2018 every unit puts four of its members on stage, nobody twice: 13 × 11 × 4 = 572 speakers.
"""

from datetime import date, timedelta

from partyedu.accounts.models import Role
from partyedu.organisation.models import UnitKind
from partyedu.scenarios.community import Community, hall_time

GRIDS = ("东街网格支部", "西街网格支部", "南园网格支部", "北园网格支部", "河畔网格支部", "新村网格支部", "老街网格支部")
GROUPS = ("退役军人小组", "医护志愿小组", "个体商户小组", "青年先锋小组", "退休教师小组", "流动党员小组")
THEMES = ("入党", "学习", "创业", "家风")
QUARTERS = [(year, quarter) for year in (2016, 2017, 2018) for quarter in (1, 2, 3, 4)][:11]
TALKS = 4
MEMBERS_A_UNIT = 50


def build() -> None:
    """Build the community into an empty data folder. Takes a few minutes."""
    place = Community("昌和社区", "guanyun", seed=2018)
    begin = hall_time(date(2016, 1, 4), 9)
    units = [place.unit(name, UnitKind.BRANCH) for name in GRIDS]
    units += [place.unit(name, UnitKind.GROUP, units[number % len(GRIDS)]) for number, name in enumerate(GROUPS)]
    members = {unit: [place.member(unit, begin) for _number in range(MEMBERS_A_UNIT)] for unit in units}
    organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
    reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
    secretary = place.staff(Role.SECRETARY, place.root_id, "secretary")
    turn = 0
    for quarter_number, (year, quarter) in enumerate(QUARTERS):
        for unit_number, unit in enumerate(units):
            theme = THEMES[(quarter_number + unit_number) % len(THEMES)]
            # Three months of afternoons: no two sessions in the hall at the same time.
            day = date(year, quarter * 3 - 2, 8) + timedelta(days=unit_number * 6)
            starts_at = hall_time(day, 14, 30)
            speakers = members[unit][quarter_number * TALKS : (quarter_number + 1) * TALKS]
            talks = []
            for person in speakers:
                talks.append(place.talk(reviewer, person, theme, turn, starts_at - timedelta(days=30)))
                turn += 1
            session = place.session(
                organiser, unit, theme, starts_at, talks, starts_at - timedelta(days=14), host_id=members[unit][-1]
            )
            here = place.chance.sample(members[unit], 32)
            place.hold(session, sorted({*here, *speakers}), starts_at + timedelta(minutes=30))
            place.discuss(session, here[:3], starts_at + timedelta(hours=3))
            place.follow_up(organiser, session, here[0], here[1], secretary, starts_at + timedelta(days=1), days=12)
            place.end(organiser, session, starts_at + timedelta(days=14))
