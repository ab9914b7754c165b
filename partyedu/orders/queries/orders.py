"""Orders: one's own, one of them, and those an organiser answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.courses.models import ClassCourse, ClassMeeting, ClassState, Course, CourseClass
from partyedu.orders.access import ORDERS_FOR
from partyedu.orders.models import STANDING, Menu, MenuItem, Order, OrderState
from partyedu.orders.queries.menus import kept, shown_title
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventKind, EventStatus, Theme
from partyedu.schedule.operations.events import LONGEST
from partyedu.speakers.models import Talk

HELD = (EventStatus.PUBLISHED, EventStatus.CLOSED)
# What is done with is listed for a year back; older orders are found by their menu.
PAST = (OrderState.DELIVERED, OrderState.DECLINED, OrderState.WITHDRAWN)
SHOWN_DAYS = 366


def stage(now: datetime) -> ColumnElement[Any]:
    """Where an order outer-joined with its event stands: its state, unless its event or its class says more.

    An event that was held has delivered it. One that was cancelled or deleted gives it back to the organiser. A class
    has delivered it when it was held and nothing of it is to come; without any meeting it gives it back too.
    """
    lost = or_(Order.event_id.is_(None), Event.status == EventStatus.CANCELLED)
    held = and_(Event.status.in_(HELD), Event.public_ends_at <= now)
    in_class = Order.class_id.is_not(None)
    kind = Order.__table__.c.state.type
    return case(
        (Order.state != OrderState.PLANNED, Order.state),
        (and_(in_class, _class_goes_on(now)), literal(OrderState.PLANNED, kind)),
        (and_(in_class, _class_was_held(now)), literal(OrderState.DELIVERED, kind)),
        (or_(in_class, lost), literal(OrderState.ACCEPTED, kind)),
        (held, literal(OrderState.DELIVERED, kind)),
        else_=literal(OrderState.PLANNED, kind),
    )


def stands_at(state: OrderState, now: datetime) -> ColumnElement[bool]:
    """Condition on orders outer-joined with their events: this is where they stand (see ``stage``).

    Worded so that an index leads to the rows: what was planned once stays planned for years.
    """
    planned = and_(Order.state == OrderState.PLANNED, Order.class_id.is_(None))
    in_class = and_(Order.state == OrderState.PLANNED, Order.class_id.is_not(None))
    if state is OrderState.PLANNED:
        going_on = select(ClassMeeting.class_id).where(ClassMeeting.event_id.in_(_ahead(now)))
        return or_(and_(planned, Order.event_id.in_(_ahead(now))), and_(in_class, Order.class_id.in_(going_on)))
    if state is OrderState.ACCEPTED:
        cancelled = select(Event.id).where(Event.status == EventStatus.CANCELLED)
        lost = or_(and_(planned, Order.event_id.is_(None)), and_(planned, Order.event_id.in_(cancelled)))
        empty = and_(in_class, ~_class_goes_on(now), ~_class_was_held(now))
        return or_(Order.state == state, lost, empty)
    if state is OrderState.DELIVERED:
        held = and_(Event.status.in_(HELD), Event.public_ends_at <= now)
        done = and_(in_class, ~_class_goes_on(now), _class_was_held(now))
        return or_(Order.state == state, and_(planned, held), done)
    return Order.state == state


def _class_goes_on(now: datetime) -> ColumnElement[bool]:
    """Whether a meeting of an order's class is still to be held, or to be decided about."""
    meeting = aliased(Event)
    to_come = or_(meeting.public_ends_at.is_(None), meeting.public_ends_at > now)
    open_end = meeting.status.in_((EventStatus.DRAFT, EventStatus.POSTPONED))
    return _a_meeting(meeting, or_(open_end, and_(meeting.status.in_(HELD), to_come)))


def _class_was_held(now: datetime) -> ColumnElement[bool]:
    meeting = aliased(Event)
    return _a_meeting(meeting, and_(meeting.status.in_(HELD), meeting.public_ends_at <= now))


