"""Score sheets and their lines: those one keeps, those one may score by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.library.models import Criterion, ScoreSheet
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within


def above_or_at(path: str) -> list[int]:
    """Numbers of a unit and of those above it, the uppermost first."""
    return [int(number) for number in path.strip("/").split("/") if number]


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    return within(actor.reach(Permission.LIBRARY_MANAGE))


def sheets_listed(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of the sheets the actor keeps, those in use first: id, name, unit, lines, points, archived_at."""
    return (
        select(
            ScoreSheet.id,
            ScoreSheet.name,
            Unit.name.label("unit"),
            func.count(Criterion.id).label("lines"),
            func.coalesce(func.sum(Criterion.points), 0).label("points"),
            ScoreSheet.archived_at,
        )
        .join(Unit, ScoreSheet.unit_id == Unit.id)
        .outerjoin(Criterion, Criterion.sheet_id == ScoreSheet.id)
        .where(_kept_by(actor))
        .group_by(ScoreSheet.id, ScoreSheet.name, Unit.name, ScoreSheet.archived_at)
        .order_by(ScoreSheet.archived_at.is_not(None), ScoreSheet.id.desc())
    )


def _with_unit() -> Select[ScoreSheet]:
    return select(ScoreSheet).join(Unit, ScoreSheet.unit_id == Unit.id).options(contains_eager(ScoreSheet.unit))


def sheet_managed(actor: Actor, sheet_id: int) -> ScoreSheet | None:
    """A sheet the actor keeps."""
    return db.session.scalar(_with_unit().where(ScoreSheet.id == sheet_id, _kept_by(actor)))


def sheet_seen(actor: Actor, sheet_id: int) -> ScoreSheet | None:
    """A sheet the actor keeps, or one of a unit above a unit whose sheets they keep: it may be used and copied."""
    above = {number for path in actor.reach(Permission.LIBRARY_MANAGE) for number in above_or_at(path)}
    seen = _kept_by(actor) | ScoreSheet.unit_id.in_(above)
    return db.session.scalar(_with_unit().where(ScoreSheet.id == sheet_id, seen))


def criteria(sheet_id: int) -> Sequence[Criterion]:
    """The lines of a sheet, in order."""
    query = select(Criterion).where(Criterion.sheet_id == sheet_id)
    return db.session.scalars(query.order_by(Criterion.position, Criterion.id)).all()


def _usable(path: str) -> Select[ScoreSheet]:
    """Sheets in use of the unit at ``path`` and of those above it, the nearest and newest first."""
    query = _with_unit().where(ScoreSheet.unit_id.in_(above_or_at(path)), ScoreSheet.archived_at.is_(None))
    return query.order_by(func.length(Unit.path).desc(), ScoreSheet.id.desc())


def sheet_choices(path: str) -> list[tuple[int, str]]:
    """Choices of a select: the sheets that may be used in the unit at ``path``, the nearest and newest first."""
    return [(sheet.id, sheet.name) for sheet in db.session.scalars(_usable(path))]


def sheet_for(path: str) -> ScoreSheet | None:
    """The sheet by which pieces of the unit at ``path`` are scored: the newest of the nearest unit that has one.

    Sheets for essays are left out: a call for essays must not change how courseware is reviewed.
    """
    return db.session.scalar(_usable(path).where(ScoreSheet.for_essays.is_(False)).limit(1))


def sheet_on_page(path: str, sheet_id: int) -> ScoreSheet | None:
    """The sheet that was on somebody's page (put away meanwhile or not), or the one that is used now."""
    query = _with_unit().where(ScoreSheet.id == sheet_id, ScoreSheet.unit_id.in_(above_or_at(path)))
    return db.session.scalar(query) or sheet_for(path)
