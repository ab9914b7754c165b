"""What becomes of orders: ranked, accepted, declined, turned into an event in one step, told, delivered."""

from datetime import timedelta

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.notices.models import Notice, NoticeKind
from partyedu.orders.models import MenuItem, Order, OrderState
from partyedu.schedule.models import Event, EventKind, EventPart, EventPerson, EventStatus, SignUp, SignUpState
from partyedu.theatre.models import ProgrammeItem


@pytest.fixture
def orders(make, visit, house, menu, dish):
    """Two members want the first thing, one of them on a day; the branch wants the second."""
    day = (clock.today() + timedelta(days=10)).isoformat()
    url = f"/orders/items/{dish.id}/order"
    visit(house.member).submit(url, wished_on=day, time_of_day="evening")
    visit(house.other).submit(url, time_of_day="evening", people="2")
    second = make.rows(MenuItem, menu_id=menu)[1]
    visit(house.secretary).submit(f"/orders/items/{second.id}/order", for_unit_id=str(house.branch.id), people="24")
    return make.rows(Order)


@pytest.fixture
def room(make, house):
    """A room to hold it in."""
    from partyedu.schedule.models import Room

    make.venue(unit=house.community)
    return make.get(Room)


def test_demand_is_ranked_by_people_and_by_units_without_names(make, visit, house, menu, orders):
    keeper = visit(house.organiser)
    ranked = keeper.get(f"/orders/menus/{menu}/demand")
    assert [row.th.get_text(strip=True) for row in ranked.all("tbody tr")][:2] == ["父亲的旧算盘", "四十年一本账"]
    for name in ("党员丙", "党员丁"):
        assert name not in ranked.text
    table = keeper.get(f"/orders/menus/{menu}/demand?by=units")
    first = [cell.get_text(strip=True) for cell in table.all("tbody tr")[0].select("td")]
    assert first[:3] == ["2", "24", "1"]
    # The list behind the figure has the names.
    assert "党员丙" in keeper.get(f"/orders/asked?item={orders[0].item_id}").text
    assert "已有 3 人点" in visit().get("/orders/").text


def test_orders_become_a_theatre_session_in_one_step(make, visit, house, menu, dish, orders, room):
    keeper = visit(house.organiser)
    page = keeper.get(f"/orders/plan?item={dish.id}")
    fields = page.form("/orders/plan")
    wished = clock.today() + timedelta(days=10)
    assert fields["starts_at"] == f"{wished.isoformat()}T19:00"
    assert fields["order"] == [str(orders[0].id), str(orders[1].id)]
    planned = keeper.post("/orders/plan", {**fields, "room_id": str(room.id), "step": "publish"})
    assert planned.status == 303, planned.errors()
    event = make.get(Event)
    assert (event.kind, event.status, event.unit_id) == (EventKind.THEATRE, EventStatus.PUBLISHED, house.community.id)
    assert [item.talk_id for item in make.rows(ProgrammeItem) if item.talk_id] == [house.talk.id]
    assert [one.person_id for one in make.rows(EventPerson, part=EventPart.SPEAKER)] == [house.talk.person_id]
    first, second, third = make.rows(Order)
    assert [(one.state, one.event_id) for one in (first, second)] == [(OrderState.PLANNED, event.id)] * 2
    assert third.state is OrderState.PLACED
    signed = {row.person_id: row.state for row in make.rows(SignUp)}
    assert signed == {house.member.id: SignUpState.SIGNED_UP, house.other.id: SignUpState.SIGNED_UP}
    told = make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)
    assert [one.person_id for one in told] == [house.member.id, house.other.id]
    assert told[0].url == f"/theatre/{event.id}"
    mine = visit(house.member).get(f"/orders/{first.id}")
    assert mine.one(".thread .now").get_text(strip=True) == "已排上"
    assert mine.one(f".notice a[href='/theatre/{event.id}']")


def test_who_wished_no_sign_up_is_told_only(make, visit, house, menu, dish, room):
    visit(house.member).submit(f"/orders/items/{dish.id}/order", sign_me_up=None)
    keeper = visit(house.organiser)
    fields = keeper.get(f"/orders/plan?item={dish.id}").form("/orders/plan")
    assert keeper.post("/orders/plan", {**fields, "room_id": str(room.id)}).status == 303
    assert make.rows(SignUp) == []
    assert [one.person_id for one in make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)] == [house.member.id]


