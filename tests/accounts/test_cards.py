"""One-time cards: the first sign-in, a forgotten PIN."""

import re
from datetime import timedelta

import time_machine
from factories import PIN

from partyedu.accounts.models import Account, Role, SignInCard
from partyedu.core import clock
from partyedu.core.audit import AuditRow

NEW = "739205"


def printed(visitor, *people):
    """The addresses on the printed cards."""
    page = visitor.post("/accounts/cards", {"person": [str(person.id) for person in people]})
    assert page.status == 200, page.text
    return [re.search(r"/sign-in/card/[\w-]+", slip.get_text()).group() for slip in page.all(".slip")]


def test_who_has_never_signed_in_gets_a_card_and_sets_a_pin(make, visit):
    member = make.member("甲一", phone="13900001111", account=False)
    organiser = make.staff(Role.ORGANISER)
    [card] = printed(visit(organiser), member)
    phone = visit()
    assert phone.get(card).heading == "您是甲一吗？"
    assert phone.get(card).status == 200, "opening it does not use it up"
    assert phone.submit(card, pin=NEW, again=NEW).location == "/"
    assert phone.get("/account").heading == "甲一"
    assert visit().submit("/sign-in", name="13900001111", secret=NEW).status == 303
    done = [(row.action, row.actor_id, row.on_behalf_of_id) for row in make.rows(AuditRow, table="sign_in_card")]
    assert done == [("print-card", organiser.id, member.id), ("use-card", member.id, None)]


def test_a_card_works_once(make, visit):
    [card] = printed(visit(make.staff(Role.ORGANISER)), make.member(account=False))
    visit().submit(card, pin=NEW, again=NEW)
    assert visit().get(card).status == 410
    assert visit().post(card, {"pin": "918273", "again": "918273"}).status == 410


def test_a_card_is_good_for_thirty_days(make, visit):
    [card] = printed(visit(make.staff(Role.ORGANISER)), make.member(account=False))
    with time_machine.travel(clock.now() + timedelta(days=29), tick=False):
        assert visit().get(card).status == 200
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert visit().get(card).status == 410


def test_a_new_card_voids_the_older_one(make, visit):
    member, desk = make.member(account=False), visit(make.staff(Role.ORGANISER))
    [first] = printed(desk, member)
    [second] = printed(desk, member)
    assert [visit().get(card).status for card in (first, second)] == [410, 200]


def test_a_forgotten_pin_is_a_new_card_and_ends_the_old_sign_ins(make, visit):
    member = make.member(phone="13900001111")
    lost = visit(member)
    [card] = printed(visit(make.staff(Role.ORGANISER)), member)
    assert lost.get("/account").status == 200
    visit().submit(card, pin=NEW, again=NEW)
    assert lost.get("/account").status == 303
    assert visit().submit("/sign-in", name="13900001111", secret=PIN).status == 422


def test_a_weak_pin_does_not_use_the_card_up(make, visit):
    [card] = printed(visit(make.staff(Role.ORGANISER)), make.member(account=False))
    page = visit().submit(card, pin="123456", again="123456")
    assert page.status == 422
    assert page.errors() == ["这个 PIN 太容易被猜到，请不要用连着的、重复的数字。"]
    assert visit().submit(card, pin=NEW, again=NEW).status == 303


def test_a_made_up_card_tells_nothing(visit):
    assert visit().get("/sign-in/card/AAAAAAAAAAAAAAAA").status == 410


def test_the_token_of_a_card_is_in_no_table(make, visit):
    [card] = printed(visit(make.staff(Role.ORGANISER)), make.member(account=False))
    token = card.rsplit("/", 1)[1]
    assert token not in make.get(SignInCard).token_hash


def test_cards_are_printed_for_ones_own_unit_only(make, visit):
    ours, theirs = make.unit("一支部"), make.unit("二支部")
    organiser = visit(make.staff(Role.ORGANISER, ours))
    near, far = make.member("甲一", ours), make.member("乙二", theirs)
    assert len(printed(organiser, near, far)) == 1
    assert organiser.post("/accounts/cards", {"person": str(far.id)}).status == 422
    assert organiser.get(f"/accounts/people/{far.id}").status == 404
    assert organiser.get(f"/accounts/cards?unit={theirs.id}").status == 404
    assert "乙二" not in organiser.get("/accounts/cards").text


def test_nobody_becomes_an_administrator_by_printing_the_administrators_card(make, visit):
    administrator = make.staff(Role.ADMINISTRATOR, name="管理甲")
    organiser = visit(make.staff(Role.ORGANISER))
    assert organiser.post("/accounts/cards", {"person": str(administrator.id)}).status == 422
    assert organiser.get(f"/accounts/people/{administrator.id}").status == 404
    assert organiser.post(f"/accounts/people/{administrator.id}/sign-out").status == 404
    assert "管理甲" not in organiser.get("/accounts/cards").text


def test_staff_who_forgot_their_password_get_a_card_that_sets_one(make, visit):
    organiser = make.staff(Role.ORGANISER)
    [card] = printed(visit(make.staff(Role.ADMINISTRATOR)), organiser)
    good = "我们社区的春天很美丽呀"
    assert visit().submit(card, password="short", again="short").status == 422
    assert visit().submit(card, password=good, again=good).status == 303
    assert visit().submit("/sign-in", name=f"staff{organiser.id}", secret=good).status == 303


def test_the_desk_shows_who_cannot_sign_in_yet(make, visit):
    make.member("甲一")
    make.member("乙二", account=False)
    page = visit(make.staff(Role.ORGANISER)).get("/accounts/cards?without=1")
    assert "乙二" in page.text
    assert "甲一" not in page.one("#people").get_text()


def test_the_list_asks_as_much_for_three_as_for_one(make, visit):
    desk = visit(make.staff(Role.ORGANISER))
    make.member()
    one = len(desk.get("/accounts/cards").statements)
    make.member(), make.member(account=False)
    assert len(desk.get("/accounts/cards").statements) == one


def test_the_printed_sheet_asks_little_more_for_more_people(make, visit):
    desk = visit(make.staff(Role.ORGANISER))
    people = [make.member() for _one in range(3)]
    sheet = desk.post("/accounts/cards", {"person": [str(person.id) for person in people]})
    assert len(sheet.all(".slip svg")) == 3
    assert "no-store" in sheet.headers["Cache-Control"]
    assert len(make.rows(Account)) == 4
