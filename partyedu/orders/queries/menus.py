"""Menus: those everybody may look at, those somebody keeps, and what stands on one."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.core.together import ask_together
from partyedu.courses.models import Course, CourseState, CourseTeacher
from partyedu.orders.models import STANDING, Menu, MenuItem, MenuState, Order
from partyedu.orders.queries.ratings import Rating, course_ratings, ratings_by_key, talk_ratings
from partyedu.organisation.models import Person, Unit, shown_name
from partyedu.organisation.queries import within
from partyedu.schedule.models import Theme
from partyedu.speakers import queries as speakers
from partyedu.speakers.models import Talk, TalkState


def kept(actor: Actor | None) -> ColumnElement[bool]:
    """Condition on Unit: the actor answers its orders."""
    return within(actor.reach(Permission.ORDER_MANAGE) if actor else ())


def _menus() -> Select[*tuple[Any, ...]]:
    return select(Menu).join(Menu.unit).options(contains_eager(Menu.unit))


def menu_shown(actor: Actor | None, menu_id: int) -> Menu | None:
    """The menu, if it was opened once, or the actor keeps it."""
    return db.session.scalar(_menus().where(Menu.id == menu_id, or_(Menu.state != MenuState.DRAFT, kept(actor))))


def menu_kept(actor: Actor, menu_id: int) -> Menu | None:
    """The menu, if the actor keeps it."""
    return db.session.scalar(_menus().where(Menu.id == menu_id, kept(actor)))


def menu_of_form(form_key: str) -> Menu | None:
    """The menu that this very form has already made (a double click)."""
    return db.session.scalar(_menus().where(Menu.form_key == form_key))


def menus_on_show(today: date, limit: int = 40) -> Sequence[Menu]:
    """The menus one can order from, those of the smallest units first."""
    query = _menus().where(Menu.state == MenuState.OPEN, Menu.ends_on >= today)
    return db.session.scalars(
        query.order_by(func.length(Unit.path).desc(), Menu.starts_on.desc(), Menu.id).limit(limit)
    ).all()


def menus_kept(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the menus the actor keeps, the latest period first.

    Number, title, state, starts_on, ends_on, unit, how many things are on it, how many orders stand.
    """
    items = (
        select(func.count()).where(MenuItem.menu_id == Menu.id, MenuItem.withdrawn_at.is_(None)).correlate(Menu)
    ).scalar_subquery()
    orders = (
        select(func.count()).where(Order.menu_id == Menu.id, Order.state.in_(STANDING)).correlate(Menu)
    ).scalar_subquery()
    query = (
        select(
            Menu.id, Menu.title, Menu.state, Menu.starts_on, Menu.ends_on, Unit.name.label("unit"),
            items.label("items"), orders.label("orders"),
        )
        .join(Unit, Menu.unit_id == Unit.id)
        .where(kept(actor))
    )  # fmt: skip
    return query.order_by(Menu.starts_on.desc(), Menu.id.desc())


def item_kept(actor: Actor, item_id: int) -> MenuItem | None:
    """A thing on a menu that the actor keeps."""
    query = (
        select(MenuItem)
        .join(MenuItem.menu)
        .join(Menu.unit)
        .options(contains_eager(MenuItem.menu).contains_eager(Menu.unit), joinedload(MenuItem.talk))
        .options(joinedload(MenuItem.course))
    )
    return db.session.scalar(query.where(MenuItem.id == item_id, kept(actor)))


def item_to_order(item_id: int) -> MenuItem | None:
    """A thing on a menu that was opened, with all that its order asks about."""
    query = (
        select(MenuItem)
        .join(MenuItem.menu)
        .join(Menu.unit)
        .options(contains_eager(MenuItem.menu).contains_eager(Menu.unit))
        .options(joinedload(MenuItem.talk).joinedload(Talk.theme), joinedload(MenuItem.course))
    )
    return db.session.scalar(query.where(MenuItem.id == item_id, Menu.state != MenuState.DRAFT))


def all_items(menu_id: int) -> Sequence[MenuItem]:
    """The rows of a menu in order, withdrawn ones among them."""
    query = select(MenuItem).where(MenuItem.menu_id == menu_id).order_by(MenuItem.position, MenuItem.id)
    return db.session.scalars(query).all()


