"""A rota: which layout on which days between which hours; several lines at one time take turns."""

from datetime import datetime, timedelta

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.screens.models import AtSession, Screen, ScreenEntry, ScreenLayout
from partyedu.screens.rota import Entry, due, in_turn

HALL, WORDS, YEAR = ScreenLayout.HALL, ScreenLayout.WORDS, ScreenLayout.YEAR


def at(text: str) -> datetime:
    """An instant by the hall's clock; 24 November 2026 is a Tuesday."""
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


def line(weekdays: str, since: int, until: int, layout: ScreenLayout = WORDS, seconds: int = 30) -> Entry:
    return Entry(1, weekdays, since * 60, until * 60, layout, seconds)


@pytest.mark.parametrize(
    ("entry", "moment", "holds"),
    [
        (line("2", 8, 18), "24T08:00", True),
        (line("2", 8, 18), "24T07:59", False),
        (line("2", 8, 18), "24T17:59", True),
        (line("2", 8, 18), "24T18:00", False),
        (line("2", 8, 18), "25T09:00", False),
        (line("2", 22, 6), "24T23:30", True),
        (line("2", 22, 6), "25T05:59", True),
        (line("2", 22, 6), "25T06:00", False),
        (line("2", 22, 6), "24T05:00", False),  # that night belongs to Monday
        (line("7", 22, 6), "23T03:00", True),  # from Sunday into Monday
        (line("2", 0, 0), "24T00:00", True),  # the whole day
        (line("2", 0, 0), "24T23:59", True),
        (line("2", 0, 0), "25T00:00", False),
    ],
)
def test_a_line_holds_on_its_days_between_its_hours_over_midnight_too(app, entry, moment, holds):
    with app.app_context():
        assert bool(due([entry], at(moment))) is holds


def test_lines_that_hold_at_once_take_turns_each_for_its_seconds(app):
    lines = [line("1234567", 0, 0, HALL, 60), line("1234567", 0, 0, WORDS, 30), line("1234567", 0, 0, YEAR, 10)]
    begin = datetime.fromtimestamp(100 * 17_000_000, tz=clock.now().tzinfo)
    seen = [in_turn(lines, begin + timedelta(seconds=second)).layout for second in range(0, 100, 10)]
    assert seen == [HALL] * 6 + [WORDS] * 3 + [YEAR]
    assert in_turn([], begin) is None


def shown(visit, make, screen: Screen) -> str:
    """The layout that the television shows, by the title of its page."""
    organiser = visit(make.staff(Role.ORGANISER))
    return organiser.get(f"/screens/{screen.id}/picture").one("title").get_text().split(" · ")[0]


def screen_of(make, **more) -> Screen:
    """A paired screen of the whole house."""
    with make.app.app_context():
        from partyedu.core.db import db

        screen = Screen(name="大厅左边", unit_id=make.root.id, token_hash="x", language="zh_Hans", **more)
        db.session.add(screen)
        db.session.commit()
        return make.get(Screen)


def test_staff_write_a_rota_and_the_screen_follows_it(visit, make):
    with time_machine.travel(at("24T10:00"), tick=False) as moment:
        make.event("我的学习故事", starts_at=clock.now() + timedelta(hours=20))
        screen = screen_of(make)
        organiser = visit(make.staff(Role.ORGANISER))
        url = f"/screens/{screen.id}/rota"
        answer = organiser.submit(
            url, layout="programme", weekdays=["2"], since="09:00", until="12:00", seconds="30", follow=True
        )
        assert [cell.get_text(strip=True) for cell in answer.all("tbody th")] == ["周二"]
        assert "现在放" in answer.text
        assert shown(visit, make, screen) == "节目单"
        moment.shift(timedelta(hours=2))
        assert shown(visit, make, screen) == "大厅"
        [entry] = make.rows(ScreenEntry)
        assert (entry.weekdays, entry.since_minutes, entry.until_minutes) == ("2", 540, 720)
        organiser.post(f"{url}/{entry.id}/remove")
        assert make.rows(ScreenEntry) == []


def test_a_line_without_days_or_with_impossible_hours_is_refused_at_the_field(visit, make):
    screen = screen_of(make)
    organiser = visit(make.staff(Role.ORGANISER))
    url = f"/screens/{screen.id}/rota"
    fields = {"layout": "hall", "since": "25:61", "until": "18:00", "seconds": "3"}
    answer = organiser.post(url, fields)
    assert answer.status == 422
    told = " ".join(answer.errors())
    assert "19:00 这样" in told
    assert "请填 10 到 600 之间的数" in told
    assert "请至少选一天" in " ".join(organiser.post(url, {**fields, "since": "08:00", "seconds": "30"}).errors())
    assert make.rows(ScreenEntry) == []


def test_the_same_line_sent_twice_is_one(visit, make):
    screen = screen_of(make)
    organiser = visit(make.staff(Role.ORGANISER))
    for seconds in ("30", "60"):
        organiser.submit(f"/screens/{screen.id}/rota", layout="year", seconds=seconds)
    assert [entry.seconds for entry in make.rows(ScreenEntry)] == [60]


def test_a_rota_is_taken_over_from_another_screen(visit, make):
    first, organiser = screen_of(make), visit(make.staff(Role.ORGANISER))
    organiser.submit(f"/screens/{first.id}/rota", layout="year")
    with make.app.app_context():
        from partyedu.core.db import db

        db.session.add(Screen(name="走廊", unit_id=make.root.id, language="zh_Hans"))
        db.session.commit()
    second = make.get(Screen, name="走廊")
    organiser.post(f"/screens/{second.id}/rota/copy", {"source_id": str(first.id)})
    assert [entry.layout for entry in make.rows(ScreenEntry, screen_id=second.id)] == [YEAR]


def test_during_a_session_the_screen_goes_to_check_in_and_then_to_the_programme(visit, make):
    with time_machine.travel(at("24T14:00"), tick=False) as moment:
        session = make.event("我的学习故事", starts_at=at("24T14:45"))
        make.item(session, make.talk(make.member("甲一二"), minutes=60))
        screen = screen_of(make, at_session=AtSession.BOTH)
        assert shown(visit, make, screen) == "大厅"
        moment.move_to(at("24T14:20"))
        assert shown(visit, make, screen) == "签到"
        moment.move_to(at("24T14:50"))
        assert shown(visit, make, screen) == "签到"
        moment.move_to(at("24T15:00"))
        assert shown(visit, make, screen) == "节目单"
        moment.move_to(at("24T17:30"))
        assert shown(visit, make, screen) == "大厅"


def test_staff_of_another_unit_cannot_touch_a_rota(visit, make):
    screen = screen_of(make)
    other = visit(make.staff(Role.ORGANISER, make.unit("第二支部")))
    assert other.get(f"/screens/{screen.id}/rota").status == 404
    assert other.post(f"/screens/{screen.id}/rota", {"layout": "hall"}).status == 404
