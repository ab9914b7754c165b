"""Study lists: what stands on a member's own list and why; whom a rule selects; what is printed for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.courses.models import (
    HOLDING,
    AudienceKind,
    ClassCourse,
    ClassPlace,
    ClassState,
    Course,
    CourseClass,
    CourseState,
)
from partyedu.library.models import READABLE, Courseware, Stage
from partyedu.notices.models import Notice
from partyedu.orders.models import MenuItem, Order, OrderState
from partyedu.organisation.models import ACTIVE, Category, Person, PersonKind, Unit
from partyedu.organisation.queries import unit_reached, within
from partyedu.schedule.models import Event, EventStatus, Room, Venue
from partyedu.speakers.models import Talk
from partyedu.study.models import ListMark, ListRule
from partyedu.study.queries.missed import attended_course, meant_for, picks

_OFFERED_AT_MOST = 200
_home, _daily, _of_rule = aliased(Unit), aliased(Unit), aliased(Unit)


def is_active() -> ColumnElement[bool]:
    """Condition on Person: a member who is expected and counted; nobody else is sent anything."""
    return and_(Person.kind == PersonKind.MEMBER, Person.status.in_(ACTIVE))


# --- what a rule puts on a list ---------------------------------------------------------------------------------------


def _holds(today: date, now: datetime) -> ColumnElement[bool]:
    """Condition on ListRule joined with its thing: in force today, and the thing can still be studied."""
    alive = or_(
        and_(ListRule.course_id.is_not(None), Course.state == CourseState.OFFERED),
        and_(ListRule.courseware_id.is_not(None), Courseware.stage.in_(READABLE)),
        and_(ListRule.event_id.is_not(None), Event.status == EventStatus.PUBLISHED, Event.public_ends_at > now),
    )
    return and_(ListRule.from_on <= today, ListRule.until_on >= today, alive)


def _selects() -> ColumnElement[bool]:
    """Condition on Person, their units and ListRule: the rule is about this person (see ``picked``)."""
    belongs = or_(_home.path.startswith(_of_rule.path), _daily.path.startswith(_of_rule.path))
    fits = picks(ListRule.audience_kind, ListRule.category_id, ListRule.words)
    return and_(belongs, or_(ListRule.audience_kind.is_(None), fits))


def thing_title() -> ColumnElement[str]:
    """What a rule is about, of rules joined with their things."""
    return func.coalesce(Event.public_title, Course.title, Courseware.title, "")


_RULE_COLUMNS = (
    ListRule.id.label("rule_id"), ListRule.course_id, ListRule.courseware_id, ListRule.event_id, ListRule.is_required,
    ListRule.reason, ListRule.audience_kind, ListRule.words, ListRule.until_on, Category.name.label("category"),
    thing_title().label("title"), Event.public_starts_at.label("starts_at"),
)  # fmt: skip


def _things(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.outerjoin(Category, ListRule.category_id == Category.id)
        .outerjoin(Course, ListRule.course_id == Course.id)
        .outerjoin(Courseware, ListRule.courseware_id == Courseware.id)
        .outerjoin(Event, ListRule.event_id == Event.id)
    )


def _people_and_rules(*columns: Any) -> Select[*tuple[Any, ...]]:
    query = select(*columns).select_from(Person).join(_home, Person.unit_id == _home.id)
    query = query.outerjoin(_daily, Person.daily_unit_id == _daily.id)
    query = query.join(ListRule, true()).join(_of_rule, ListRule.unit_id == _of_rule.id)
    return _things(query)


def rules_for(person_id: int, today: date, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the rules that put something on a person's list (``_RULE_COLUMNS``)."""
    query = _people_and_rules(*_RULE_COLUMNS).where(Person.id == person_id, _selects(), _holds(today, now))
    return query.order_by(ListRule.id).limit(60)


