"""Needs: what members want to learn, followed to event, course and result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.attendance.models import HERE, Attendance
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.core.uploads import StoredFile
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import unit_reached, within
from partyedu.schedule.models import Event
from partyedu.surveys.models import Need, NeedEvent, NeedFile, NeedKind, NeedSource, NeedState

STANDING = (NeedState.NOTED, NeedState.TAKEN_UP)


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """What the list of needs is narrowed to; empty values narrow nothing. ``state`` may be ``open``."""

    state: str = ""
    kind: str = ""
    source: str = ""
    unit_id: int | None = None
    words: str = ""


def _followed(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.SURVEY_MANAGE))


def needs_listed(actor: Actor, chosen: NeedFilter) -> Select[*tuple[Any, ...]]:
    """Column query of the needs the actor follows, the latest first.

    Number, title, kind, source, state, heard_on, people, unit, number of events it led to, result, reason aside.
    """
    events = select(func.count()).where(NeedEvent.need_id == Need.id).correlate(Need).scalar_subquery()
    query = (
        select(
            Need.id, Need.title, Need.kind, Need.source, Need.state, Need.heard_on, Need.people,
            Unit.name.label("unit"), events.label("events"), Need.result, Need.aside_reason,
        )
        .join(Unit, Need.unit_id == Unit.id)
        .where(_followed(actor), *_narrowed(actor, chosen))
    )  # fmt: skip
    return query.order_by(Need.heard_on.desc(), Need.id.desc())


def _narrowed(actor: Actor, chosen: NeedFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.state == "open":
        conditions.append(Need.state.in_(STANDING))
    elif chosen.state in list(NeedState):
        conditions.append(Need.state == NeedState(chosen.state))
    if chosen.kind in list(NeedKind):
        conditions.append(Need.kind == NeedKind(chosen.kind))
    if chosen.source in list(NeedSource):
        conditions.append(Need.source == NeedSource(chosen.source))
    if chosen.unit_id:
        unit = unit_reached(actor, Permission.SURVEY_MANAGE, chosen.unit_id)
        conditions.append(within([unit.path] if unit else []))
    if chosen.words.strip():
        conditions.append(matches(Need.search_text, chosen.words))
    return conditions


def need_followed(actor: Actor, need_id: int) -> Need | None:
    """The need with its unit and survey, if the actor follows the needs of its unit."""
    query = (
        select(Need)
        .join(Unit, Need.unit_id == Unit.id)
        .options(contains_eager(Need.unit), joinedload(Need.survey))
        .where(Need.id == need_id, _followed(actor))
    )
    return db.session.scalar(query)


def events_of(need_id: int) -> Sequence[Any]:
    """The events a need led to, in order of time: number, kind, title, start, end, status, how many were there."""
    there = (
        select(func.count())
        .where(Attendance.event_id == Event.id, Attendance.state.in_(HERE))
        .correlate(Event)
        .scalar_subquery()
    )
    query = (
        select(
            Event.id, Event.kind, Event.title, Event.starts_at, Event.ends_at, Event.status,
            there.label("there"),
        )
        .join(NeedEvent, NeedEvent.event_id == Event.id)
        .where(NeedEvent.need_id == need_id)
        .order_by(Event.starts_at, Event.id)
    )  # fmt: skip
    return db.session.execute(query).all()


def event_of_need(need_id: int, event_id: int) -> NeedEvent | None:
    """That a need led to an event."""
    return db.session.scalar(select(NeedEvent).where(NeedEvent.need_id == need_id, NeedEvent.event_id == event_id))


def event_to_take_up(actor: Actor, event_id: int) -> Event | None:
    """An event of the actor's units."""
    query = select(Event).join(Unit, Event.unit_id == Unit.id).where(Event.id == event_id)
    return db.session.scalar(query.where(within(actor.reach(Permission.SURVEY_MANAGE))))


def files_of(need_id: int) -> Sequence[Any]:
    """The photos and papers of a need: number, name, kind, whether there is a small picture."""
    query = (
        select(NeedFile.id, StoredFile.name, StoredFile.kind, StoredFile.preview_key)
        .join(StoredFile, NeedFile.stored_file_id == StoredFile.id)
        .where(NeedFile.need_id == need_id)
        .order_by(NeedFile.id)
    )
    return db.session.execute(query).all()


def file_of_need(actor: Actor, need_file_id: int) -> NeedFile | None:
    """One photo or paper, if the actor follows the need."""
    query = (
        select(NeedFile)
        .join(Need, NeedFile.need_id == Need.id)
        .join(Unit, Need.unit_id == Unit.id)
        .options(joinedload(NeedFile.stored_file))
        .where(NeedFile.id == need_file_id, _followed(actor))
    )
    return db.session.scalar(query)


def needs_of_survey(actor: Actor, survey_id: int) -> Sequence[Any]:
    """The needs that were noted from a survey and that the actor follows: number, title, state."""
    query = select(Need.id, Need.title, Need.state).join(Unit, Need.unit_id == Unit.id)
    query = query.where(Need.survey_id == survey_id, _followed(actor)).order_by(Need.id).limit(50)
    return db.session.execute(query).all()


def needs_to_choose(actor: Actor, permission: Permission = Permission.SURVEY_MANAGE) -> list[tuple[int, str]]:
    """Choices of a select: the needs of the actor's units that wait for an answer, the latest first.

    ``permission``: the one whose reach counts (courses ask with their own).
    """
    query = (
        select(Need.id, Need.title)
        .join(Unit, Need.unit_id == Unit.id)
        .where(within(actor.reach(permission)), Need.state.in_(STANDING))
        .order_by(Need.heard_on.desc(), Need.id.desc())
        .limit(200)
    )
    return [(number, title) for number, title in db.session.execute(query)]


def numbers_of_needs(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: how many needs of the actor's units nobody has taken up yet."""
    query = select(func.count()).select_from(Need).where(Need.state == NeedState.NOTED)
    return query.join(Unit, Need.unit_id == Unit.id).where(_followed(actor))
