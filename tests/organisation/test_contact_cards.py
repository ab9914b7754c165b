"""Contact cards (S2.2): filled in at a visit, from paper, by the person; opened with a purpose; taken back."""

import io
from datetime import timedelta

import pytest
import time_machine
from openpyxl import load_workbook

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db, transaction
from partyedu.organisation.models import CardOpening, CardPurpose, ContactCard, Household, MemberStatus, Person
from partyedu.organisation.operations import belonging, cards, people

ADDRESS = {"area": "河畔小区", "building": "3号楼1单元", "door": "302"}


@pytest.fixture
def branch(make):
    return make.unit("老街支部")


@pytest.fixture
def secretary(make, branch):
    return make.staff(Role.SECRETARY, branch)


@pytest.fixture
def member(make, branch):
    return make.member("甲一", branch)


def fill(visitor, person, **values):
    """Fill in a new card at a visit."""
    return visitor.submit(
        f"/organisation/people/{person.id}/card/new", f"/organisation/people/{person.id}/card", **values
    )


def opened(visitor, person, purpose="visit", note=""):
    return visitor.post(f"/organisation/people/{person.id}/card/open", {"purpose": purpose, "note": note})


def test_a_visit_fills_in_a_card_and_the_list_says_only_that_there_is_one(make, visit, secretary, member):
    visitor = visit(secretary)
    values = {**ADDRESS, "since_on": "2016", "asks": "想学用手机", "family_phone": "0519-8888 6666转3"}
    assert fill(visitor, member, **values).status == 303
    card = make.get(ContactCard, person_id=member.id)
    assert (card.source, card.asks, card.family_phone) == ("visit", "想学用手机", "0519-8888 6666转3")
    for url in ("/organisation/cards", f"/organisation/people/{member.id}/card", f"/organisation/people/{member.id}"):
        page = visitor.get(url)
        assert "河畔小区" not in page.html and "想学用手机" not in page.html
    assert "有" in visitor.get("/organisation/cards?state=there").one("tbody tr").get_text()


def test_each_opening_has_a_purpose_a_row_and_an_audit_and_the_person_sees_it(make, visit, secretary, member):
    visitor = visit(secretary)
    fill(visitor, member, **ADDRESS)
    assert opened(visitor, member, "other").status == 422  # without words
    assert make.rows(CardOpening) == []
    page = opened(visitor, member, "other", "送体检通知")
    assert "302" in page.text
    [row] = make.rows(CardOpening)
    assert (row.person_id, row.opened_by_id, row.purpose) == (member.id, secretary.id, "other:送体检通知")
    assert [a.on_behalf_of_id for a in make.rows(AuditRow, action="open-card")] == [member.id]
    mine = visit(member).get("/organisation/me/card").text
    assert secretary.name in mine and "送体检通知" in mine


def test_who_may_open_it(make, visit, secretary, member):
    fill(visit(secretary), member, **ADDRESS)
    stranger = make.staff(Role.SECRETARY, make.unit("别的支部"))
    for who in (stranger, make.staff(Role.ADMINISTRATOR), make.member("甲二")):
        assert opened(visit(who), member).status == 404
    assert opened(visit(make.staff(Role.ORGANISER)), member).status == 200  # of the unit above


def test_the_daily_unit_opens_the_card_of_its_guest(app, make, visit, secretary, member):
    fill(visit(secretary), member, **ADDRESS)
    away = make.unit("新区支部")
    there = make.staff(Role.SECRETARY, away)
    assert opened(visit(there), member).status == 404
    with app.app_context(), acting_as(MACHINE), transaction():
        belonging.give_daily(MACHINE, db.session.get(Person, member.id), away.id, clock.today())
    assert opened(visit(there), member).status == 200


def test_care_needs_a_consent_of_its_own_and_goes_with_it(make, visit, secretary, member):
    visitor = visit(secretary)
    answer = fill(visitor, member, care="膝盖不好")
    assert answer.status == 422
    assert "要本人同意才能记" in answer.text
    assert fill(visitor, member, care="膝盖不好", care_agreed="y").status == 303
    assert make.get(ContactCard).care_agreed_on == clock.today()
    own = visit(member)
    answer = own.submit("/organisation/me/card", care_agreed=None, follow=True)
    card = make.get(ContactCard)
    assert (card.care, card.care_agreed_on) == ("", None)
    assert "膝盖" not in answer.html


