"""Rows behind the figures: column queries for reports, over subtrees of units, as things stood before an instant."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select

from partyedu.core import clock
from partyedu.library.models import (
    READABLE,
    BankEntry,
    BankKind,
    BankStay,
    Base,
    Courseware,
    CoursewareCategory,
    CoursewareStep,
    Decision,
    Distinction,
    Expert,
    Outcome,
    Stage,
)
from partyedu.organisation.models import Person, Unit, UnitKind
from partyedu.organisation.queries import within
from partyedu.schedule.models import Venue

Rows = Select[*tuple[Any, ...]]


def _stage_then(end: datetime) -> ColumnElement[Any]:
    """Column beside Courseware: the stage at which a piece stood before ``end``, by its history.

    NULL for one that had not begun; a piece without a history stands as it does now, from its admission on.
    """
    steps = select(CoursewareStep.stage).where(CoursewareStep.courseware_id == Courseware.id)
    last = steps.where(CoursewareStep.at < end).order_by(CoursewareStep.at.desc(), CoursewareStep.id.desc()).limit(1)
    without = and_(~steps.correlate(Courseware).exists(), Courseware.admitted_at < end)
    return func.coalesce(
        last.correlate(Courseware).scalar_subquery(), case((without, Courseware.stage)), type_=Courseware.stage.type
    )


def _decided(end: datetime) -> Select[*tuple[Any, ...]]:
    """Decisions into the textbook before ``end``, beside Courseware; the last one first."""
    query = select(Decision.distinction).where(
        Decision.courseware_id == Courseware.id, Decision.outcome == Outcome.TEXTBOOK, Decision.decided_at < end
    )
    return query.order_by(Decision.decided_at.desc(), Decision.id.desc()).correlate(Courseware)


def _distinction_then(end: datetime) -> ColumnElement[Any]:
    """Column beside Courseware: as what it was chosen, by the last decision before ``end``."""
    last = _decided(end).limit(1).scalar_subquery()
    return func.coalesce(last, Courseware.distinction, type_=Courseware.distinction.type)


def coursewares(paths: Iterable[str], end: datetime) -> Rows:
    """Courseware of the units that stood in the library before ``end``, whatever has become of it since.

    courseware_id, title, category, position (of the category), unit, origin, tier, stage and distinction (as they were
    then), admitted_at (the last time).
    """
    stage = _stage_then(end)
    chosen = case((stage == Stage.TEXTBOOK, _distinction_then(end)), else_=null())
    return (
        select(
            Courseware.id.label("courseware_id"), Courseware.title, CoursewareCategory.name.label("category"),
            CoursewareCategory.position, Unit.name.label("unit"), Courseware.origin, Courseware.tier,
            stage.label("stage"), chosen.label("distinction"), Courseware.admitted_at,
        )
        .join(Unit, Courseware.unit_id == Unit.id)
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .where(within(paths), stage.in_(READABLE))
        .order_by(Courseware.admitted_at.desc(), Courseware.id)
    )  # fmt: skip


def textbook(paths: Iterable[str], end: datetime) -> Rows:
    """Those of them that were decided into the textbook and in it before ``end``; columns as in ``coursewares``."""
    return coursewares(paths, end).where(_stage_then(end) == Stage.TEXTBOOK, _decided(end).exists())


def good_courses(paths: Iterable[str], end: datetime) -> Rows:
    """The good courses (S1.10) of the textbook; columns as in ``coursewares``."""
    return textbook(paths, end).where(_distinction_then(end) == Distinction.GOOD_COURSE)


def model_lessons(paths: Iterable[str], end: datetime) -> Rows:
    """The model lessons (S1.10) of the textbook; columns as in ``coursewares``."""
    return textbook(paths, end).where(_distinction_then(end) == Distinction.MODEL_LESSON)


def _last_day(end: datetime) -> date:
    return clock.local(end - timedelta(microseconds=1)).date()


def _kept(archived_at: Any, end: datetime) -> ColumnElement[bool]:
    """Condition: it was not put away before ``end``."""
    return or_(archived_at.is_(None), archived_at >= end)


def _in_use(key: Any, row_id: Any, archived_at: Any, end: datetime) -> ColumnElement[bool]:
    """Condition: a base or an entry (``key``: its column in BankStay) was in use before ``end``, whatever came after.

    What was entered before the house kept its days is taken to have been there always, until it was put away.
    """
    stays = select(BankStay.id).where(key == row_id)
    then = stays.where(BankStay.since_at < end, or_(BankStay.until_at.is_(None), BankStay.until_at >= end))
    return or_(then.exists(), and_(~stays.exists(), _kept(archived_at, end)))


def experts(paths: Iterable[str], end: datetime) -> Rows:
    """Experts of the units' banks whose term ran on the day before ``end``: expert_id, name, source, partner, field,
    since, until, unit.
    """
    day = _last_day(end)
    return (
        select(
            Expert.id.label("expert_id"), Person.name, Expert.source, Expert.partner, Expert.field, Expert.since,
            Expert.until, Unit.name.label("unit"),
        )
        .join(Unit, Expert.unit_id == Unit.id)
        .join(Person, Expert.person_id == Person.id)
        .where(
            within(paths), _kept(Expert.archived_at, end), Expert.since <= day,
            or_(Expert.until.is_(None), Expert.until >= day),
        )
        .order_by(Unit.in_order, Expert.source, Person.name, Expert.id)
    )  # fmt: skip


def _entries(kind: BankKind, paths: Iterable[str], end: datetime) -> Rows:
    return (
        select(
            BankEntry.id.label("entry_id"), BankEntry.title, BankEntry.begun_on, BankEntry.ended_on, BankEntry.partner,
            Unit.name.label("unit"),
        )
        .join(Unit, BankEntry.unit_id == Unit.id)
        .where(
            within(paths), BankEntry.kind == kind,
            _in_use(BankStay.entry_id, BankEntry.id, BankEntry.archived_at, end),
            or_(BankEntry.begun_on.is_(None), BankEntry.begun_on <= _last_day(end)),
        )
        .order_by(Unit.in_order, BankEntry.title, BankEntry.id)
    )  # fmt: skip


def projects(paths: Iterable[str], end: datetime) -> Rows:
    """Projects of the units' banks, begun before ``end``: entry_id, title, begun_on, ended_on, partner, unit."""
    return _entries(BankKind.PROJECT, paths, end)


