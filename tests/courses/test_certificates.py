"""Certificates: a number nobody guesses, a sheet to print, a page that checks it, revoked and issued anew."""

import random

import pytest
from courses.conftest import AFTER
from hypothesis import given
from hypothesis import strategies as st

from partyedu.accounts.models import Role
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.courses import numbers, queries
from partyedu.courses.models import Certificate, ClassPlace
from partyedu.organisation.models import Person

CHECK = "/courses/certificates/"


@pytest.fixture
def issued(make, visit, organiser, evening):
    """The class is completed; 甲一's certificate."""
    visit(organiser).post(f"/courses/classes/{evening.id}/complete")
    return make.get(Certificate, name="甲一")


# Numbers.


@given(st.integers(2020, 2099), st.data())
def test_one_or_two_wrong_characters_are_noticed(year, data):
    number = numbers.new_number(year).replace("-", "")
    places = data.draw(st.lists(st.integers(0, 15), min_size=1, max_size=2, unique=True))
    typed = list(number)
    for place in places:
        others = "0123456789" if place < 4 else numbers.ALPHABET
        typed[place] = data.draw(st.sampled_from([char for char in others if char != typed[place]]))
    assert numbers.read("".join(typed)) is None


@given(st.integers(0, 14))
def test_two_that_changed_places_are_noticed(place):
    number = numbers.new_number(2026).replace("-", "")
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or numbers.read(swapped) is None


def test_a_number_is_read_however_it_is_written():
    number = numbers.new_number(2026)
    for typed in (
        number, number.lower(), number.replace("-", ""), number.replace("-", " "), f" {number}\n",
        number.replace("-", "－"), "".join(chr(ord(char) + 0xFEE0) for char in number),
    ):  # fmt: skip
        assert numbers.read(typed) == number, typed
    for typed in (
        "",
        "2026",
        number + "A",
        number[:-1],
        "甲" * 16,
        "٢٠٢٦" + number[4:],
        "🎉",
        number.replace("2", "Z"),
    ):
        assert numbers.read(typed) is None, typed


def test_of_a_hundred_thousand_random_numbers_none_is_accepted(make, issued):
    dice = random.Random(20261126)
    year = issued.number[:4]
    with make.app.app_context():
        well_formed = []
        for _try in range(100_000):
            typed = year + "".join(dice.choice(numbers.ALPHABET) for _place in range(12))
            if (number := numbers.read(typed)) is not None:
                well_formed.append(number)
        # About one in 529 has the right check characters; none of those is on a certificate.
        assert 100 < len(well_formed) < 300
        assert queries.numbers_taken(well_formed) == set()
        assert queries.numbers_taken([issued.number]) == {issued.number}


# Checking.


def test_anybody_in_the_building_checks_a_number(make, visit, issued):
    page = visit().submit(CHECK, number=issued.number.lower().replace("-", " "))
    assert page.status == 200
    for words in ("这张证书是真的", "甲一", "冬季读书班", "东街支部", "2026年12月1日 – 2026年12月10日", issued.number):
        assert words in page.text, words
    wrong = visit().submit(CHECK, number="2026-3333-3333-3333")
    assert "没有这个编号的证书" in wrong.text
    assert "甲一" not in wrong.text
    assert visit().submit(CHECK, number=" ").status == 422
    # The QR code fills the number in; it takes one press.
    scanned = visit().get(f"{CHECK}?number={issued.number}")
    assert scanned.one("input[name=number]")["value"] == issued.number
    assert "这张证书是真的" not in scanned.text


def test_the_name_is_the_one_that_was_printed(make, visit, issued, evening):
    with make._session():
        db.session.get(Person, evening.people["甲一"].id).name = "甲壹"
    assert "甲一" in visit().submit(CHECK, number=issued.number).text


def test_guessing_is_slowed_down(make, visit, issued):
    guesser = visit()
    answers = [guesser.post(CHECK, {"number": f"2026-3333-3333-333{digit}"}).status for digit in "34679"]
    assert answers == [200] * 5
    refused = guesser.post(CHECK, {"number": issued.number})
    assert refused.status == 429
    assert "输错的次数太多了" in refused.text
    # Somebody else beside the guesser is not held up.
    assert "这张证书是真的" in visit().post(CHECK, {"number": issued.number}).text
    # Who throws the cookie away is held up by the address, later.
    for _try in range(60):
        visit().post(CHECK, {"number": "x"})
    assert visit().post(CHECK, {"number": issued.number}).status == 429