def orders_of(person_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of what a person ordered and is still to get: order_id, title, event_id, starts_at, course_id."""
    coming = and_(Event.status == EventStatus.PUBLISHED, Event.public_ends_at > now)
    return (
        select(
            Order.id.label("order_id"), func.coalesce(Course.title, Talk.title, Order.wish).label("title"),
            case((coming, Event.id)).label("event_id"), case((coming, Event.public_starts_at)).label("starts_at"),
            MenuItem.course_id,
        )
        .outerjoin(MenuItem, Order.item_id == MenuItem.id)
        .outerjoin(Course, MenuItem.course_id == Course.id)
        .outerjoin(Talk, MenuItem.talk_id == Talk.id)
        .outerjoin(Event, Order.event_id == Event.id)
        .where(
            Order.person_id == person_id,
            or_(Order.state == OrderState.ACCEPTED, and_(Order.state == OrderState.PLANNED, coming)),
        )
        .order_by(Order.id)
        .limit(30)
    )  # fmt: skip


def courses_of_classes(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of the required courses of the classes a person is in: course_id, title, class_id, class_title."""
    return (
        select(Course.id.label("course_id"), Course.title, CourseClass.id.label("class_id"),
               CourseClass.title.label("class_title"))
        .join(ClassCourse, ClassCourse.course_id == Course.id)
        .join(CourseClass, ClassCourse.class_id == CourseClass.id)
        .join(ClassPlace, ClassPlace.class_id == CourseClass.id)
        .where(
            ClassPlace.person_id == person_id, ClassPlace.state.in_(HOLDING), CourseClass.state == ClassState.OPEN,
            Course.is_required.is_(True),
        )
        .order_by(Course.id)
        .limit(30)
    )  # fmt: skip


def courses_required(person_id: int, year: int) -> Select[*tuple[Any, ...]]:
    """Column query of required courses of a person's units they have not been at this year: course_id, title."""
    of_course = aliased(Unit)
    belongs = or_(_home.path.startswith(of_course.path), _daily.path.startswith(of_course.path))
    return (
        select(Course.id.label("course_id"), Course.title)
        .select_from(Person)
        .join(_home, Person.unit_id == _home.id)
        .outerjoin(_daily, Person.daily_unit_id == _daily.id)
        .join(Course, true())
        .join(of_course, Course.unit_id == of_course.id)
        .where(
            Person.id == person_id, Course.is_required.is_(True), Course.state == CourseState.OFFERED, belongs,
            meant_for(), ~attended_course(Course.id, year),
        )
        .order_by(Course.title, Course.id)
        .limit(20)
    )  # fmt: skip


def marks_of(person_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of a person's own marks: item, put_aside."""
    return select(ListMark.item, ListMark.put_aside).where(ListMark.person_id == person_id)


def mark_of(person_id: int, item: str) -> ListMark | None:
    """The mark of a person beside one item."""
    return db.session.scalar(select(ListMark).where(ListMark.person_id == person_id, ListMark.item == item))


# --- rules, for those who write them ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picked:
    """How many a rule selects, how many the unit has, how many of those selected have no phone."""

    people: int = 0
    of: int = 0
    without_phone: int = 0
    names: tuple[str, ...] = field(default=())  # of people whose name stands in the reason


def _in_unit(path: str) -> ColumnElement[bool]:
    """Condition on Person joined with its home: an active member who belongs to the unit by home or by daily study."""
    daily = select(Unit.id).where(within([path]))
    here = or_(within([path]), Person.daily_unit_id.in_(daily))
    return and_(here, is_active())


def picked(path: str, kind: AudienceKind | None, category_id: int | None, words: str) -> ColumnElement[bool]:
    """Condition on Person joined with Unit: a rule of this unit and audience selects them."""
    if kind is None:
        return _in_unit(path)
    return and_(_in_unit(path), picks(literal(kind, ListRule.audience_kind.type), category_id, words))


def number_picked(
    path: str, kind: AudienceKind | None, category_id: int | None, words: str, reason: str = ""
) -> Picked:
    """Whom a rule selects, in numbers; three statements at most."""
    chosen = picked(path, kind, category_id, words)
    no_phone = case((Person.phone == "", 1), else_=0)
    counted = select(func.count(), func.coalesce(func.sum(no_phone), 0)).select_from(Person)
    people, without = db.session.execute(counted.join(Unit, Person.unit_id == Unit.id).where(chosen)).one()
    everybody = select(func.count()).select_from(Person).join(Unit, Person.unit_id == Unit.id)
    of = db.session.scalar(everybody.where(_in_unit(path))) or 0
    named = select(Person.name).join(Unit, Person.unit_id == Unit.id).where(_in_unit(path))
    named = named.where(literal(reason).contains(Person.name)).limit(3)
    return Picked(people, of, int(without), tuple(db.session.scalars(named)) if reason else ())


def people_picked(rule: ListRule) -> Select[*tuple[Any, ...]]:
    """Column query of those a rule selects, by unit and name: id, name, unit, phone, told (has the notice)."""
    told = exists().where(Notice.person_id == Person.id, Notice.about == f"list_rule:{rule.id}")
    return (
        select(Person.id, Person.name, Unit.name.label("unit"), Person.phone, told.label("told"))
        .join(Unit, Person.unit_id == Unit.id)
        .where(picked(rule.unit.path, rule.audience_kind, rule.category_id, rule.words))
        .order_by(Unit.in_order, Person.name, Person.id)
    )


def rules_listed(actor: Actor, show: str, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of rules of the actor's units: those in force or to come, or with ``show`` "past" the others.

    ``_RULE_COLUMNS``, from_on, unit, pushed_at.
    """
    columns = select(*_RULE_COLUMNS, ListRule.from_on, Unit.name.label("unit"), ListRule.pushed_at)
    query = _things(columns.select_from(ListRule).join(Unit, ListRule.unit_id == Unit.id))
    query = query.where(within(actor.reach(Permission.STUDY_MANAGE)))
    if show == "past":
        return query.where(ListRule.until_on < today).order_by(ListRule.until_on.desc(), ListRule.id)
    return query.where(ListRule.until_on >= today).order_by(ListRule.from_on.desc(), ListRule.id.desc())


def rule_managed(actor: Actor, list_rule_id: int) -> ListRule | None:
    """A rule of a unit whose study the actor manages."""
    query = (
        select(ListRule)
        .join(Unit, ListRule.unit_id == Unit.id)
        .options(
            joinedload(ListRule.unit), joinedload(ListRule.category), joinedload(ListRule.course),
            joinedload(ListRule.courseware),
            joinedload(ListRule.event).joinedload(Event.room).joinedload(Room.venue),
        )
    )  # fmt: skip
    return db.session.scalar(query.where(ListRule.id == list_rule_id, within(actor.reach(Permission.STUDY_MANAGE))))


def rule_of_form(form_key: str) -> ListRule | None:
    """The rule that this very form has already made (a double click)."""
    return db.session.scalar(select(ListRule).where(ListRule.form_key == form_key))


def unit_of_rule(actor: Actor, unit_id: int | None) -> Unit | None:
    """The unit a rule is for, if the actor manages its study."""
    return unit_reached(actor, Permission.STUDY_MANAGE, unit_id) if unit_id else None


def events_to_list(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of events to come that may stand on a list: id, title, starts_at. Of the whole house."""
    query = select(Event.id, Event.public_title.label("title"), Event.public_starts_at.label("starts_at"))
    query = query.where(Event.status == EventStatus.PUBLISHED, Event.public_starts_at > now)
    return query.order_by(Event.public_starts_at, Event.id).limit(_OFFERED_AT_MOST)


def courses_to_list() -> Select[*tuple[Any, ...]]:
    """Column query of courses that are offered: id, title."""
    query = select(Course.id, Course.title).where(Course.state == CourseState.OFFERED)
    return query.order_by(Course.title, Course.id).limit(_OFFERED_AT_MOST)


def pieces_to_list() -> Select[*tuple[Any, ...]]:
    """Column query of pieces everybody may read, the textbook first: id, title."""
    query = select(Courseware.id, Courseware.title).where(Courseware.stage.in_(READABLE))
    textbook = case((Courseware.stage == Stage.TEXTBOOK, 0), else_=1)
    return query.order_by(textbook, Courseware.title, Courseware.id).limit(_OFFERED_AT_MOST)


def slip_rows(actor: Actor, rule: ListRule | None, unit_id: int | None, all_people: bool, limit: int) -> Sequence[Any]:
    """What is printed for whom: rows of person_id, name, of_unit, ``_RULE_COLUMNS``, venue, room, place.

    Of the people of the actor's units: those without a phone, or ``all_people``. Only what rules put on the lists:
    what somebody is to make up, and why, is on no slip.
    """
    room, venue = aliased(Room), aliased(Venue)
    query = _people_and_rules(
        Person.id.label("person_id"), Person.name, _home.name.label("of_unit"), *_RULE_COLUMNS,
        venue.name.label("venue"), room.name.label("room"), Event.public_place.label("place"),
    ).outerjoin(room, Event.public_room_id == room.id).outerjoin(venue, room.venue_id == venue.id)  # fmt: skip
    reach = actor.reach(Permission.STUDY_MANAGE)
    mine = select(Unit.id).where(within(reach))
    query = query.where(or_(_home.id.in_(mine), _daily.id.in_(mine)), is_active(), _selects())
    query = query.where(_holds(clock.today(), clock.now()), within(reach, _of_rule.path))
    if rule is not None:
        query = query.where(ListRule.id == rule.id)
    if unit_id is not None:
        query = query.where(_home.id == unit_id)
    if not all_people:
        query = query.where(Person.phone == "")
    return db.session.execute(query.order_by(_home.path, Person.name, Person.id, ListRule.id).limit(limit)).all()