def cases(paths: Iterable[str], end: datetime) -> Rows:
    """Cases of the units' banks, begun before ``end``; columns as in ``projects``."""
    return _entries(BankKind.CASE, paths, end)


def partners(paths: Iterable[str], end: datetime) -> Rows:
    """Partner units whose agreement ran on the day before ``end`` (S3.3); columns as in ``projects``."""
    running = or_(BankEntry.ended_on.is_(None), BankEntry.ended_on >= _last_day(end))
    return _entries(BankKind.PARTNER, paths, end).where(running)


def bases(paths: Iterable[str], end: datetime) -> Rows:
    """Places of teaching of the units: base_id, name, kind, shared_with, walking_minutes, unit."""
    return (
        select(
            Base.id.label("base_id"), Venue.name, Base.kind, Base.shared_with, Base.walking_minutes,
            Unit.name.label("unit"),
        )
        .select_from(Base)
        .join(Venue, Base.venue_id == Venue.id)
        .join(Unit, Venue.unit_id == Unit.id)
        .where(
            within(paths), _in_use(BankStay.base_id, Base.id, Base.archived_at, end), _kept(Venue.archived_at, end)
        )
        .order_by(Unit.in_order, Base.kind, Venue.name, Base.id)
    )  # fmt: skip


def centres(paths: Iterable[str], end: datetime) -> Rows:
    """Communities that have a place of teaching of their own (S1.1): unit_id, unit."""
    own = select(Base.id).join(Venue, Base.venue_id == Venue.id)
    own = own.where(
        Venue.unit_id == Unit.id, _in_use(BankStay.base_id, Base.id, Base.archived_at, end),
        _kept(Venue.archived_at, end),
    )  # fmt: skip
    query = select(Unit.id.label("unit_id"), Unit.name.label("unit")).where(
        within(paths), Unit.kind == UnitKind.COMMUNITY, _kept(Unit.archived_at, end), own.correlate(Unit).exists()
    )
    return query.order_by(Unit.in_order)