def _a_meeting(meeting: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    query = select(ClassMeeting.id).join(meeting, ClassMeeting.event_id == meeting.id)
    return query.where(ClassMeeting.class_id == Order.class_id, condition).correlate(Order).exists()


def _ahead(now: datetime) -> Select[*tuple[int]]:
    """Events that are still to be held, or to be decided about; none lasts longer than a week."""
    released = and_(
        Event.status.in_(HELD),
        Event.starts_at > now - LONGEST,
        or_(Event.public_ends_at.is_(None), Event.public_ends_at > now),
    )
    return select(Event.id).where(or_(Event.status.in_((EventStatus.DRAFT, EventStatus.POSTPONED)), released))


def state_now(order: Order) -> OrderState:
    """``stage`` of a loaded order."""
    event = order.event
    if order.state is not OrderState.PLANNED:
        return order.state
    if order.class_id is not None:
        query = select(stage(clock.now())).select_from(Order).outerjoin(Event, Order.event_id == Event.id)
        return OrderState(db.session.execute(query.where(Order.id == order.id)).scalar_one())
    if event is None or event.status is EventStatus.CANCELLED:
        return OrderState.ACCEPTED
    over = event.status in HELD and event.public_ends_at is not None and event.public_ends_at <= clock.now()
    return OrderState.DELIVERED if over else OrderState.PLANNED


def _own(actor: Actor) -> ColumnElement[bool]:
    return Order.person_id == actor.person_id if actor.person_id is not None else false()


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(Order)
        .join(Order.unit)
        .options(
            contains_eager(Order.unit),
            joinedload(Order.person).joinedload(Person.unit),
            joinedload(Order.for_unit),
            joinedload(Order.event),
            joinedload(Order.course_class),
            joinedload(Order.menu),
            joinedload(Order.theme),
            joinedload(Order.call),
            joinedload(Order.item).joinedload(MenuItem.talk).joinedload(Talk.theme),
            joinedload(Order.item).joinedload(MenuItem.course),
        )
    )


def order_seen(actor: Actor, order_id: int) -> Order | None:
    """An order the actor placed, typed for somebody, answers, or one for a unit whose people they look after."""
    typed = Order.typed_by_id == actor.person_id if actor.person_id is not None else false()
    ours = Order.for_unit_id.in_(select(Unit.id).where(within(actor.reach(ORDERS_FOR))))
    return db.session.scalar(_whole().where(Order.id == order_id, or_(_own(actor), typed, kept(actor), ours)))


def order_of_mine(actor: Actor, order_id: int) -> Order | None:
    """An order the actor placed, or typed for somebody."""
    typed = Order.typed_by_id == actor.person_id if actor.person_id is not None else false()
    return db.session.scalar(_whole().where(Order.id == order_id, or_(_own(actor), typed)))


def order_kept(actor: Actor, order_id: int) -> Order | None:
    """An order the actor answers."""
    return db.session.scalar(_whole().where(Order.id == order_id, kept(actor)))


def orders_kept(actor: Actor, order_ids: Collection[int]) -> Sequence[Order]:
    """Those of some orders that the actor answers, as they came in."""
    query = _whole().where(Order.id.in_(list(order_ids)[:500]), kept(actor))
    return db.session.scalars(query.order_by(Order.placed_at, Order.id)).all()


def orders_to_plan(actor: Actor, item_id: int, limit: int = 500) -> Sequence[Order]:
    """All orders of one thing that the actor may turn into an event now."""
    query = _whole().outerjoin(Event, Order.event_id == Event.id).where(Order.item_id == item_id, kept(actor))
    open_now = or_(Order.state == OrderState.PLACED, stands_at(OrderState.ACCEPTED, clock.now()))
    return db.session.scalars(query.where(open_now).order_by(Order.placed_at, Order.id).limit(limit)).unique().all()


def order_of_form(form_key: str) -> Order | None:
    """The order that this very form has already made (a double click)."""
    return db.session.scalar(_whole().where(Order.form_key == form_key))


def order_standing(key: str) -> Order | None:
    """The order that stands for the same thing and the same orderer."""
    return db.session.scalar(_whole().where(Order.standing == key))


def title_now() -> ColumnElement[str]:
    """What was ordered, of orders joined as in ``_listed``: the thing's title, or the wish."""
    return case((Order.item_id.is_not(None), shown_title()), else_=Order.wish)


