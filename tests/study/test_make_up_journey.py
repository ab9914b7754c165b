"""The whole road over HTTP: absent → asked to make it up → made up elsewhere → the hours stand in the ledger."""

from datetime import timedelta

import pytest
import time_machine

from partyedu.attendance.models import Attendance
from partyedu.core import clock
from partyedu.schedule.models import EventKind
from partyedu.study.models import MakeUp, PieceAnswer


@pytest.fixture
def another(make, hall):
    """The same theme day in the branch beside, in two days, an hour and a half long."""
    ahead = clock.now() + timedelta(days=2)
    return make.event(
        "隔壁的主题党日", starts_at=ahead, minutes=90, unit=hall.beside, kind=EventKind.THEME_DAY,
        expected_unit_id=hall.beside.id, theme_id=make.theme().id,
    )  # fmt: skip


def test_absent_then_at_the_session_next_door_then_hours(make, visit, hall, another):
    organiser, member = visit(hall.organiser), visit(hall.absent)
    assert organiser.submit(hall.url, person=str(hall.absent.id)).status == 303
    task = make.get(MakeUp)
    url, ledger = f"/study/make-up/{task.id}", f"/study/hours/people/{hall.absent.id}"
    assert "重温入党誓词" not in member.get(ledger).text

    assert "您来选：重温入党誓词" in member.get("/").text
    assert member.submit(url, f"{url}/why", reason="work", words="上夜班").status == 303
    assert member.post(f"{url}/choose", {"session": str(another.id)}).status == 303

    with time_machine.travel(another.starts_at, tick=False):
        desk = visit(hall.organiser)
        assert desk.post(f"/attendance/{another.id}/desk/check-in/{hall.absent.id}").status in (200, 303)
        record = make.get(Attendance, person_id=hall.absent.id, event_id=another.id)
    with time_machine.travel(another.ends_at + timedelta(minutes=5), tick=False):
        assert "已经补上了" in visit(hall.absent).get(url).text
        assert "没赶上" not in visit(hall.absent).get("/").text
        page = visit(hall.absent).get(ledger)
        [line] = page.all(".ledger-lines tbody tr")
        assert "隔壁的主题党日" in line.get_text()  # the hours of what was done; the make-up adds none
        assert "重温入党誓词" not in page.text
        # The desk finds that it was somebody else: hours and make-up go at once.
        visit(hall.organiser).post(f"/attendance/{another.id}/desk/undo/{record.id}")
        assert make.rows(Attendance, id=record.id) == []
        assert "已经补上了" not in visit(hall.absent).get(url).text
        after = visit(hall.absent).get(ledger)
        assert not after.all(".ledger-lines tbody tr")
        # What was taken back is told, and by whom: nobody's hours vanish without a word.
        told = after.one("ul.lines").get_text(" ", strip=True)
        assert "隔壁的主题党日" in told
        assert "出席 → 撤销" in told
        assert hall.organiser.name in told


def test_absent_then_a_sentence_that_was_accepted_then_hours(make, visit, hall, piece, ask):
    ask(hall.absent)
    url, ledger = f"/study/make-up/{make.get(MakeUp).id}", f"/study/hours/people/{hall.absent.id}"
    one = piece("四十年一本账", theme=make.theme(), minutes=20)
    member = visit(hall.absent)
    assert member.post(f"{url}/choose", {"piece": str(one.id)}).status == 303
    assert member.submit(f"/study/pieces/{one.id}", text="账记得清，心里才踏实").status == 303
    assert "四十年一本账" not in member.get(ledger).text  # handed in is not yet study
    answer = make.get(PieceAnswer)
    assert visit(hall.secretary).post(f"/study/answers/{answer.id}/accept", {"version": "1"}).status == 303
    page = member.get(ledger)
    assert "四十年一本账" in page.text
    assert "20 分钟" in page.text
    assert hall.secretary.name in page.text  # each hour says who confirmed it
    assert "已经补上了" in member.get(url).text
