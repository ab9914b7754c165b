"""Ordering: from a menu or in words, for oneself, for somebody, for a unit; changed and taken back until answered."""

from datetime import date
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import fold
from partyedu.core.words import _
from partyedu.courses.models import CourseState
from partyedu.orders import access, queries
from partyedu.orders.models import (
    ORDER_STATES,
    STANDING,
    Menu,
    MenuItem,
    Order,
    OrderChannel,
    OrderMode,
    OrderState,
    TimeOfDay,
)
from partyedu.organisation.models import Person, PersonKind, Unit
from partyedu.speakers.models import TalkState

PEOPLE_AT_MOST = 2000
FURTHEST_DAYS = 400


class Gone(Problem):
    """What was ordered is offered no more; the order may be kept as a wish in words."""

    status = 409


class Twice(Problem):
    """The same thing was ordered by the same person or unit; ``order`` is the one that stands."""

    status = 409

    def __init__(self, message: object, order: Order) -> None:
        super().__init__(message)
        self.order = order


def place_order(
    actor: Actor,
    item: MenuItem,
    person: Person,
    for_unit: Unit | None = None,
    channel: OrderChannel | None = None,
    form_key: str | None = None,
    **values: Any,
) -> Order:
    """Order a thing on a menu for a person, or for a unit whose people the actor looks after.

    ``values``: mode, people, wished_on, time_of_day, sign_me_up, note. Raises ``Gone`` when it was withdrawn meanwhile,
    ``Twice`` when it was ordered already. The same ``form_key`` makes one order.
    """
    made = queries.order_of_form(form_key) if form_key else None
    if made is not None and made.person_id == person.id and made.item_id == item.id:
        return made
    _check_orderer(actor, person, for_unit)
    _check_menu(item.menu, for_unit or person.unit)
    if not _is_on_offer(item):
        raise Gone(_("真不巧，这一道刚刚撤下了。您可以把想听的记成一个心愿，我们想办法找人来讲。"))
    _check_wishes(item, **values)
    key = _key(f"i{item.id}", person, for_unit)
    _refuse_twice(key)
    return _place(
        actor, item.menu.unit_id, person, for_unit, key, channel, None if made else form_key,
        menu_id=item.menu_id, item_id=item.id, **values,
    )  # fmt: skip


def place_wish(
    actor: Actor,
    person: Person,
    wish: str,
    for_unit: Unit | None = None,
    channel: OrderChannel | None = None,
    form_key: str | None = None,
    **values: Any,
) -> Order:
    """Order something that is on no menu, in words. ``values``: theme_id, and those of ``place_order``."""
    made = queries.order_of_form(form_key) if form_key else None
    if made is not None and made.person_id == person.id and made.item_id is None:
        return made
    if not wish.strip():
        raise Problem(_("请写上您想听什么、学什么。"), field="wish")
    _check_orderer(actor, person, for_unit)
    unit = for_unit or person.unit
    if unit is None:
        raise Problem(_("名册上没有写您属于哪个组织，请到服务台点单。"), field="person")
    _check_wishes(None, **values)
    key = _key(f"w{fold(wish)[:30]}", person, for_unit)
    _refuse_twice(key)
    answering = queries.answering_unit(unit)
    return _place(actor, answering.id, person, for_unit, key, channel, None if made else form_key, wish=wish, **values)


def _place(
    actor: Actor,
    unit_id: int,
    person: Person,
    for_unit: Unit | None,
    key: str,
    channel: OrderChannel | None,
    form_key: str | None,
    **values: Any,
) -> Order:
    typist = audit.typist(person.id)
    order = Order(
        unit_id=unit_id, person_id=person.id, for_unit_id=for_unit.id if for_unit else None, standing=key,
        channel=channel or (OrderChannel.DESK if typist else OrderChannel.PHONE), state=OrderState.PLACED,
        placed_at=clock.now(), typed_by_id=typist, form_key=form_key, **values,
    )  # fmt: skip
    order.version = 1
    db.session.add(order)
    audit.record("order", order, ["item_id", "wish"], on_behalf_of=person.id if typist else None)
    return order


def type_in(
    actor: Actor, menu: Menu, person: Person, numbers: list[int], form_key: str | None = None, **values: Any
) -> tuple[list[Order], list[int]]:
    """Type a paper slip in: the things with these numbers for one person; orders made, and numbers ordered before.

    A number that is not on the menu, or was withdrawn, is refused with its number; nothing is typed in then.
    """
    items = {item.position: item for item in queries.all_items(menu.id)}
    wrong = [number for number in numbers if number not in items]
    if wrong:
        raise Problem(_("菜单上没有第 %(n)s 道，请再看看纸上写的。", n=_("、").join(map(str, wrong))), field="numbers")
    before = queries.standing_numbers(menu.id, person.id, [items[number].id for number in numbers])
    made, known = [], []
    for number in numbers:
        if items[number].id in before:
            known.append(number)
            continue
        try:
            key = f"{form_key[:32]}-{number}" if form_key else None
            made.append(place_order(actor, items[number], person, None, OrderChannel.PAPER, key, **values))
        except Gone:
            raise Problem(_("第 %(n)s 道已经撤下了，请划掉它，或者记成心愿。", n=number), field="numbers") from None
    return made, known


