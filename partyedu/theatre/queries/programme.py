"""Programmes: the draft that organisers work on, and the released one that everybody reads."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit, shown_name
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventStatus, Theme
from partyedu.schedule.queries import is_over
from partyedu.speakers.models import CastMember, Keepsake, Quality, Talk, TalkQuality, TalkState
from partyedu.theatre.models import (
    ON,
    ItemKind,
    ItemState,
    ProgrammeItem,
    SupportItem,
)


def programme(event_id: int, with_removed: bool = False) -> list[ProgrammeItem]:
    """The programme of a session as it stands, in order, each talk with its speaker and theme. One statement.

    Swapped-out and dropped items are in it (``is_on`` tells them apart): the record keeps both. ``with_removed`` adds
    what was taken off and still stands on the playbill until the next release.
    """
    return programmes([event_id], with_removed)[event_id]


def programmes(event_ids: Collection[int], with_removed: bool = False) -> dict[int, list[ProgrammeItem]]:
    """The programmes of some sessions by their numbers, each as ``programme``. One statement."""
    query = (
        select(ProgrammeItem)
        .outerjoin(ProgrammeItem.talk)
        .outerjoin(Talk.person)
        .outerjoin(Talk.theme)
        .options(
            contains_eager(ProgrammeItem.talk).contains_eager(Talk.person),
            contains_eager(ProgrammeItem.talk).contains_eager(Talk.theme),
        )
        .where(ProgrammeItem.event_id.in_(list(event_ids)))
        .order_by(ProgrammeItem.position, ProgrammeItem.id)
    )
    if not with_removed:
        query = query.where(ProgrammeItem.removed_at.is_(None))
    found: dict[int, list[ProgrammeItem]] = {event_id: [] for event_id in event_ids}
    for item in db.session.scalars(query).unique():
        found[item.event_id].append(item)
    return found


def item_to_manage(actor: Actor, event_id: int, item_id: int) -> ProgrammeItem | None:
    """An item of a session's programme, if the actor plans for its unit."""
    query = (
        select(ProgrammeItem)
        .join(ProgrammeItem.event)
        .join(Unit, Event.unit_id == Unit.id)
        .options(contains_eager(ProgrammeItem.event), joinedload(ProgrammeItem.talk).joinedload(Talk.person))
        .where(within(actor.reach(Permission.EVENT_MANAGE)), ProgrammeItem.removed_at.is_(None))
        .where(ProgrammeItem.id == item_id, ProgrammeItem.event_id == event_id)
    )
    return db.session.scalar(query)


def stepped_in_for(item: ProgrammeItem) -> ProgrammeItem | None:
    """The item in whose place this one was called from the reserves, if any."""
    return db.session.scalars(select(ProgrammeItem).where(ProgrammeItem.replaced_by_id == item.id)).first()


def people_on_stage(event_id: int, as_reserve: bool) -> list[int]:
    """The numbers of speakers (or of reserves) in the order of the programme, the cast of a sketch included."""
    query = (
        select(Talk.person_id, CastMember.person_id)
        .join(ProgrammeItem, ProgrammeItem.talk_id == Talk.id)
        .outerjoin(CastMember, and_(CastMember.talk_id == Talk.id, CastMember.person_id.is_not(None)))
        .where(
            ProgrammeItem.event_id == event_id,
            ProgrammeItem.removed_at.is_(None),
            ProgrammeItem.state.in_(ON),
            ProgrammeItem.is_reserve == as_reserve,
        )
        .order_by(ProgrammeItem.position, ProgrammeItem.id, CastMember.position)
    )
    numbers = [number for row in db.session.execute(query) for number in row if number is not None]
    return list(dict.fromkeys(numbers))


def is_unreleased() -> ColumnElement[bool]:
    """Condition: the item differs from what everybody reads (only asked about released sessions)."""
    return and_(
        ProgrammeItem.state.in_(ON),
        or_(
            ProgrammeItem.public_position.is_(None),
            ProgrammeItem.removed_at.is_not(None),
            ProgrammeItem.public_position != ProgrammeItem.position,
            ProgrammeItem.public_minutes != ProgrammeItem.minutes,
            ProgrammeItem.public_note != ProgrammeItem.note,
            ProgrammeItem.public_is_reserve != ProgrammeItem.is_reserve,
            and_(ProgrammeItem.talk_id.is_(None), ProgrammeItem.public_title != ProgrammeItem.title),
        ),
    )


