"""Every layout on every kind of television, measured in a real Chromium: nothing overlaps, runs over or is too small.

What stands on them is as long as people may write it: names of 40 characters, titles of 40, a notice of 5,000.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from browser import SHOTS, OpenHouse
from factories import Factory

from partyedu.app import create_app
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock, migrations
from partyedu.core.db import db
from partyedu.discussions.models import Discussion, Matter, MatterChannel, MatterState, Post, PostKind
from partyedu.organisation.models import PublicName
from partyedu.schedule.models import EventKind, EventStatus, Room
from partyedu.screens.models import Screen, ScreenDistance, ScreenLayout, ScreenNotice, ScreenTurn
from partyedu.screens.operations import hashed
from partyedu.theatre.models import FloorQuestion, ItemKind, ItemState, QuestionState

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOW = datetime.fromisoformat("2026-11-24T14:10+08:00")
SIZES = {"1080p": (1920, 1080), "upright": (1080, 1920), "4k": (3840, 2160), "laptop": (1366, 768)}
LANGUAGES = ("zh_Hans", "zh_Hant", "en")
TURNS = {ScreenDistance.NEAR: ScreenTurn.LEFT, ScreenDistance.FAR: ScreenTurn.RIGHT}
KINDS = (
    "hall", "stranger", "door", "free-door", "roll-call", "names", "programme", "to-come", "cancelled", "words", "year",
    "notice", "urgent",
)  # fmt: skip
LONG = "我和老街的四十年：从一间小屋到一条大街的故事，还有那些已经不在了的老邻居们和老朋友们"[:40]
TALL = "夜校的灯一直亮到十点半，七十个人学会了给远方的孩子打视频电话，谁也没有落下一堂课"[:40]
NAME = "欧阳" + "名" * 38
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHouse]:
    """A centre in the middle of a busy afternoon, with a television for each kind, language and distance."""
    app = create_app(tmp_path_factory.mktemp("shapes"), TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    with time_machine.travel(NOW, tick=True):
        make = Factory(app)
        make.centre()
        places = _furnished(make)
        with app.app_context():
            for kind in KINDS:
                for language in LANGUAGES:
                    for distance in ScreenDistance:
                        _hang(kind, language, distance, places[kind])
                for distance, turn in TURNS.items():
                    _hang(kind, turn.value, distance, {**places[kind], "turn": turn})
            db.session.commit()
        house = OpenHouse(app)
        house.open()
        yield house
        house.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _key(kind: str, way: str, distance: ScreenDistance) -> str:
    """What a television of this kind is known by; ``way``: its language, or how its picture is turned."""
    return f"key-{kind}-{way}-{distance.value}-television"


def _hang(kind: str, way: str, distance: ScreenDistance, place: dict[str, Any]) -> None:
    key, language = hashed(_key(kind, way, distance)), way if way in LANGUAGES else LANGUAGES[0]
    if kind != "stranger":
        db.session.add(Screen(name="一楼大厅左边的那台", language=language, distance=distance, token_hash=key, **place))


def _furnished(make: Factory) -> dict[str, dict[str, Any]]:
    root = make.root
    make.venue("社区党群服务中心", rooms=("二楼多功能大厅", "三楼教室", "一楼会议室"))
    hall, classroom, small = (make.get(Room, name=name) for name in ("二楼多功能大厅", "三楼教室", "一楼会议室"))
    _session(make, hall)
    make.event(TALL, NOW + timedelta(hours=3), room_id=classroom.id, kind=EventKind.OTHER, open_to_residents=True)
    off = make.event(
        LONG,
        NOW - timedelta(minutes=5),
        room_id=small.id,
        status_reason="停电了，要修到晚上，" * 6,
        theme_id=make.theme().id,
    )
    with make.app.app_context():
        row = db.session.merge(off)
        row.status = EventStatus.CANCELLED
        db.session.commit()
    for number in range(14):
        when, room = NOW + timedelta(hours=5 + 9 * number), (hall, classroom)[number % 2]
        make.event(f"第{number}场 {LONG}"[:40], when, room_id=room.id, open_to_residents=True)
    _voices(make)
    alarmed = make.unit("第二支部")
    _notice(make, root.id, "关于周末两天停水停电停气以及电梯检修的通知，请大家互相转告，早做准备，不要慌张", 5000)
    _notice(
        make, alarmed.id, "三楼电梯正在检修，请大家走楼梯，腿脚不便的同志在一楼大厅坐一坐，工作人员来接您", 400, True
    )
    here = {"unit_id": root.id, "room_id": hall.id}
    return {
        "hall": here, "stranger": here, "programme": {**here, "layout": ScreenLayout.PROGRAMME},
        "door": {**here, "layout": ScreenLayout.DOOR},
        "free-door": {"unit_id": root.id, "room_id": classroom.id, "layout": ScreenLayout.DOOR},
        "roll-call": {**here, "layout": ScreenLayout.ROLL_CALL},
        "names": {**here, "layout": ScreenLayout.ROLL_CALL, "shows_names": True},
        "to-come": {"unit_id": root.id, "room_id": classroom.id, "layout": ScreenLayout.PROGRAMME},
        "cancelled": {"unit_id": root.id, "room_id": small.id, "layout": ScreenLayout.PROGRAMME},
        "words": {**here, "layout": ScreenLayout.WORDS}, "year": {**here, "layout": ScreenLayout.YEAR},
        "notice": {**here, "layout": ScreenLayout.NOTICE}, "urgent": {"unit_id": alarmed.id},
    }  # fmt: skip


def _session(make: Factory, hall: Room) -> None:
    session = make.event(
        LONG, NOW - timedelta(minutes=20), unit=make.root, room_id=hall.id, minutes=120, theme_id=make.theme().id,
        expected_unit_id=make.root.id, capacity=120, open_to_residents=True,
    )  # fmt: skip
    make.item(session, title="开场", kind=ItemKind.OPENING, public_position=1, public_minutes=5)
    speakers = [
        make.member(NAME, public_name=PublicName.FULL),
        *(make.member(f"讲{n}者", public_name=PublicName.FULL) for n in range(8)),
    ]
    for place, speaker in enumerate(speakers):
        title = (TALL, LONG)[place % 2]
        minutes = 30 if place == 0 else 8
        make.item(
            session, make.talk(speaker, title, minutes=minutes), public_position=place + 2, public_minutes=minutes
        )
    people = [make.member(f"来{n}客", public_name=PublicName.FULL) for n in range(60)]
    with make.app.app_context():
        for person in (*people, speakers[0]):
            row = {"event_id": session.id, "person_id": person.id, "at": clock.now()}
            db.session.add(Attendance(state=AttendanceState.PRESENT, via=Via.QR, **row))
        asked = {"event_id": session.id, "person_id": speakers[0].id, "asked_at": NOW, "state": QuestionState.CHOSEN}
        db.session.add(
            FloorQuestion(text=("路灯什么时候修好，楼道里的扶手什么时候装？" * 20)[:300], form_key="one", **asked)
        )
        db.session.add(FloorQuestion(text="食堂几点开？", form_key="two", **asked))
        db.session.commit()


def _notice(make: Factory, unit_id: int, title: str, length: int, urgent: bool = False) -> None:
    text = ("请大家提前接好水，把要紧的东西收好。有困难的老人家，支部派人上门帮忙。" * 200)[:length]
    with make.app.app_context():
        times = {"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(days=2), "created_at": NOW}
        db.session.add(ScreenNotice(unit_id=unit_id, title=title, text=text, urgent=urgent, **times))
        db.session.commit()


def _voices(make: Factory) -> None:
    """A year of sessions, what was said about them, and what came of it."""
    root, person = make.root, make.member(NAME[:12], public_name=PublicName.FULL)
    for number in range(9):
        when = NOW - timedelta(days=35 * number + 3)
        event = make.event(LONG, when, unit=root, theme_id=make.theme().id)
        make.item(event, make.talk(make.member(), f"讲{number}"), state=ItemState.GIVEN)
        with make.app.app_context():
            discussion = Discussion(event_id=event.id, prepared_at=when)
            attendance = {"event_id": event.id, "person_id": person.id, "at": when}
            db.session.add(Attendance(state=AttendanceState.PRESENT, via=Via.QR, **attendance))
            db.session.merge(event).status = EventStatus.CLOSED
            db.session.add(discussion)
            db.session.flush()
            text = "听完想起了母亲，她不识字，却教会了我们一家人怎样做人。" * (number % 3 * 3 + 1)
            db.session.add(
                Post(
                    discussion_id=discussion.id,
                    person_id=person.id,
                    kind=PostKind.REFLECTION,
                    text=text,
                    written_at=when,
                    picked_at=when,
                    author_agrees=True,
                )
            )
            title, outcome = (
                TALL if number else "楼道灯",
                "装了四盏感应灯，换了两处扶手，老人夜里下楼不用再摸黑。" * (number % 4 + 1),
            )
            db.session.add(
                Matter(
                    unit_id=root.id,
                    channel=MatterChannel.DESK,
                    title=title,
                    raised_at=when,
                    households=12,
                    state=MatterState.CLOSED,
                    outcome=outcome,
                    public_title=title,
                    public_outcome=outcome,
                    closed_at=when,
                )
            )
            db.session.commit()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_overlaps_is_cut_or_too_small(chromium: Any, house: OpenHouse, kind: str) -> None:
    """In each language, near and far, lying and standing, from a laptop's panel to 4K, and with its picture turned."""
    context = chromium.new_context()
    found: list[str] = []
    distances = [ScreenDistance.NEAR] if kind == "stranger" else list(ScreenDistance)
    try:
        page = context.new_page()
        page.add_init_script("localStorage.clear(); window.name = ''")
        for distance in distances:
            for language in LANGUAGES:
                _switched_on(page, house, kind, language, distance)
                for size in SIZES:
                    found += _wrong(page, f"{kind}-{distance.value}-{language}", size)
            if kind != "stranger":
                _switched_on(page, house, kind, TURNS[distance].value, distance)
                found += _wrong(page, f"{kind}-{distance.value}-{TURNS[distance].value}", "1080p")
    finally:
        context.close()
    assert found == [], "\n".join([f"{len(found)}", *found[:60]])


def _switched_on(page: Any, house: OpenHouse, kind: str, way: str, distance: ScreenDistance) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([
        {"name": "screen", "value": _key(kind, way, distance), "url": f"{house.url}/screens/"},
        {"name": "language", "value": way, "url": house.url},
    ])  # fmt: skip
    page.goto(f"{house.url}/screens/")


def _wrong(page: Any, case: str, size: str) -> list[str]:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"shape-{case}-{size}.png")
    return [f"{case}-{size}: {wrong}" for wrong in page.evaluate(MEASURE)]
