"""What leaves the screen: posters, the month on the wall, cards for the table, words for the chat group."""

from datetime import date, datetime, time

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import Person, PublicName
from partyedu.schedule.models import Event, EventKind, EventPart, EventStatus, Room

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=clock.now().tzinfo)  # Tuesday, 9 o'clock in the hall


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


def at(day: int, hour: int = 14, minute: int = 30) -> datetime:
    return clock.at(date(2026, 11, day), time(hour, minute))


@pytest.fixture
def reading(make):
    """A reading circle in the hall, with a host whose name nobody reads and a teacher who is called by surname."""
    make.venue()
    host, teacher = make.member("欧阳甲", phone="13900001234"), make.member("司徒乙")
    with make._session():
        db.session.get(Person, host.id).public_name = PublicName.NONE
        db.session.get(Person, teacher.id).public_name = PublicName.SURNAME
    return make.event(
        "一起读书", at(27), kind=EventKind.MEETING, room_id=make.get(Room).id, summary="带上老花镜。",
        open_to_residents=True, people=((host, EventPart.HOST), (teacher, EventPart.TEACHER)),
    )  # fmt: skip


def state(make, event, **more) -> None:
    with make._session():
        for name, value in more.items():
            setattr(db.session.get(Event, event.id), name, value)


def texts(page) -> dict[str, str]:
    return {tag["id"].removeprefix("text-"): tag.get_text().removeprefix("\n") for tag in page.all("textarea")}


def test_the_poster_says_what_when_and_where_to_everybody(make, visit, reading):
    page = visit().get(f"/schedule/{reading.id}/poster")
    sheet = page.one(".wall-sheet")
    words = sheet.get_text(" ", strip=True)
    assert sheet.h1.get_text() == "一起读书"
    for wanted in ("会议", "11月27日", "星期五", "14:30 – 16:00", "社区中心 二楼大厅", "司徒老师", "示范社区"):
        assert wanted in words, wanted
    assert len(sheet.select(".scan-code svg")) == 1
    assert "欧阳" not in page.text and "1390000" not in page.text


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [
        ("zh_Hans", "zh-Hans", "扫码看详情、报名"),
        ("zh_Hant", "zh-Hant", "掃碼看詳情、報名"),
        ("en", "en", "Scan for details"),
    ],
)
@pytest.mark.parametrize("own", ["zh_Hans", "en"])
def test_the_language_of_a_sheet_is_chosen_and_the_bar_above_it_stays_in_ones_own(
    make, visit, reading, own, language, lang, words
):
    page = visit(language=own).get(f"/schedule/{reading.id}/poster?lang={language}&size=a3")
    content = page.one(".sheet-content")
    assert content["lang"] == lang and words in content.get_text()
    assert "a3" in page.one("body")["class"]
    assert page.one(".print-bar [data-print]").get_text(strip=True) == ("Print" if own == "en" else "打印")
    chosen = [tag.get_text() for tag in page.all(".picks [aria-current]")]
    assert chosen[0] == "A3"
    assert {tag["href"] for tag in page.all(".picks a")} >= {f"/schedule/{reading.id}/poster?lang={language}&size=a4"}


def test_what_is_no_size_and_no_language_is_the_usual_one(make, visit, reading):
    for nonsense in ("?size=a0&lang=xx", "?size=%00&lang=" + "x" * 3000, "?lang=zh-Hans"):
        page = visit().get(f"/schedule/{reading.id}/poster{nonsense}")
        assert page.status == 200
        assert "a4" in page.one("body")["class"] and page.one(".sheet-content")["lang"] == "zh-Hans"


def test_the_poster_of_what_was_cancelled_or_put_off_says_so(make, visit, reading):
    state(make, reading, status=EventStatus.CANCELLED)
    assert "这个活动取消了。" in visit().get(f"/schedule/{reading.id}/poster").one(".stands").get_text()
    state(make, reading, status=EventStatus.POSTPONED)
    page = visit().get(f"/schedule/{reading.id}/poster")
    assert "这个活动延期了" in page.one(".stands").get_text() and "14:30" not in page.one(".wall-sheet").get_text()
    assert "时间：" not in texts(visit().get(f"/schedule/{reading.id}/message"))["zh_Hans"]


