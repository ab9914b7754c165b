"""Blind spots (盲点): what nobody could give becomes a call for talks; a talk answers it, and the wishers are told."""

import pytest

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.notices.models import Notice, NoticeKind
from partyedu.orders.models import Order, OrderState
from partyedu.schedule.models import Event, Room
from partyedu.speakers.models import Call, Talk, TalkState
from partyedu.theatre.models import ProgrammeItem


@pytest.fixture
def wishes(make, visit, house):
    """The same wish by two members, and another one."""
    visit(house.member).submit("/orders/wish", wish="老街从前的样子")
    visit(house.other).submit("/orders/wish", wish="老街从前的样子", people="3")
    visit(house.other).submit("/orders/wish", wish="冬天护膝盖")
    return make.rows(Order)


def call_for(keeper, spot, **filled):
    return keeper.submit(f"/orders/blind-spots/call?spot={spot}", "/orders/blind-spots/call", **filled)


def test_blind_spots_are_grouped_and_ranked(make, visit, house, menu, dish, wishes):
    visit(house.member).submit(f"/orders/items/{dish.id}/order")
    keeper = visit(house.organiser)
    declined = make.rows(Order)[-1]
    keeper.submit(f"/orders/{declined.id}", f"/orders/{declined.id}/decline", reason="主讲人住院了")
    rows = keeper.get("/orders/blind-spots").all("tbody tr")
    shown = [[cell.get_text(strip=True) for cell in row.select("th a, td")] for row in rows]
    assert shown == [
        ["老街从前的样子", "—", "2", "4"],
        ["冬天护膝盖", "—", "1", "1"],
        ["四十年一本账", "学习", "1", "1"],
    ]
    # Declined for another reason: no blind spot.
    keeper.submit(f"/orders/{wishes[2].id}", f"/orders/{wishes[2].id}/decline", reason="重复了", is_blind_spot=None)
    assert "冬天护膝盖" not in keeper.get("/orders/blind-spots").text


def test_a_blind_spot_becomes_a_public_call(make, visit, house, wishes):
    keeper = visit(house.organiser)
    made = call_for(keeper, wishes[0].id, title="谁会讲老街从前的样子")
    call = make.get(Call)
    assert made.location == f"/speakers/calls/{call.id}"
    first, second, other = make.rows(Order)
    assert [(one.state, one.call_id) for one in (first, second)] == [(OrderState.CALLED, call.id)] * 2
    assert other.state is OrderState.PLACED
    assert "谁会讲老街从前的样子" in visit().get("/speakers/calls").text
    assert "老街从前的样子" not in [row.get_text() for row in keeper.get("/orders/blind-spots").all("th")]
    assert "正在征集" in visit(house.member).get(f"/orders/{first.id}").text
    assert [one.person_id for one in make.rows(Notice, kind=NoticeKind.ORDER_ANSWERED)] == [
        house.member.id, house.other.id,
    ]  # fmt: skip


def test_the_wishers_are_told_when_a_talk_answers_and_the_talk_is_planned(make, visit, house, wishes):
    keeper = visit(house.organiser)
    call_for(keeper, wishes[0].id, theme_id=str(make.theme("家风").id))
    call = make.get(Call)
    speaker = visit(house.member)
    page = speaker.get(f"/speakers/talks/new?call={call.id}")
    fields = page.form("/speakers/talks/new")
    assert (fields["title"], fields["theme"]) == ("老街从前的样子", str(call.theme_id))
    assert speaker.post("/speakers/talks/new", {**fields, "text": "一、青石板"}).status == 303
    talk = make.get(Talk, call_id=call.id)
    assert talk.person_id == house.member.id
    # Not yet approved: nobody is told, whoever presses.
    keeper.post(f"/orders/calls/{call.id}/answered")
    assert {one.state for one in make.rows(Order, call_id=call.id)} == {OrderState.CALLED}
    with make._session():
        row = db.session.get(Talk, talk.id)
        row.state, row.decided_at = TalkState.APPROVED, clock.now()
    assert "征集有人应了，2 单的人还不知道" in keeper.get("/").text
    assert keeper.submit("/orders/blind-spots", f"/orders/calls/{call.id}/answered").status == 303
    orders = make.rows(Order, call_id=call.id)
    assert {one.state for one in orders} == {OrderState.ACCEPTED}
    told = make.rows(Notice, kind=NoticeKind.ORDER_ANSWERED)[-2:]
    assert [(one.person_id, one.detail) for one in told] == [
        (house.member.id, "有人来讲您想听的了，定好日子再告诉您。"),
        (house.other.id, "有人来讲您想听的了，定好日子再告诉您。"),
    ]
    assert "老街从前的样子" in visit().get(f"/speakers/calls/{call.id}").one(".playbill").get_text()
    make.venue(unit=house.community)
    asked = "&".join(f"order={one.id}" for one in orders)
    fields = keeper.get(f"/orders/plan?{asked}").form("/orders/plan")
    assert keeper.post("/orders/plan", {**fields, "room_id": str(make.get(Room).id)}).status == 303
    assert [item.talk_id for item in make.rows(ProgrammeItem) if item.talk_id] == [talk.id]
    assert len(make.rows(Event)) == 1


def test_a_call_that_nobody_answered_is_a_blind_spot_again(make, visit, house, wishes):
    keeper = visit(house.organiser)
    call_for(keeper, wishes[0].id)
    call = make.get(Call)
    assert keeper.submit(f"/speakers/calls/{call.id}", f"/speakers/calls/{call.id}/close").status == 303
    assert "老街从前的样子" in keeper.get("/orders/blind-spots").text
    assert visit(house.member).get("/speakers/calls").all(".card") == []
    # A talk is no longer offered for it, only offered.
    fields = visit(house.member).get(f"/speakers/talks/new?call={call.id}").form("/speakers/talks/new")
    assert fields["title"] == ""


def test_who_sees_no_orders_sees_no_blind_spots(make, visit, house, wishes):
    assert visit(house.secretary).get("/orders/blind-spots").status == 404
    stranger = visit(make.staff("organiser", house.second))
    assert "老街从前的样子" not in stranger.get("/orders/blind-spots").text
    assert stranger.get(f"/orders/blind-spots/call?spot={wishes[0].id}").location.endswith("/orders/blind-spots")


def test_calls_are_kept_by_staff_of_their_unit(make, visit, house):
    secretary = visit(house.secretary)
    opened = secretary.submit("/speakers/calls/new", title="谁会讲老手艺", unit_id=str(house.branch.id))
    assert opened.status == 303
    call = make.get(Call)
    assert visit(make.staff("secretary", house.second)).get(f"/speakers/calls/{call.id}/edit").status == 404
    past = secretary.submit(f"/speakers/calls/{call.id}/edit", until="2020-01-01")
    assert past.errors() == ["这一天已经过去了，请选今天或以后的日子。"]
    old = secretary.get(f"/speakers/calls/{call.id}/edit").form(f"/speakers/calls/{call.id}/edit")
    assert secretary.post(f"/speakers/calls/{call.id}/edit", {**old, "title": "谁会讲修鞋"}).status == 303
    late = secretary.post(f"/speakers/calls/{call.id}/edit", {**old, "title": "谁会讲补锅"})
    assert late.status == 409
    assert "谁会讲修鞋" in late.text
