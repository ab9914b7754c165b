"""The demonstration's televisions: in the hall with a rota, at a door, at the stage, and two notices on them."""

from datetime import datetime, time, timedelta
from typing import Any

from partyedu.core.actor import current_actor
from partyedu.core.db import db, reading
from partyedu.scenarios.community import Community
from partyedu.screens import operations, queries
from partyedu.screens.models import AtSession, Screen, ScreenDistance, ScreenLayout

EVERY_DAY = range(1, 8)


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Five screens, one of them switched off for good, and two notices that hang."""
    hall = _paired(place, now, "大厅右边", room_id=place.hall_id)
    door = _paired(place, now, "三楼教室门口", layout=ScreenLayout.DOOR, room_id=place.classroom_id)
    stage = _paired(place, now, "二楼大厅台口", layout=ScreenLayout.PROGRAMME, room_id=place.hall_id)
    wall = _paired(place, now, "一楼走廊", layout=ScreenLayout.WORDS)
    old = _paired(place, now, "从前的旧电视")
    with place.step(place.keeper, now):
        _settled(hall, AtSession.STAY, "进门右手")
        _settled(stage, AtSession.BOTH, "台口右边", distance=ScreenDistance.FAR)
        _settled(door, AtSession.STAY, "门框右边")
        for layout, since, until, seconds in (
            (ScreenLayout.HALL, time(7), time(21), 60),
            (ScreenLayout.WORDS, time(7), time(21), 30),
            (ScreenLayout.YEAR, time(7), time(21), 20),
            (ScreenLayout.NOTICE, time(21), time(7), 30),
        ):
            operations.add_entry(db.session.get_one(Screen, hall), EVERY_DAY, since, until, layout, seconds)
        screen = db.session.get_one(Screen, wall)
        operations.add_entry(screen, (1, 2, 3, 4, 5), time(8), time(18), ScreenLayout.WORDS, 40)
        operations.add_entry(screen, (1, 2, 3, 4, 5), time(8), time(18), ScreenLayout.YEAR, 20)
        operations.revoke(db.session.get_one(Screen, old))
    _notices(place, now)


def _paired(
    place: Community, now: datetime, name: str, layout: ScreenLayout = ScreenLayout.HALL, room_id: int | None = None
) -> int:
    """A television shows its code, the keeper types it in."""
    with reading():
        key, code = operations.code_for("", "demo")
    with place.step(place.keeper, now):
        actor = current_actor()
        assert actor is not None
        number = operations.pair(actor, code, name, place.root_id, room_id, layout=layout).id
    token_hash = operations.hashed(key)
    with reading():
        screen = queries.television(token_hash, now)
    if screen is not None:
        operations.seen(screen, token_hash, now)
    return number


def _settled(screen_id: int, at_session: AtSession, where: str, distance: ScreenDistance = ScreenDistance.NEAR) -> None:
    actor = current_actor()
    assert actor is not None
    screen = queries.screen_reached(actor, screen_id)
    assert screen is not None
    operations.change(
        actor, screen, screen.name, screen.unit_id, screen.room_id, screen.language, where, screen.layout, at_session,
        distance,
    )  # fmt: skip


def _notices(place: Community, now: datetime) -> None:
    with place.step(place.keeper, now - timedelta(hours=2)):
        actor = current_actor()
        assert actor is not None
        operations.hang(
            actor, None, unit_id=place.root_id, title="周六上午停水，开水房不开",
            text="周六 8:00 到 12:00，二楼开水房没有水。茶会改到下午两点，地方不变。\n"
            "要吃药的同志请自己带一杯水来。食堂照常，午饭还是十一点半。",
            starts_at=now - timedelta(hours=2), ends_at=now + timedelta(days=4),
        )  # fmt: skip
        operations.hang(
            actor, None, unit_id=place.root_id, title="老物件展，换了十二件新的",
            text="一楼走廊的柜子里换了一批老物件：粮票、奖状、搪瓷缸。每一件旁边都有主人写的几句话。",
            starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=20),
        )  # fmt: skip
