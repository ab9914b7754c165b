"""Signing in: one name, one secret, and nothing to learn for somebody who tries names out."""

import hashlib
from datetime import timedelta

import time_machine
from factories import PASSWORD, PIN

from partyedu.accounts.credentials import hash_password, hash_pin
from partyedu.accounts.models import Account, Role, SignIn
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.organisation.models import MemberStatus

WRONG = "739205"


def signs_in(visitor, name, secret, **more):
    return visitor.submit("/sign-in", name=name, secret=secret, **more)


def is_in(visitor):
    return visitor.get("/account").status == 200


def test_member_signs_in_with_phone_and_pin(make, visit):
    make.member("甲一", phone="13900001111")
    visitor = visit()
    answer = signs_in(visitor, "13900001111", PIN, next="/schedule/")
    assert (answer.status, answer.location) == (303, "/schedule/")
    assert "甲一" in visitor.get("/account").heading


def test_member_signs_in_with_the_member_number(make, visit):
    make.member("甲一", member_number="D-0042")
    visitor = visit()
    assert signs_in(visitor, "d-0042", PIN).status == 303
    assert is_in(visitor)


def test_staff_sign_in_with_user_name_and_password(make, visit):
    person = make.staff(Role.ORGANISER)
    visitor = visit()
    assert signs_in(visitor, f"staff{person.id}", PASSWORD).status == 303
    assert is_in(visitor)


def test_spaces_dashes_and_full_width_letters_mean_the_same_name(make, visit):
    make.member(phone="13900001111")
    staff = make.staff(Role.ORGANISER)
    for name, secret in (
        ("　139 0000 1111 ", PIN), ("１３９００００１１１１", "２０４８１６"), ("+8613900001111", " 204 816"),
        ("139-0000-1111", PIN), (f" STAFF{staff.id}", f"{PASSWORD} "), (f"ｓｔａｆｆ{staff.id}", PASSWORD),
    ):  # fmt: skip
        visitor = visit()
        assert signs_in(visitor, name, secret).status == 303, name


def test_what_was_typed_stays_but_not_the_secret(make, visit):
    page = signs_in(visit(), "13900009999", WRONG)
    assert page.status == 422
    assert page.one("#name")["value"] == "13900009999"
    assert not page.one("#secret").get("value")


def test_nothing_typed_is_said_at_the_fields(visit):
    page = signs_in(visit(), "", "")
    assert page.status == 422
    assert len(page.errors()) == 2


def test_after_signing_in_nobody_is_led_out_of_the_house(make, visit):
    make.member(phone="13900001111")
    for address in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "\t//x.example"):
        assert signs_in(visit(), "13900001111", PIN, next=address).location == "/"
        assert visit().get(f"/sign-in?next={address}").one("#next")["value"] == "/"


def test_a_person_of_one_unit_is_sent_back_to_where_they_wanted_to_go(make, visit):
    member = make.member(phone="13900001111")
    visitor = visit()
    door = visitor.get("/account")
    assert door.location == "/sign-in?next=/account"
    page = visitor.get(door.location)
    filled = {**page.form("/sign-in"), "name": member.phone, "secret": PIN}
    assert visitor.post("/sign-in", filled).location == "/account"


# What a guesser learns


def test_unknown_wrong_disabled_left_and_shared_give_one_answer(make, visit):
    make.member("甲一", phone="13900001111")
    make.member("乙二", phone="13900002222", account=False)
    left = make.member("丙三", phone="13900003333", status=MemberStatus.TRANSFERRED)
    closed = make.member("丁四", phone="13900004444", account=False)
    make.account(closed, disabled_at=clock.now())
    for name in ("戊五", "己六"):
        make.member(name, phone="13900005555")
    told = {
        (answer.status, tuple(answer.errors()), tuple(field["name"] for field in answer.all("main input[name]")))
        for answer in (
            signs_in(visit(), phone, secret)
            for phone, secret in (
                ("13900001111", WRONG), ("13900002222", PIN), (left.phone, PIN), ("13900004444", PIN),
                ("13900005555", WRONG), ("13900009999", PIN),
            )
        )
    }  # fmt: skip
    assert len(told) == 1


