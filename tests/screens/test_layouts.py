"""What each layout shows, that it always shows something true, and what it never shows."""

from datetime import datetime, timedelta

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.bench import inside
from partyedu.core import clock, watch
from partyedu.core.db import db
from partyedu.organisation.models import PersonKind, PublicName
from partyedu.schedule.models import EventKind
from partyedu.screens.models import Screen, ScreenDistance, ScreenLayout, ScreenNotice
from partyedu.screens.operations import hashed
from partyedu.screens.turning import pages_of

SECRET = "a-television-of-the-tests"


def at(text: str) -> datetime:
    """An instant by the hall's clock, in November 2026."""
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


@pytest.fixture
def television(make, visit):
    """Opens a paired television with these settings."""

    def opened(layout: ScreenLayout = ScreenLayout.HALL, unit=None, **more):
        with make.app.app_context():
            unit_id = (unit or make.root).id
            values = {"token_hash": hashed(SECRET), "language": "zh_Hans", **more}
            db.session.add(Screen(name="大厅左边", unit_id=unit_id, layout=layout, **values))
            watch.touch("screens")
            db.session.commit()
        visitor = visit()
        visitor.client.set_cookie("screen", SECRET, path="/screens")
        return visitor

    return opened


def attend(make, event, *people, state=AttendanceState.PRESENT):
    with make.app.app_context():
        for person in people:
            db.session.add(Attendance(event_id=event.id, person_id=person.id, state=state, via=Via.QR, at=clock.now()))
        db.session.commit()


def hang(make, title="周六上午停水", text="", urgent=False, unit=None, hours=3):
    with make.app.app_context():
        notice = ScreenNotice(
            unit_id=(unit or make.root).id, title=title, text=text, urgent=urgent, created_at=clock.now(),
            starts_at=clock.now() - timedelta(minutes=1), ends_at=clock.now() + timedelta(hours=hours),
        )  # fmt: skip
        db.session.add(notice)
        watch.touch("screens")
        db.session.commit()
        return notice.id


@pytest.mark.parametrize("layout", list(ScreenLayout))
def test_a_layout_that_has_nothing_to_say_still_says_something_true(television, layout):
    page = television(layout).get("/screens/")
    assert page.one("h1").get_text()
    assert page.one("#screen")["data-silent"]


def test_the_programme_lights_the_talk_on_stage_and_names_the_next(television, make):
    with time_machine.travel(at("24T14:00"), tick=False) as moment:
        session = make.event("我的学习故事", starts_at=at("24T14:00"))
        first = make.talk(make.member("甲一二"), "四十年一本账", minutes=20)
        second = make.talk(make.member("乙三四"), "夜校三年", minutes=20)
        make.item(session, first)
        make.item(session, second)
        screen = television(ScreenLayout.PROGRAMME)
        page = screen.get("/screens/")
        assert [row.b.get_text() for row in page.all(".acts li")] == ["四十年一本账", "夜校三年"]
        assert page.one(".acts .lit b").get_text() == "四十年一本账"
        assert page.one(".next b").get_text() == "夜校三年"
        assert page.one(".left .countdown").get_text() == "20:00"
        assert float(page.one("#screen")["data-poll-seconds"]) <= 3
        moment.move_to(at("24T14:25"))
        page = screen.get("/screens/")
        assert page.one(".acts .lit b").get_text() == "夜校三年"
        assert [row.b.get_text() for row in page.all(".acts .done")] == ["四十年一本账"]


@pytest.mark.parametrize("layout", [ScreenLayout.HALL, ScreenLayout.PROGRAMME])
def test_a_screen_asks_often_before_the_host_begins_and_seldom_once_it_is_over(television, make, layout):
    with time_machine.travel(at("24T13:55"), tick=False) as moment:
        session = make.event("我的学习故事", starts_at=at("24T14:00"))
        make.item(session, make.talk(make.member("甲一二"), "四十年一本账", minutes=20))
        screen = television(layout)

        def asks_after():
            return float(screen.get("/screens/").one("#screen")["data-poll-seconds"])

        # With the second of the other process and a tenth of unevenness: within three seconds.
        assert 1 + 1.1 * asks_after() <= 3
        moment.move_to(at("24T11:00"))
        assert asks_after() == 10
        moment.move_to(at("24T18:00"))
        assert asks_after() == 10


def test_a_session_that_runs_past_midnight_stays_on_stage_with_its_days(television, make):
    with time_machine.travel(at("25T00:30"), tick=False):
        make.event("守岁讲故事", starts_at=at("24T23:00"), minutes=120, kind=EventKind.OTHER)
        page = television(ScreenLayout.PROGRAMME).get("/screens/")
        assert page.one("h1").get_text() == "守岁讲故事"
        assert "11月24日" in page.one(".facts").get_text()
        assert page.one("#screen")["data-today"] == "11月25日 周三"


