"""Telling people: one notice per person, read in the inbox or told by staff."""

from collections.abc import Iterable

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.notices.models import Notice, NoticeKind


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