# --- what everybody reads ---------------------------------------------------------------------------------------------


class PublicItem(NamedTuple):
    """One item of a released programme as everybody may read it: the speaker's name as they chose, today."""

    id: int
    event_id: int
    kind: ItemKind
    title: str
    note: str
    minutes: int
    is_reserve: bool
    state: ItemState
    talk_id: int | None
    theme: str
    speaker: str
    speaker_id: int | None  # None when no name is shown: nothing then leads to the person
    keepsakes: str  # names, with their owner's consent
    readable: bool  # the talk has a page of its own that everybody may open


def _public() -> ColumnElement[bool]:
    """Condition on items outer-joined with talks: on the playbill now. A talk that was withdrawn is nowhere at once."""
    return and_(
        ProgrammeItem.public_position.is_not(None),
        ProgrammeItem.state.in_(ON),
        or_(ProgrammeItem.talk_id.is_(None), Talk.state != TalkState.WITHDRAWN),
    )


def programme_public(event_ids: Collection[int]) -> dict[int, list[PublicItem]]:
    """The released programmes of some sessions in one statement: event's number → items in order.

    Swaps, drops and withdrawals show at once; everything else as it was last released. The caller has made sure that
    the events are public.
    """
    return as_public_items(db.session.execute(public_items(event_ids)))