def test_one_cancelled_on_stage_says_so_plainly_and_then_the_hall_moves_on(television, make, visit):
    with time_machine.travel(at("24T14:00"), tick=False) as moment:
        session = make.event("我的学习故事", starts_at=at("24T14:00"))
        make.item(session, make.talk(make.member("甲一二"), "四十年一本账", minutes=60))
        make.event("晚上的电影", starts_at=at("24T19:00"), kind=EventKind.FILM)
        screens = {"programme": television(ScreenLayout.PROGRAMME)}
        moment.move_to(at("24T14:20"))
        organiser = visit(make.staff(Role.ORGANISER))
        assert "四十年一本账" in screens["programme"].get("/screens/").text
        organiser.post(f"/schedule/{session.id}/cancel", {"reason": "停电了", "version": session.version})
        page = screens["programme"].get("/screens/")
        assert page.one("h1").get_text() == "我的学习故事"
        assert "原定 14:00，这一场取消了" in page.text
        assert "停电了" in page.text
        assert "四十年一本账" not in page.text
        hall = visit().get("/screens/")
        assert "已取消" in hall.one(".now small").get_text()
        moment.move_to(at("24T14:40"))
        assert screens["programme"].get("/screens/").one("h1").get_text() == "晚上的电影"
        assert visit().get("/screens/").one(".now h1").get_text() == "晚上的电影"


def test_the_door_tells_of_its_own_room_and_counts_down(television, make):
    with time_machine.travel(at("24T14:00"), tick=False) as moment:
        rooms = make.venue(rooms=("二楼大厅", "三楼教室"))
        from partyedu.schedule.models import Room

        hall, classroom = (make.get(Room, venue_id=rooms.id, name=name) for name in ("二楼大厅", "三楼教室"))
        make.event("别的房间的会", starts_at=at("24T14:10"), room_id=hall.id)
        make.event("手机班", starts_at=at("24T14:30"), room_id=classroom.id, kind=EventKind.OTHER)
        screen = television(ScreenLayout.DOOR, room_id=classroom.id)
        page = screen.get("/screens/")
        assert page.one("h1").get_text() == "手机班"
        assert page.one(".wait .countdown").get_text() == "30:00"
        assert "别的房间的会" not in page.text
        moment.move_to(at("24T14:45"))
        page = screen.get("/screens/")
        assert "正在进行" in page.one(".now small").get_text()
        assert page.one(".wait .countdown").get_text() == "1:15:00"


def test_the_roll_call_counts_those_who_come_and_names_nobody(television, make):
    with time_machine.travel(at("24T14:00"), tick=False):
        session = make.event("我的学习故事", starts_at=at("24T14:20"))
        people = [make.member(name) for name in ("甲一二", "乙三四")]
        attend(make, session, *people)
        page = television(ScreenLayout.ROLL_CALL).get("/screens/")
        assert page.one(".arrived b").get_text() == "2"
        assert len(page.one(".qr b").get_text().replace(" ", "")) == 6
        assert page.all(".qr svg")
        assert "乙" not in page.text


def test_where_the_centre_allows_names_each_stands_as_the_person_chose(television, make):
    with time_machine.travel(at("24T14:00"), tick=False):
        session = make.event("我的学习故事", starts_at=at("24T14:20"))
        full = make.member("甲一二", public_name=PublicName.FULL)
        surname = make.member("欧阳三四", public_name=PublicName.SURNAME)
        nobody = make.member("丙五六", public_name=PublicName.NONE)
        resident = make.person(PersonKind.RESIDENT, "丁七八", public_name=PublicName.FULL)
        attend(make, session, full, surname, nobody, resident)
        page = television(ScreenLayout.ROLL_CALL, shows_names=True).get("/screens/")
        assert [row.get_text() for row in page.all(".names li")] == ["丁老师", "欧阳老师", "甲一二"]
        for private in ("丁七八", "丙", "欧阳三四"):
            assert private not in page.html


def test_where_nobody_can_check_in_the_roll_call_gives_way_to_the_programme(television, make, visit):
    with time_machine.travel(at("24T10:00"), tick=False) as moment:
        make.event("我的学习故事", starts_at=at("24T14:00"))
        screen = television(ScreenLayout.ROLL_CALL)
        page = screen.get("/screens/")
        assert page.one(".bill .sheet h1").get_text() == "我的学习故事"
        assert not page.all(".roll, .qr")
        cards = visit(make.staff(Role.ORGANISER)).get("/screens/manage")
        assert cards.one(".tv small").get_text() == "下一场"
        moment.move_to(at("24T13:30"))
        assert screen.get("/screens/").one(".roll h1").get_text() == "我的学习故事"


def test_somebody_who_comes_is_seen_at_the_next_poll(television, make):
    with time_machine.travel(at("24T14:00"), tick=False):
        session = make.event("我的学习故事", starts_at=at("24T14:20"))
        screen = television(ScreenLayout.ROLL_CALL)
        version = screen.get("/screens/").one("#screen")["data-version"]
        assert screen.get(f"/screens/content?version={version}", htmx=True).status == 204
        attend(make, session, make.member("甲一二"))
        assert screen.get(f"/screens/content?version={version}", htmx=True).one(".arrived b").get_text() == "1"


