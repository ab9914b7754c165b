"""The front door."""

from datetime import time, timedelta

import time_machine
from sqlalchemy import func, select

from partyedu.accounts.models import Role
from partyedu.core import clock, qr
from partyedu.core.db import db
from partyedu.core.navigation import Question, Waiting, joined
from partyedu.organisation.models import PersonKind
from partyedu.schedule.models import EventKind, EventStatus, Theme
from partyedu.speakers.models import TalkState


def test_everybody_finds_the_door_open(visit):
    page = visit().get("/")
    assert page.status == 200
    assert page.heading == "示范社区"
    assert page.one("main a[href='/sign-in']").get_text(strip=True) == "登录"


def test_a_passer_by_reads_what_is_on_today_and_next(make, visit):
    morning = clock.at(clock.today(), clock.local(clock.now()).time().replace(hour=8, minute=0))
    make.event("今天的故事", starts_at=morning + timedelta(hours=2))
    make.event("后天的故事", starts_at=morning + timedelta(days=2))
    make.event("还没公布", starts_at=morning + timedelta(days=1), published=False)
    gone = make.event("取消了的", starts_at=morning + timedelta(days=3))
    with make._session():
        db.session.merge(gone).status = EventStatus.CANCELLED
    with time_machine.travel(morning, tick=False):
        page = visit().get("/")
    words = page.one("main").get_text(" ")
    assert words.index("今天的故事") < words.index("接下来") < words.index("后天的故事")
    assert "还没公布" not in words
    assert "已取消" in words


def test_the_front_page_asks_as_much_for_three_events_as_for_one(make, visit):
    make.event("一")
    visit().get("/")
    one = len(visit().get("/").statements)
    make.event("二"), make.event("三")
    assert len(visit().get("/").statements) == one


def test_who_came_in_is_greeted_and_gets_one_clear_next_step(make, visit):
    page = visit(make.member("甲一")).get("/")
    assert page.heading.startswith("甲一，")
    assert len(page.all("main .waiting .btn:not(.quiet)")) == 1
    assert len(page.all("main .btn:not(.quiet):not(.plain)")) == 1


def test_the_greeting_follows_the_clock_in_the_hall(make, visit):
    member, day = make.member("甲一"), clock.at(clock.today() + timedelta(days=1), time())
    hours = (0, 4.9, 5, 8.9, 9, 11, 12.9, 13, 17.9, 18, 23.9)

    def said(language):
        visitor = visit(member)
        visitor.post("/preferences/language", {"language": language})
        for hour in hours:
            with time_machine.travel(day + timedelta(hours=hour), tick=False):
                yield visitor.get("/").heading.replace("甲一", "").strip("，, ")

    by_hour = [*["凌晨好"] * 2, *["早上好"] * 2, "上午好", *["中午好"] * 2, *["下午好"] * 2, *["晚上好"] * 2]
    assert list(said("zh_Hans")) == list(said("zh_Hant")) == by_hour
    assert list(said("en")) == [*["Good morning"] * 5, "Hello", "Hello", *["Good afternoon"] * 2, *["Good evening"] * 2]


def test_the_first_thing_that_waits_is_the_filled_button(make, visit):
    reviewer = make.staff(Role.REVIEWER)
    make.talk(make.member(), state=TalkState.SUBMITTED)
    page = visit(reviewer).get("/")
    assert page.one("main .waiting .first").get_text() == "1 篇讲述等您评审"
    assert page.one("main .waiting .btn")["href"] == "/speakers/review"


def test_what_waits_is_said_by_when_it_is_due_seven_at_once(app, make, visit, monkeypatch):
    weights = (12, 3, 25, 70, 30, 5, 45, 50, 60, 33)
    asked = [Question(select(func.count()).select_from(Theme), lambda _rows, at=at: [told(at)]) for at in weights]
    monkeypatch.setitem(app.extensions, "partyedu-waiting", [lambda _actor: asked])
    page = visit(make.member()).get("/")
    box = page.one("main .waiting")
    assert box.select_one(".first").get_text() == "等了 3"
    assert [one.get_text() for one in box.select(":scope > h3")] == ["今天", "这几天", "有空再办"]
    shown = [one.get_text() for one in box.select(":scope > ul > li > span")]
    assert shown == ["等了 5", "等了 12", "等了 25", "等了 30", "等了 33", "等了 45"]
    assert box.select_one("summary").get_text(strip=True) == "还有 3 件，都看看"
    assert [one.get_text() for one in box.select("details li > span")] == ["等了 50", "等了 60", "等了 70"]
    assert len(box.select(".btn")) == 1, "one filled button, the others are links"


def told(weight):
    return Waiting(f"等了 {weight}", "去看看", f"/{weight}", weight=weight)


