"""A menu on its way: written, filled, opened, closed, copied for the next period."""

from datetime import date
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.courses.models import Course, CourseState
from partyedu.orders import queries
from partyedu.orders.models import Menu, MenuItem, MenuState
from partyedu.organisation.queries import unit_reached
from partyedu.speakers.models import Talk, TalkState

ITEMS_AT_MOST = 60  # one sheet of paper, both sides


def write_menu(actor: Actor, unit_id: int, form_key: str | None = None, **values: Any) -> Menu:
    """A new menu as a draft. ``values``: title, introduction, starts_on, ends_on. One ``form_key`` makes one menu."""
    made = queries.menu_of_form(form_key) if form_key else None
    if made is not None:
        return made
    if unit_reached(actor, Permission.ORDER_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    _check_period(values["starts_on"], values["ends_on"])
    menu = Menu(
        unit_id=unit_id, state=MenuState.DRAFT, created_at=clock.now(), created_by_id=actor.person_id,
        form_key=form_key or None, **values,
    )  # fmt: skip
    menu.version = 1
    db.session.add(menu)
    audit.record("write-menu", menu, sorted(values))
    return menu


def edit_menu(menu: Menu, version: int | None, **values: Any) -> Menu:
    """Change title, introduction and period. Raises ``Conflict`` on an old version."""
    _check_period(values["starts_on"], values["ends_on"])
    standing = {
        name: getattr(menu, name) or _("（空）") for name, value in values.items() if getattr(menu, name) != value
    }
    checked_version(menu, version, standing)
    for name, value in values.items():
        setattr(menu, name, value)
    audit.record("edit-menu", menu, sorted(values))
    return menu


def _check_period(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Problem(_("结束的日子不能早于开始的日子。"), field="ends_on")
    if (ends_on - starts_on).days > 400:
        raise Problem(_("一份菜单最长管一年，请检查日期。"), field="ends_on")


def add_to_menu(menu: Menu, talk: Talk | None = None, course: Course | None = None, **values: Any) -> MenuItem:
    """Put a talk or a course at the end of a menu. ``values``: note, in_class, at_door, online."""
    _refuse_closed(menu)
    items = queries.all_items(menu.id)
    talk_id, course_id = talk.id if talk else None, course.id if course else None
    standing = next((item for item in items if (item.talk_id, item.course_id) == (talk_id, course_id)), None)
    if standing is not None:
        return standing  # pressed twice
    if talk is not None and talk.state is not TalkState.APPROVED:
        raise Problem(_("《%(title)s》还没有通过评审，不能上菜单。", title=talk.title))
    if course is not None and course.state is not CourseState.OFFERED:
        raise Problem(_("《%(title)s》还没有开出，不能上菜单。", title=course.title))
    if len(items) >= ITEMS_AT_MOST:
        raise Problem(_("一份菜单最多 %(n)s 道，印出来才看得清。", n=ITEMS_AT_MOST))
    place = max((item.position for item in items), default=0) + 1
    item = MenuItem(menu_id=menu.id, talk_id=talk_id, course_id=course_id, position=place, **values)
    db.session.add(item)
    audit.record("add-to-menu", item, ["talk_id", "course_id"])
    return item


def edit_item(item: MenuItem, note: str, in_class: bool, at_door: bool, online: bool) -> MenuItem:
    """Change the line beside a thing, and how it can be had."""
    if not (in_class or at_door or online):
        raise Problem(_("至少选一种送法：来课堂、送上门或网上学。"), field="in_class")
    item.note, item.in_class, item.at_door, item.online = note, in_class, at_door, online
    audit.record("edit-menu-item", item, ["note", "in_class", "at_door", "online"])
    return item


def move_on_menu(item: MenuItem, by: int) -> None:
    """One place up (-1) or down (1) on a draft; an open menu keeps its numbers, paper slips name them."""
    _refuse_numbered(item.menu)
    items = list(queries.all_items(item.menu_id))
    place = next(index for index, other in enumerate(items) if other.id == item.id)
    if not 0 <= place + by < len(items):
        return
    neighbour = items[place + by]
    item.position, neighbour.position = neighbour.position, item.position
    audit.record("move-on-menu", item, ["position"])


def take_off_menu(item: MenuItem) -> None:
    """Take a thing off: from a draft it goes; on an open menu it stays, marked, for those who ordered it."""
    audit.record("take-off-menu", item, ["withdrawn_at"])
    if item.menu.state is not MenuState.DRAFT or queries.is_ordered(item_id=item.id):
        item.withdrawn_at = item.withdrawn_at or clock.now()
        db.session.flush()
        return
    menu_id = item.menu_id
    db.session.delete(item)
    db.session.flush()
    for place, other in enumerate(queries.all_items(menu_id), 1):
        other.position = place
    db.session.flush()


def put_back_on_menu(item: MenuItem) -> None:
    """Offer a thing again that was taken off an open menu."""
    _refuse_closed(item.menu)
    item.withdrawn_at = None
    audit.record("put-back-on-menu", item, ["withdrawn_at"])


def open_menu(menu: Menu) -> Menu:
    """Let people order. A menu with nothing on it, or whose period is over, is not opened."""
    if menu.state is MenuState.OPEN:
        return menu
    if menu.ends_on < clock.today():
        raise Problem(_("这份菜单的日期已经过了，请先改日期。"))
    if not any(item.withdrawn_at is None for item in queries.all_items(menu.id)):
        raise Problem(_("菜单上还没有东西，请先加几道。"))
    menu.state = MenuState.OPEN
    menu.version += 1
    audit.record("open-menu", menu, ["state"])
    return menu


def close_menu(menu: Menu) -> Menu:
    """Nobody orders any more; what was ordered goes on."""
    if menu.state is MenuState.DRAFT:
        raise Problem(_("草稿还没有开过，不用结束。"))
    if menu.state is MenuState.OPEN:
        menu.state = MenuState.CLOSED
        menu.version += 1
        audit.record("close-menu", menu, ["state"])
    return menu


def copy_menu(actor: Actor, menu: Menu, form_key: str | None, **values: Any) -> Menu:
    """The next period's menu as a draft: the same things with their lines, but for what is offered no more."""
    made = queries.menu_of_form(form_key) if form_key else None
    if made is not None:
        return made
    fresh = write_menu(actor, menu.unit_id, form_key, introduction=menu.introduction, **values)
    db.session.flush()
    offered = {dish.id for dish in queries.dishes(menu.id) if dish.is_on_offer}
    for place, item in enumerate((one for one in queries.all_items(menu.id) if one.id in offered), 1):
        db.session.add(
            MenuItem(
                menu_id=fresh.id, talk_id=item.talk_id, course_id=item.course_id, position=place, note=item.note,
                in_class=item.in_class, at_door=item.at_door, online=item.online,
            )
        )  # fmt: skip
    db.session.flush()
    return fresh


def delete_menu(menu: Menu) -> None:
    """Delete a draft that nobody has seen."""
    _refuse_numbered(menu)
    if queries.is_ordered(menu_id=menu.id):
        raise Problem(_("这份菜单已经有人点了，不能删除。"))
    audit.record("delete-menu", menu)
    for item in queries.all_items(menu.id):
        db.session.delete(item)
    db.session.flush()
    db.session.delete(menu)
    db.session.flush()


def _refuse_closed(menu: Menu) -> None:
    if menu.state is MenuState.CLOSED:
        raise Problem(_("这份菜单已经结束了，可以照它做下一份。"))


def _refuse_numbered(menu: Menu) -> None:
    if menu.state is not MenuState.DRAFT:
        raise Problem(_("这份菜单已经给大家看过了，号码印在纸上，不能再换。"))
