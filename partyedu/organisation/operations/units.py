"""The tree of units: grow it, name it, hang a unit elsewhere, put it away and take it back."""

from datetime import date

from sqlalchemy import func, select, update

from partyedu.core import audit, clock, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.organisation import queries
from partyedu.organisation.models import DailyBelonging, Unit, UnitKind, in_order, kinds_below
from partyedu.organisation.operations import belonging

_LEVELS = list(UnitKind)
_DEEPEST = 12


def add(
    parent: Unit,
    name: str,
    kind: UnitKind,
    code: str | None = None,
    ends_on: date | None = None,
    label: str = "",
) -> Unit:
    """A new unit at the end of those below ``parent``. ``ends_on``: the last day of a temporary group.

    ``label``: what sort it is in the words of the place (城市社区, 安置社区 …); figures can be told apart by it.
    """
    if kind is not UnitKind.TEMPORARY_GROUP:
        ends_on = None
    elif ends_on is not None and ends_on < clock.today():
        raise Problem(_("结束的日子已经过了。"), "ends_on")
    _fits_below(parent, kind)
    _code_is_free(code)
    _name_is_free(parent, name)
    last = db.session.scalar(select(func.max(Unit.position)).where(Unit.parent_id == parent.id))
    unit = Unit(parent_id=parent.id, name=name, kind=kind, code=code or None, path="", position=(last or 0) + 1)
    unit.ends_on, unit.label = ends_on, label
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path}{unit.id}/"
    audit.record("add", unit)
    _touch()
    return unit


def edit(
    unit: Unit, version: int | None, name: str, kind: UnitKind, code: str | None = None, label: str | None = None
) -> Unit:
    """Rename a unit, say of what kind and sort it is and how scripts call it. ``label`` None: it stays."""
    label = unit.label if label is None else label
    theirs = {"name": unit.name, "kind": unit.kind, "code": unit.code or "", "label": unit.label}
    typed = {"name": name, "kind": kind, "code": code or "", "label": label}
    changed = [field for field, value in typed.items() if theirs[field] != value]
    checked_version(unit, version, theirs)
    if unit.parent is not None:
        _fits_below(unit.parent, kind)
        _name_is_free(unit.parent, name, besides=unit.id)
    _fits_above(unit, kind)
    if kind is UnitKind.TEMPORARY_GROUP and unit.kind is not kind and queries.active_members_below(unit):
        raise Problem(_("这里有以它为所在组织的党员，不能改成临时党小组。"), "kind")
    _code_is_free(code, besides=unit.id)
    unit.name, unit.kind, unit.code, unit.label = name, kind, code or None, label
    audit.record("edit", unit, changed)
    _touch()
    return unit


def set_end(unit: Unit, version: int | None, ends_on: date | None) -> Unit:
    """Say until when a temporary group lasts; after its last day its members are at home again, by themselves."""
    if unit.kind is not UnitKind.TEMPORARY_GROUP:
        raise Problem(_("只有临时党小组才有结束的日子。"), "ends_on")
    if ends_on is None:
        raise Problem(_("请填写临时党小组到哪一天结束。"), "ends_on")
    if ends_on < unit_begins(unit):
        raise Problem(_("结束的日子早于小组开始的日子。"), "ends_on")
    checked_version(unit, version, {"ends_on": unit.ends_on})
    unit.ends_on = ends_on
    audit.record("set-end", unit, ["ends_on"])
    db.session.flush()
    belonging.follow_calendar()
    _touch()
    return unit


def unit_begins(unit: Unit) -> date:
    """The first day somebody takes part in a group; today for one that has nobody yet."""
    first = db.session.scalar(select(func.min(DailyBelonging.since_on)).where(DailyBelonging.unit_id == unit.id))
    return first or clock.today()


def move(actor: Actor, unit: Unit, parent_id: int) -> Unit:
    """Hang a unit, with all below it, under another one. Needs the right over the old and the new parent."""
    _may_place(actor, unit)
    parent = queries.unit_reached(actor, Permission.UNITS_EDIT, parent_id)
    if parent is None or parent.archived_at:
        raise Problem(_("没有这个组织。"), "parent")
    if parent.path.startswith(unit.path):
        raise Problem(_("不能移到自己下面。"), "parent")
    if parent.id == unit.parent_id:
        return unit
    _fits_below(parent, unit.kind, field="parent")
    _name_is_free(parent, unit.name, field="parent")
    deepest = max(below.depth for below in queries.subtree(unit))
    if parent.depth + 1 + deepest - unit.depth > _DEEPEST:
        raise Problem(_("层级太深了。"), "parent")
    last = db.session.scalar(select(func.max(Unit.position)).where(Unit.parent_id == parent.id))
    _rehang(unit, f"{parent.path}{unit.id}/", parent.in_order, (last or 0) + 1)
    unit.parent_id = parent.id
    unit.version += 1
    audit.record("move", unit, ["parent_id", "path"])
    db.session.flush()
    _touch()
    return unit


