"""Pairs who learn from each other (老带青, 青帮老), and their meetings."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import ACTIVE, Person, Unit
from partyedu.organisation.queries import within
from partyedu.study.models import Pair, PairMeeting


def _managed(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.VISIT_MANAGE))


def _own(actor: Actor) -> ColumnElement[bool]:
    if actor.person_id is None:
        return false()
    return or_(Pair.elder_id == actor.person_id, Pair.younger_id == actor.person_id)


def is_open(today: date) -> ColumnElement[bool]:
    """Condition on Pair: the two are a pair on the day."""
    return or_(Pair.until_on.is_(None), Pair.until_on >= today)


def _of_meetings(taken: Any, *conditions: ColumnElement[bool]) -> Any:
    query = select(taken).where(PairMeeting.pair_id == Pair.id, *conditions)
    return query.correlate(Pair).scalar_subquery()


def _listed() -> Select[*tuple[Any, ...]]:
    elder, younger = aliased(Person), aliased(Person)
    both_here = and_(elder.status.in_(ACTIVE), younger.status.in_(ACTIVE))
    confirmed = PairMeeting.confirmed_at.is_not(None)
    return (
        select(
            Pair.id, Pair.kind, elder.name.label("elder"), younger.name.label("younger"), Pair.purpose, Pair.since_on,
            Pair.until_on, Unit.name.label("unit"), both_here.label("both_here"),
            _of_meetings(func.count()).label("meetings"), _of_meetings(func.max(PairMeeting.held_on)).label("last_on"),
            _of_meetings(func.sum(PairMeeting.minutes), confirmed).label("minutes"),
        )
        .join(Unit, Pair.unit_id == Unit.id)
        .join(elder, Pair.elder_id == elder.id)
        .join(younger, Pair.younger_id == younger.id)
    )  # fmt: skip


def pairs_listed(actor: Actor, ended: bool, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the pairs of the units whose pairs the actor looks after, in the order of the tree.

    Number, kind, elder, younger, purpose, since_on, until_on, unit, both_here, meetings (their number), last_on, and
    minutes (of those confirmed).
    """
    shown = Pair.until_on < today if ended else is_open(today)
    return _listed().where(_managed(actor), shown).order_by(Unit.in_order, Pair.since_on, Pair.id)


def own_pairs(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the actor's own pairs, as ``pairs_listed``, those that last first."""
    query = _listed().where(_own(actor))
    return query.order_by(Pair.until_on.is_not(None), Pair.since_on.desc(), Pair.id.desc()).limit(20)


def _whole() -> Select[*tuple[Any, ...]]:
    return (
        select(Pair)
        .join(Unit, Pair.unit_id == Unit.id)
        .options(contains_eager(Pair.unit), joinedload(Pair.elder), joinedload(Pair.younger))
    )


def pair_seen(actor: Actor, pair_id: int) -> Pair | None:
    """A pair the actor looks after or is one of."""
    return db.session.scalar(_whole().where(Pair.id == pair_id, or_(_managed(actor), _own(actor))))


def pair_managed(actor: Actor, pair_id: int) -> Pair | None:
    """A pair of a unit whose pairs the actor looks after."""
    return db.session.scalar(_whole().where(Pair.id == pair_id, _managed(actor)))


def pair_of(one_id: int, other_id: int, today: date) -> Pair | None:
    """The pair that these two are, whoever is the elder."""
    return db.session.scalar(select(Pair).where(_are(one_id, other_id), is_open(today)).order_by(Pair.id).limit(1))


def meetings_of(pair: Pair) -> Select[*tuple[Any, ...]]:
    """Column query of a pair's meetings, the latest first.

    Number, held_on, minutes, words, written_by_id, confirmed_at, confirmed_by (name).
    """
    query = select(
        PairMeeting.id, PairMeeting.held_on, PairMeeting.minutes, PairMeeting.words, PairMeeting.written_by_id,
        PairMeeting.confirmed_at, Person.name.label("confirmed_by"),
    )  # fmt: skip
    query = query.outerjoin(Person, PairMeeting.confirmed_by_id == Person.id).where(PairMeeting.pair_id == pair.id)
    return query.order_by(PairMeeting.held_on.desc())


def _are(one_id: int, other_id: int) -> ColumnElement[bool]:
    """Condition on Pair: it is these two, whoever is the elder."""
    return or_(
        and_(Pair.elder_id == one_id, Pair.younger_id == other_id),
        and_(Pair.elder_id == other_id, Pair.younger_id == one_id),
    )


def meeting_on(pair: Pair, day: date) -> PairMeeting | None:
    """The meeting of the two on a day, also as another pair that they were or are."""
    query = select(PairMeeting).join(Pair, PairMeeting.pair_id == Pair.id)
    query = query.where(_are(pair.elder_id, pair.younger_id), PairMeeting.held_on == day)
    return db.session.scalar(query.order_by(PairMeeting.id).limit(1))


def meeting_seen(actor: Actor, meeting_id: int) -> PairMeeting | None:
    """A meeting of a pair the actor looks after or is one of."""
    query = (
        select(PairMeeting)
        .join(Pair, PairMeeting.pair_id == Pair.id)
        .join(Unit, Pair.unit_id == Unit.id)
        .options(contains_eager(PairMeeting.pair).contains_eager(Pair.unit))
        .where(PairMeeting.id == meeting_id, or_(_managed(actor), _own(actor)))
    )
    return db.session.scalar(query)


def _waiting(actor: Actor) -> list[ColumnElement[bool]]:
    """Conditions on PairMeeting, Pair and Unit: it waits for the actor, who is not one of the two."""
    return [PairMeeting.confirmed_at.is_(None), _managed(actor), ~_own(actor)]


def meetings_to_confirm(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what waits for a third person, the oldest first.

    Number, pair_id, held_on, minutes, words, elder, younger, kind, unit.
    """
    elder, younger = aliased(Person), aliased(Person)
    return (
        select(
            PairMeeting.id, Pair.id.label("pair_id"), PairMeeting.held_on, PairMeeting.minutes, PairMeeting.words,
            elder.name.label("elder"), younger.name.label("younger"), Pair.kind, Unit.name.label("unit"),
        )
        .join(Pair, PairMeeting.pair_id == Pair.id)
        .join(Unit, Pair.unit_id == Unit.id)
        .join(elder, Pair.elder_id == elder.id)
        .join(younger, Pair.younger_id == younger.id)
        .where(*_waiting(actor))
        .order_by(PairMeeting.held_on, PairMeeting.id)
    )  # fmt: skip


def number_to_confirm(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: meetings that wait for a third person."""
    query = select(func.count()).select_from(PairMeeting).join(Pair, PairMeeting.pair_id == Pair.id)
    return query.join(Unit, Pair.unit_id == Unit.id).where(*_waiting(actor))