def change_order(order: Order, version: int | None, **values: Any) -> Order:
    """Change how, when and with how many one would like it, until somebody accepts it."""
    if order.state is not OrderState.PLACED:
        raise Problem(_("这一单已经有人接了，要改请打电话或到服务台说。"))
    _check_wishes(order.item, **values)
    checked_version(order, version, {"note": order.note or _("（空）")} if order.note != values.get("note") else {})
    for name, value in values.items():
        setattr(order, name, value)
    audit.record("change-order", order, sorted(values))
    return order


def take_back(order: Order) -> Order:
    """Take an order back; it may be placed again later."""
    if order.state is OrderState.WITHDRAWN:
        return order
    if order.state not in (OrderState.PLACED, OrderState.ACCEPTED, OrderState.CALLED):
        raise Problem(_("这一单已经排上了，来不了的话请在活动页面取消报名。"))
    order.state, order.standing = OrderState.WITHDRAWN, None
    order.version += 1
    audit.record("take-back-order", order, ["state"])
    return order


def _check_orderer(actor: Actor, person: Person, for_unit: Unit | None) -> None:
    if person.kind is PersonKind.MEMBER and not person.is_active_member:
        raise Problem(_("这位党员的组织关系已经不在这里了。"), field="person")
    if for_unit is None:
        own = actor.person_id == person.id
        if not own and (person.unit is None or not actor.may(access.ORDERS_FOR, person.unit.path)):
            raise Problem(_("您不能替这个人点单，请找本支部的工作人员。"), field="person")
        return
    if for_unit.kind not in access.ORDERING_UNITS:
        raise Problem(_("可以替党支部、党小组或党员中心户点单。"), field="for_unit_id")
    if queries.unit_to_order_for(actor, for_unit.id) is None:
        raise Problem(_("只有这个组织的书记、组长或工作人员可以替它点单。"), field="for_unit_id")


def _check_menu(menu: Menu, unit: Unit | None) -> None:
    if not access.is_orderable(menu, clock.today()):
        raise Problem(_("这份菜单已经结束点单了，请看看新的一份。"))
    if unit is None or not access.is_for(menu.unit.path, unit.path):
        raise Problem(_("这份菜单是给%(unit)s的党员点的。您想听的，可以记成一个心愿。", unit=menu.unit.name))


def _is_on_offer(item: MenuItem) -> bool:
    talk = item.talk is not None and item.talk.state is TalkState.APPROVED
    course = item.course is not None and item.course.state is CourseState.OFFERED
    return item.withdrawn_at is None and (talk or course)


def _check_wishes(
    item: MenuItem | None,
    mode: OrderMode | None = None,
    people: int = 1,
    wished_on: date | None = None,
    time_of_day: TimeOfDay | None = None,
    **_rest: Any,
) -> None:
    if item is not None and mode not in modes_of(item):
        raise Problem(_("这一道没有这种送法，请换一种。"), field="mode")
    if not 1 <= people <= PEOPLE_AT_MOST:
        raise Problem(_("人数请填 1 到 %(n)s。", n=PEOPLE_AT_MOST), field="people")
    if wished_on is not None and wished_on < clock.today():
        raise Problem(_("这一天已经过去了，请选今天或以后的日子。"), field="wished_on")
    if wished_on is not None and (wished_on - clock.today()).days > FURTHEST_DAYS:
        raise Problem(_("这一天太远了，请检查年份。"), field="wished_on")


def modes_of(item: MenuItem) -> list[OrderMode]:
    """How a thing on the menu can be had."""
    offered = {OrderMode.IN_CLASS: item.in_class, OrderMode.AT_DOOR: item.at_door, OrderMode.ONLINE: item.online}
    return [mode for mode, yes in offered.items() if yes]


def _key(thing: str, person: Person, for_unit: Unit | None) -> str:
    return f"{thing}:{f'u{for_unit.id}' if for_unit else person.id}"


def _refuse_twice(key: str) -> None:
    standing = queries.order_standing(key)
    if standing is not None and standing.state in STANDING:
        state = ORDER_STATES[queries.state_now(standing)]
        raise Twice(_("这一道已经点过了（%(state)s），不用再点。", state=state), standing)
