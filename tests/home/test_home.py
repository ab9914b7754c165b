"""The front door."""

from datetime import timedelta

import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import PersonKind
from partyedu.schedule.models import EventStatus
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
    assert len(page.all("main .waiting li:first-child .btn:not(.quiet)")) == 1
    assert len(page.all("main .btn:not(.quiet):not(.plain)")) == 1


def test_the_greeting_follows_the_clock_in_the_hall(make, visit):
    visitor = visit(make.member("甲一"))
    day = clock.at(clock.today() + timedelta(days=1), clock.local(clock.now()).time().replace(hour=0, minute=0))
    said = []
    for hour in (7, 10, 15, 20):
        with time_machine.travel(day + timedelta(hours=hour), tick=False):
            said.append(visitor.get("/").heading.removeprefix("甲一，"))
    assert said == ["早上好", "上午好", "下午好", "晚上好"]


def test_the_first_thing_that_waits_is_the_filled_button(make, visit):
    reviewer = make.staff(Role.REVIEWER)
    make.talk(make.member(), state=TalkState.SUBMITTED)
    page = visit(reviewer).get("/")
    first = page.all("main .waiting li")[0]
    assert "quiet" not in first.select_one(".btn")["class"]
    assert all("quiet" in row.select_one(".btn")["class"] for row in page.all("main .waiting li")[1:])


def test_five_things_stand_open_and_the_others_are_one_press_away(make, visit):
    organiser = make.staff(Role.ORGANISER)
    for number in range(7):
        starts_at = clock.now() + timedelta(days=number + 1)
        make.event(f"草稿{number}", starts_at=starts_at, published=False)
    page = visit(organiser).get("/")
    at_once, others = len(page.all("main .waiting > ol > li")), len(page.all("main .waiting details li"))
    assert at_once == 5 and others >= 2
    assert page.one("main .waiting summary").get_text(strip=True) == f"还有 {others} 件"
    assert len(page.all("main .waiting .btn:not(.quiet)")) == 1


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
