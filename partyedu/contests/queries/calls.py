"""Contests: the list for everybody, one of them, those the actor runs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.contests.models import (
    Contest,
    ContestKind,
    ContestState,
    Entry,
    EntryState,
    Judge,
    Judgement,
)
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.library.models import ScoreSheet
from partyedu.library.queries import above_or_at
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within


@dataclass(frozen=True, slots=True)
class ContestFilter:
    """What the list of contests is narrowed to; empty values narrow nothing."""

    kind: ContestKind | None = None
    unit_id: int | None = None


def managed(actor: Actor | None) -> ColumnElement[bool]:
    """Condition on the contest's unit (joined): the actor runs its contests."""
    return within(actor.reach(Permission.CONTEST_MANAGE) if actor else ())


def contests_listed(actor: Actor | None, chosen: ContestFilter, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of the contests the reader may see: what takes entries first, by its last day, then the newest.

    Number, kind, title, closes_on, state, unit, number of entries everybody may read.
    """
    shown = (
        select(func.count())
        .where(Entry.contest_id == Contest.id, Entry.state == EntryState.PUBLISHED, Entry.agrees)
        .scalar_subquery()
    )
    is_open = and_(Contest.state == ContestState.OPEN, or_(Contest.closes_on.is_(None), Contest.closes_on >= today))
    query = (
        select(
            Contest.id, Contest.kind, Contest.title, Contest.closes_on, Contest.state, Unit.name.label("unit"),
            shown.label("shown"),
        )
        .join(Unit, Contest.unit_id == Unit.id)
        .where(or_(Contest.state != ContestState.DRAFT, managed(actor)))
        .order_by(is_open.desc(), Contest.created_at.desc(), Contest.id.desc())
    )  # fmt: skip
    if chosen.kind is not None:
        query = query.where(Contest.kind == chosen.kind)
    return query if chosen.unit_id is None else query.where(Contest.unit_id == chosen.unit_id)


def _contest() -> Select[*tuple[Any, ...]]:
    return (
        select(Contest)
        .join(Unit, Contest.unit_id == Unit.id)
        .options(contains_eager(Contest.unit), joinedload(Contest.sheet))
    )


def contest_for(actor: Actor | None, contest_id: int) -> Contest | None:
    """A contest everybody may open; a draft only for those who run it."""
    seen = or_(Contest.state != ContestState.DRAFT, managed(actor))
    return db.session.scalar(_contest().where(Contest.id == contest_id, seen))


def contest_to_manage(actor: Actor, contest_id: int) -> Contest | None:
    """A contest of a unit whose contests the actor runs."""
    return db.session.scalar(_contest().where(Contest.id == contest_id, managed(actor)))


def contest_of_form(form_key: str) -> Contest | None:
    """The contest that this very form has already made (a double click)."""
    return db.session.scalar(_contest().where(Contest.form_key == form_key))


def unit_choices_for() -> list[tuple[int, str]]:
    """Choices of a filter: the units that have called for something."""
    query = select(Unit.id, Unit.name).where(
        Unit.id.in_(select(Contest.unit_id).where(Contest.state != ContestState.DRAFT))
    )
    return [(key, name) for key, name in db.session.execute(query.order_by(Unit.in_order).limit(200))]


def sheet_choices(actor: Actor) -> list[tuple[int, str]]:
    """Choices of a select: score sheets of the units whose contests the actor runs, and of the units above those."""
    paths = actor.reach(Permission.CONTEST_MANAGE)
    above = {number for path in paths for number in above_or_at(path)}
    query = (
        select(ScoreSheet.id, ScoreSheet.name)
        .join(Unit, ScoreSheet.unit_id == Unit.id)
        .where(ScoreSheet.archived_at.is_(None), or_(within(paths), Unit.id.in_(above)))
        .order_by(ScoreSheet.name, ScoreSheet.id)
        .limit(200)
    )
    return [(key, name) for key, name in db.session.execute(query)]


def waiting_to_manage(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Column query of what waits for those who run contests, at most twenty: number, title, kind, state, number.

    An essay call whose last day has passed (number: 0), entries of a wall that may be shown (how many), a contest
    that all judges have gone through (0).
    """
    to_show = (
        select(func.count())
        .where(Entry.contest_id == Contest.id, Entry.state == EntryState.HANDED_IN, Entry.agrees)
        .scalar_subquery()
    )
    is_wall = Contest.kind == ContestKind.FAMILY_RULE
    closed = and_(Contest.kind == ContestKind.ESSAY, Contest.state == ContestState.OPEN, Contest.closes_on < today)
    wall = and_(is_wall, Contest.state == ContestState.OPEN, to_show > 0)
    judged = and_(Contest.state == ContestState.JUDGING, ~sheet_is_missing())
    return (
        select(Contest.id, Contest.title, Contest.kind, Contest.state, to_show.label("number"))
        .join(Unit, Contest.unit_id == Unit.id)
        .where(managed(actor), or_(closed, wall, judged))
        .order_by(Contest.closes_on, Contest.id)
        .limit(20)
    )


def sheet_is_missing() -> ColumnElement[bool]:
    """Condition on Contest: some judge has not yet scored some entry that is not their own."""
    pair = (
        select(Judge.id)
        .join(Entry, Entry.contest_id == Judge.contest_id)
        .outerjoin(Judgement, and_(Judgement.judge_id == Judge.id, Judgement.entry_id == Entry.id))
        .where(
            Judge.contest_id == Contest.id,
            Entry.state != EntryState.WITHDRAWN,
            Entry.person_id != Judge.person_id,
            Judgement.id.is_(None),
        )
        .correlate(Contest)
    )
    return pair.exists()
