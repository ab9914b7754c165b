"""Telling people: one notice per person, read in the inbox or told by staff."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.notices.models import AnnouncementPerson, Notice, NoticeKind


def tell(
    person_ids: Iterable[int], kind: NoticeKind, subject: str, url: str = "", detail: str = "", about: str = ""
) -> list[Notice]:
    """Leave a notice for each person.

    ``subject`` is the title of what it is about, ``detail`` what changed (lines), ``url`` where the person can act,
    ``about`` names the row it belongs to (``event:12``), so that the call list of one event can be asked for. The
    audit row is the caller's: telling is part of a change, not a change of its own.
    """
    now = clock.now()
    told = [
        Notice(
            person_id=person_id, kind=kind, subject=subject[:200], url=url, detail=detail, about=about, created_at=now
        )
        for person_id in dict.fromkeys(person_ids)
    ]
    db.session.add_all(told)
    db.session.flush()
    return told


def forget_words(about: str, words: str) -> None:
    """Take words out of the notices about one thing: a title that its owner has withdrawn."""
    for notice in db.session.scalars(select(Notice).where(Notice.about == about)):
        if words in notice.detail:
            notice.detail = notice.detail.replace(words, "…")
            audit.record("forget-words", notice, ["detail"])


def open_notice(notice: Notice) -> Notice:
    """Note that the person has read it; the first time counts."""
    if notice.read_at is None:
        notice.read_at = clock.now()
        audit.record("read", notice, ["read_at"])
    return notice


def open_all(person_id: int) -> None:
    """Note that a person has read everything there is."""
    unread = Notice.person_id == person_id, Notice.read_at.is_(None)
    last = db.session.query(Notice).filter(*unread).order_by(Notice.id.desc()).first()
    if last is not None:
        db.session.execute(update(Notice).where(*unread).values(read_at=clock.now()))
        audit.record("read-all", last, ["read_at"])


def mark_told(notices: Iterable[Notice]) -> None:
    """Note that staff have told a person (by phone, at the door, with a slip): who and when, for each notice."""
    actor = current_actor()
    for notice in notices:
        if notice.told_at is None:
            notice.told_at, notice.told_by_id = clock.now(), actor.person_id if actor else None
            audit.record("tell", notice, ["told_at", "told_by_id"], on_behalf_of=notice.person_id)


def not_told(notice: Notice) -> Notice:
    """Take back that the person has been told: a slip of the finger."""
    notice.told_at, notice.told_by_id = None, None
    audit.record("untell", notice, ["told_at", "told_by_id"], on_behalf_of=notice.person_id)
    return notice


def forget(person_id: int) -> None:
    """What somebody who is erased was told goes with them, and that they were on lists."""
    for table in (Notice, AnnouncementPerson):
        db.session.execute(delete(table).where(table.person_id == person_id))
