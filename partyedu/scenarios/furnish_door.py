"""The demonstration's study at the door and at a distance: visits, a pair, a class in its third week."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import Courseware
from partyedu.organisation.models import DutyKind, Person, StudyMode, Unit
from partyedu.organisation.operations import duties
from partyedu.scenarios.community import Community, hall_time
from partyedu.study.models import DistancePiece, HomeVisit, Pair, PairKind, PairMeeting, PieceAnswer, VisitState
from partyedu.study.operations import distance, pairs, visits
from partyedu.study.operations.answers import accept, hand_in
from partyedu.study.queries import distance as distance_queries

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
    helpers, visited = [people[6], people[10]], [people[9], people[11], people[12], people[13]]
    with place.step(place.keeper, now - timedelta(days=60)):
        for person_id in visited:
            db.session.get_one(Person, person_id).study_mode = StudyMode.AT_THE_DOOR
        duty = {"kind": DutyKind.HELPER, "title": "", "tasks": "给走不动的老同志送学", "until_on": None}
        since = clock.local(now).date() - timedelta(days=60)
        unit = db.session.get_one(Unit, home.units[0])
        duties.give(place.keeper, db.session.get_one(Person, helpers[0]), unit, {**duty, "since_on": since})
    today = clock.local(now).date()
    for number, (days, minutes, studied, words) in enumerate(MADE):
        person = visited[1] if minutes is None else visited[number % 2 * 2]
        _made(place, home, today - timedelta(days=days), person, helpers, minutes, studied, words)
    with place.step(home.organiser, now - timedelta(days=3)):
        for turn, days in ((3, -1), (0, 0), (2, 0), (3, 0), (0, 5)):
            day = today + timedelta(days=days)
            visits.plan_visits(home.organiser, [visited[turn]], helpers, day, WHY[turn % 3], BRING)
    _pair(place, home, now)
    _distance(place, home, now)


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


def _pair(place: Community, home: Any, now: datetime) -> None:
    """An old and a young member: three meetings, one still waits for a third person."""
    people = sorted(home.first[3:16], key=lambda number: db.session.get_one(Person, number).birth_year or 0)
    elder, younger = people[0], people[-1]
    today = clock.local(now).date()
    with place.step(home.organiser, now - timedelta(days=50)):
        row = pairs.make_pair(
            home.organiser, db.session.get_one(Person, elder), db.session.get_one(Person, younger),
            PairKind.YOUNG_HELPS_OLD, today - timedelta(days=50), "每两周一次，学用手机挂号、付费、看照片。",
        )  # fmt: skip
        number = row.id
    for days, minutes, words in (
        (44, 40, "学会了打开健康码。"),
        (30, 45, "自己挂上了号。"),
        (3, 30, "学发照片，发成了两张。"),
    ):
        with place.step(place.actor(younger, None, ""), now - timedelta(days=days)):
            meeting = pairs.record_meeting(
                place.actor(younger, None, ""),
                db.session.get_one(Pair, number),
                today - timedelta(days=days),
                minutes,
                words,
            ).id
        if days > 10:
            with place.step(home.organiser, now - timedelta(days=days - 1)):
                pairs.confirm_meeting(home.organiser, db.session.get_one(PairMeeting, meeting))


PIECES = (
    (
        "夜里也亮的灯",
        "晚上十点收工，小站的灯还亮着。守站的老周说，亮着灯，跑单的人心里就不慌。",
        "您收工路上，哪一盏灯让您心里不慌？",
    ),
    ("三句话认出骗子电话", "", "您接到过什么样的骗子电话，怎么认出来的？"),
    ("一张条子递上去", "路口的减速带坏了，小李写了一张条子递到议事会，十天就修好了。", "您跑的路上，哪一处最该修？"),
    (
        "师傅留下的本子",
        "师傅退休那天，把记了二十年的本子给了徒弟：哪家狗凶，哪家老人腿不好，都写着。",
        "您会在本子上给后来的人写下什么？",
    ),
)
SENTENCES = ("便利店门口那一盏，下雨也在那里躲过。", "说我中了奖要先交税，我就知道不对。")


def _distance(place: Community, home: Any, now: datetime) -> None:
    """A class in its third week: two pieces answered, one to be looked at, one open now."""
    today = clock.local(now).date()
    start = clock.week_of(today) - timedelta(days=14)
    people = home.first[5:10]
    with place.step(home.organiser, hall_time(start - timedelta(days=5), 10)):
        row = distance.make_class(
            home.organiser, home.units[0], "夜班党员共学", start, "上夜班、跑外卖的党员一起学：每周一小篇，学完写一句。"
        )
        library = db.session.scalar(select(Courseware.id).where(Courseware.title == PIECES[1][0]))
        for title, text, question in PIECES:
            distance.add_piece(row, title, question, 30, text or "先看一遍课件。", None if text else library)
        distance.add_people(row, people)
        distance.open_class(home.organiser, row)
        number = row.id
    pieces = [piece.id for piece in distance_queries.pieces_of(number)]
    for turn, person_id in enumerate(people[1:4]):
        for week, sentence in enumerate(SENTENCES):
            at = hall_time(start + timedelta(days=7 * week + turn + 1), 21)
            with place.step(place.actor(person_id, None, ""), at):
                person, piece = db.session.get_one(Person, person_id), db.session.get_one(DistancePiece, pieces[week])
                answer = hand_in(person, piece, text=f"{sentence}").id
            if week == 0 or turn == 0:
                with place.step(home.organiser, at + timedelta(hours=12)):
                    accept(db.session.get_one(PieceAnswer, answer))
