"""A television in the hall: what it shows, who it trusts, how it comes back."""

from datetime import timedelta

import time_machine
from naming import NOON, code_on, key_of, paired, typed
from sqlalchemy import text

from partyedu.accounts.models import Role
from partyedu.core import clock, watch
from partyedu.core.db import db
from partyedu.schedule.models import EventStatus
from partyedu.screens.models import Pairing, Screen, ScreenLayout
from partyedu.screens.operations import ALPHABET, CODES_AT_ONCE


def test_everybody_sees_what_is_now_and_what_comes_next(visit, make):
    with time_machine.travel(NOON, tick=False):
        speaker = make.member("甲一二")
        session = make.event("我的学习故事", starts_at=clock.now() - timedelta(minutes=10))
        make.item(session, make.talk(speaker, "四十年一本账", minutes=30), public_position=1, public_minutes=30)
        make.event("社区议事怎样一事一议", starts_at=clock.now() + timedelta(hours=3))
        page = visit().get("/screens/")
        assert page.one(".now h1").get_text() == "四十年一本账"
        assert "还有 20 分钟" in page.one(".now p").get_text()
        assert [line.b.get_text() for line in page.all(".lines li")] == ["社区议事怎样一事一议"]
        assert [line.span.get_text() for line in page.all(".lines li")] == ["今天 17:00"]


def test_an_empty_house_still_shows_something(visit):
    assert visit().get("/screens/").one(".now h1").get_text()


def test_drafts_phones_and_full_names_stay_off_the_screen(visit, make):
    with time_machine.travel(NOON, tick=False):
        speaker = make.member("欧阳甲乙", phone="13911112222")
        session = make.event("我的学习故事", starts_at=clock.now() - timedelta(minutes=5))
        make.item(session, make.talk(speaker, minutes=30), public_position=1, public_minutes=30)
        make.event("还没公布的", published=False, starts_at=clock.now() + timedelta(hours=1))
        html = visit().get("/screens/").html
        for private in ("还没公布的", "13911112222", "2222", "欧阳甲乙"):
            assert private not in html
        assert "欧阳老师" in html


def test_the_code_in_the_corner_is_easy_to_read_and_lives_ten_minutes(visit, make):
    television = visit()
    with time_machine.travel(NOON, tick=False) as moment:
        code = code_on(television)
        assert len(code) == 6
        assert set(code) <= set(ALPHABET)
        assert not set(ALPHABET) & set("0O1IL2ZAEU")
        moment.shift(timedelta(minutes=9))
        assert code_on(television) == code
        moment.shift(timedelta(minutes=2))
        assert code_on(television) != code
        assert len(make.rows(Pairing)) == 1


def test_one_machine_gets_few_codes_and_the_hall_is_shown_all_the_same(visit, make):
    def television(address):
        visitor = visit()
        visitor.client.environ_base["REMOTE_ADDR"] = address
        return visitor

    with time_machine.travel(NOON, tick=False) as moment:
        make.event("社区议事怎样一事一议", starts_at=clock.now() + timedelta(hours=3))
        pages = [television("192.168.1.66").get("/screens/") for _number in range(40)]
        assert [bool(page.all(".pairing b")) for page in pages] == [True] * 6 + [False] * 34
        assert all("社区议事怎样一事一议" in page.text for page in pages)
        assert len(make.rows(Pairing)) == 6
        assert code_on(television("192.168.1.20")), "a television on another machine has its code"
        for number in range(100):
            television(f"192.168.2.{number}").get("/screens/")
        assert len(make.rows(Pairing)) == CODES_AT_ONCE
        moment.shift(timedelta(minutes=11))
        assert code_on(television("192.168.1.66"))
        assert len(make.rows(Pairing)) == 1, "those that expired are gone"


def test_staff_name_a_television_and_only_then_it_shows_check_in_codes(visit, make):
    with time_machine.travel(NOON, tick=False):
        make.event(starts_at=clock.now() + timedelta(minutes=20))
        stranger = visit()
        assert not stranger.get("/screens/").all(".qr")
        television, _organiser = paired(visit, make)
        page = television.get("/screens/content", htmx=True)
        assert page.all(".qr svg")
        assert not page.all(".pairing")
        assert not stranger.get("/screens/content", htmx=True).all(".qr")
    assert make.get(Screen).last_seen_at is not None


def test_an_old_or_invented_code_is_refused_at_the_field_and_the_rest_stays(visit, make):
    organiser = visit(make.staff(Role.ORGANISER))
    fields = organiser.get("/screens/pair").form("/screens/pair")
    answer = organiser.post("/screens/pair", {**fields, "code": "BBBBBB", "name": "大厅左边"})
    assert answer.status == 422
    assert "没有电视显示这个代码" in " ".join(answer.errors())
    assert answer.form("/screens/pair")["name"] == "大厅左边"


def test_a_television_shows_the_codes_of_its_own_unit_only(visit, make):
    with time_machine.travel(NOON, tick=False):
        ours, theirs = make.unit("第一支部"), make.unit("第二支部")
        make.event("别的支部的会", unit=theirs, starts_at=clock.now() + timedelta(minutes=5))
        television, _organiser = paired(visit, make, ours)
        assert not television.get("/screens/").all(".qr")
        make.event("我们的会", unit=ours, starts_at=clock.now() + timedelta(minutes=5))
        assert television.get("/screens/").all(".qr")


