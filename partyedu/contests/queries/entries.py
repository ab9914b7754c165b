"""Entries: what everybody may read, one's own, those of a contest the actor runs; their pages and photos.

What everybody reads is decided here each time it is asked, never kept: consent that is taken back holds at once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.contests.models import (
    Contest,
    ContestKind,
    ContestState,
    Entry,
    EntryFile,
    EntryState,
    Judge,
)
from partyedu.contests.queries.calls import managed
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.organisation.models import Person, Unit


def shown() -> ColumnElement[bool]:
    """Condition on Entry and Contest: everybody may read it; its author agrees, and it was published."""
    told = or_(
        Contest.state == ContestState.PUBLISHED,
        and_(Contest.kind == ContestKind.FAMILY_RULE, Contest.state == ContestState.OPEN),
    )
    return and_(Entry.state == EntryState.PUBLISHED, Entry.agrees, told)


def own(actor: Actor | None) -> ColumnElement[bool]:
    """Condition: the entry is the actor's own."""
    return false() if actor is None or actor.person_id is None else Entry.person_id == actor.person_id


def judges(actor: Actor | None) -> ColumnElement[bool]:
    """Condition: the actor judges this contest, and judging goes on."""
    if actor is None or actor.person_id is None:
        return false()
    seat = exists().where(Judge.contest_id == Contest.id, Judge.person_id == actor.person_id)
    return and_(Contest.state == ContestState.JUDGING, seat)


def _run(actor: Actor | None) -> ColumnElement[bool]:
    """Condition: the actor runs the contest, and the names are not hidden from them because they judge it now."""
    return and_(managed(actor), Entry.state != EntryState.WITHDRAWN, ~judges(actor))


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(Entry)
        .join(Entry.contest)
        .join(Unit, Contest.unit_id == Unit.id)
        .options(contains_eager(Entry.contest).contains_eager(Contest.unit), joinedload(Entry.person))
    )


def entry_for(actor: Actor | None, entry_id: int) -> Entry | None:
    """An entry this reader may read under its author's name: published ones, one's own, those of contests one runs."""
    return db.session.scalar(_entries().where(Entry.id == entry_id, or_(shown(), own(actor), _run(actor))))


def entry_to_manage(actor: Actor, entry_id: int) -> Entry | None:
    """An entry of a contest the actor runs, to publish it or give it a prize; a page of it is ``entry_for``."""
    standing = Entry.state != EntryState.WITHDRAWN
    return db.session.scalar(_entries().where(Entry.id == entry_id, managed(actor), standing))


def entry_managed_openly(actor: Actor, entry_id: int) -> Entry | None:
    """An entry of a contest the actor runs, to be read and changed for its author; not while they judge it."""
    return db.session.scalar(_entries().where(Entry.id == entry_id, _run(actor)))


def my_entry(actor: Actor, entry_id: int) -> Entry | None:
    """The actor's own entry."""
    return db.session.scalar(_entries().where(Entry.id == entry_id, own(actor)))


def entry_of_person(contest: Contest, person_id: int | None) -> Entry | None:
    """What somebody has handed in for a contest, taken back or not."""
    if person_id is None:
        return None
    return db.session.scalar(_entries().where(Entry.contest_id == contest.id, Entry.person_id == person_id))


def entry_of_form(form_key: str) -> Entry | None:
    """The entry that this very form has already made (a double click)."""
    return db.session.scalar(_entries().where(Entry.form_key == form_key))