def _listed(now: datetime) -> Select[*tuple[Any, ...]]:
    """Orders in columns: number, title, state (see ``stage``), …; joined with all they name."""
    for_unit = aliased(Unit, name="for_unit")
    home = aliased(Unit, name="home")
    return (
        select(
            Order.id, title_now().label("title"), stage(now).label("state"), Order.placed_at, Order.mode,
            Order.wished_on, Order.time_of_day, Order.people, Order.note, Order.channel, Order.reason, Order.version,
            Order.item_id, MenuItem.position, Order.wish, Person.name.label("person"), home.name.label("home"),
            for_unit.name.label("for_unit"), Menu.title.label("menu"), Theme.name.label("theme"),
            Event.id.label("event_id"), Event.kind.label("event_kind"), Event.public_title.label("event_title"),
            Event.public_starts_at.label("event_at"), Order.delivered_on, Order.is_blind_spot,
            Order.class_id,
        )
        .join(Unit, Order.unit_id == Unit.id)
        .join(Person, Order.person_id == Person.id)
        .outerjoin(home, Person.unit_id == home.id)
        .outerjoin(for_unit, Order.for_unit_id == for_unit.id)
        .outerjoin(Menu, Order.menu_id == Menu.id)
        .outerjoin(MenuItem, Order.item_id == MenuItem.id)
        .outerjoin(Talk, MenuItem.talk_id == Talk.id)
        .outerjoin(Course, MenuItem.course_id == Course.id)
        .outerjoin(Theme, Order.theme_id == Theme.id)
        .outerjoin(Event, Order.event_id == Event.id)
    )  # fmt: skip