def test_an_order_without_a_talk_becomes_a_plain_event_with_a_teacher(make, visit, house, room):
    visit(house.member).submit("/orders/wish", wish="怎么用手机挂号")
    order = make.get(Order)
    keeper = visit(house.organiser)
    planned = keeper.submit(
        f"/orders/plan?order={order.id}", "/orders/plan", room_id=str(room.id), teacher="讲者甲",
    )  # fmt: skip
    assert planned.status == 303, planned.errors()
    event = make.get(Event)
    assert (event.kind, event.title) == (EventKind.OTHER, "怎么用手机挂号")
    assert [one.person_id for one in make.rows(EventPerson, part=EventPart.TEACHER)] == [house.talk.person_id]


def test_clashes_are_shown_as_everywhere(make, visit, house, menu, dish, orders, room):
    at = clock.at(clock.today() + timedelta(days=10), __import__("datetime").time(19, 0))
    make.event("合唱排练", starts_at=at, kind=EventKind.OTHER, unit=house.community, room_id=room.id)
    keeper = visit(house.organiser)
    fields = keeper.get(f"/orders/plan?item={dish.id}").form("/orders/plan")
    shown = keeper.post("/orders/plan", {**fields, "room_id": str(room.id), "title": ""})
    assert shown.status == 422
    assert "合唱排练" in shown.one("#clashes").get_text()


def test_orders_of_several_talks_become_one_session(make, visit, house, menu, orders, room):
    keeper = visit(house.organiser)
    asked = "&".join(f"order={one.id}" for one in orders)
    fields = keeper.get(f"/orders/plan?{asked}").form("/orders/plan")
    assert keeper.post("/orders/plan", {**fields, "room_id": str(room.id)}).status == 303
    talks = [item.talk_id for item in make.rows(ProgrammeItem) if item.talk_id]
    assert talks == [house.talk.id, house.family.id]
    assert {one.state for one in make.rows(Order)} == {OrderState.PLANNED}


def test_a_draft_tells_nobody_until_it_is_released(make, visit, house, menu, dish, orders, room):
    keeper = visit(house.organiser)
    fields = keeper.get(f"/orders/plan?item={dish.id}").form("/orders/plan")
    keeper.post("/orders/plan", {**fields, "room_id": str(room.id), "step": "draft"})
    event = make.get(Event)
    assert make.rows(Notice, kind=NoticeKind.ORDER_PLANNED) == []
    assert "日子正在定" in visit(house.member).get(f"/orders/{orders[0].id}").text
    assert keeper.post(f"/orders/events/{event.id}/tell", follow=True).text.count("活动还没有公布")
    keeper.post(f"/theatre/{event.id}/publish")
    assert "2 单的人还没有通知" in keeper.get("/").text
    keeper.post(f"/orders/events/{event.id}/tell")
    keeper.post(f"/orders/events/{event.id}/tell")  # pressed twice
    assert len(make.rows(Notice, kind=NoticeKind.ORDER_PLANNED)) == 2
    assert len(make.rows(SignUp)) == 2


def test_orders_join_a_session_that_stands_already(make, visit, house, menu, dish, orders):
    session = make.event("家风故事会", unit=house.community, starts_at=clock.now() + timedelta(days=5), place="院子里")
    keeper = visit(house.organiser)
    joined = keeper.submit(f"/orders/plan?item={dish.id}", "/orders/plan/join", event_id=str(session.id))
    assert joined.status == 303
    assert [item.talk_id for item in make.rows(ProgrammeItem)] == [house.talk.id]
    assert {one.event_id for one in make.rows(Order)} == {session.id, None}


def test_a_held_event_has_delivered_the_order_and_a_cancelled_one_gives_it_back(
    make, visit, house, menu, dish, orders, room
):
    keeper = visit(house.organiser)
    fields = keeper.get(f"/orders/plan?item={dish.id}").form("/orders/plan")
    keeper.post("/orders/plan", {**fields, "room_id": str(room.id)})
    event = make.get(Event)
    with time_machine.travel(event.ends_at + timedelta(hours=1)):
        mine = visit(house.member).get(f"/orders/{orders[0].id}")
        assert "已送到" in mine.text
        assert mine.one(f"a[href='/theatre/{event.id}/rate']")
        assert "已送到" in visit(house.member).get("/orders/mine").text
        assert "党员丙" in visit(house.organiser).get("/orders/asked?state=delivered").text
    keeper.post(f"/schedule/{event.id}/cancel", {"reason": "停电"})
    assert "党员丙" in keeper.get("/orders/asked?state=accepted").text
    assert "有 2 单接下了，还没有排日子" in keeper.get("/").text


