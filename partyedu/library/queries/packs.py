"""Packs: the list, one with what everybody may read of it, and what those who keep it can put in.

What is in a pack is asked anew each time: a piece that was withdrawn drops out of every pack at once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, undefer

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.search import matches
from partyedu.core.uploads import StoredFile
from partyedu.library.models import (
    Courseware,
    CoursewareCategory,
    CoursewareFile,
    CoursewareVersion,
    Pack,
    PackItem,
)
from partyedu.library.queries.courseware import readable
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within


def _kept(actor: Actor | None) -> ColumnElement[bool]:
    return within(actor.reach(Permission.LIBRARY_MANAGE) if actor else ())


def packs_listed(actor: Actor | None, archived: bool = False) -> Select[*tuple[Any, ...]]:
    """Column query of the packs, the newest first; put away ones only for those who keep them.

    Number, title, introduction, made_at, archived_at, unit, number of pieces that can be read.
    """
    number = (
        select(func.count(PackItem.id))
        .join(Courseware, PackItem.courseware_id == Courseware.id)
        .where(PackItem.pack_id == Pack.id, readable())
        .correlate(Pack)
        .scalar_subquery()
    )
    put_away = (Pack.archived_at.is_not(None) & _kept(actor)) if archived else Pack.archived_at.is_(None)
    return (
        select(
            Pack.id, Pack.title, Pack.introduction, Pack.made_at, Pack.archived_at, Unit.name.label("unit"),
            number.label("pieces"),
        )
        .join(Unit, Pack.unit_id == Unit.id)
        .where(put_away)
        .order_by(Pack.made_at.desc(), Pack.id.desc())
    )  # fmt: skip


def _pack() -> Select[*tuple[Any, ...]]:
    return select(Pack).join(Unit, Pack.unit_id == Unit.id).options(contains_eager(Pack.unit))


def pack_seen(actor: Actor | None, pack_id: int) -> Pack | None:
    """A pack everybody may read; one that was put away only for those who keep it."""
    return db.session.scalar(_pack().where(Pack.id == pack_id, or_(Pack.archived_at.is_(None), _kept(actor))))


def pack_kept(actor: Actor, pack_id: int) -> Pack | None:
    """A pack of a unit whose library the actor keeps."""
    return db.session.scalar(_pack().where(Pack.id == pack_id, _kept(actor)))


def pack_of_form(form_key: str) -> Pack | None:
    """The pack that this very form has already made (a double click)."""
    return db.session.scalar(_pack().where(Pack.form_key == form_key))


def _newest() -> Any:
    """The number of the newest version of a piece."""
    later = CoursewareVersion.__table__.alias("later")
    newest = select(func.max(later.c.number)).where(later.c.courseware_id == Courseware.id)
    return newest.correlate(Courseware).scalar_subquery()


def pieces_of(pack: Pack) -> Sequence[Any]:
    """What everybody may read of a pack, in order: number, title, summary, minutes, category, text and number of the
    newest version."""
    query = (
        select(
            Courseware.id, Courseware.title, Courseware.summary, Courseware.minutes,
            CoursewareCategory.name.label("category"), CoursewareVersion.text, CoursewareVersion.id.label("version_id"),
        )
        .select_from(PackItem)
        .join(Courseware, PackItem.courseware_id == Courseware.id)
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .outerjoin(
            CoursewareVersion,
            (CoursewareVersion.courseware_id == Courseware.id) & (CoursewareVersion.number == _newest()),
        )
        .where(PackItem.pack_id == pack.id, readable())
        .order_by(PackItem.position, PackItem.id)
    )  # fmt: skip
    return db.session.execute(query).all()


def texts_of_files(version_ids: Iterable[int | None]) -> dict[int, list[StoredFile]]:
    """The files of some versions with what could be read from them, in one statement."""
    query = (
        select(CoursewareFile.version_id, StoredFile)
        .join(StoredFile, CoursewareFile.stored_file_id == StoredFile.id)
        .options(undefer(StoredFile.text))
        .where(CoursewareFile.version_id.in_([number for number in version_ids if number is not None]))
        .order_by(CoursewareFile.position, CoursewareFile.id)
    )
    grouped: dict[int, list[StoredFile]] = {}
    for version_id, stored in db.session.execute(query):
        grouped.setdefault(version_id, []).append(stored)
    return grouped


def items_of(pack: Pack) -> Sequence[Any]:
    """What was put into a pack, in order, for those who keep it: number, title, whether everybody may read it."""
    query = (
        select(PackItem.id, PackItem.courseware_id, Courseware.title, readable().label("is_readable"))
        .join(Courseware, PackItem.courseware_id == Courseware.id)
        .where(PackItem.pack_id == pack.id)
        .order_by(PackItem.position, PackItem.id)
    )
    return db.session.execute(query).all()


def item_kept(actor: Actor, pack_item_id: int) -> tuple[Pack, PackItem] | None:
    """A piece's place in a pack the actor keeps."""
    query = (
        select(Pack, PackItem)
        .join(PackItem, PackItem.pack_id == Pack.id)
        .join(Unit, Pack.unit_id == Unit.id)
        .where(PackItem.id == pack_item_id, _kept(actor))
    )
    row = db.session.execute(query).first()
    return (row[0], row[1]) if row else None


def ordered_items(pack: Pack) -> list[PackItem]:
    """The places of a pack as rows, in order."""
    query = select(PackItem).where(PackItem.pack_id == pack.id).order_by(PackItem.position, PackItem.id)
    return list(db.session.scalars(query))


def pieces_to_add(pack: Pack, words: str, limit: int = 20) -> Sequence[Any]:
    """Readable pieces that are not in the pack yet, found by words, the newest first: number, title, category."""
    inside = select(PackItem.courseware_id).where(PackItem.pack_id == pack.id)
    query = (
        select(Courseware.id, Courseware.title, CoursewareCategory.name.label("category"))
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .where(readable(), Courseware.id.not_in(inside), matches(Courseware.search_text, words))
        .order_by(Courseware.admitted_at.desc(), Courseware.id.desc())
        .limit(limit)
    )
    return db.session.execute(query).all()


def is_readable(courseware_id: int) -> bool:
    """Whether everybody may read the piece."""
    return db.session.scalar(select(Courseware.id).where(Courseware.id == courseware_id, readable())) is not None
