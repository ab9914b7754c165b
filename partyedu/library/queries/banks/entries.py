"""Projects, cases and partner units: everybody reads them; who answers for one is named to those who sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.core.uploads import StoredFile
from partyedu.library.models import BankEntry, BankFile, BankKind
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list of entries is narrowed to. ``state``: "" for those in use, ``archived``."""

    words: str = ""
    unit_id: int | None = None
    state: str = ""


def _kept(actor: Actor | None) -> ColumnElement[bool]:
    return within(actor.reach(Permission.LIBRARY_MANAGE) if actor else ())


def entries_listed(actor: Actor | None, kind: BankKind, chosen: EntryFilter) -> Select[*tuple[Any, ...]]:
    """Column query of one bank, the newest first; put away ones only for those who keep them.

    Number, title, summary, done, outcome, partner, begun_on, ended_on, archived_at, unit.
    """
    query = (
        select(
            BankEntry.id, BankEntry.title, BankEntry.summary, BankEntry.done, BankEntry.outcome, BankEntry.partner,
            BankEntry.begun_on, BankEntry.ended_on, BankEntry.archived_at, Unit.name.label("unit"),
        )
        .join(Unit, BankEntry.unit_id == Unit.id)
        .where(BankEntry.kind == kind)
        .order_by(BankEntry.begun_on.is_(None), BankEntry.begun_on.desc(), BankEntry.id.desc())
    )  # fmt: skip
    if chosen.state == "archived":
        query = query.where(BankEntry.archived_at.is_not(None), _kept(actor))
    else:
        query = query.where(BankEntry.archived_at.is_(None))
    if chosen.words.strip():
        query = query.where(matches(BankEntry.search_text, chosen.words))
    return query if chosen.unit_id is None else query.where(BankEntry.unit_id == chosen.unit_id)


def _entry() -> Select[*tuple[Any, ...]]:
    return (
        select(BankEntry)
        .join(Unit, BankEntry.unit_id == Unit.id)
        .options(contains_eager(BankEntry.unit), joinedload(BankEntry.contact))
    )


def entry_seen(actor: Actor | None, entry_id: int) -> BankEntry | None:
    """An entry everybody may read; one that was put away only for those who keep it."""
    return db.session.scalar(
        _entry().where(BankEntry.id == entry_id, or_(BankEntry.archived_at.is_(None), _kept(actor)))
    )


def units_with_entries(kind: BankKind) -> list[tuple[int, str]]:
    """Choices of a filter: the units that have projects, cases or partners."""
    with_entries = select(BankEntry.unit_id).where(BankEntry.kind == kind, BankEntry.archived_at.is_(None))
    query = select(Unit.id, Unit.name).where(Unit.id.in_(with_entries)).order_by(Unit.in_order).limit(300)
    return [(key, name) for key, name in db.session.execute(query)]


def entry_kept(actor: Actor, entry_id: int) -> BankEntry | None:
    """An entry of a unit whose library the actor keeps."""
    return db.session.scalar(_entry().where(BankEntry.id == entry_id, _kept(actor)))


def entry_of_form(form_key: str) -> BankEntry | None:
    """The entry that this very form has already made (a double click)."""
    return db.session.scalar(_entry().where(BankEntry.form_key == form_key))


def entry_files(entry_id: int) -> Sequence[BankFile]:
    """The files of an entry, as they came."""
    query = select(BankFile).where(BankFile.entry_id == entry_id).options(joinedload(BankFile.stored_file))
    return db.session.scalars(query.order_by(BankFile.id)).all()


def entry_file_for(actor: Actor, bank_file_id: int) -> StoredFile | None:
    """A file of a project or case, for those who sign in and may read the entry."""
    query = (
        select(StoredFile)
        .join(BankFile, BankFile.stored_file_id == StoredFile.id)
        .join(BankEntry, BankFile.entry_id == BankEntry.id)
        .join(Unit, BankEntry.unit_id == Unit.id)
        .where(BankFile.id == bank_file_id, or_(BankEntry.archived_at.is_(None), _kept(actor)))
    )
    return db.session.scalar(query)


def contact_briefly(person: Person | None) -> str:
    """The name of who answers for something, as everybody may read it."""
    return person.shown_name if person is not None else ""
