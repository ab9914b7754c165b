"""What comes back from those who read and those who teach: likes without a name, and where a piece was used."""

import hashlib
import hmac
from datetime import timedelta

from partyedu.core import audit
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.gate import Gate
from partyedu.core.words import _, _l
from partyedu.library import queries
from partyedu.library.access import is_readable
from partyedu.library.models import Courseware, CoursewareLike, CoursewareUse
from partyedu.schedule.models import Event


def like_key(courseware_id: int, browser: str, person_id: int | None = None) -> str:
    """The key of a like: a hash for this one piece under the random name of the ``browser``, which stands in its cookie
    and nowhere in the centre. So no two likes look alike, people who share a browser have their own, and whoever has
    the database and every key of this machine cannot try out whose they are."""
    whose = f"partyedu like {courseware_id} {person_id or 0}"
    return hmac.new(browser.encode(), whose.encode(), hashlib.sha256).hexdigest()


# A browser that throws its cookies away is a new device every time: likes without a sign-in come one by one.
gate = Gate("likes", 30, timedelta(minutes=10), _l("这台设备刚刚点了好多赞，请等 %(n)s 秒再点，或者登录以后再点。"))
# Nor does it help to sign in: for the same piece a person has a few tries a day, whatever browser they come with.
same_gate = Gate("likes of a piece", 3, timedelta(days=1), _l("这一课您今天已经赞过好几次了，明天再点吧。"))


def like(piece: Courseware, key: str, address: str | None = None, person_id: int | None = None) -> None:
    """Like a piece, once per browser and person; a second time changes nothing.

    ``address``: of a device where nobody has signed in; too many likes from there have to wait, as have too many of a
    person for the same piece (``TooSoon``). Both are remembered in memory only.
    """
    if queries.like_of(piece.id, key) is None:
        if address is not None:
            gate.knock(address)
        if person_id is not None:
            same_gate.knock(f"{piece.id} {person_id}")
        db.session.add(CoursewareLike(courseware_id=piece.id, key=key))
        db.session.flush()
        audit.record_anonymous("like", piece)


def unlike(piece: Courseware, key: str) -> None:
    """Take one's like back."""
    row = queries.like_of(piece.id, key)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
        audit.record_anonymous("unlike", piece)


def use(courseware: Courseware, event: Event) -> CoursewareUse:
    """Note that a piece is taught at an event (a class meeting, a delivered order); once for each event.

    Raises ``Problem`` for a piece that does not stand in the library.
    """
    query = db.select(CoursewareUse).filter_by(courseware_id=courseware.id, event_id=event.id)
    standing = db.session.scalar(query)
    if standing is not None:
        return standing
    if not is_readable(courseware):
        raise Problem(_("《%(title)s》现在不在资源库里，不能选用。", title=courseware.title))
    row = CoursewareUse(courseware_id=courseware.id, event_id=event.id)
    db.session.add(row)
    audit.record("use", row, ["event_id"])
    return row


def stop_using(courseware_id: int, event: Event) -> None:
    """Note that a piece is not taught at the event after all."""
    query = db.select(CoursewareUse).filter_by(courseware_id=courseware_id, event_id=event.id)
    row = db.session.scalar(query)
    if row is not None:
        audit.record("stop-using", row, ["event_id"])
        db.session.delete(row)
        db.session.flush()