def test_the_same_work_is_done_for_nobody(make, visit, monkeypatch):
    """Counted, not timed: every scrypt with its cost. Wrong PIN, unknown, shared by two, shared by four."""
    pin, password = hash_pin(PIN), hash_password(PASSWORD)
    people = [make.member(phone="13900001111"), *(make.member(phone="13900002222") for _one in range(2))]
    people += [make.member(phone="13900003333") for _one in range(4)]
    staff = make.staff(Role.ORGANISER)
    with make._session():
        for account in db.session.scalars(db.select(Account)):
            account.pin_hash, account.password_hash = account.pin_hash and pin, account.password_hash and password
    assert people
    real, work = hashlib.scrypt, []

    def counted(*args, **options):
        work.append(options["n"])
        return real(*args, **options)

    def cost_of(name, secret):
        work.clear()
        signs_in(visit(), name, secret)
        return sorted(work)

    cost_of("13900009999", PIN), cost_of("nobody", PASSWORD)  # the hashes of nobody are made once
    monkeypatch.setattr(hashlib, "scrypt", counted)
    names = ("13900009999", "13900001111", "13900002222", "13900003333", f"staff{staff.id}", "nobody")
    assert {tuple(cost_of(name, WRONG)) for name in names} == {(8192, 8192, 8192)}
    assert {tuple(cost_of(name, "not the password")) for name in names} == {(32768,)}


def test_staff_do_not_get_in_with_a_pin_once_they_have_a_role(make, visit):
    member = make.member(phone="13900001111")
    admin = visit(make.staff(Role.ADMINISTRATOR))
    granted = admin.submit(
        "/accounts/roles/new", person=member.name, person_id=str(member.id), role="secretary",
        unit_id=str(make.root.id),
    )  # fmt: skip
    assert granted.status == 200
    assert signs_in(visit(), "13900001111", PIN).status == 422
    secret = granted.all(".slip dd")[1].get_text()
    assert signs_in(visit(), "13900001111", secret).status == 303


# A shared phone


def test_a_couple_with_different_pins_is_told_apart_by_the_pin(make, visit):
    make.member("甲一", phone="13900001111")
    wife = make.member("乙二", phone="13900001111", account=False)
    account = make.account(wife)
    with make._session():
        db.session.get(Account, account.id).pin_hash = hash_pin("918273")
    visitor = visit()
    assert signs_in(visitor, "13900001111", "918273").status == 303
    assert visitor.get("/account").heading == "乙二"


def test_a_couple_with_the_same_pin_is_asked_for_the_name(make, visit):
    make.member("甲一", phone="13900001111")
    make.member("乙二", phone="13900001111", member_number="77")
    visitor = visit()
    page = signs_in(visitor, "13900001111", PIN)
    assert page.status == 422
    assert page.errors() == ["这个手机号有几位在用，请再填您的姓名。"]
    assert "甲一" not in page.text
    assert "乙二" not in page.text
    for who in ("乙二", " 乙　二", "77"):
        visitor = visit()
        assert visitor.post("/sign-in", {"name": "13900001111", "secret": PIN, "who": who}).status == 303
        assert visitor.get("/account").heading == "乙二"


# Delays


def test_after_five_wrong_pins_even_the_right_one_has_to_wait(make, visit):
    make.member(phone="13900001111")
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        for _try in range(5):
            assert signs_in(visit(), "13900001111", WRONG).status == 422
        answer = signs_in(visit(), "13900001111", PIN)
        assert answer.status == 429
        assert "61 秒" in answer.errors()[0]
        travel.move_to(start + timedelta(seconds=62))
        assert signs_in(visit(), "13900001111", PIN).status == 303


def test_unknown_names_have_to_wait_just_the_same(visit):
    for _try in range(5):
        assert signs_in(visit(), "13900009999", WRONG).status == 422
    assert signs_in(visit(), "13900009999", WRONG).status == 429