def my_entries(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what the actor handed in, the latest first: number, title, state, prize, contest's, its state."""
    return (
        select(
            Entry.id, Entry.title, Entry.state, Entry.prize, Contest.title.label("contest"),
            Contest.state.label("contest_state"), Entry.agrees,
        )
        .join(Contest, Entry.contest_id == Contest.id)
        .where(own(actor))
        .order_by(Entry.handed_in_at.desc(), Entry.id.desc())
    )  # fmt: skip


def published_entries(contest: Contest) -> Select[*tuple[Any, ...]]:
    """Column query of what everybody may read of a contest: by prize, the highest first; never a score.

    Number, title, text, prize, name and public_name of the author (to be shown as they chose).
    """
    order = {prize: place for place, prize in enumerate(contest.prize_list)}
    by_prize = case(order, value=Entry.prize, else_=len(order)) if order else Entry.id * 0
    return (
        select(Entry.id, Entry.title, Entry.text, Entry.prize, Person.name, Person.public_name)
        .join(Contest, Entry.contest_id == Contest.id)
        .join(Person, Entry.person_id == Person.id)
        .where(Entry.contest_id == contest.id, shown())
        .order_by(by_prize, Entry.published_at.desc(), Entry.id.desc())
    )


def entries_on_wall(contest: Contest, limit: int = 60) -> Sequence[Any]:
    """The newest family rules for a printed wall, as ``published_entries``."""
    return db.session.execute(published_entries(contest).limit(limit)).all()


def entries_managed(actor: Actor, contest: Contest, state: EntryState | None = None) -> Select[*tuple[Any, ...]]:
    """Column query of what was handed in, for those who run the contest: number, title, state, agrees, prize,
    handed_in_at, published_at, author, unit, who typed. Without names while the actor judges it."""
    typist = select(Person.name).where(Person.id == Entry.typed_by_id).correlate(Entry).scalar_subquery()
    nobody = judges(actor)
    query = (
        select(
            Entry.id, Entry.title, Entry.state, Entry.agrees, Entry.prize, Entry.handed_in_at, Entry.published_at,
            case((nobody, ""), else_=Person.name).label("author"), case((nobody, ""), else_=Unit.name).label("unit"),
            case((nobody, ""), else_=typist).label("typed_by"),
        )
        .join(Contest, Entry.contest_id == Contest.id)
        .join(Person, Entry.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(Entry.contest_id == contest.id, Entry.state != EntryState.WITHDRAWN)
        .order_by(Entry.id)
    )  # fmt: skip
    return query if state is None else query.where(Entry.state == state)


def entry_counts(contest: Contest) -> dict[EntryState, int]:
    """How many entries stand in each state."""
    query = select(Entry.state, func.count()).where(Entry.contest_id == contest.id).group_by(Entry.state)
    counted = {state: number for state, number in db.session.execute(query)}
    return {state: counted.get(state, 0) for state in EntryState}


def files_of(entry_id: int) -> Sequence[EntryFile]:
    """The photos of an entry, in order."""
    query = select(EntryFile).where(EntryFile.entry_id == entry_id).options(joinedload(EntryFile.stored_file))
    return db.session.scalars(query.order_by(EntryFile.position, EntryFile.id)).all()


def file_ids_by_entry(entry_ids: Iterable[int]) -> dict[int, list[int]]:
    """Numbers of the photos of some entries, in one statement."""
    query = select(EntryFile.entry_id, EntryFile.id).where(EntryFile.entry_id.in_(list(entry_ids)))
    grouped: dict[int, list[int]] = {}
    for entry_id, file_id in db.session.execute(query.order_by(EntryFile.position, EntryFile.id)):
        grouped.setdefault(entry_id, []).append(file_id)
    return grouped


def file_for(actor: Actor | None, entry_file_id: int) -> StoredFile | None:
    """A photo of an entry, for those who may read the entry, and for its judges."""
    judged = and_(judges(actor), Entry.state != EntryState.WITHDRAWN)
    query = (
        select(StoredFile)
        .join(EntryFile, EntryFile.stored_file_id == StoredFile.id)
        .join(Entry, EntryFile.entry_id == Entry.id)
        .join(Contest, Entry.contest_id == Contest.id)
        .join(Unit, Contest.unit_id == Unit.id)
        .where(EntryFile.id == entry_file_id, or_(shown(), own(actor), _run(actor), judged))
    )
    return db.session.scalar(query)