def test_two_who_write_one_card_see_both_texts_and_that_is_an_opening(make, visit, secretary, member):
    first, second = visit(secretary), visit(make.staff(Role.ORGANISER))
    url = f"/organisation/people/{member.id}/card"
    mine, theirs = first.get(f"{url}/new").form(url), second.get(f"{url}/new").form(url)
    assert second.post(url, {**theirs, "reach_when": "上午"}).status == 303
    answer = first.post(url, {**mine, "reach_when": "晚上"})
    assert answer.status == 409
    assert answer.one("input[name=reach_when]")["value"] == "晚上"
    assert "上午" in answer.text
    assert [row.purpose for row in make.rows(CardOpening)] == [CardPurpose.CONFLICT.value]
    assert first.post(url, answer.form(url)).status == 303
    assert make.get(ContactCard).reach_when == "晚上"


def test_who_lives_together_is_not_told_by_an_answer_to_a_form(make, visit, secretary, branch, member):
    staff, other = visit(secretary), make.member("同住乙", branch)
    fill(staff, member, **ADDRESS)
    assert fill(staff, other, **ADDRESS, household="together").status == 303
    answer = staff.post(f"/organisation/people/{member.id}/card", {"version": "1", "filled_in_on": "明天"})
    assert answer.status == 422
    assert "同住乙" not in answer.text
    assert make.rows(CardOpening) == []


def test_the_same_form_sent_twice_is_one_card(make, visit, secretary, member):
    visitor, url = visit(secretary), f"/organisation/people/{member.id}/card"
    form = visitor.get(f"{url}/new").form(url)
    assert [visitor.post(url, {**form, "asks": "修灯"}).status for _time in range(2)] == [303, 303]
    assert len(make.rows(ContactCard)) == 1


def test_a_couple_at_one_address_shares_it_when_they_say_so(make, visit, secretary, branch, member):
    visitor, wife = visit(secretary), make.member("甲二", branch)
    fill(visitor, member, **ADDRESS)
    answer = fill(visitor, wife, area="河畔小区", building="３号楼１单元", door=" 302 ")
    assert answer.status == 422
    assert "同一个住址还有：甲一" in answer.text
    url = f"/organisation/people/{wife.id}/card"
    assert visitor.post(url, {**answer.form(url), "household": "together"}).status == 303
    assert len(make.rows(Household)) == 1
    assert "甲二" in opened(visitor, member).text
    # They move together: one change for both. Or one moves alone.
    own = visit(member)
    own.submit("/organisation/me/card", door="501")
    assert [row.door for row in make.rows(Household)] == ["501"]
    own.submit("/organisation/me/card", door="108", household="apart")
    assert sorted(row.door for row in make.rows(Household)) == ["108", "501"]


def test_a_building_of_nowhere_and_a_day_to_come_are_refused(visit, secretary, member):
    visitor = visit(secretary)
    assert "请把小区或村也写上" in fill(visitor, member, building="3号楼").text
    answer = fill(visitor, member, **ADDRESS, since_on=(clock.today() + timedelta(days=1)).isoformat())
    assert answer.status == 422
    assert "不能是以后的日子" in answer.text


def test_long_names_numbers_and_naughty_text_never_break_it(make, visit, secretary, branch, member):
    visitor = visit(secretary)
    long_name = make.member("名" * 40, branch)
    assert fill(visitor, long_name, area="区" * 80, family_name="家" * 40, asks="😀\x00<script>" * 50).status == 303
    assert opened(visitor, long_name).status == 200
    assert fill(visitor, member, asks="字" * 70_000).status == 422
    assert fill(visitor, member, asks="身份证 110101199003070038").status == 422
    url = f"/organisation/people/{member.id}/card"
    for version in ("99999999999999999999", "-1", "x"):
        assert visitor.post(url, {"version": version, "source": "visit"}).status in (303, 409)
    assert visitor.post(url, {"version": "0", "source": "self"}).status == 422