def public_items(event_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Column query behind ``programme_public``; what its rows mean: ``as_public_items``."""
    keepsakes = (
        select(func.aggregate_strings(Keepsake.name, "、"))
        .where(Keepsake.talk_id == Talk.id, Keepsake.consent)
        .correlate(Talk)
        .scalar_subquery()
    )
    return (
        select(
            ProgrammeItem.id, ProgrammeItem.event_id, ProgrammeItem.kind, ProgrammeItem.public_title,
            ProgrammeItem.public_note, ProgrammeItem.public_minutes, ProgrammeItem.public_is_reserve,
            ProgrammeItem.state, Talk.id, Theme.name, Person.id, Person.name, Person.public_name, keepsakes,
            Talk.state,
        )
        .outerjoin(Talk, ProgrammeItem.talk_id == Talk.id)
        .outerjoin(Theme, Talk.theme_id == Theme.id)
        .outerjoin(Person, Talk.person_id == Person.id)
        .where(ProgrammeItem.event_id.in_(list(event_ids)), _public())
        .order_by(ProgrammeItem.event_id, ProgrammeItem.public_position, ProgrammeItem.id)
    )  # fmt: skip


def as_public_items(rows: Iterable[Any]) -> dict[int, list[PublicItem]]:
    """The items of the rows of ``public_items``, by the number of their event."""
    found: dict[int, list[PublicItem]] = defaultdict(list)
    for *facts, talk_id, theme, person_id, name, choice, kept, state in rows:
        shown = shown_name(name, choice) if name else ""
        speaker_id = person_id if shown else None
        told = (talk_id, theme or "", shown, speaker_id, kept or "", state is TalkState.APPROVED)
        item = PublicItem._make((*facts, *told))
        found[item.event_id].append(item)
    return found


# --- who has been on stage --------------------------------------------------------------------------------------------


def was_given(now: datetime) -> ColumnElement[bool]:
    """Condition on items joined with events: this talk was given, at a session that was held.

    Released, over, neither swapped out nor dropped, not a reserve (one who stepped in is none any more).
    """
    return and_(
        ProgrammeItem.kind == ItemKind.TALK,
        ProgrammeItem.state.in_(ON),
        ProgrammeItem.public_position.is_not(None),
        ProgrammeItem.public_is_reserve.is_(False),
        Event.status.in_((EventStatus.PUBLISHED, EventStatus.CLOSED)),
        is_over(now),
    )


def speaks_in(person: Any) -> ColumnElement[bool]:
    """Condition on talks: the person (a number or a column) is its speaker or plays in it."""
    plays = select(CastMember.id).where(CastMember.talk_id == Talk.id, CastMember.person_id == person)
    return or_(Talk.person_id == person, plays.correlate_except(CastMember).exists())


def talks_given(person_id: int, with_withdrawn: bool = False) -> Sequence[Any]:
    """A person's times on stage, the latest first: (event's number, its title, start, talk's number, its title, and
    when it began and ended on stage, where that was measured).

    Withdrawn talks are left out (nobody is to read them) unless asked for: figures count what has happened.
    """
    query = (
        select(
            Event.id, Event.public_title, Event.public_starts_at, Talk.id, ProgrammeItem.public_title,
            ProgrammeItem.began_at, ProgrammeItem.ended_at,
        )
        .join(ProgrammeItem, ProgrammeItem.event_id == Event.id)
        .join(Talk, ProgrammeItem.talk_id == Talk.id)
        .where(was_given(clock.now()), speaks_in(person_id))
        .order_by(Event.public_starts_at.desc(), Event.id)
    )  # fmt: skip
    if not with_withdrawn:
        query = query.where(Talk.state != TalkState.WITHDRAWN)
    return db.session.execute(query).all()


# --- what the programme page tells ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Repeat:
    """A speaker of this programme who is on stage elsewhere: this year, or with the same theme (S0.12)."""

    person: str
    event_id: int
    title: str
    starts_at: datetime
    same_year: bool
    same_theme: bool


def second_talks(event: Event, items: Sequence[ProgrammeItem]) -> list[Repeat]:
    """Warnings: one person, one theme; everybody once before anybody twice. Planned sessions count as well."""
    talks = [item.talk for item in items if item.is_on and item.talk]
    people = {talk.person_id: talk for talk in talks}
    if not people:
        return []
    query = (
        select(Talk.person_id, Talk.theme_id, Event.id, Event.title, Event.starts_at)
        .join(ProgrammeItem, ProgrammeItem.talk_id == Talk.id)
        .join(Event, ProgrammeItem.event_id == Event.id)
        .where(
            Talk.person_id.in_(people),
            Event.id != event.id,
            Event.status != EventStatus.CANCELLED,
            ProgrammeItem.is_reserve.is_(False),
            ProgrammeItem.removed_at.is_(None),
            ProgrammeItem.state.in_(ON),
        )
        .order_by(Event.starts_at.desc())
    )
    year, found = clock.local(event.starts_at).year, []
    for person_id, theme_id, event_id, title, starts_at in db.session.execute(query):
        mine = people[person_id]
        same_year, same_theme = clock.local(starts_at).year == year, theme_id == mine.theme_id
        if same_year or same_theme:
            found.append(Repeat(mine.person.name, event_id, title, starts_at, same_year, same_theme))
    return found[:20]


def qualities_covered(items: Sequence[ProgrammeItem]) -> dict[Quality, list[str]]:
    """The seven qualities, each with the titles of the talks that show it; an empty list is a gap (S0.18)."""
    titles = {item.talk_id: item.talk.title for item in items if item.is_on and item.talk and not item.is_reserve}
    query = select(TalkQuality.quality, TalkQuality.talk_id).where(TalkQuality.talk_id.in_(titles))
    found: dict[Quality, list[str]] = {quality: [] for quality in Quality}
    for quality, talk_id in db.session.execute(query) if titles else ():
        found[quality].append(titles[talk_id])
    return found


def support_of(event_id: int) -> Sequence[SupportItem]:
    """The support checklist of a session, with who sees to a line and who ticked it."""
    query = (
        select(SupportItem)
        .where(SupportItem.event_id == event_id)
        .options(joinedload(SupportItem.person), joinedload(SupportItem.done_by))
        .order_by(SupportItem.id)
    )
    return db.session.scalars(query).all()


def support_to_manage(actor: Actor, event_id: int, item_id: int) -> SupportItem | None:
    """A line of the checklist, if the actor plans for the session's unit."""
    query = (
        select(SupportItem)
        .join(Event, SupportItem.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .where(within(actor.reach(Permission.EVENT_MANAGE)), Event.id == event_id, SupportItem.id == item_id)
    )
    return db.session.scalar(query)