def is_ordered(**which: int) -> bool:
    """Whether anybody has ordered from a menu (``menu_id``) or a thing on it (``item_id``), whatever became of it."""
    return db.session.scalar(select(Order.id).filter_by(**which).limit(1)) is not None


def on_offer() -> ColumnElement[bool]:
    """Condition on items outer-joined with talk and course: one can have it now."""
    given = or_(Talk.state == TalkState.APPROVED, Course.state == CourseState.OFFERED)
    return and_(MenuItem.withdrawn_at.is_(None), given)


def shown_title() -> ColumnElement[str]:
    """The title of an item outer-joined with talk and course; empty when its speaker has taken the talk back."""
    talk = case((Talk.state == TalkState.APPROVED, Talk.title), else_="")
    return case((MenuItem.talk_id.is_not(None), talk), else_=func.coalesce(Course.title, ""))


@dataclass(frozen=True, slots=True)
class Dish:
    """One thing on a menu as everybody reads it; ``title`` is empty when its speaker has taken the talk back.

    ``by``: who gives it, by the name they choose. ``people``: how many ordered it so far, ``units``: units that did.
    """

    id: int
    position: int
    title: str
    summary: str
    theme: str
    minutes: int
    by: str
    note: str
    in_class: bool
    at_door: bool
    online: bool
    talk_id: int | None
    course_id: int | None
    is_withdrawn: bool
    is_on_offer: bool
    people: int = 0
    units: int = 0
    rating: Rating | None = None


