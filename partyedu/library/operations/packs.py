"""Packs: made, their pieces put in, ordered and taken out, put away."""

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.library.models import Pack, PackItem
from partyedu.library.queries import packs
from partyedu.organisation.queries import unit_reached

PIECES_AT_MOST = 30


def make_pack(actor: Actor, unit_id: int, title: str, introduction: str = "", form_key: str | None = None) -> Pack:
    """Make an empty pack; the same form sent twice makes one."""
    if form_key and (made := packs.pack_of_form(form_key)) is not None:
        return made
    unit = unit_reached(actor, Permission.LIBRARY_MANAGE, unit_id or 0)
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选择组织。"), field="unit_id")
    pack = Pack(unit_id=unit.id, title=title, introduction=introduction, made_at=clock.now(), form_key=form_key or None)
    pack.version = 1
    db.session.add(pack)
    db.session.flush()
    audit.record("make-pack", pack)
    return pack


def change_pack(pack: Pack, version: int | None, title: str, introduction: str = "") -> Pack:
    """Change the words of a pack."""
    typed = {"title": title, "introduction": introduction}
    theirs = {name: getattr(pack, name) for name, value in typed.items() if getattr(pack, name) != value}
    checked_version(pack, version, theirs)
    pack.title, pack.introduction = title, introduction
    audit.record("change-pack", pack, theirs)
    return pack


def put_in(pack: Pack, courseware_id: int) -> PackItem:
    """Put a piece at the end of a pack; one that is in it already stays where it is."""
    items = packs.ordered_items(pack)
    for item in items:
        if item.courseware_id == courseware_id:
            return item
    if not packs.is_readable(courseware_id):
        raise Problem(_("这一篇现在不能放进来，请换一篇。"))
    if len(items) >= PIECES_AT_MOST:
        raise Problem(_("一个学习包最多放 %(n)s 篇。", n=PIECES_AT_MOST))
    last = max((item.position for item in items), default=0)
    item = PackItem(pack_id=pack.id, courseware_id=courseware_id, position=last + 1)
    db.session.add(item)
    db.session.flush()
    audit.record("put-in", item)
    return item


def move_piece(pack: Pack, item: PackItem, up: bool) -> None:
    """Move a piece one place up or down; at an end it stays."""
    rows = packs.ordered_items(pack)
    place = next(number for number, row in enumerate(rows) if row.id == item.id)
    rows.insert(max(0, place - 1) if up else place + 1, rows.pop(place))
    for number, row in enumerate(rows, 1):
        row.position = number
    audit.record("move-piece", item, ["position"])


def take_out(pack: Pack, item: PackItem) -> None:
    """Take a piece out of a pack."""
    audit.record("take-out", pack, ["pieces"])
    db.session.delete(item)
    db.session.flush()


def archive_pack(pack: Pack) -> Pack:
    """Put a pack away."""
    pack.archived_at = pack.archived_at or clock.now()
    pack.version += 1
    audit.record("archive-pack", pack, ["archived_at"])
    return pack


def restore_pack(pack: Pack) -> Pack:
    """Take a pack into use again."""
    pack.archived_at = None
    pack.version += 1
    audit.record("restore-pack", pack, ["archived_at"])
    return pack
