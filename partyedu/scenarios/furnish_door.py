"""The demonstration's study at the door: visits made, one to record, a way for today, somebody missed three times."""

from datetime import date, datetime, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Person, StudyMode
from partyedu.scenarios.community import Community, hall_time
from partyedu.study.models import HomeVisit, VisitState
from partyedu.study.operations import visits

WHY = ("腿脚不便，下不了楼。", "一个人住，想有人说说话。", "刚出院，还要养一阵。")
BRING = "大字版学习材料、老花镜"
# days ago, minutes (None: not met), what was studied, what the person said
MADE = (
    (34, 40, "读了《老街的四块门牌》，说起老厂的事。", "年轻时的事，讲三天也讲不完。"),
    (27, None, "", ""),
    (20, None, "", ""),
    (13, None, "", ""),
    (6, 50, "教了手机挂号，他自己挂成了一回。", "学会了，不用再麻烦女儿。"),
)


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Two helpers of the first branch go to four who cannot come."""
    people = home.first
    helpers, visited = [people[6], people[7]], [people[9], people[10], people[11], people[12]]
    with place.step(place.keeper, now - timedelta(days=60)):
        for person_id in visited:
            db.session.get_one(Person, person_id).study_mode = StudyMode.AT_THE_DOOR
    today = clock.local(now).date()
    for number, (days, minutes, studied, words) in enumerate(MADE):
        person = visited[1] if minutes is None else visited[number % 2 * 2]
        _made(place, home, today - timedelta(days=days), person, helpers, minutes, studied, words)
    with place.step(home.organiser, now - timedelta(days=3)):
        for turn, days in ((3, -1), (0, 0), (2, 0), (3, 0), (0, 5)):
            day = today + timedelta(days=days)
            visits.plan_visits(home.organiser, [visited[turn]], helpers, day, WHY[turn % 3], BRING)


def _made(
    place: Community,
    home: Any,
    day: date,
    person: int,
    helpers: list[int],
    minutes: int | None,
    studied: str,
    words: str,
) -> None:
    """One visit of the past, planned three days ahead and recorded the same evening by the first helper."""
    with place.step(home.organiser, hall_time(day - timedelta(days=3), 10)):
        [row] = visits.plan_visits(home.organiser, [person], helpers, day, WHY[person % 3], BRING)
        number = row.id
    helper = place.actor(helpers[0], None, "")
    with place.step(helper, hall_time(day, 17)):
        row = db.session.get_one(HomeVisit, number)
        state = VisitState.DONE if minutes else VisitState.NOT_MET
        note = "" if minutes else "敲了三次门，邻居说去女儿家了。"
        visits.record_visit(
            helper, row, row.version, state, helpers[0], day, minutes, studied, words, bool(words), note
        )  # fmt: skip
