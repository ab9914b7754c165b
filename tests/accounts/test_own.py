"""One's own account: a new PIN, a new password, the devices one is signed in on."""

from datetime import date

import pytest
from factories import PASSWORD, PIN

from partyedu.accounts import credentials
from partyedu.accounts.models import Account, Role
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.organisation.models import Person

NEW = "739205"


def test_a_new_pin_signs_out_the_other_phone_but_not_this_one(make, visit):
    member = make.member(phone="13900001111")
    here, lost = visit(member), visit(member)
    answer = here.submit("/account/pin", old=PIN, pin=NEW, again=NEW)
    assert answer.location == "/account"
    assert here.get("/account").status == 200
    assert lost.get("/account").status == 303
    assert visit().submit("/sign-in", name="13900001111", secret=PIN).status == 422
    assert visit().submit("/sign-in", name="13900001111", secret=NEW).status == 303


def test_the_old_pin_must_be_right_and_wrong_ones_are_counted(make, visit):
    visitor = visit(make.member())
    for _try in range(5):
        page = visitor.submit("/account/pin", old="111222", pin=NEW, again=NEW)
        assert (page.status, page.errors()) == (422, ["原来的不对，请再输一次。"])
    assert visitor.submit("/account/pin", old=PIN, pin=NEW, again=NEW).status == 429


def test_twice_different_is_said_at_the_field(make, visit):
    page = visit(make.member()).submit("/account/pin", old=PIN, pin=NEW, again="739206")
    assert page.errors() == ["两次输入的不一样，请再输一次。"]


@pytest.mark.parametrize(
    "pin",
    ["123456", "000000", "654321", "901234", "121212", "123123", "112233", "123321", "110110",
     "195603", "560312", "031956", "000011", "12345", "1234567", "abcdef", ""],
)  # fmt: skip
def test_a_pin_that_others_guess_first_is_refused_with_a_sentence(pin):
    person = Person(name="甲一", phone="13900001111", birth_year=1956, birth_month=3, joined_on=date(1980, 1, 1))
    with pytest.raises(Problem) as refused:
        credentials.check_new_pin(pin, person)
    assert refused.value.field == "pin"
    assert str(refused.value.message).endswith("。")


def test_an_ordinary_pin_is_taken_and_full_width_digits_are_digits():
    person = Person(name="甲一", phone="13900001111", birth_year=1956, birth_month=3)
    assert credentials.check_new_pin(" ７３９ 205", person) == NEW


def test_a_password_is_long_and_needs_no_signs(make, visit):
    staff = make.staff(Role.ORGANISER)
    visitor = visit(staff)
    for password in ("short one", f"staff{staff.id}", "1234567890", "aaaaaaaaaaaa", PASSWORD):
        page = visitor.submit("/account/password", old=PASSWORD, password=password, again=password)
        assert page.status == 422, password
        assert page.errors()
    good = "我们社区的春天很美丽呀"
    assert visitor.submit("/account/password", old=PASSWORD, password=good, again=good).location == "/account"
    assert visit().submit("/sign-in?staff=1", "/sign-in", name=f"staff{staff.id}", secret=good).status == 303


def test_sign_out_everywhere_means_here_too(make, visit):
    member = make.member()
    here, there = visit(member), visit(member)
    assert len(here.get("/account").all("main .lines li")) == 2
    here.post("/account/sign-out-everywhere")
    assert here.get("/account").status == 303
    assert there.get("/account").status == 303


def test_the_page_shows_no_whole_phone_number(make, visit):
    page = visit(make.member(phone="13912345678")).get("/account")
    assert "139****5678" in page.text
    assert "13912345678" not in page.html


def test_my_account_asks_as_much_with_three_devices_as_with_one(make, visit):
    member = make.member()
    one = len(visit(member).get("/account").statements)
    visit(member)
    assert len(visit(member).get("/account").statements) == one


def test_a_password_from_somebody_else_waits_on_the_home_page(make, visit):
    staff = make.staff(Role.ORGANISER)
    with make._session():
        account = db.session.scalar(db.select(Account).filter_by(person_id=staff.id))
        account.password_is_temporary = True
    visitor = visit(staff)
    assert "请换成只有自己知道的" in visitor.get("/").text
    good = "我们社区的春天很美丽呀"
    visitor.submit("/account/password", old=PASSWORD, password=good, again=good)
    assert "请换成只有自己知道的" not in visitor.get("/").text
