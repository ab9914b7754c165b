"""Why somebody owes no hours is for them and for who looks after them; whoever keeps the machine sees the days."""

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.organisation.models import Person
from partyedu.study.models import Exemption, ExemptionKind
from partyedu.study.operations import exemptions

WHY, ENDED, KIND = "在外地照看孙子", "孙子上学了", "体弱："


@pytest.fixture
def exempt(app, make):
    """A member of the old street's branch who is exempt for a reason, and was so before."""
    branch = make.unit("老街支部")
    member, today = make.member("甲某", branch), clock.today()
    with app.app_context(), acting_as(MACHINE), transaction():
        person, last = db.session.get(Person, member.id), today.replace(month=12, day=31)
        row = exemptions.exempt(person, ExemptionKind.ILLNESS, today.replace(month=1, day=1), last, reason=WHY)
        row.ended_reason, row.agreed_until_on = ENDED, last.replace(year=last.year + 1)
    return branch, member, make.get(Exemption)


def pages(member, row):
    """Where an exemption can be read, and the page on which one ends it."""
    person = f"/study/hours/people/{member.id}"
    return (person, "/study/exemptions", f"/study/exemptions/{row.id}/end")


def test_the_member_reads_why(visit, exempt):
    _branch, member, _row = exempt
    text = visit(member).get("/study/").text + visit(member).get(f"/study/hours/people/{member.id}").text
    assert text.count(WHY) == 2


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SECRETARY])
def test_organiser_and_secretary_of_the_unit_read_why(make, visit, exempt, role):
    branch, member, row = exempt
    visitor = visit(make.staff(role, branch))
    assert WHY in visitor.get(f"/study/hours/people/{member.id}").text
    if role is Role.ORGANISER:
        listed = visitor.get("/study/exemptions").text
        assert WHY in listed and ENDED in listed
        assert WHY in visitor.get(f"/study/exemptions/{row.id}/end").text


def test_the_administrator_sees_the_days_and_not_why(make, visit, exempt):
    _branch, member, row = exempt
    visitor = visit(make.staff(Role.ADMINISTRATOR))
    for url in pages(member, row):
        page = visitor.get(url)
        assert page.status == 200
        for word in (WHY, ENDED, KIND):
            assert word not in page.text, (url, word)
    assert str(row.until_on.year) in visitor.get("/study/exemptions").text


def test_two_who_end_it_at_once_do_not_tell_the_administrator_why(make, visit, exempt):
    _branch, _member, row = exempt
    visitor = visit(make.staff(Role.ADMINISTRATOR))
    day = clock.today().isoformat()
    sent = {"version": row.version - 1, "until_on": day, "reason": "我写的"}
    answer = visitor.post(f"/study/exemptions/{row.id}/end", sent)
    assert answer.status in (409, 422)
    assert ENDED not in answer.text


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SECRETARY])
def test_staff_of_another_unit_find_nothing(make, visit, exempt, role):
    _branch, member, row = exempt
    visitor = visit(make.staff(role, make.unit("新区支部")))
    person, listed, end = pages(member, row)
    assert visitor.get(person).status == 404
    if role is Role.ORGANISER:
        assert WHY not in visitor.get(listed).text and member.name not in visitor.get(listed).text
        assert visitor.get(end).status == 404