def shift(actor: Actor, unit: Unit, step: int) -> None:
    """Move a unit up (-1) or down (1) among those beside it; nothing happens at either end."""
    _may_place(actor, unit)
    row = list(queries.siblings(unit))
    at = next(place for place, other in enumerate(row) if other.id == unit.id)
    to = at + (1 if step > 0 else -1)
    if not 0 <= to < len(row):
        return
    row[at], row[to] = row[to], row[at]
    for place, other in enumerate(row, 1):
        if other.position != place:
            _rehang(other, other.path, other.parent.in_order if other.parent else "", place)
    audit.record("shift", unit, ["position"])
    db.session.flush()
    _touch()


def _rehang(unit: Unit, path: str, above: str, position: int) -> None:
    """Give a unit another path or place; all below it goes along."""
    old, key = unit.path, in_order(above, position, unit.id)
    db.session.execute(
        update(Unit).where(queries.within([old])).values(
            path=path + func.substr(Unit.path, len(old) + 1),
            in_order=key + func.substr(Unit.in_order, len(unit.in_order) + 1),
        ),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    db.session.refresh(unit)
    unit.position = position


def archive(actor: Actor, unit: Unit) -> None:
    """Put a unit and all below it away; it can be taken back for 30 days. Not while members belong to it."""
    _may_place(actor, unit)
    members = queries.active_members_below(unit)
    if members:
        raise Problem(
            _("“%(unit)s”里还有 %(n)s 名在册党员，请先把他们转到别的组织，再停用。", unit=unit.name, n=members)
        )
    now = clock.now()
    for below in queries.subtree(unit):
        if below.archived_at is None:
            below.archived_at = now
            below.version += 1
            audit.record("archive", below, ["archived_at"])
    db.session.flush()
    belonging.follow_calendar()
    _touch()


def restore(unit: Unit) -> None:
    """Take a unit back, with all that was put away together with it."""
    if unit.archived_at is None:
        return
    if unit.parent is not None and unit.parent.archived_at is not None:
        raise Problem(_("它的上级组织也停用了，请先恢复上级组织。"))
    together = unit.archived_at
    for below in queries.subtree(unit):
        if below.archived_at == together:
            below.archived_at = None
            below.version += 1
            audit.record("restore", below, ["archived_at"])
    db.session.flush()
    belonging.follow_calendar()
    _touch()


def _touch() -> None:
    watch.touch("schedule", "speakers", "screens")  # names of units stand on all of them


def _may_place(actor: Actor, unit: Unit) -> None:
    """Where a unit hangs and whether it stays is decided by those who look after the unit above."""
    if unit.parent is None:
        raise Problem(_("最上面的组织不能移动，也不能停用。"))
    if not actor.may(Permission.UNITS_EDIT, unit.parent.path):
        raise Problem(_("这一步要由上级组织的工作人员来办。"))


def _fits_below(parent: Unit, kind: UnitKind, field: str = "kind") -> None:
    if parent.archived_at is not None:
        raise Problem(_("上级组织已经停用。"), field)
    if parent.kind is UnitKind.TEMPORARY_GROUP:
        raise Problem(_("临时党小组下面不再设组织。"), field)
    if kind not in kinds_below(parent):
        raise Problem(_("它不能比上级组织还大，请换一个级别。"), field)
    if parent.depth >= _DEEPEST:
        raise Problem(_("层级太深了。"), field)


def _fits_above(unit: Unit, kind: UnitKind) -> None:
    below = db.session.scalars(select(Unit.kind).where(Unit.parent_id == unit.id, Unit.archived_at.is_(None)))
    if any(_LEVELS.index(child) < _LEVELS.index(kind) for child in below):
        raise Problem(_("它下面有更大的组织，请换一个级别。"), "kind")


def _name_is_free(parent: Unit, name: str, besides: int | None = None, field: str = "name") -> None:
    query = select(Unit.id).where(Unit.parent_id == parent.id, Unit.name == name, Unit.archived_at.is_(None))
    if db.session.scalar(query.where(Unit.id != (besides or 0))):
        raise Problem(_("“%(parent)s”下面已经有“%(name)s”了。", parent=parent.name, name=name), field)


def _code_is_free(code: str | None, besides: int | None = None) -> None:
    if code and db.session.scalar(select(Unit.id).where(Unit.code == code, Unit.id != (besides or 0))):
        raise Problem(_("这个代号已经有组织在用，请换一个。"), "code")
