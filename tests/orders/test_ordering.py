"""Ordering (点单): three taps on a phone, at the desk for somebody, for a branch, from paper; nobody twice."""

from datetime import timedelta

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.orders.models import Order, OrderChannel, OrderMode, OrderState, TimeOfDay
from partyedu.organisation.models import Duty, DutyKind, UnitKind


def test_a_member_orders_with_three_taps(make, visit, house, menu, dish):
    phone = visit(house.member)
    shown = phone.get("/orders/")
    assert "四十年一本账" in shown.text
    [first, _second] = shown.all(".dishes .btn")
    form = str(first["href"])
    assert phone.submit(form).status == 303
    order = make.get(Order)
    assert (order.person_id, order.item_id, order.mode, order.state, order.channel) == (
        house.member.id, dish.id, OrderMode.IN_CLASS, OrderState.PLACED, OrderChannel.PHONE,
    )  # fmt: skip
    assert order.unit_id == house.community.id
    assert "四十年一本账" in phone.get("/orders/mine").text
    assert "您点了" in phone.get("/orders/").text


def test_nobody_orders_the_same_twice(make, visit, house, menu, dish):
    phone = visit(house.member)
    url = f"/orders/items/{dish.id}/order"
    phone.submit(url)
    again = phone.submit(url)
    assert again.status == 409
    assert again.errors() == ["这一道已经点过了（已点单），不用再点。"]
    order = make.get(Order)
    assert again.one(f"a[href='/orders/{order.id}']")


def test_a_form_sent_twice_makes_one_order(make, visit, house, menu, dish):
    phone = visit(house.member)
    url = f"/orders/items/{dish.id}/order"
    fields = phone.get(url).form(url)
    first, second = phone.post(url, fields), phone.post(url, fields)
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert len(make.rows(Order)) == 1


def test_an_order_is_changed_until_somebody_accepts_it(make, visit, house, menu, dish):
    phone = visit(house.member)
    phone.submit(f"/orders/items/{dish.id}/order")
    order = make.get(Order)
    day = (clock.today() + timedelta(days=9)).isoformat()
    changed = phone.submit(f"/orders/{order.id}/change", wished_on=day, time_of_day="evening", note="请安排一楼")
    assert changed.status == 303
    order = make.get(Order)
    assert (order.wished_on.isoformat(), order.time_of_day, order.note) == (day, TimeOfDay.EVENING, "请安排一楼")
    stale = phone.get(f"/orders/{order.id}/change").form(f"/orders/{order.id}/change")
    assert visit(house.organiser).post("/orders/asked/accept", {"order": order.id}).status == 303
    refused = phone.post(f"/orders/{order.id}/change", {**stale, "note": "晚一点"})
    assert refused.status == 422
    assert "这一单已经有人接了" in refused.text
    assert make.get(Order).note == "请安排一楼"


def test_an_order_is_taken_back_and_may_be_placed_again(make, visit, house, menu, dish):
    phone = visit(house.member)
    url = f"/orders/items/{dish.id}/order"
    phone.submit(url)
    order = make.get(Order)
    assert phone.submit(f"/orders/{order.id}", f"/orders/{order.id}/take-back").status == 303
    assert make.get(Order).state is OrderState.WITHDRAWN
    assert phone.submit(url).status == 303
    assert [one.state for one in make.rows(Order)] == [OrderState.WITHDRAWN, OrderState.PLACED]


def test_what_was_withdrawn_meanwhile_is_offered_as_a_wish(make, visit, house, menu, dish):
    phone = visit(house.member)
    url = f"/orders/items/{dish.id}/order"
    fields = phone.get(url).form(url)
    assert visit(house.organiser).post(f"/orders/items/{dish.id}/take-off").status == 303
    late = phone.post(url, {**fields, "note": "想带老伴来"})
    assert late.status == 409
    assert "真不巧，这一道刚刚撤下了" in late.text
    assert late.form(url)["note"].strip() == "想带老伴来"  # what was typed stays
    [keep] = [link for link in late.all("a.btn") if "记成心愿" in link.get_text()]
    assert phone.submit(str(keep["href"]), "/orders/wish").status == 303
    wish = make.get(Order)
    assert (wish.item_id, wish.wish, wish.theme_id) == (None, "四十年一本账", house.talk.theme_id)