def demand_of(menu_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of what a menu's orders add up to: item's number, orders, people, units that ordered."""
    return (
        select(
            Order.item_id.label("item_id"), func.count().label("orders"), func.sum(Order.people).label("people"),
            func.count(Order.for_unit_id.distinct()).label("units"),
        )
        .where(Order.menu_id == menu_id, Order.item_id.is_not(None), Order.state.in_(STANDING))
        .group_by(Order.item_id)
    )  # fmt: skip


def dishes(menu_id: int) -> list[Dish]:
    """What stands on a menu, in order, with what it was rated and how many ordered it: two statements."""
    theme = case((MenuItem.talk_id.is_not(None), Talk.theme_id), else_=Course.theme_id)
    query = (
        select(
            MenuItem.id, MenuItem.position, shown_title().label("title"), MenuItem.note,
            case((MenuItem.talk_id.is_not(None), Talk.summary), else_=Course.summary).label("summary"),
            func.coalesce(Theme.name, "").label("theme"),
            func.coalesce(Talk.minutes, Course.minutes, 0).label("minutes"),
            MenuItem.in_class, MenuItem.at_door, MenuItem.online, MenuItem.talk_id, MenuItem.course_id,
            MenuItem.withdrawn_at.is_not(None).label("is_withdrawn"), on_offer().label("is_on_offer"),
            Person.name.label("speaker"), Person.public_name,
        )
        .outerjoin(MenuItem.talk)
        .outerjoin(Person, Talk.person_id == Person.id)
        .outerjoin(MenuItem.course)
        .outerjoin(Theme, Theme.id == theme)
        .where(MenuItem.menu_id == menu_id)
        .order_by(MenuItem.position, MenuItem.id)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    talks = [row.talk_id for row in rows if row.talk_id]
    courses = [row.course_id for row in rows if row.course_id]
    asked = ask_together(demand_of(menu_id), talk_ratings(talks), course_ratings(courses), teachers_of(courses))
    demand = {row.item_id: row for row in asked[0]}
    by_talk, by_course = ratings_by_key(asked[1]), ratings_by_key(asked[2])
    taught_by = _named(asked[3])
    found = []
    for row in rows:
        wanted = demand.get(row.id)
        speaker = shown_name(row.speaker, row.public_name) if row.speaker else taught_by.get(row.course_id, "")
        found.append(
            Dish(
                row.id, row.position, row.title, row.summary or "", row.theme, row.minutes,
                speaker if row.title else "", row.note, row.in_class, row.at_door, row.online, row.talk_id,
                row.course_id, bool(row.is_withdrawn), bool(row.is_on_offer),
                int(wanted.people) if wanted else 0, wanted.units if wanted else 0,
                by_talk.get(row.talk_id) or by_course.get(row.course_id),
            )
        )  # fmt: skip
    return found


def teachers_of(course_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Column query of who teaches some courses: course, name, and how the name is shown."""
    return (
        select(CourseTeacher.course_id, Person.name, Person.public_name)
        .join(Person, CourseTeacher.person_id == Person.id)
        .where(CourseTeacher.course_id.in_(list(course_ids)))
        .order_by(CourseTeacher.course_id, CourseTeacher.position, CourseTeacher.id)
    )


def _named(rows: Sequence[Any]) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    for course_id, name, choice in rows:
        shown = shown_name(name, choice)
        names[course_id] += [shown] if shown else []
    return {course_id: "、".join(found) for course_id, found in names.items()}


def own_on_menu(actor: Actor, menu_id: int) -> dict[int, tuple[int, Any]]:
    """What the actor has ordered from a menu: item's number → (order's number, its state)."""
    query = select(Order.item_id, Order.id, Order.state).where(
        Order.menu_id == menu_id, Order.person_id == actor.person_id, Order.item_id.is_not(None),
        Order.for_unit_id.is_(None), Order.state.in_(STANDING),
    )  # fmt: skip
    return {item_id: (order_id, state) for item_id, order_id, state in db.session.execute(query) if item_id}


# --- what may be put on a menu ----------------------------------------------------------------------------------------


def talks_to_add(actor: Actor, menu: Menu, theme_id: int | None = None, words: str = "") -> Select[*tuple[Any, ...]]:
    """Approved talks of the actor's pool that are not on the menu: (talk, its ratings' mean or None)."""
    standing = select(MenuItem.talk_id).where(MenuItem.menu_id == menu.id, MenuItem.talk_id.is_not(None))
    return speakers.pool(actor, theme_id=theme_id, words=words).where(Talk.id.not_in(standing))


def courses_to_add(menu: Menu, theme_id: int | None = None, words: str = "") -> Select[*tuple[Any, ...]]:
    """Offered courses that are not on the menu: designed by the menu's unit, one above it or one below it."""
    standing = select(MenuItem.course_id).where(MenuItem.menu_id == menu.id, MenuItem.course_id.is_not(None))
    query = (
        select(Course)
        .join(Course.unit)
        .options(contains_eager(Course.unit), joinedload(Course.theme))
        .where(Course.state == CourseState.OFFERED, Course.id.not_in(standing), _near(menu.unit.path))
    )
    if theme_id is not None:
        query = query.where(Course.theme_id == theme_id)
    if words.strip():
        query = query.where(matches(Course.search_text, words))
    return query.order_by(Course.created_at.desc(), Course.id.desc())


def _near(path: str) -> ColumnElement[bool]:
    """Condition on Unit: the unit with this path, one above it, or one below it."""
    above = [int(part) for part in path.strip("/").split("/") if part]
    return or_(Unit.id.in_(above), within([path]))


def talk_to_add(actor: Actor, talk_id: int) -> Talk | None:
    """An approved talk of the actor's pool."""
    return db.session.scalar(speakers.pool(actor).where(Talk.id == talk_id))


def course_to_add(menu: Menu, course_id: int) -> Course | None:
    """An offered course that may stand on the menu."""
    return db.session.scalar(courses_to_add(menu).where(Course.id == course_id))


def course_teachers(course_id: int) -> Sequence[Person]:
    """Who teaches a course, in order."""
    query = select(Person).join(CourseTeacher, CourseTeacher.person_id == Person.id)
    query = query.where(CourseTeacher.course_id == course_id).order_by(CourseTeacher.position, CourseTeacher.id)
    return db.session.scalars(query).all()


def talk_called(call_id: int | None) -> Talk | None:
    """The approved talk that answered a call, the first one."""
    if call_id is None:
        return None
    query = select(Talk).where(Talk.call_id == call_id, Talk.state == TalkState.APPROVED)
    return db.session.scalars(query.options(joinedload(Talk.theme)).order_by(Talk.decided_at, Talk.id).limit(1)).first()