def test_a_deleted_draft_gives_its_orders_back(make, visit, house, menu, dish, orders, room):
    keeper = visit(house.organiser)
    fields = keeper.get(f"/orders/plan?item={dish.id}").form("/orders/plan")
    keeper.post("/orders/plan", {**fields, "room_id": str(room.id), "step": "draft"})
    event = make.get(Event)
    assert keeper.post(f"/theatre/{event.id}/delete").status == 303
    assert [one.event_id for one in make.rows(Order)] == [None] * 3
    assert "党员丙" in keeper.get("/orders/asked?state=accepted").text
    again = keeper.get(f"/orders/plan?item={dish.id}").form("/orders/plan")
    assert again["order"] == [str(orders[0].id), str(orders[1].id)]


def test_no_is_said_with_a_reason(make, visit, house, menu, dish, orders):
    keeper = visit(house.organiser)
    url = f"/orders/{orders[0].id}"
    silent = keeper.submit(url, f"{url}/decline", reason="")
    assert silent.errors() == ["请写一句原因，点单的人会看到。"] * len(silent.errors())
    assert silent.status == 422
    assert keeper.submit(url, f"{url}/decline", reason="主讲人住院了").status == 303
    order = make.get(Order, id=orders[0].id)
    assert (order.state, order.is_blind_spot, order.standing) == (OrderState.DECLINED, True, None)
    assert "主讲人住院了" in visit(house.member).get(url).text
    [notice] = make.rows(Notice, kind=NoticeKind.ORDER_ANSWERED)
    assert (notice.person_id, notice.detail, "四十年" in notice.subject) == (house.member.id, "主讲人住院了", False)
    assert "您点的单有回音了" in visit(house.member).get("/").text


def test_the_second_of_two_organisers_is_told(make, visit, house, menu, dish, orders, room):
    first, second = visit(house.organiser), visit(make.staff(Role.ORGANISER, house.community, "小周"))
    url = f"/orders/{orders[0].id}"
    open_page = second.get(url).form(f"{url}/decline")
    plan_page = second.get(f"/orders/plan?order={orders[0].id}").form("/orders/plan")
    fields = first.get(f"/orders/plan?item={dish.id}").form("/orders/plan")
    assert first.post("/orders/plan", {**fields, "room_id": str(room.id)}).status == 303
    late = second.post(f"{url}/decline", {**open_page, "reason": "没有人"})
    assert late.status == 409
    assert "党员丙的这一单刚刚由小林处理了：已排上。" in late.text
    again = second.post("/orders/plan", {**plan_page, "room_id": str(room.id)})
    assert again.status == 409
    assert "党员丙的这一单刚刚由小林处理了：已排上。" in again.text
    assert len(make.rows(Event)) == 1
    assert make.get(Order, id=orders[0].id).state is OrderState.PLANNED


def test_what_was_brought_to_the_door_is_written_down_with_its_day(make, visit, house, menu, dish, orders):
    keeper = visit(house.organiser)
    url = f"/orders/{orders[0].id}"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert "还没有到这一天" in keeper.submit(url, f"{url}/deliver", on=tomorrow).text
    assert keeper.submit(url, f"{url}/deliver").status == 303
    order = make.get(Order, id=orders[0].id)
    assert (order.state, order.delivered_on) == (OrderState.DELIVERED, clock.today())


def test_several_are_accepted_at_once(make, visit, house, menu, dish, orders):
    keeper = visit(house.organiser)
    answer = keeper.post("/orders/asked/accept", {"order": [orders[0].id, orders[1].id]}, follow=True)
    assert "接下了 2 单" in answer.text
    assert [one.state for one in make.rows(Order)] == [OrderState.ACCEPTED, OrderState.ACCEPTED, OrderState.PLACED]
    assert len(make.rows(Notice, kind=NoticeKind.ORDER_ANSWERED)) == 2


def test_the_list_is_a_workbook_too(make, visit, house, menu, orders):
    answer = visit(house.organiser).get("/orders/asked.xlsx")
    assert answer.status == 200
    assert "spreadsheetml" in answer.headers["Content-Type"]