def orders_of_mine(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's own orders, the latest first (columns as in ``orders_asked``)."""
    return _listed(now).where(_own(actor)).order_by(Order.placed_at.desc(), Order.id.desc())


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the list of orders is narrowed to; ``state`` "" stands for what waits for an answer."""

    state: str = ""
    menu_id: int | None = None
    item_id: int | None = None
    words: str = ""

    @property
    def chosen(self) -> OrderState:
        """The state asked for."""
        return OrderState(self.state) if self.state in list(OrderState) else OrderState.PLACED


def orders_asked(actor: Actor, chosen: OrderFilter, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the orders the actor answers: the oldest first while they wait, else the latest first."""
    conditions: list[ColumnElement[bool]] = [kept(actor), stands_at(chosen.chosen, now)]
    if chosen.menu_id:
        conditions.append(Order.menu_id == chosen.menu_id)
    if chosen.item_id:
        conditions.append(Order.item_id == chosen.item_id)
    if chosen.words.strip():
        conditions.append(
            or_(matches(Person.search_text, chosen.words), Order.wish.contains(chosen.words, autoescape=True))
        )
    if chosen.chosen in PAST and not chosen.menu_id:
        conditions.append(Order.placed_at > now - timedelta(days=SHOWN_DAYS))
    waits = chosen.chosen in (OrderState.PLACED, OrderState.ACCEPTED)
    order = (Order.placed_at, Order.id) if waits else (Order.placed_at.desc(), Order.id.desc())
    return _listed(now).where(*conditions).order_by(*order)


def counts_waiting(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of one row: how many of the orders the actor answers are new, accepted without an event, called."""

    def counted(state: OrderState) -> Any:
        query = select(func.count()).select_from(Order).join(Unit, Order.unit_id == Unit.id)
        return query.where(kept(actor), stands_at(state, now)).scalar_subquery()

    new, accepted, called = (counted(one) for one in (OrderState.PLACED, OrderState.ACCEPTED, OrderState.CALLED))
    return select(new.label("placed"), accepted.label("accepted"), called.label("called"))


# --- who answers, and for whom one may order --------------------------------------------------------------------------


def answering_unit(unit: Unit) -> Unit:
    """The unit whose organiser answers a wish of somebody of ``unit``: its community, or the top of the tree."""
    above = [int(part) for part in unit.path.strip("/").split("/") if part]
    query = select(Unit).where(Unit.id.in_(above)).order_by(func.length(Unit.path).desc())
    line = db.session.scalars(query).all()
    return next((one for one in line if one.kind is UnitKind.COMMUNITY), line[-1])


# --- what waits -------------------------------------------------------------------------------------------------------


def answered_lately(actor: Actor, since: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's orders that were answered since then and not yet held: number, state."""
    return (
        select(Order.id, Order.state)
        .where(
            _own(actor),
            Order.decided_at >= since,
            Order.state.in_((OrderState.ACCEPTED, OrderState.DECLINED, OrderState.CALLED)),
        )
        .order_by(Order.decided_at.desc(), Order.id.desc())
        .limit(5)
    )


def events_to_tell(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of public events whose orderers have not been told: event, its title, how many orders."""
    return (
        select(Event.id, Event.public_title, func.count())
        .join(Order, Order.event_id == Event.id)
        .join(Unit, Order.unit_id == Unit.id)
        .where(
            kept(actor), Order.state == OrderState.PLANNED, Order.told_at.is_(None), Order.event_id.in_(_ahead(now)),
            Event.status == EventStatus.PUBLISHED,
        )
        .group_by(Event.id, Event.public_title)
        .order_by(Event.id)
        .limit(20)
    )  # fmt: skip


def untold_orders(event_id: int) -> Sequence[Order]:
    """The orders of an event whose orderers have not been told of it."""
    query = _whole().where(Order.event_id == event_id, Order.state == OrderState.PLANNED, Order.told_at.is_(None))
    return db.session.scalars(query.order_by(Order.placed_at, Order.id)).all()


def standing_numbers(menu_id: int, person_id: int, item_ids: Collection[int]) -> set[int]:
    """Which of some things of a menu a person has ordered already."""
    query = select(Order.item_id).where(
        Order.menu_id == menu_id, Order.person_id == person_id, Order.item_id.in_(list(item_ids)),
        Order.for_unit_id.is_(None), Order.state.in_(STANDING),
    )  # fmt: skip
    return {item_id for item_id in db.session.scalars(query) if item_id is not None}


def event_of_orders(actor: Actor, event_id: int) -> Event | None:
    """An event that orders the actor answers led to."""
    query = select(Event).join(Order, Order.event_id == Event.id).join(Unit, Order.unit_id == Unit.id)
    return db.session.scalar(query.where(Event.id == event_id, kept(actor)).limit(1))


def _managed_events(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.EVENT_MANAGE))


def events_ahead(actor: Actor, now: datetime, theatre_only: bool = False, limit: int = 40) -> Sequence[Any]:
    """Coming events of the actor's units that orders may join: number, kind, title, start, status."""
    query = (
        select(Event.id, Event.kind, Event.title, Event.starts_at, Event.status)
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            _managed_events(actor), Event.starts_at > now,
            Event.status.in_((EventStatus.DRAFT, EventStatus.PUBLISHED)), Event.kind != EventKind.CLASS,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(limit)
    )  # fmt: skip
    if theatre_only:
        query = query.where(Event.kind == EventKind.THEATRE)
    return db.session.execute(query).all()


def classes_to_join(actor: Actor, course_id: int, now: datetime) -> Sequence[Any]:
    """Open classes of a course in the actor's units with a meeting to come, which orders may join: number, title, the
    next meeting's begin."""
    query = (
        select(CourseClass.id, CourseClass.title, func.min(Event.starts_at).label("starts_at"))
        .join(Unit, CourseClass.unit_id == Unit.id)
        .join(ClassCourse, ClassCourse.class_id == CourseClass.id)
        .join(ClassMeeting, ClassMeeting.class_id == CourseClass.id)
        .join(Event, ClassMeeting.event_id == Event.id)
        .where(
            ClassCourse.course_id == course_id, within(actor.reach(Permission.COURSE_MANAGE)),
            CourseClass.state == ClassState.OPEN, Event.status == EventStatus.PUBLISHED, Event.starts_at > now,
        )
        .group_by(CourseClass.id, CourseClass.title)
        .order_by(func.min(Event.starts_at), CourseClass.id)
        .limit(40)
    )  # fmt: skip
    return db.session.execute(query).all()
