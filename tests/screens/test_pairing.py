"""Pairing under bad input: guessed codes, a code used twice, a television that is changed, one that was revoked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from factories import Factory
from naming import NOON, code_on, key_of, paired, typed
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.core import clock, qr, settings
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import TooSoon
from partyedu.screens import operations
from partyedu.screens.models import Screen, ScreenEntry, ScreenLayout

GUESSES = 100_000


@pytest.mark.slow
def test_a_hundred_thousand_guesses_get_nowhere(app, make):
    """A guess a second, day and night, each from the next of 250 addresses, while as many codes are shown as there can
    be: so few are heard that one of them is as good as never among 26 letters and digits at six places."""
    with time_machine.travel(NOON, tick=False) as moment, app.app_context():
        guesser = Actor(name="猜的人", person_id=make.staff(Role.ORGANISER).id)
        heard = 0
        for guess in range(GUESSES):
            try:
                operations.is_shown(guesser, f"X{guess:05d}", f"192.168.{guess % 250}.1")
                heard += 1
            except TooSoon:
                pass
            moment.shift(timedelta(seconds=1))
        db.session.rollback()
        assert heard < 400, heard
        assert heard * operations.CODES_AT_ONCE / len(operations.ALPHABET) ** 6 < 1e-4


def test_who_mistypes_reads_what_to_do_and_after_five_waits_a_minute(visit, make):
    with time_machine.travel(NOON, tick=False) as moment:
        television, organiser = visit(), visit(make.staff(Role.ORGANISER))
        code = code_on(television)
        for _try in range(5):
            answer = typed(organiser, "BBBBBB")
            assert answer.status == 422
            assert "请看着电视再输一遍" in " ".join(answer.errors())
        answer = typed(organiser, code)
        assert answer.status == 429
        assert "请等" in answer.text
        assert answer.form("/screens/pair")["code"] == code, "what was typed stays"
        assert make.rows(Screen) == []
        moment.shift(timedelta(seconds=61))
        assert typed(organiser, code).location == "/screens/manage"


def test_one_who_guesses_shuts_the_door_on_nobody_else(visit, make):
    with time_machine.travel(NOON, tick=False):
        television, guesser = visit(), visit(make.staff(Role.ORGANISER))
        code = code_on(television)
        for _try in range(8):
            typed(guesser, "BBBBBB")
        assert typed(visit(make.staff(Role.ORGANISER)), code).location == "/screens/manage"


def test_a_code_is_good_once(visit, make):
    television, organiser = visit(), visit(make.staff(Role.ORGANISER))
    code = code_on(television)
    assert typed(organiser, code).location == "/screens/manage"
    assert typed(organiser, code, name="又一台").status == 422
    assert [screen.name for screen in make.rows(Screen)] == ["大厅左边"]


def test_of_two_who_type_one_code_at_the_same_moment_one_is_heard(each_database):
    make = Factory(each_database)
    code, at_once = code_on(Visitor(each_database)), Barrier(2)
    staff = [Visitor(each_database, make.staff(Role.ORGANISER)) for _person in range(2)]
    fields = [{**one.get("/screens/pair").form("/screens/pair"), "code": code, "name": "大厅"} for one in staff]

    def send(number: int) -> int:
        at_once.wait()
        return staff[number].post("/screens/pair", fields[number]).status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == [303, 422]
    assert len(make.rows(Screen)) == 1


def test_two_televisions_are_named_side_by_side_and_each_is_the_one_whose_code_was_typed(visit, make):
    with time_machine.travel(NOON, tick=False):
        left, right, organiser = visit(), visit(), visit(make.staff(Role.ORGANISER))
        codes = [code_on(left), code_on(right)]
        assert codes[0] != codes[1]
        assert typed(organiser, codes[1], name="右边").location == "/screens/manage"
        assert code_on(left) == codes[0], "it goes on waiting under its code"
        assert typed(organiser, codes[0], name="左边").location == "/screens/manage"
        for television, name in ((left, "左边"), (right, "右边")):
            assert name in television.get("/screens/").one("#place").get_text()


def test_two_televisions_of_two_units_know_nothing_of_each_other_and_one_is_revoked_alone(visit, make):
    with time_machine.travel(NOON, tick=False) as moment:
        ours, theirs = make.unit("第一支部"), make.unit("第二支部")
        make.event("我们的会", unit=ours, starts_at=clock.now() + timedelta(minutes=5))
        make.event("他们的会", unit=theirs, starts_at=clock.now() + timedelta(minutes=5))
        left, keeper = paired(visit, make, ours, layout="roll-call", name="左边")
        right, other = paired(visit, make, theirs, layout="door", name="右边")
        assert left.get("/screens/").one(".roll h1").get_text() == "我们的会"
        page = right.get("/screens/")
        assert page.one(".door h1").get_text() == "他们的会"
        assert not page.all(".qr")
        numbers = {screen.name: screen.id for screen in make.rows(Screen)}
        assert other.post(f"/screens/{numbers['左边']}/revoke").status == 404
        keeper.post(f"/screens/{numbers['左边']}/revoke")
        moment.shift(timedelta(minutes=1))
        assert left.get("/screens/content", htmx=True).all(".pairing b")
        page, key = right.get("/screens/content", htmx=True), key_of(right)
        assert page.one(".door h1").get_text() == "他们的会"
        assert not page.all(".pairing")
        seen = {screen.name: screen.last_seen_at for screen in make.rows(Screen)}
        assert seen["右边"] == clock.now() > seen["左边"]
        moment.shift(timedelta(minutes=1))
        right.get("/screens/content", htmx=True)
        assert key_of(right) == key


def test_a_code_is_read_however_it_is_typed(visit, make):
    television, organiser = visit(), visit(make.staff(Role.ORGANISER))
    code = code_on(television).lower()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in f"{code[:3]}-{code[3:]}")
    assert typed(organiser, wide).location == "/screens/manage"


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        (["192.168.1.20"], ["http://192.168.1.20/screens/"]),
        (["192.168.1.20", "10.0.0.7"], ["http://192.168.1.20/screens/", "http://10.0.0.7/screens/", "从上往下试"]),
        ([], ["没有连上网"]),
    ],
)
def test_staff_at_the_server_itself_read_what_a_television_has_to_open(visit, make, monkeypatch, own, shown):
    """Their own address, 127.0.0.1, leads a television nowhere."""
    monkeypatch.setattr(qr, "own_addresses", lambda: own)
    monkeypatch.setitem(make.app.config, "ON_THE_LAN", 1)
    organiser = visit(make.staff(Role.ORGANISER))
    page = organiser.get("/screens/pair").text
    assert [words for words in shown if words not in page] == []
    assert "localhost" not in page + organiser.get("/screens/manage").text
    with make.app.app_context():
        settings.change(base_url="http://192.168.1.99:8000")
        db.session.commit()
    page = organiser.get("/screens/pair").text
    assert "http://192.168.1.99:8000/screens/" in page
    assert not any(f"http://{address}/" in page for address in own)


def test_a_new_television_takes_over_everything_of_the_old_one(visit, make):
    with time_machine.travel(NOON, tick=False):
        make.event(starts_at=clock.now() + timedelta(minutes=20))
        old, organiser = visit(), visit(make.staff(Role.ORGANISER))
        typed(organiser, code_on(old), layout="year")
        screen = make.get(Screen)
        organiser.submit(f"/screens/{screen.id}/rota", layout="words")
        new = visit()
        fields = organiser.get("/screens/pair").form("/screens/pair")
        # Nothing but the code and the old name has to be filled in.
        answer = organiser.post("/screens/pair", {**fields, "code": code_on(new), "screen_id": str(screen.id)})
        assert answer.location == "/screens/manage"
        [now] = make.rows(Screen)
        assert (now.id, now.name, now.layout) == (screen.id, "大厅左边", ScreenLayout.YEAR)
        assert [entry.layout for entry in make.rows(ScreenEntry)] == [ScreenLayout.WORDS]
        assert old.get("/screens/").all(".pairing"), "the old set is a stranger now"
        assert not new.get("/screens/").all(".pairing")


def test_a_new_television_needs_a_name_and_a_unit_of_ones_own(visit, make):
    television, organiser = visit(), visit(make.staff(Role.ORGANISER, make.unit("第一支部")))
    code = code_on(television)
    assert "起个名字" in " ".join(typed(organiser, code, name="").errors())
    assert typed(organiser, code, unit_id=str(make.root.id)).status == 422
    assert make.rows(Screen) == []


def test_staff_see_which_screens_are_late_and_may_take_their_authorisation(visit, make):
    with time_machine.travel(NOON, tick=False) as moment:
        television, organiser = visit(), visit(make.staff(Role.ORGANISER))
        typed(organiser, code_on(television))
        television.get("/screens/content", htmx=True)
        assert "正常" in organiser.get("/screens/manage").one(".screens").get_text()
        moment.shift(timedelta(minutes=3))
        assert "没有回音" in organiser.get("/screens/manage").one(".screens").get_text()
        screen = make.get(Screen)
        organiser.post(f"/screens/{screen.id}/revoke")
        page = organiser.get("/screens/manage")
        assert "已停用" in page.one(".screens").get_text()
        assert page.one(f"a[href='/screens/pair?screen={screen.id}']").get_text(strip=True) == "重新配对"


def test_the_list_of_screens_asks_the_same_for_one_and_for_many(visit, make):
    with time_machine.travel(NOON, tick=False):
        make.event(starts_at=clock.now() + timedelta(minutes=20))
        organiser = visit(make.staff(Role.ORGANISER))

        def asked() -> int:
            organiser.get("/screens/manage")
            return len(organiser.get("/screens/manage").statements)

        with make.app.app_context():
            db.session.add(Screen(name="一", unit_id=make.root.id, language="en"))
            db.session.commit()
        one = asked()
        with make.app.app_context():
            for number in range(30):
                layout = list(ScreenLayout)[number % 7]
                db.session.add(Screen(name=f"第{number}台", unit_id=make.root.id, language="en", layout=layout))
            db.session.commit()
        assert asked() == one <= 8


def test_any_layout_is_previewed_at_any_moment_without_a_code_of_that_moment(visit, make):
    with time_machine.travel(NOON, tick=False):
        session = make.event("明天的故事", starts_at=clock.now() + timedelta(days=1))
        organiser = visit(make.staff(Role.ORGANISER))
        with make.app.app_context():
            db.session.add(Screen(name="大厅左边", unit_id=make.root.id, language="zh_Hans"))
            db.session.commit()
        screen = make.get(Screen)
        assert session.title in organiser.get(f"/screens/{screen.id}/preview").one(".tv").get_text()
        for layout in ScreenLayout:
            page = organiser.get(f"/screens/{screen.id}/picture?layout={layout}&at=2026-11-25T14:10")
            assert page.status == 200
            assert page.one("#clock").get_text() == "14:10"
            assert not page.all("[data-expires]")
        for nonsense in ("?at=morning&layout=cinema", "?at=9999-12-31T23:59", "?at=0001-01-01T00:00"):
            assert organiser.get(f"/screens/{screen.id}/picture{nonsense}").status == 200
        other = visit(make.staff(Role.ORGANISER, make.unit("第二支部")))
        assert other.get(f"/screens/{screen.id}/picture").status == 404