def test_an_urgent_notice_lies_over_everything_in_its_unit_until_its_end(television, make, visit):
    with time_machine.travel(at("24T14:00"), tick=False) as moment:
        branch = make.unit("第一支部")
        make.event("我的学习故事", starts_at=at("24T14:05"))
        screen = television(ScreenLayout.PROGRAMME, unit=branch)
        hang(make, "三楼电梯停用", "请走楼梯。", urgent=True, hours=1)
        hang(make, "别的支部的事", urgent=True, unit=make.unit("第二支部"))
        page = screen.get("/screens/")
        assert page.one(".alarm h1").get_text() == "三楼电梯停用"
        assert "请走楼梯。" in page.text
        assert visit().get("/screens/").one(".alarm h1").get_text() == "三楼电梯停用"
        moment.shift(timedelta(hours=1))
        assert not screen.get("/screens/").all(".alarm")


def test_a_notice_of_five_thousand_characters_turns_and_says_where_the_rest_is(television, make, visit):
    text = "周六上午停水，请大家提前接好。" * 334
    number = hang(make, "停水", text[:5000])
    page = television(ScreenLayout.NOTICE).get("/screens/")
    assert len(page.all(".pages li")) == 8
    assert "没有放完" in page.text
    assert page.all(".take svg")
    whole = visit().get(f"/screens/notices/{number}")
    assert whole.one(".prose").get_text() == text[:5000]


def test_a_notice_that_is_over_cannot_be_read_any_more(make, visit):
    with time_machine.travel(at("24T14:00"), tick=False) as moment:
        number = hang(make, hours=1)
        assert visit().get(f"/screens/notices/{number}").status == 200
        moment.shift(timedelta(hours=2))
        assert visit().get(f"/screens/notices/{number}").status == 404


@pytest.mark.parametrize("distance", list(ScreenDistance))
def test_pages_lose_not_a_single_character(distance):
    text = "第一段，没有句号\n\n" + "很长的一句话" * 60 + "。短句。又一句！\nEnglish words too. " * 9
    joined = "".join(pages_of(text, distance))
    assert joined.replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(len(page) <= 140 for page in pages_of(text, distance))


def test_forty_characters_of_a_name_and_a_hundred_and_twenty_of_a_title_break_nothing(television, make):
    with time_machine.travel(at("24T14:00"), tick=False):
        session = make.event("题" * 120, starts_at=at("24T13:50"))
        speaker = make.member("名" * 40, public_name=PublicName.FULL)
        make.item(session, make.talk(speaker, "讲" * 80, minutes=30))
        for layout in (ScreenLayout.HALL, ScreenLayout.PROGRAMME, ScreenLayout.DOOR):
            with make.app.app_context():
                db.session.execute(db.delete(Screen))
                db.session.commit()
            page = television(layout).get("/screens/")
            assert page.all("h1.title, h2.title, .now .title")


def test_a_forged_token_is_nobody_and_shows_no_code(make, visit):
    with time_machine.travel(at("24T14:00"), tick=False):
        make.event(starts_at=at("24T14:20"))
        for token in ("forged", "x" * 4000, "空", "' or 1=1 --"):
            stranger = visit()
            stranger.client.set_cookie("screen", token, path="/screens")
            page = stranger.get("/screens/content", htmx=True)
            assert page.status == 200
            assert not page.all(".qr")


@pytest.mark.parametrize("begins", ["24T17:00", "24T14:00"])
def test_an_unchanged_poll_asks_the_database_nothing_and_a_change_of_everything_three_things(television, make, begins):
    """The versions, the house, and what the layout tells besides. Who has come is asked anew whatever changed."""
    is_on = begins == "24T14:00"
    with time_machine.travel(at("24T14:00"), tick=False) as moment:
        session = make.event("我的学习故事", starts_at=at(begins))
        make.item(session, make.talk(make.member("甲一二"), "四十年一本账", minutes=60))
        for layout in ScreenLayout:
            with make.app.app_context():
                db.session.execute(db.delete(Screen))
                db.session.commit()
            screen = television(layout)
            screen.get("/screens/")  # on a busy machine so slow that nothing of it is kept
            version = screen.get("/screens/").one("#screen")["data-version"]
            moment.shift(timedelta(seconds=2))
            poll = screen.get(f"/screens/content?version={version}", htmx=True)
            assert poll.status == 204, layout
            assert [one for one in poll.statements if "public_version" not in one] == [], layout
            with make.app.app_context():
                watch.touch(*inside.PUBLIC, "theatre", "stage")
                db.session.commit()
            shown = screen.get(f"/screens/content?version={version}", htmx=True)
            most = 3
            if is_on and shown.all(".hall .side, .roll"):
                most = 2 + 2  # how many have come, of how many
            if is_on and shown.all(".hall .side"):
                most += 2  # the words at its foot, and the programme
            assert 0 < len(shown.statements) <= most, (layout, shown.statements)


def test_the_heartbeat_is_written_at_most_every_45_seconds(television, make):
    with time_machine.travel(at("26T14:00"), tick=False) as moment:
        screen = television()
        writes = 0
        for _poll in range(20):
            writes += sum("UPDATE screen" in one for one in screen.get("/screens/content", htmx=True).statements)
            moment.shift(timedelta(seconds=10))
        assert writes == 4
