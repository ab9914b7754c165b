"""Calls for talks: what a unit is looking for, and which talks answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Theme
from partyedu.speakers.models import Call, Talk, TalkState
from partyedu.speakers.queries.conditions import talks


def is_open(today: date) -> ColumnElement[bool]:
    """Condition on Call: talks may still be offered for it."""
    return and_(Call.closed_at.is_(None), or_(Call.until.is_(None), Call.until >= today))


def call_kept(actor: Actor | None) -> ColumnElement[bool]:
    """Condition on Unit: the actor opens and closes its calls."""
    return within(actor.reach(Permission.TALK_MANAGE) if actor else ())


def _answers() -> Any:
    """How many approved talks answer a call, beside Call."""
    counted = select(func.count()).where(Talk.call_id == Call.id, Talk.state == TalkState.APPROVED)
    return counted.correlate(Call).scalar_subquery()


def calls_listed(today: date, closed: bool = False) -> Select[*tuple[Any, ...]]:
    """Column query of the calls everybody may read: number, title, text, theme, unit, until, closed_at, answers.

    Open ones, the most urgent first; or those that are over, the latest first.
    """
    query = (
        select(
            Call.id, Call.title, Call.text, Theme.name.label("theme"), Unit.name.label("unit"), Call.until,
            Call.closed_at, _answers().label("answers"),
        )
        .join(Unit, Call.unit_id == Unit.id)
        .outerjoin(Theme, Call.theme_id == Theme.id)
    )  # fmt: skip
    if closed:
        return query.where(~is_open(today)).order_by(Call.opened_at.desc(), Call.id.desc())
    return query.where(is_open(today)).order_by(Call.until.is_(None), Call.until, Call.id.desc())


def _whole() -> Select[*tuple[Any, ...]]:
    return select(Call).join(Call.unit).options(contains_eager(Call.unit), joinedload(Call.theme))


def call_shown(call_id: int) -> Call | None:
    """A call; they are all public."""
    return db.session.scalar(_whole().where(Call.id == call_id))


def call_to_keep(actor: Actor, call_id: int) -> Call | None:
    """The call, if the actor is staff of its unit."""
    return db.session.scalar(_whole().where(Call.id == call_id, call_kept(actor)))


def call_to_answer(call_id: int, today: date) -> Call | None:
    """The call, if a talk may be offered for it."""
    return db.session.scalar(_whole().where(Call.id == call_id, is_open(today)))


def talks_that_answer(call_id: int, limit: int = 30) -> Sequence[Talk]:
    """The approved talks that answer a call, the first first."""
    query = talks().where(Talk.call_id == call_id, Talk.state == TalkState.APPROVED)
    return db.session.scalars(query.order_by(Talk.decided_at, Talk.id).limit(limit)).all()


def number_on_the_way(call_id: int) -> int:
    """How many talks for a call are being written or reviewed."""
    waiting = (TalkState.DRAFT, TalkState.SUBMITTED, TalkState.RETURNED)
    query = select(func.count()).where(Talk.call_id == call_id, Talk.state.in_(waiting))
    return db.session.scalar(query) or 0