def test_many_of_one_kind_are_one_line_with_their_number(make, visit):
    organiser = make.staff(Role.ORGANISER)
    for number in range(7):
        make.event(
            f"草稿{number}", kind=EventKind.OTHER, starts_at=clock.now() + timedelta(days=number + 1), published=False
        )
    box = visit(organiser).get("/").one("main .waiting")
    drafts = [one for one in (box.select_one(".first"), *box.select("li > span")) if "草稿" in one.get_text()]
    assert [one.get_text()[:10] for one in drafts] == ["有 7 场还是草稿，"]
    assert box.select("a[href='/schedule/manage?which=drafts']")


def test_everybody_sees_the_doors_of_their_role(make, visit):
    def doors(person):
        return {link["href"] for link in visit(person).get("/").all("main aside a")}

    member, organiser = doors(make.member()), doors(make.staff(Role.ORGANISER))
    administrator, expert = doors(make.staff(Role.ADMINISTRATOR)), make.person(PersonKind.EXPERT)
    make.account(expert, user_name="expert")
    assert {"/speakers/talks/new", "/courses/classes", "/courses/certificates/mine", "/orders/", "/library/"} <= member
    assert {"/courses/classes/new", "/orders/asked", "/surveys/led", "/library/work"} <= organiser
    assert not member & {"/orders/asked", "/surveys/led", "/library/work", "/library/review"}
    assert not member & {"/schedule/new", "/accounts/cards", "/admin/", "/reports/"}
    assert {"/schedule/new", "/accounts/cards"} <= organiser
    assert not organiser & {"/admin/", "/accounts/roles"}
    assert {"/admin/", "/accounts/roles"} <= administrator
    assert doors(expert) == {"/account", "/notices/"}


def test_the_start_help_tells_staff_how_phones_reach_the_house(make, visit):
    assert "Wi-Fi" not in visit().get("/help/").text
    assert "Wi-Fi" not in visit(make.member()).get("/help/").text
    page = visit(make.staff(Role.ORGANISER)).get("/help/")
    assert "Wi-Fi" in page.text
    assert "http://" in page.text


def test_what_is_read_and_printed_at_the_server_itself_leads_others_to_it(make, visit, monkeypatch):
    """127.0.0.1, under which its own browser has it open, would lead every phone to itself."""
    event, organiser = make.event(kind=EventKind.MEETING), visit(make.staff(Role.ORGANISER))
    own = ["192.168.1.20", "10.0.0.7"]
    monkeypatch.setattr(qr, "own_addresses", lambda: own)
    monkeypatch.setitem(make.app.config, "ON_THE_LAN", 1)

    def said(path):
        return organiser.get(path).html

    likeliest = str(qr.picture(f"http://192.168.1.20/schedule/{event.id}"))
    assert "http://192.168.1.20<" in said("/help/") and "http://10.0.0.7<" in said("/help/")
    assert likeliest in said(f"/schedule/{event.id}/poster")
    assert f"http://192.168.1.20/schedule/{event.id}" in said(f"/schedule/{event.id}/message")
    assert f"http://192.168.1.20/schedule/{event.id}" in said("/schedule.ics").replace("\r\n ", "")
    assert "卡片上印的是 http://192.168.1.20" in said("/accounts/cards")
    del own[1]
    assert "卡片上印的是" not in said("/accounts/cards") and "手机打不开" not in said("/accounts/cards")
    assert "http://192.168.1.20<" in said("/help/") and "接着几个网" not in said("/help/")
    # Nobody else reaches a house that serves its own machine only, or hangs on no network: that is said.
    own.clear()
    assert "只有这台电脑自己认识" in said("/help/") and "手机打不开" in said("/accounts/cards")
    own.append("192.168.1.20")
    monkeypatch.setitem(make.app.config, "ON_THE_LAN", 0)
    assert "只有这台电脑自己认识" in said("/help/") and likeliest not in said(f"/schedule/{event.id}/poster")


def test_the_foot_of_every_page_leads_to_the_help(visit):
    assert visit().get(visit().get("/").one("footer a")["href"]).status == 200


def test_large_text_is_remembered_on_this_device(visit):
    visitor = visit()
    assert visitor.post("/preferences/size", {"size": "large", "next": "/schedule/"}).location == "/schedule/"
    assert visitor.get("/").one("html")["data-size"] == "large"


def test_a_redirect_never_leaves_the_house(visit):
    for address in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"):
        assert visit().post("/preferences/size", {"size": "large", "next": address}).location == "/"


def test_a_wrong_address_gets_a_sentence(visit):
    page = visit().get("/nothing-here")
    assert page.status == 404
    assert "没有这一页" in page.text


def test_one_of_a_kind_keeps_its_own_words_and_so_do_as_many_as_may_stand_apart():
    each = [Waiting(f"第 {number} 件", "去看看", f"/{number}") for number in range(3)]

    def several(items):
        return Waiting(f"有 {len(items)} 件", "去看看", "/all")

    assert list(joined(each[:1], several)) == each[:1]
    assert list(joined(each[:2], several, apart=2)) == each[:2]
    assert [one.text for one in joined(each, several, apart=2)] == ["有 3 件"]
    assert list(joined([], several)) == []