def test_strangers_cannot_lock_out_the_owner_of_a_known_device(make, visit):
    make.member(phone="13900001111")
    at_home = visit()
    signs_in(at_home, "13900001111", PIN)
    at_home.post("/sign-out")
    for _try in range(6):
        signs_in(visit(), "13900001111", WRONG)
    assert signs_in(visit(), "13900001111", PIN).status == 429
    assert signs_in(at_home, "13900001111", PIN).status == 303


def test_one_device_that_tries_many_phones_has_to_wait(make, visit):
    visitor = visit()
    tries = [signs_in(visitor, f"1380000{number:04d}", WRONG).status for number in range(14)]
    assert tries == [422] * 12 + [429] * 2
    assert signs_in(visit(), "13800000001", WRONG).status == 422, "another device behind the same address goes on"


def test_the_desk_frees_somebody_who_has_tried_too_often(make, visit):
    member = make.member(phone="13900001111")
    for _try in range(5):
        signs_in(visit(), "13900001111", WRONG)
    visit(make.staff(Role.ORGANISER)).post(f"/accounts/people/{member.id}/unlock")
    assert signs_in(visit(), "13900001111", PIN).status == 303


# Sessions


def test_each_sign_in_is_new_and_signing_out_ends_it_at_once(make, visit):
    make.member(phone="13900001111")
    visitor = visit()
    signs_in(visitor, "13900001111", PIN)
    stolen = visitor.client.get_cookie("partyedu").value
    assert visitor.post("/sign-out").location == "/"
    assert not is_in(visitor)
    thief = visit()
    thief.client.set_cookie("partyedu", stolen)
    assert not is_in(thief)
    signs_in(visitor, "13900001111", PIN)
    assert len({row.token_hash for row in make.rows(SignIn)}) == 2


def test_signing_in_over_a_sign_in_ends_the_old_one(make, visit):
    make.member("甲一", phone="13900001111")
    make.member("乙二", phone="13900002222")
    visitor = visit()
    signs_in(visitor, "13900001111", PIN)
    assert visitor.post("/sign-in", {"name": "13900002222", "secret": PIN}).status == 303
    assert visitor.get("/account").heading == "乙二"
    assert [row.ended_at is None for row in make.rows(SignIn)] == [False, True]


def test_a_session_that_was_planted_before_is_not_kept(make, visit):
    make.member(phone="13900001111")
    visitor = visit()
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "yes"
    signs_in(visitor, "13900001111", PIN)
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_the_shared_tablet_signs_out_by_itself_and_leaves_nothing(make, visit):
    make.member("甲一", phone="13900001111")
    visitor = visit()
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        signs_in(visitor, "13900001111", PIN, shared_device="y")
        page = visitor.get("/account")
        assert page.one("body")["data-idle-seconds"] == "180"
        assert page.headers["Cache-Control"] == "no-store"
        assert visitor.client.get_cookie("partyedu").expires is None
        travel.move_to(start + timedelta(seconds=170))
        assert is_in(visitor)
        travel.move_to(start + timedelta(seconds=351))
        assert not is_in(visitor)
        assert "甲一" not in visitor.get("/").text
    left = visitor.post("/sign-out")
    assert left.location == "/"
    assert "storage" in left.headers["Clear-Site-Data"]


def test_ones_own_phone_does_not_sign_out_by_itself(make, visit):
    make.member(phone="13900001111")
    visitor = visit()
    signs_in(visitor, "13900001111", PIN)
    assert "data-idle-seconds" not in visitor.get("/account").one("body").attrs


def test_who_leaves_the_roster_is_out_at_once(make, visit):
    member = make.member()
    visitor = visit(member)
    assert is_in(visitor)
    with make._session():
        db.session.merge(member).status = MemberStatus.DECEASED
    assert not is_in(visitor)


def test_signing_in_and_out_stand_in_the_audit(make, visit):
    member = make.member(phone="13900001111")
    visitor = visit()
    signs_in(visitor, "13900001111", PIN)
    visitor.post("/sign-out")
    kept = [(row.action, row.actor_id) for row in make.rows(AuditRow, table="sign_in")]
    assert kept == [("sign-in", member.id), ("sign-out", member.id)]