def test_the_title_of_a_talk_its_speaker_took_back_is_nowhere(make, visit, house, menu, dish):
    phone = visit(house.member)
    phone.submit(f"/orders/items/{dish.id}/order")
    order = make.get(Order)
    staff = visit(house.organiser)
    assert staff.post(f"/speakers/talks/{house.talk.id}/withdraw").status == 303
    for page in ("/orders/", "/orders/mine", f"/orders/{order.id}", f"/orders/menus/{menu}/print"):
        assert "四十年一本账" not in phone.get(page).text, page
    assert "四十年一本账" not in staff.get("/orders/asked").text
    assert "记成心愿" in phone.get(f"/orders/{order.id}").text


def test_staff_order_at_the_desk_for_somebody_without_a_phone(make, visit, house, menu, dish):
    desk = visit(house.secretary)
    placed = desk.submit(f"/orders/items/{dish.id}/order", person="党员丙", mode="in-class")
    assert placed.status == 303
    order = make.get(Order)
    assert (order.person_id, order.typed_by_id, order.channel) == (
        house.member.id,
        house.secretary.id,
        OrderChannel.DESK,
    )
    # Not for somebody of another branch.
    refused = desk.submit(f"/orders/items/{dish.id}/order", person="党员丁")
    assert refused.status == 422
    assert "没有找到这个人" in refused.text


def test_a_secretary_orders_for_the_branch_and_a_member_cannot(make, visit, house, menu, dish):
    desk = visit(house.secretary)
    placed = desk.submit(f"/orders/items/{dish.id}/order", for_unit_id=str(house.branch.id), people="24")
    assert placed.status == 303
    order = make.get(Order)
    assert (order.for_unit_id, order.people) == (house.branch.id, 24)
    assert desk.submit(f"/orders/items/{dish.id}/order", for_unit_id=str(house.second.id)).status == 422
    phone = visit(house.member)
    url = f"/orders/items/{dish.id}/order"
    fields = phone.get(url).form(url)
    assert "for_unit_id" not in fields
    assert phone.post(url, {**fields, "for_unit_id": str(house.branch.id)}).status == 303
    assert make.rows(Order)[-1].for_unit_id is None


def test_paper_slips_are_typed_in_one_after_another(make, visit, house, menu, dish):
    keeper = visit(house.organiser)
    url = f"/orders/menus/{menu}/slips"
    assert "父亲的旧算盘" in visit(house.member).get(f"/orders/menus/{menu}/print").text
    first = keeper.submit(url, person="党员丙", numbers="1、2", time_of_day="morning")
    assert (first.status, first.location) == (303, url)
    assert [order.channel for order in make.rows(Order)] == [OrderChannel.PAPER] * 2
    # The same slip again: nothing twice, and it says so.
    again = keeper.submit(url, person="党员丙", numbers="２ 1", follow=True)
    assert "第 2、1 道以前点过了，没有重复记。" in again.text
    assert len(make.rows(Order)) == 2
    wrong = keeper.submit(url, person="党员丁", numbers="1 7")
    assert wrong.errors() == ["菜单上没有第 7 道，请再看看纸上写的。"]
    assert len(make.rows(Order)) == 2


def test_a_wish_in_words_goes_to_the_community(make, visit, house):
    phone = visit(house.member)
    placed = phone.submit("/orders/wish", wish="怎么用手机挂号", mode="at-door")
    assert placed.status == 303
    order = make.get(Order)
    assert (order.unit_id, order.wish, order.mode) == (house.community.id, "怎么用手机挂号", OrderMode.AT_DOOR)
    assert "怎么用手机挂号" in visit(house.organiser).get("/orders/asked").text
    twice = phone.submit("/orders/wish", wish="怎么用手机挂号 ")
    assert twice.status == 409
    empty = phone.submit("/orders/wish", wish="  ")
    assert empty.errors()[-1] == "请写上您想听什么、学什么。"