def test_a_draft_has_no_poster_and_no_message(make, visit):
    draft = make.event("还没公布", at(27), published=False, kind=EventKind.MEETING)
    for page in ("poster", "message", "cards"):
        assert visit(make.member(f"甲{page}")).get(f"/schedule/{draft.id}/{page}").status == 404
        assert visit().get(f"/schedule/99999/{page}").status in (303, 404)
    assert visit(make.staff(Role.ORGANISER)).get(f"/schedule/{draft.id}/cards").status == 200


def test_the_message_stands_in_three_languages_ones_own_first_and_holds_nothing_private(make, visit, reading):
    page = visit(language="en").get(f"/schedule/{reading.id}/message")
    found = texts(page)
    assert list(found) == ["en", "zh_Hans", "zh_Hant"]
    assert found["zh_Hans"].splitlines() == [
        "【会议】一起读书",
        "时间：2026年11月27日 星期五 14:30 – 16:00",
        "地点：社区中心 二楼大厅",
        "主讲：司徒老师",
        "欢迎居民来听。",
        "带上老花镜。",
        f"到服务台就能报名；连上中心的无线网，也可以打开这里报名：http://localhost/schedule/{reading.id}",
        "示范社区",
    ]
    assert found["zh_Hant"].splitlines()[1] == "時間：2026年11月27日 星期五 14:30 – 16:00"
    assert found["en"].splitlines()[1] == "When: Friday 27 November 2026 14:30 – 16:00"
    assert "欧阳" not in page.text and "1390000" not in page.text
    assert [tag["data-copy"] for tag in page.all("[data-copy]")] == ["#text-en", "#text-zh_Hans", "#text-zh_Hant"]
    assert all(tag.has_attr("readonly") for tag in page.all("textarea"))


def test_a_session_of_the_theatre_has_its_own_poster_and_message(make, visit):
    event = make.event("我的学习故事", at(27))
    for page in ("poster", "message"):
        assert visit().get(f"/schedule/{event.id}/{page}").location == f"/theatre/{event.id}/{page}"


def test_the_month_on_the_wall_holds_what_is_public_in_it(make, visit, reading):
    make.event("取消的", at(28), kind=EventKind.FILM)
    state(make, make.get(Event, title="取消的"), status=EventStatus.CANCELLED)
    make.event("草稿", at(28), published=False)
    make.event("下个月的", clock.at(date(2026, 12, 1), time(9)), kind=EventKind.FILM)
    page = visit().get("/schedule/month-poster?month=2026-11&size=a3")
    assert [tag.get_text(strip=True) for tag in page.all(".month-days h2")] == ["一起读书"]
    assert page.one("h1").get_text(" ", strip=True) == "11月 活动预告"
    film = visit().get("/schedule/month-poster?month=2026-11&kind=film")
    assert "这个月没有活动" in film.text
    assert page.one(".print-bar > a")["href"] == "/schedule/?view=month&month=2026-11"
    assert visit().get("/schedule/month-poster?month=2026-99").status == 200


def test_each_who_stands_in_front_has_a_card_with_the_name_as_they_chose_twice(make, visit, reading):
    long = make.member("阿" * 40, public_name=PublicName.FULL)
    with make._session():
        from partyedu.schedule.models import EventPerson

        db.session.add(EventPerson(event_id=reading.id, person_id=long.id, part=EventPart.SPEAKER))
    page = visit(make.staff(Role.ORGANISER)).get(f"/schedule/{reading.id}/cards")
    cards = [[tag.get_text() for tag in card.select(".name")] for card in page.all(".table-card")]
    assert cards == [["主持人"] * 2, ["司徒老师"] * 2, ["阿" * 40] * 2]  # who wants no name has the part on the card
    assert "n40" in page.all(".table-card")[2].select_one(".name")["class"]
    assert "欧阳" not in page.text


def test_cards_are_for_those_who_plan_or_check_in_there(make, visit, reading):
    elsewhere = make.unit("别的支部")
    assert visit(make.staff(Role.ORGANISER, unit=elsewhere)).get(f"/schedule/{reading.id}/cards").status == 404
    assert visit(make.member("甲乙丙")).get(f"/schedule/{reading.id}/cards").status == 404
