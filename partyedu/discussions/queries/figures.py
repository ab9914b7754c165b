"""Rows behind the figures: column queries for reports, over subtrees of units and a half-open span of instants.

Every ``count_…`` is the number of rows its query gives, so that a figure always opens exactly its rows.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from partyedu.core.db import db
from partyedu.discussions.models import (
    BROUGHT_UP,
    Discussion,
    GroupRecord,
    Matter,
    MatterKind,
    MatterState,
    Post,
    PostKind,
)
from partyedu.discussions.queries.rooms import HELD, standing, was_discussed
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event


def discussions(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Events of the units, begun in the span, that were discussed: event_id, title, starts_at, unit, posts, records."""
    in_it = (Post.discussion_id == Discussion.id) & (Discussion.event_id == Event.id)
    posts = select(func.count()).where(in_it, standing()).correlate(Event)
    records = select(func.count()).where(GroupRecord.discussion_id == Discussion.id, Discussion.event_id == Event.id)
    return (
        select(
            Event.id.label("event_id"), Event.public_title.label("title"), Event.public_starts_at.label("starts_at"),
            Unit.name.label("unit"), posts.scalar_subquery().label("posts"),
            records.correlate(Event).scalar_subquery().label("records"),
        )
        .join(Unit, Event.unit_id == Unit.id)
        .where(
            within(paths), Event.status.in_(HELD), Event.public_starts_at >= start, Event.public_starts_at < end,
            was_discussed(),
        )
        .order_by(Event.public_starts_at.desc(), Event.id.desc())
    )  # fmt: skip


def reflections(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Reflections on events of the units, written in the span, neither hidden nor withdrawn.

    post_id, event_id, title, person_id, name, written_at.
    """
    return (
        select(
            Post.id.label("post_id"), Event.id.label("event_id"), Event.public_title.label("title"),
            Person.id.label("person_id"), Person.name, Post.written_at,
        )
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Event, Discussion.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .join(Person, Post.person_id == Person.id)
        .where(
            within(paths), standing(), Post.kind == PostKind.REFLECTION, Post.written_at >= start,
            Post.written_at < end,
        )
        .order_by(Post.written_at.desc(), Post.id.desc())
    )  # fmt: skip


def _matters(paths: Iterable[str], kinds: tuple[MatterKind, ...] = BROUGHT_UP) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Matter.id.label("matter_id"), Matter.title, Matter.channel, Matter.state, Unit.name.label("unit"),
            Matter.event_id, Matter.raised_at, Matter.due_on, Matter.closed_at, Matter.households, Matter.outcome,
        )
        .join(Unit, Matter.unit_id == Unit.id)
        .where(within(paths), Matter.kind.in_(kinds))
    )  # fmt: skip


def matters_raised(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Matters of the units raised in the span.

    matter_id, title, channel, state, unit, event_id, raised_at, due_on, closed_at, households, outcome.
    """
    query = _matters(paths).where(Matter.raised_at >= start, Matter.raised_at < end)
    return query.order_by(Matter.raised_at.desc(), Matter.id.desc())


def matters_closed(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Matters of the units closed in the span, whenever they were raised; columns as in ``matters_raised``."""
    query = _matters(paths).where(Matter.state == MatterState.CLOSED, Matter.closed_at >= start, Matter.closed_at < end)
    return query.order_by(Matter.closed_at.desc(), Matter.id.desc())


def key_matters(paths: Iterable[str], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Small key matters of the units that were closed in the span (关键小事, S3.12); columns as in ``matters_raised``.

    ``households`` is the number of those it served, 0 where nobody wrote one.
    """
    query = _matters(paths, (MatterKind.KEY_MATTER,))
    columns = [column for column in query.selected_columns if column.key != "households"]
    query = query.with_only_columns(*columns, func.coalesce(Matter.households, 0).label("households"))
    query = query.where(Matter.state == MatterState.CLOSED, Matter.closed_at >= start, Matter.closed_at < end)
    return query.order_by(Matter.closed_at.desc(), Matter.id.desc())


def _count(query: Select[*tuple[Any, ...]], column: Any) -> int:
    return db.session.scalar(query.order_by(None).with_only_columns(func.count(column))) or 0


def count_discussions(paths: Iterable[str], start: datetime, end: datetime) -> int:
    """How many events were discussed."""
    return _count(discussions(paths, start, end), Event.id)


def count_reflections(paths: Iterable[str], start: datetime, end: datetime) -> int:
    """How many reflections were written."""
    return _count(reflections(paths, start, end), Post.id)


def count_matters(paths: Iterable[str], start: datetime, end: datetime) -> int:
    """How many matters were raised."""
    return _count(matters_raised(paths, start, end), Matter.id)


def count_matters_closed(paths: Iterable[str], start: datetime, end: datetime) -> int:
    """How many matters were closed."""
    return _count(matters_closed(paths, start, end), Matter.id)


def households_served(paths: Iterable[str], start: datetime, end: datetime) -> int:
    """How many households the closed matters served (S3.12)."""
    query = matters_closed(paths, start, end).order_by(None)
    return int(db.session.scalar(query.with_only_columns(func.coalesce(func.sum(Matter.households), 0))) or 0)
