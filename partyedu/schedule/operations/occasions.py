"""What gatherings count as: edited beside the themes."""

from sqlalchemy import func, select

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule import queries
from partyedu.schedule.models import EventKind, Occasion


def _checked(name: str, kind: EventKind | None, own_id: int | None = None) -> None:
    taken = db.session.scalar(select(Occasion.id).where(Occasion.name == name, Occasion.id != (own_id or 0)))
    if taken is not None:
        raise Problem(_("已经有这一项了。"), field="name")
    # One event counts once: two occasions of one kind would count each event of it twice.
    other = queries.occasion_of_kind(kind) if kind else None
    if other is not None and other.id != own_id:
        raise Problem(_("这个种类的活动已经算作“%(name)s”了，一个种类只能算一样。", name=other.name), field="kind")


def add_occasion(name: str, kind: EventKind | None = None) -> Occasion:
    """Add something that gatherings count as, at the end. Events of ``kind`` count as it by themselves."""
    _checked(name, kind)
    last = db.session.scalar(select(func.max(Occasion.position))) or 0
    occasion = Occasion(name=name, kind=kind, position=last + 1)
    db.session.add(occasion)
    audit.record("add-occasion", occasion, ["name", "kind"])
    return occasion


def change_occasion(occasion: Occasion, name: str, kind: EventKind | None) -> Occasion:
    """Give an occasion another name or kind; events, plans and requirements of it follow."""
    _checked(name, kind, occasion.id)
    occasion.name, occasion.kind = name, kind
    audit.record("change-occasion", occasion, ["name", "kind"])
    return occasion


def move_occasion(occasion: Occasion, up: bool) -> None:
    """Move an occasion one place up or down among those in use."""
    rows = list(queries.occasions())
    if occasion not in rows:
        return
    place = rows.index(occasion)
    rows.insert(max(0, place - 1) if up else place + 1, rows.pop(place))
    for position, row in enumerate(rows):
        row.position = position
    audit.record("move-occasion", occasion, ["position"])


def archive_occasion(occasion: Occasion) -> None:
    """Offer it no longer; what counted as it stays counted."""
    occasion.archived_at = clock.now()
    audit.record("archive-occasion", occasion, ["archived_at"])


def restore_occasion(occasion: Occasion) -> None:
    """Offer it again."""
    _checked(occasion.name, occasion.kind, occasion.id)
    occasion.archived_at = None
    audit.record("restore-occasion", occasion, ["archived_at"])