# Printing.


def test_all_of_a_class_in_one_print_job(make, visit, organiser, issued, evening):
    page = visit(organiser).get(f"/courses/classes/{evening.id}/certificates/print")
    sheets = page.all("article.certificate")
    assert [sheet.b.get_text() for sheet in sheets] == ["甲一", "甲二"]
    text = sheets[0].get_text(" ", strip=True).replace("\xa0", " ")
    for words in (
        "共 6 学时",
        "“冬季读书班”",
        "于 2026年12月1日至 2026年12月10日",
        "（盖章）",
        "东街支部",
        issued.number,
    ):
        assert words in text, words
    assert "共 4.5 学时" in sheets[1].get_text(" ", strip=True).replace("\xa0", " ")
    assert all(sheet.svg for sheet in sheets)


def test_my_own_certificate(make, visit, issued, evening):
    phone = visit(evening.people["甲一"])
    mine = phone.get("/courses/certificates/mine")
    assert issued.number in mine.text
    sheet = f"/courses/certificates/{issued.id}/print"
    assert sheet in [link["href"] for link in mine.all("main a")]
    assert phone.get(sheet).status == 200
    for person in (evening.people["甲二"], make.staff(Role.ORGANISER, make.unit("西街支部"))):
        assert visit(person).get(sheet).status == 404
    assert visit().get(sheet).status in (302, 303, 401)


def test_revoked_ones_say_so(make, visit, organiser, issued, evening):
    desk, page = visit(organiser), f"/courses/certificates/{issued.id}/revoke"
    refused = desk.submit(page, reason=" ")
    assert (refused.status, "请写明为什么作废" in " ".join(refused.errors())) == (422, True)
    assert desk.submit(page, reason="发错了人").status == 303
    row = make.get(Certificate, id=issued.id)
    assert (row.revoked_at, row.revoked_reason, row.revoked_by_id) == (AFTER, "发错了人", organiser.id)
    checked = visit().submit(CHECK, number=issued.number).text
    assert "这张证书已经作废" in checked
    assert "甲一" not in checked
    assert "发错了人" not in checked
    phone = visit(evening.people["甲一"])
    assert phone.get(f"/courses/certificates/{issued.id}/print").status == 404
    assert issued.number not in phone.get("/courses/certificates/mine").text
    assert desk.submit(page, reason="再来一次").status == 422
    assert make.rows(AuditRow, table="certificate", action="revoke")[0].actor_id == organiser.id


def test_a_name_printed_wrongly_is_issued_anew(make, visit, organiser, issued, evening):
    with make._session():
        db.session.get(Person, evening.people["甲一"].id).name = "甲壹"
    desk, page = visit(organiser), f"/courses/certificates/{issued.id}/revoke"
    assert desk.submit(page, reason="名字印错了", anew="1").status == 303
    standing = [row for row in make.rows(Certificate, place_id=issued.place_id) if row.revoked_at is None]
    assert [row.name for row in standing] == ["甲壹"]
    assert standing[0].number != issued.number
    assert "作废" in visit().submit(CHECK, number=issued.number).text
    assert "这张证书是真的" in visit().submit(CHECK, number=standing[0].number).text
    # Nobody has two that hold.
    assert desk.post(page, {"reason": "再补一张", "anew": "1"}).status == 422
    history = desk.get(f"/courses/classes/{evening.id}/completion/{issued.place_id}").text
    assert "已作废" in history
    assert "名字印错了" in history


def test_who_did_not_complete_gets_none(make, visit, organiser, issued, evening):
    with make._session():
        db.session.get(ClassPlace, issued.place_id).completed_at = None
    page = f"/courses/certificates/{issued.id}/revoke"
    assert "没有结业" in " ".join(visit(organiser).submit(page, reason="补一张", anew="1").errors())


def test_certificates_are_the_units_own(make, visit, issued):
    beside = make.staff(Role.ORGANISER, make.unit("西街支部"))
    page = f"/courses/certificates/{issued.id}/revoke"
    assert visit(beside).get(page).status == 404
    assert visit(beside).post(page, {"reason": "x"}).status == 404
    assert make.get(Certificate, id=issued.id).revoked_at is None