def test_an_unchanged_poll_is_204_and_a_change_is_seen_at_once(visit, make):
    with time_machine.travel(NOON, tick=False):
        session = make.event("我的学习故事", starts_at=clock.now() + timedelta(hours=2))
        television = visit()
        version = television.get("/screens/").one("#screen")["data-version"]
        unchanged = television.get(f"/screens/content?version={version}", htmx=True)
        assert unchanged.status == 204
        organiser = visit(make.staff(Role.ORGANISER))
        cancelled = organiser.post(f"/schedule/{session.id}/cancel", {"reason": "下大雨", "version": session.version})
        assert cancelled.status < 400
        assert make.get(type(session), id=session.id).status is EventStatus.CANCELLED
        changed = television.get(f"/screens/content?version={version}", htmx=True)
        assert changed.status == 200


def test_a_revoked_television_is_paired_again_under_a_new_key_and_the_old_one_stays_dead(visit, make):
    """The key may have been copied: whoever holds the copy is a stranger, before the pairing and after it."""
    with time_machine.travel(NOON, tick=False):
        make.event(starts_at=clock.now() + timedelta(minutes=20))
        television, organiser = paired(visit, make, layout="year")
        screen, old = make.get(Screen), key_of(television)

        def of_the_copy(**more):
            thief = visit()
            thief.client.set_cookie("screen", old, path="/screens")
            page = thief.get("/screens/", **more)
            assert page.all(".pairing b")
            assert "大厅左边" not in page.html
            assert not page.all(".qr")
            assert key_of(thief) not in (old, key_of(television))
            return page.one(".pairing b").get_text()

        organiser.post(f"/screens/{screen.id}/revoke")
        stolen = of_the_copy()
        # The real one asks as its page does, with its copy: it is told a new key beside the new code.
        answer = television.get("/screens/content", htmx=True, **{"X-Screen-Key": old})
        assert not answer.all(".qr")
        new = key_of(television)
        assert answer.headers["X-Screen-Key"] == new != old
        code = answer.one(".pairing b").get_text()
        assert code != stolen
        typed(organiser, code, screen_id=str(screen.id), name="")
        page = television.get("/screens/")
        assert page.all(".qr")
        assert page.one("body")["data-key"] == new == key_of(television)
        [row] = make.rows(Screen)
        assert (row.id, row.name, row.layout) == (screen.id, "大厅左边", ScreenLayout.YEAR)
        of_the_copy()
        of_the_copy(**{"X-Screen-Key": old})


def test_staff_of_another_unit_cannot_touch_a_television(visit, make):
    _television, _organiser = paired(visit, make, make.unit("第一支部"))
    screen = make.get(Screen)
    other = visit(make.staff(Role.ORGANISER, make.unit("第二支部")))
    assert other.get(f"/screens/{screen.id}/edit").status == 404
    assert other.post(f"/screens/{screen.id}/revoke").status == 404
    assert "大厅左边" not in other.get("/screens/manage").text


def test_the_hall_page_asks_the_same_questions_for_one_event_and_for_many(visit, make):
    with time_machine.travel(NOON, tick=False):
        make.event(starts_at=clock.now() + timedelta(hours=1))
        one = visit()
        one.get("/screens/")
        before = len(one.get("/screens/").statements)
        for hours in range(2, 9):
            make.event(starts_at=clock.now() + timedelta(hours=hours))
        one.get("/screens/")
        assert len(one.get("/screens/").statements) == before <= 3


def test_a_screen_is_read_in_its_own_language(visit, make):
    television, organiser = paired(visit, make)
    screen = make.get(Screen)
    organiser.submit(f"/screens/{screen.id}/edit", language="en")
    assert television.get("/screens/").one("html")["lang"] == "en"


def test_a_television_opened_while_the_house_is_in_trouble_waits_kindly_and_tries_again(visit, make):
    television = visit()
    with make.app.app_context():
        db.session.execute(text("ALTER TABLE screen RENAME TO gone"))
        db.session.commit()
        watch.forget()
    page = television.get("/screens/")
    assert page.status == 503
    assert page.text == "马上就好 · partyedu 马上就好"
    assert page.one("meta[http-equiv=refresh]")["content"] == "15"
    assert television.get("/screens/content", htmx=True).status == 503


def test_a_lost_cookie_is_replaced_by_the_copy_and_a_forged_one_opens_nothing(visit, make):
    with time_machine.travel(NOON, tick=False):
        unit = make.unit("第一支部")
        television, _organiser = paired(visit, make, unit)
        key = key_of(television)
        assert television.get("/screens/").one("body")["data-key"] == key
        # The cookie is gone, the copy comes in the header: the same screen, and the cookie is back.
        again = visit()
        assert not again.get("/screens/content", htmx=True, **{"X-Screen-Key": key}).all(".pairing")
        assert key_of(again) == key
        # The copy is of another time: the cookie holds, and the browser is told.
        answer = television.get("/screens/content", htmx=True, **{"X-Screen-Key": "k" * 32})
        assert answer.headers["X-Screen-Key"] == key
        # Forged, cut off, or no key at all: the public hall, a code in the corner, a new key.
        for forged in (key[:-1] + ("A" if key[-1] != "A" else "B"), "' OR 1=1 --", "x" * 3000, "1"):
            stranger = visit()
            stranger.client.set_cookie("screen", forged, path="/screens")
            page = stranger.get("/screens/", **{"X-Screen-Key": forged})
            assert page.status == 200
            assert "大厅左边" not in page.html
            assert page.all(".pairing b")
            assert "no-store" in page.headers["Cache-Control"]
