"""Blind spots (盲点): what was asked for and nobody gives; they become the next call for talks."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses.models import Course
from partyedu.orders.models import MenuItem, Order, OrderState
from partyedu.orders.queries.menus import kept
from partyedu.orders.queries.orders import title_now
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Theme
from partyedu.speakers.models import Call, Talk, TalkState


def _answered_call() -> ColumnElement[bool]:
    """Condition on orders outer-joined with their call: an approved talk has answered it.

    The calls that were answered are looked up once, not for each order: nearly all talks answer no call.
    """
    answered = select(Talk.call_id).where(Talk.call_id.is_not(None), Talk.state == TalkState.APPROVED)
    return Order.call_id.in_(answered)


def is_blind_spot() -> ColumnElement[bool]:
    """Condition on orders outer-joined with their call: nobody gives it, and no call looks for somebody.

    Declined as such; a wish in words that nobody has taken up; or a call that was closed without an answer.
    """
    return or_(
        and_(Order.state == OrderState.DECLINED, Order.is_blind_spot),
        and_(Order.state == OrderState.PLACED, Order.item_id.is_(None)),
        and_(Order.state == OrderState.CALLED, Call.closed_at.is_not(None), ~_answered_call()),
    )


def blind_spots(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the blind spots of the actor's units, the same wishes together, what most wish for first.

    ``spot`` (the number of one of the orders), title, theme, orders, people.
    """
    theme = func.coalesce(Order.theme_id, Talk.theme_id, Course.theme_id)
    found = (
        select(
            Order.id, Order.unit_id, Order.item_id, Order.people, title_now().label("title"), Theme.name.label("theme")
        )
        .select_from(Order)
        .join(Unit, Order.unit_id == Unit.id)
        .outerjoin(MenuItem, Order.item_id == MenuItem.id)
        .outerjoin(Talk, MenuItem.talk_id == Talk.id)
        .outerjoin(Course, MenuItem.course_id == Course.id)
        .outerjoin(Call, Order.call_id == Call.id)
        .outerjoin(Theme, Theme.id == theme)
        .where(kept(actor), is_blind_spot())
        .subquery()
    )
    return (
        select(
            func.min(found.c.id).label("spot"), found.c.title, func.min(found.c.theme).label("theme"),
            func.count().label("orders"), func.sum(found.c.people).label("people"),
        )
        .group_by(found.c.unit_id, found.c.item_id, found.c.title)
        .order_by(func.sum(found.c.people).desc(), func.min(found.c.id))
    )  # fmt: skip


def orders_of_spots(actor: Actor, spots: Collection[int]) -> Sequence[Order]:
    """All orders that belong to some blind spots (each named by one of its orders), as they came in."""
    named = aliased(Order)
    same = and_(
        named.id.in_(list(spots)[:60]),
        named.unit_id == Order.unit_id,
        or_(named.item_id == Order.item_id, and_(named.item_id.is_(None), Order.item_id.is_(None))),
        named.wish == Order.wish,
    )
    query = (
        select(Order)
        .join(Order.unit)
        .outerjoin(Call, Order.call_id == Call.id)
        .options(joinedload(Order.person), joinedload(Order.menu), joinedload(Order.theme))
        .options(joinedload(Order.item).joinedload(MenuItem.talk), joinedload(Order.item).joinedload(MenuItem.course))
        .where(select(named.id).where(same).correlate(Order).exists(), kept(actor), is_blind_spot())
    )
    return db.session.scalars(query.order_by(Order.placed_at, Order.id)).all()


def calls_answered(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of calls that a talk has answered while orders still wait for it: call, title, orders waiting."""
    return (
        select(Call.id, Call.title, func.count().label("orders"))
        .select_from(Order)
        .join(Call, Order.call_id == Call.id)
        .join(Unit, Order.unit_id == Unit.id)
        .where(kept(actor), Order.state == OrderState.CALLED, _answered_call())
        .group_by(Call.id, Call.title)
        .order_by(Call.id)
        .limit(20)
    )


def orders_called(actor: Actor, call_id: int) -> Sequence[Order]:
    """The orders that wait for an answer to a call, as they came in."""
    query = (
        select(Order)
        .join(Order.unit)
        .options(joinedload(Order.person), joinedload(Order.menu), joinedload(Order.item))
        .where(Order.call_id == call_id, Order.state == OrderState.CALLED, kept(actor))
    )
    return db.session.scalars(query.order_by(Order.placed_at, Order.id)).all()
