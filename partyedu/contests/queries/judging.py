"""Judging: what a judge has to go through (without names), how far all are, what came of it (for staff only)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.contests.models import (
    Contest,
    ContestState,
    Entry,
    EntryState,
    Judge,
    Judgement,
    JudgementScore,
)
from partyedu.contests.queries.entries import judges
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit


def _seat(actor: Actor) -> ColumnElement[bool]:
    return false() if actor.person_id is None else Judge.person_id == actor.person_id


def is_judge(actor: Actor | None, contest: Contest) -> bool:
    """Whether the actor judges this contest."""
    if actor is None or actor.person_id is None:
        return False
    query = select(Judge.id).where(Judge.contest_id == contest.id, Judge.person_id == actor.person_id)
    return db.session.scalar(query) is not None


def judges_of(contest: Contest) -> Sequence[Any]:
    """The judges of a contest: number, person's number, name, unit, sheets handed in, entries that wait for them."""
    done = select(func.count()).where(Judgement.judge_id == Judge.id).correlate(Judge).scalar_subquery()
    left = (
        select(func.count())
        .select_from(Entry)
        .outerjoin(Judgement, and_(Judgement.entry_id == Entry.id, Judgement.judge_id == Judge.id))
        .where(
            Entry.contest_id == Judge.contest_id,
            Entry.state != EntryState.WITHDRAWN,
            Entry.person_id != Judge.person_id,
            Judgement.id.is_(None),
        )
        .correlate(Judge)
        .scalar_subquery()
    )
    query = (
        select(Judge.id, Judge.person_id, Person.name, Unit.name.label("unit"), done.label("done"), left.label("left"))
        .join(Person, Judge.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(Judge.contest_id == contest.id)
        .order_by(Judge.id)
    )
    return db.session.execute(query).all()


def judge_row(contest: Contest, judge_id: int) -> Judge | None:
    """One judge of a contest."""
    return db.session.scalar(select(Judge).where(Judge.contest_id == contest.id, Judge.id == judge_id))


def has_judgements(judge_id: int) -> bool:
    """Whether a judge has handed in a sheet already."""
    return db.session.scalar(select(Judgement.id).where(Judgement.judge_id == judge_id).limit(1)) is not None


def missing_sheets(contest: Contest) -> int:
    """How many sheets are still to come: every judge for every entry that is not their own."""
    return sum(row.left for row in judges_of(contest))


def judged_contest(actor: Actor, contest_id: int) -> Contest | None:
    """The contest, if the actor judges it and judging goes on."""
    query = (
        select(Contest)
        .join(Judge, Judge.contest_id == Contest.id)
        .options(joinedload(Contest.unit), joinedload(Contest.sheet))
        .where(Contest.id == contest_id, Contest.state == ContestState.JUDGING, _seat(actor))
    )
    return db.session.scalar(query)


def _numbered(contest_id: int) -> Any:
    """Entries of a contest with the number a judge knows them by: the order in which they came in."""
    number = func.row_number().over(order_by=Entry.id).label("number")
    return select(Entry.id, number).where(Entry.contest_id == contest_id).subquery()


def entries_to_judge(actor: Actor, contest: Contest) -> Select[*tuple[Any, ...]]:
    """Column query for a judge: entry's number in the house, its number in the contest, title, own percent or None.

    Never the judge's own entry, never a name.
    """
    numbered = _numbered(contest.id)
    mine = and_(Judgement.entry_id == Entry.id, Judgement.judge_id == Judge.id)
    return (
        select(Entry.id, numbered.c.number, Entry.title, Judgement.percent)
        .join(numbered, numbered.c.id == Entry.id)
        .join(Judge, and_(Judge.contest_id == Entry.contest_id, _seat(actor)))
        .outerjoin(Judgement, mine)
        .where(Entry.contest_id == contest.id, Entry.state != EntryState.WITHDRAWN, Entry.person_id != actor.person_id)
        .order_by(Judgement.percent.is_not(None), numbered.c.number)
    )


def number_of_entry(entry: Entry) -> int:
    """The number by which judges know an entry."""
    query = select(func.count()).where(Entry.contest_id == entry.contest_id, Entry.id <= entry.id)
    return db.session.scalar(query) or 0


def entry_to_judge(actor: Actor, entry_id: int) -> tuple[Entry, Judge] | None:
    """An entry and the actor's seat as its judge: while judging goes on, never their own, never one taken back."""
    query = (
        select(Entry, Judge)
        .join(Entry.contest)
        .join(Judge, Judge.contest_id == Contest.id)
        .options(contains_eager(Entry.contest).joinedload(Contest.sheet))
        .where(
            Entry.id == entry_id,
            _seat(actor),
            Contest.state == ContestState.JUDGING,
            Entry.state != EntryState.WITHDRAWN,
            Entry.person_id != Judge.person_id,
        )
    )
    row = db.session.execute(query).first()
    return (row[0], row[1]) if row else None


def judgement_of(entry: Entry, judge: Judge) -> Judgement | None:
    """What this judge has said about this entry."""
    return db.session.scalar(select(Judgement).where(Judgement.entry_id == entry.id, Judgement.judge_id == judge.id))


def points_of(judgement: Judgement | None) -> dict[int, int]:
    """The points of a judge's sheet by the number of the line."""
    if judgement is None:
        return {}
    query = select(JudgementScore.criterion_id, JudgementScore.points)
    return {key: points for key, points in db.session.execute(query.where(JudgementScore.judgement_id == judgement.id))}


def results(actor: Actor, contest: Contest) -> Select[*tuple[Any, ...]]:
    """Column query for those who run a contest, the highest mean first; scores are for them and never published.

    Number, title, prize, state, agrees, author, mean percent (one decimal, None without a sheet), number of sheets.
    Without names while the actor judges it.
    """
    mean = func.round(func.avg(Judgement.percent), 1)
    return (
        select(
            Entry.id, Entry.title, Entry.prize, Entry.state, Entry.agrees,
            case((judges(actor), ""), else_=Person.name).label("author"),
            mean.label("mean"), func.count(Judgement.id).label("sheets"),
        )
        .join(Contest, Entry.contest_id == Contest.id)
        .join(Person, Entry.person_id == Person.id)
        .outerjoin(Judgement, Judgement.entry_id == Entry.id)
        .where(Entry.contest_id == contest.id, Entry.state != EntryState.WITHDRAWN)
        .group_by(Entry.id, Entry.title, Entry.prize, Entry.state, Entry.agrees, Person.name, Contest.id)
        .order_by(func.coalesce(func.avg(Judgement.percent), -1).desc(), Entry.id)
    )  # fmt: skip


def remarks_on(entry: Entry) -> Sequence[str]:
    """What judges wrote about an entry, without their names."""
    query = select(Judgement.text).where(Judgement.entry_id == entry.id, Judgement.text != "")
    return db.session.scalars(query.order_by(Judgement.id)).all()


def to_judge(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of contests that wait for the actor as a judge: number, title, entries without their sheet."""
    scored = select(Judgement.id).where(Judgement.entry_id == Entry.id, Judgement.judge_id == Judge.id).exists()
    return (
        select(Contest.id, Contest.title, func.count(Entry.id).label("number"))
        .join(Judge, Judge.contest_id == Contest.id)
        .join(Entry, Entry.contest_id == Contest.id)
        .where(
            _seat(actor),
            Contest.state == ContestState.JUDGING,
            Entry.state != EntryState.WITHDRAWN,
            Entry.person_id != Judge.person_id,
            ~scored,
        )
        .group_by(Contest.id, Contest.title)
        .order_by(Contest.id)
        .limit(10)
    )