def test_the_person_takes_it_along_and_takes_it_back(make, visit, secretary, member):
    visitor = visit(member)
    assert visitor.get("/organisation/me/card/export.json").status == 404  # nothing yet
    assert visitor.submit("/organisation/me/card", **ADDRESS, asks="想当志愿者").status == 303
    assert make.get(ContactCard).source == "self"
    opened(visit(secretary), member)
    book = load_workbook(io.BytesIO(visitor.get("/organisation/me/card/export.xlsx").response.data))
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert {"想当志愿者", "河畔小区", secretary.name} <= cells
    assert "想当志愿者" in visitor.get("/organisation/me/card/export.json").response.get_data(as_text=True)
    assert visitor.post("/organisation/me/card/take-back").status == 303
    assert make.rows(ContactCard) == [] and make.rows(Household) == []
    assert secretary.name in visitor.get("/organisation/me/card").text  # who looked is still to be seen


def test_paper_goes_out_empty_and_filled_two_to_a_sheet(make, visit, secretary, branch, member):
    visitor = visit(secretary)
    assert len(visitor.get("/organisation/cards/blank").all(".paper-card")) == 2
    make.member("甲二", branch)
    named = visitor.get(f"/organisation/cards/blank?unit={branch.id}")
    assert [card.select_one("td").get_text() for card in named.all(".paper-card")] == ["甲一", "甲二"]
    fill(visitor, member, **ADDRESS, source="paper")
    printed = visitor.post(f"/organisation/people/{member.id}/card/print")
    assert "302" in printed.text
    assert [row.purpose for row in make.rows(CardOpening)] == ["print"]


def test_a_doorplate_hangs_by_consent_and_is_gone_with_it(make, visit, secretary, member):
    visitor = visit(secretary)
    fill(visitor, member, doorplate="共产党员户 甲一")
    assert visitor.get("/organisation/doorplates/print").all(".doorplate") == []
    own = visit(member)
    own.submit("/organisation/me/card", doorplate="共产党员户 甲一", doorplate_agreed="y")
    assert "共产党员户 甲一" in visitor.get("/organisation/doorplates/print").text
    own.submit("/organisation/me/card", doorplate_agreed=None)
    assert visitor.get("/organisation/doorplates/print").all(".doorplate") == []
    assert visitor.get("/organisation/doorplates").all("tbody tr") == []
    assert make.get(ContactCard).doorplate == ""


def test_what_its_owner_took_back_staff_do_not_tick_again(make, visit, secretary, member):
    visitor, own = visit(secretary), visit(member)
    fill(visitor, member, doorplate_agreed="y")
    own.submit("/organisation/me/card", doorplate_agreed=None)
    url = f"/organisation/people/{member.id}/card"
    form = {**opened(visitor, member).form(url), "doorplate_agreed": "y"}
    answer = visitor.post(url, {**form, "source": "visit"})
    assert answer.status == 422
    assert "收回了同意" in answer.text
    assert visitor.post(url, {**form, "source": "paper", "filled_in_on": "2020-01-01"}).status == 422  # an old paper
    assert visitor.post(url, {**form, "source": "paper", "filled_in_on": clock.today().isoformat()}).status == 303
    assert make.get(ContactCard).doorplate_agreed_on == clock.today()


def test_a_month_after_leaving_nothing_of_the_card_is_left(app, make, visit, secretary, member):
    visitor = visit(secretary)
    fill(visitor, member, **ADDRESS)
    opened(visitor, member)
    with app.app_context(), acting_as(MACHINE), transaction():
        people.change_status(db.session.get(Person, member.id), None, MemberStatus.DECEASED)
    assert opened(visitor, member).status == 404  # from that day on nobody opens it
    for days, left in ((30, 1), (32, 0)):
        later = time_machine.travel(clock.now() + timedelta(days=days))
        with later, app.app_context(), acting_as(MACHINE), transaction():
            cards.sweep()
        assert len(make.rows(ContactCard)) == left
    assert make.rows(CardOpening) == [] and make.rows(Household) == []