def test_bad_wishes_have_clear_answers(make, visit, house, menu, dish):
    phone = visit(house.member)
    url = f"/orders/items/{dish.id}/order"
    past = (clock.today() - timedelta(days=1)).isoformat()
    assert phone.submit(url, wished_on=past).errors() == ["这一天已经过去了，请选今天或以后的日子。"]
    assert phone.submit(url, wished_on="2150-01-01").errors() == ["这一天太远了，请检查年份。"]
    assert phone.submit(url, wished_on="2300-01-01").errors() == ["这个日期不对，请检查年份。"]
    assert phone.submit(url, people="0").errors() == ["请填几个人。"]
    assert phone.submit(url, people="2001").errors() == ["请填 1 到 2000 之间的数。"]
    assert phone.submit(url, people="9" * 30).errors() == ["这个数太大了。"]
    assert phone.submit(url, mode="by-pigeon").status == 422
    assert phone.submit(url, note="字" * 301).errors() == ["最多 300 个字。"]
    assert make.rows(Order) == []


def test_a_menu_is_for_its_unit_and_those_below(make, visit, house, menu, dish):
    stranger = visit(make.member("外人", make.unit("远支部")))
    shown = stranger.get(f"/orders/menus/{menu}")
    assert "这份菜单是给和顺社区的党员点的" in shown.text
    assert not shown.all(".dishes .btn")
    refused = stranger.submit(f"/orders/items/{dish.id}/order")
    assert refused.status == 422
    assert "这份菜单是给和顺社区的党员点的" in refused.text


def test_orders_are_nobody_elses(make, visit, house, menu, dish):
    visit(house.member).submit(f"/orders/items/{dish.id}/order")
    order = make.get(Order)
    other = visit(house.other)
    assert other.get(f"/orders/{order.id}").status == 404
    assert other.get(f"/orders/{order.id}/change").status == 404
    assert other.post(f"/orders/{order.id}/take-back").status == 404
    assert visit(house.secretary).get("/orders/asked").status == 404


def test_a_closed_menu_takes_no_orders(make, visit, house, menu, dish):
    phone = visit(house.member)
    url = f"/orders/items/{dish.id}/order"
    fields = phone.get(url).form(url)
    visit(house.organiser).post(f"/orders/menus/{menu}/close")
    late = phone.post(url, fields)
    assert late.status == 422
    assert "这份菜单已经结束点单了" in late.text
    assert make.rows(Order) == []


def test_the_token_of_a_form_never_stands_in_an_address(visit, house, menu, dish):
    visit(house.member).submit(f"/orders/items/{dish.id}/order")
    form = visit(house.organiser).get("/orders/asked").one("#ticked")
    assert (form["method"], form["action"]) == ("get", "/orders/plan")
    assert form.select("input[name=csrf_token]") == []
    button = form.select_one("button[name=csrf_token]")
    assert (button["formmethod"], button["formaction"]) == ("post", "/orders/asked/accept")


def test_who_has_ticked_nothing_is_told_to_tick(visit, house, menu):
    keeper = visit(house.organiser)
    for ask in (lambda: keeper.get("/orders/plan"), lambda: keeper.post("/orders/asked/accept")):
        answer = ask()
        assert (answer.status, answer.location) == (303, "/orders/asked")
        told = keeper.get(answer.location).text
        assert "请先勾上几单。" in told
        assert "接下了" not in told


def test_who_leads_a_group_orders_for_it_without_a_role(make, visit, house, menu, dish):
    group = make.unit("第一小组", house.branch, UnitKind.GROUP)
    url = f"/orders/items/{dish.id}/order"
    leader = visit(house.member)
    assert leader.get(url).all("select[name=for_unit_id]") == []
    with make._session():
        duty = Duty(
            person_id=house.member.id, unit_id=group.id, kind=DutyKind.LEADER, written_at=clock.now(),
            since_on=clock.today() - timedelta(days=9), until_on=clock.today(),
        )  # fmt: skip
        db.session.add(duty)
    page = leader.get(url)
    assert [option.get_text() for option in page.all("select[name=for_unit_id] option")] == ["不替组织点", "第一小组"]
    assert page.all("input[name=person]") == []  # for the group, not for anybody in it
    assert leader.submit(url, for_unit_id=str(group.id), people="7").status == 303
    order = make.get(Order)
    assert (order.for_unit_id, order.person_id, order.people) == (group.id, house.member.id, 7)
    # Not for the branch above, and not after the last day of the post.
    assert leader.submit(url, for_unit_id=str(house.branch.id)).errors() == ["请从列出的里面选一个。"]
    with make._session():
        db.session.get_one(Duty, duty.id).until_on = clock.today() - timedelta(days=1)
    assert leader.get(url).all("select[name=for_unit_id]") == []
