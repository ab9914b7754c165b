"""Where sessions stand: by the console where one is used, by the plan else."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from partyedu.core import watch
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.organisation.models import Person, shown_name
from partyedu.schedule.models import PUBLIC, Event, EventKind, EventStatus
from partyedu.theatre.models import Fate, FloorQuestion, ItemState, ProgrammeItem, QuestionState, Stage, StageStep
from partyedu.theatre.queries.programme import PublicItem, as_public_items, public_items

LATE_MINUTES = 25  # sessions start late: by the plan, a part stays this long after it should have ended
FLOOR_OPENS_BEFORE = timedelta(minutes=30)
FLOOR_CLOSES_AFTER = timedelta(minutes=60)  # by the plan, where nobody works the console
# Whoever follows the stage asks so often. With the second that a process may be behind (``watch.RECHECK_SECONDS``) and
# the tenth by which pages ask unevenly, a step is everywhere within three seconds.
FOLLOW_SECONDS = 1.5
QUESTIONS_SHOWN = 20
# Nobody has pressed "end": after so long the stage is taken to be empty.
FORGOTTEN_AFTER = timedelta(hours=2)


def stage_of(event_id: int) -> Stage | None:
    """The stage of a session, read now; None where nobody has pressed anything."""
    return db.session.scalar(select(Stage).where(Stage.event_id == event_id))


def steps_taken(event_id: int) -> Sequence[StageStep]:
    """The steps that were taken, in the order in which they were: what ``running.replay`` folds."""
    query = select(StageStep).where(StageStep.event_id == event_id, StageStep.fate == Fate.TAKEN)
    return db.session.scalars(query.order_by(StageStep.id)).all()


def step_with(event_id: int, key: str) -> StageStep | None:
    """The step that a console has sent under this key."""
    return db.session.scalar(select(StageStep).where(StageStep.event_id == event_id, StageStep.key == key))


# What a console shows depends on: steps and hands, the programme as it is planned and released, the session itself.
CONSOLE = ("stage", "theatre", "schedule", "screens")


def console_version(event_id: int) -> str:
    """Changes when what the console of a session shows may have changed; asked of memory."""
    return f"{event_id}-" + "-".join(str(number) for number in watch.version_of(*CONSOLE))


class Facts(NamedTuple):
    """Where a session stands, as everybody may know it."""

    version: int
    item_id: int | None
    began_at: datetime | None
    added_minutes: int
    started_at: datetime | None
    ended_at: datetime | None


class ChosenQuestion(NamedTuple):
    """A question from the floor that the host has chosen to put, with the name its author allows ('': without one)."""

    id: int
    text: str
    name: str


class Bill(NamedTuple):
    """A released session as everybody may know it: its programme in order, where it stands by its console (None: nobody
    has pressed anything), and what the host has chosen to ask."""

    id: int
    title: str
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    items: list[PublicItem]
    facts: Facts | None
    questions: list[ChosenQuestion]


# Whatever changes a bill says so under one of these names.
FOLLOWED = ("stage", "schedule", "theatre", "speakers", "centre")


def bill_of(event_id: int) -> Bill | None:
    """A released session, from memory: unchanged, it asks the database nothing, else one statement.

    None for a draft and for everything that is no theatre session.
    """

    def read() -> Bill | None:
        columns = (Event.id, Event.public_title, Event.status, Event.public_starts_at, Event.public_ends_at)
        query = select(*columns).where(
            Event.id == event_id, Event.kind == EventKind.THEATRE, Event.status.in_(PUBLIC),
            Event.public_starts_at.is_not(None),
        )  # fmt: skip
        bills, items, facts, asked = ask_together(
            query, public_items([event_id]), _facts(event_id), _chosen_questions(event_id)
        )
        known = Facts._make(facts[0]) if facts else None
        questions = [ChosenQuestion(key, text, shown_name(name, how) if name else "") for key, text, name, how in asked]
        return Bill._make((*bills[0], as_public_items(items)[event_id], known, questions)) if bills else None

    return watch.kept(("bill", event_id), FOLLOWED, read)


def _chosen_questions(event_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(FloorQuestion.id, FloorQuestion.text, Person.name, Person.public_name)
        .outerjoin(Person, FloorQuestion.person_id == Person.id)
        .where(FloorQuestion.event_id == event_id, FloorQuestion.state == QuestionState.CHOSEN)
        .order_by(FloorQuestion.id)
        .limit(QUESTIONS_SHOWN)
    )


def _facts(event_id: int) -> Select[*tuple[Any, ...]]:
    columns = (Stage.version, Stage.item_id, Stage.began_at, Stage.added_minutes, Stage.started_at, Stage.ended_at)
    return select(*columns).where(Stage.event_id == event_id)


def sessions_live(now: datetime) -> list[int]:
    """Sessions that are on stage by their console, whatever the plan says: one may run past its end, past midnight."""

    def read() -> list[tuple[int, datetime]]:
        query = (
            select(Stage.event_id, Stage.began_at, ProgrammeItem.minutes, Stage.added_minutes)
            .join(Event, Stage.event_id == Event.id)
            .join(ProgrammeItem, Stage.item_id == ProgrammeItem.id)
            .where(Stage.started_at > now - timedelta(days=1), Stage.ended_at.is_(None), Event.status.in_(PUBLIC))
            .order_by(Stage.started_at)
        )
        rows = db.session.execute(query).all()
        return [(key, _until(began_at, minutes, added)) for key, began_at, minutes, added in rows if began_at]

    kept = watch.kept(("live", f"{now:%Y%m%d%H}"), ("stage", "schedule"), read)
    return [event_id for event_id, until in kept if now < until + FORGOTTEN_AFTER]


def _until(began_at: datetime, minutes: int, added: int) -> datetime:
    return began_at + timedelta(minutes=minutes + added)


@dataclass(frozen=True, slots=True)
class OnStage:
    """What is on stage and what comes next, as everybody may know it.

    ``began_at``, ``ends_at`` (with ``added_minutes``) and ``percent`` are those of the current item: measured where
    somebody works the console (``from_console``), else by the plan. ``is_over``: the console has said so.
    """

    current: PublicItem | None
    next: PublicItem | None
    ends_at: datetime | None = None
    percent: int = 0
    began_at: datetime | None = None
    added_minutes: int = 0
    from_console: bool = False
    is_over: bool = False


def now_and_next(bill: Bill, at: datetime) -> OnStage:
    """Where a session stands at an instant.

    By the console where one was used; else by the plan (start plus minutes): the last item stays 25 minutes after it
    should have ended. Reserves are never current. A cancelled or postponed session is never on stage.
    """
    if bill.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return OnStage(None, None)
    spoken = [item for item in bill.items if not item.is_reserve]
    if bill.facts is not None and bill.facts.started_at is not None:
        return _by_console(spoken, bill.facts, at)
    return _by_plan(spoken, bill.starts_at, at)


def _by_console(items: Sequence[PublicItem], facts: Facts, at: datetime) -> OnStage:
    if facts.ended_at is not None or facts.began_at is None:
        return OnStage(None, None, from_console=True, is_over=True)
    current = next((item for item in items if item.id == facts.item_id), None)
    following = next((item for item in items if item.state is ItemState.PLANNED and item.id != facts.item_id), None)
    if current is None:  # put on the programme today, and not released: nobody outside knows of it
        return OnStage(None, following, from_console=True)
    ends_at = _until(facts.began_at, current.minutes, facts.added_minutes)
    if at >= ends_at + FORGOTTEN_AFTER:
        return OnStage(None, None, from_console=True, is_over=True)
    percent = _percent(facts.began_at, ends_at, at)
    return OnStage(current, following, ends_at, percent, facts.began_at, facts.added_minutes, True)


def _by_plan(items: Sequence[PublicItem], starts_at: datetime, at: datetime) -> OnStage:
    if not items or at < starts_at:
        return OnStage(None, items[0] if items else None)
    begins = [starts_at + timedelta(minutes=sum(item.minutes for item in items[:place])) for place in range(len(items))]
    place = max(place for place, begin in enumerate(begins) if begin <= at)
    ends_at = _until(begins[place], items[place].minutes, 0)
    if at >= ends_at + timedelta(minutes=LATE_MINUTES):
        return OnStage(None, None)
    following = items[place + 1] if place + 1 < len(items) else None
    return OnStage(items[place], following, ends_at, _percent(begins[place], ends_at, at), begins[place])


def _percent(began_at: datetime, ends_at: datetime, at: datetime) -> int:
    gone = (at - began_at) / max(ends_at - began_at, timedelta(seconds=1))
    return min(100, max(0, round(100 * gone)))


# --- what a phone or a clock follows ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """A released session at an instant: its programme, what is on stage, and a version that changes when these do."""

    title: str
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    items: list[PublicItem]
    on: OnStage
    is_over: bool
    takes_hands: bool  # whether one can raise a hand and ask
    runs: bool  # in the hall: begun, by the plan or by the console, and not over
    version: str

    @property
    def turn(self) -> str:
        """Before, on or over: where it turns, what there is to do turns with it."""
        return "over" if self.is_over else "on" if self.runs else "before"

    @property
    def poll_seconds(self) -> float:
        """After how many seconds a phone asks again: soon when people sit in the hall, seldom days before."""
        return FOLLOW_SECONDS if self.takes_hands else 15


def takes_hands(bill: Bill, at: datetime) -> bool:
    """Whether one can raise a hand and ask: from half an hour before the session until its console says "end".

    Who begins earlier opens the floor with it. Where nobody works the console: until an hour after the planned end.
    """
    facts = bill.facts
    if bill.status is not EventStatus.PUBLISHED or (facts is not None and facts.ended_at is not None):
        return False
    on_stage = facts is not None and facts.started_at is not None and at < facts.started_at + timedelta(days=1)
    return on_stage or bill.starts_at - FLOOR_OPENS_BEFORE <= at < bill.ends_at + FLOOR_CLOSES_AFTER


def followed(event_id: int, at: datetime) -> Followed | None:
    """Where a released session stands, from memory (see ``bill_of``)."""
    bill = bill_of(event_id)
    if bill is None:
        return None
    on = now_and_next(bill, at)
    if not on.from_console and at >= bill.ends_at:
        on = OnStage(None, None, is_over=True)  # the hall keeps a late session a while longer, a playbill does not
    open_now = takes_hands(bill, at)
    runs = open_now and not on.is_over and (at >= bill.starts_at or on.current is not None)
    # Not the number of "stage": it moves for every session of the house.
    shown = (
        watch.version_of(*FOLLOWED[1:]), on.current and on.current.id, on.next and on.next.id, on.began_at, on.ends_at,
        on.is_over, open_now, runs, [item.state for item in bill.items],
    )  # fmt: skip
    version = hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
    return Followed(
        bill.title, bill.status, bill.starts_at, bill.ends_at, bill.items, on, on.is_over, open_now, runs, version
    )


# --- the record -------------------------------------------------------------------------------------------------------


def steps_recorded(event_id: int) -> Sequence[Any]:
    """What was pressed at a session and counted, in order: action, the numbers of the item it was about, of the other
    one and of what was on stage after it, words, when, who (name or None)."""
    query = (
        select(
            StageStep.action, StageStep.item_id, StageStep.other_id, StageStep.to_item_id, StageStep.words,
            StageStep.pressed_at, Person.name,
        )
        .outerjoin(Person, StageStep.by_id == Person.id)
        .where(StageStep.event_id == event_id, StageStep.fate == Fate.TAKEN)
        .order_by(StageStep.id)
        .limit(500)
    )  # fmt: skip
    return db.session.execute(query).all()
