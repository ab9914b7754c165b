"""The floor: who wants to speak, in which order; what was asked, and what the host has chosen."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, exists, or_, select

from partyedu.attendance.models import HERE, Attendance
from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.schedule.models import Event, EventStatus
from partyedu.schedule.queries import desk_reach, hosts_now
from partyedu.speakers.models import Talk
from partyedu.theatre.models import (
    UP,
    FloorQuestion,
    HandState,
    ItemState,
    ProgrammeItem,
    QuestionState,
    RaisedHand,
    Stage,
)
from partyedu.theatre.queries.stage import bill_of, takes_hands

SHOWN = 60


def floor_is_open(event_id: int, now: datetime) -> bool:
    """Whether one can raise a hand and ask at a session (see ``takes_hands``)."""
    bill = bill_of(event_id)
    return bill is not None and takes_hands(bill, now)


def sessions_to_take_part_in(person_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """Column query of the sessions on stage by their console to which the person has come: number, title."""
    return (
        select(Event.id, Event.public_title)
        .join(Stage, Stage.event_id == Event.id)
        .join(Attendance, Attendance.event_id == Event.id)
        .where(
            Attendance.person_id == person_id,
            Attendance.state.in_(HERE),
            Event.status == EventStatus.PUBLISHED,
            Stage.started_at > now - timedelta(hours=12),
            Stage.ended_at.is_(None),
        )
        .limit(2)
    )


class InLine(NamedTuple):
    """A raised hand. ``has_spoken``: from the floor or on stage, today; they come after those who have not."""

    id: int
    person_id: int | None
    name: str
    unit: str
    state: HandState
    raised_at: datetime
    has_spoken: bool


def hands_up(event_id: int) -> list[InLine]:
    """The speaking queue in its fair order, in one statement: who is called, who has not spoken today, by time."""
    earlier = RaisedHand.__table__.alias("earlier")
    same = case(
        (RaisedHand.person_id.is_not(None), earlier.c.person_id == RaisedHand.person_id),
        else_=and_(earlier.c.person_id.is_(None), earlier.c.name == RaisedHand.name),
    )
    from_floor = exists().where(earlier.c.event_id == event_id, earlier.c.state == HandState.DONE, same)
    on_stage = exists().where(
        ProgrammeItem.event_id == event_id,
        ProgrammeItem.state == ItemState.GIVEN,
        ProgrammeItem.talk_id == Talk.id,
        Talk.person_id == RaisedHand.person_id,
    )
    has_spoken = (from_floor.correlate(RaisedHand) | on_stage.correlate(RaisedHand)).label("has_spoken")
    query = (
        select(
            RaisedHand.id, RaisedHand.person_id, RaisedHand.name, Person.name, Unit.name, RaisedHand.state,
            RaisedHand.raised_at, has_spoken,
        )
        .outerjoin(Person, RaisedHand.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .where(RaisedHand.event_id == event_id, RaisedHand.state.in_(UP))
        .order_by(RaisedHand.raised_at, RaisedHand.id)
        .limit(500)
    )  # fmt: skip
    rows = [
        InLine(key, person_id, person or name, unit or "", state, raised_at, bool(spoken))
        for key, person_id, name, person, unit, state, raised_at, spoken in db.session.execute(query)
    ]
    turn = {HandState.SPEAKING: 0, HandState.CALLED: 1, HandState.WAITING: 2}
    return sorted(rows, key=lambda row: (turn[row.state], row.has_spoken, row.raised_at, row.id))


def hand_of(event_id: int, person_id: int) -> RaisedHand | None:
    """A person's hand that is up at a session."""
    query = select(RaisedHand).where(RaisedHand.event_id == event_id, RaisedHand.person_id == person_id)
    return db.session.scalar(query.where(RaisedHand.state.in_(UP)))


def _on_the_day(actor: Actor, table: Any, event_id: int, key: int) -> Select[Any]:
    return (
        select(table)
        .join(Event, table.event_id == Event.id)
        .join(Unit, Event.unit_id == Unit.id)
        .where(or_(within(desk_reach(actor)), hosts_now(actor, clock.now())), Event.id == event_id, table.id == key)
    )


def hand_on_stage(actor: Actor, event_id: int, hand_id: int) -> RaisedHand | None:
    """A hand of a session that the actor runs."""
    return db.session.scalar(_on_the_day(actor, RaisedHand, event_id, hand_id))


def question_on_stage(actor: Actor, event_id: int, question_id: int) -> FloorQuestion | None:
    """A question of a session that the actor runs."""
    return db.session.scalar(_on_the_day(actor, FloorQuestion, event_id, question_id))


class Asked(NamedTuple):
    """A question from the floor, with the name under it (empty for one without a name)."""

    id: int
    text: str
    state: QuestionState
    name: str


def questions_asked(event_id: int) -> list[Asked]:
    """What the host reads: the chosen ones first, then what came in, what was put and what was set aside."""
    order = case(
        {QuestionState.CHOSEN.value: 0, QuestionState.ASKED.value: 1, QuestionState.PUT.value: 2},
        value=FloorQuestion.state, else_=3,
    )  # fmt: skip
    query = (
        select(FloorQuestion.id, FloorQuestion.text, FloorQuestion.state, Person.name)
        .outerjoin(Person, FloorQuestion.person_id == Person.id)
        .where(FloorQuestion.event_id == event_id)
        .order_by(order, FloorQuestion.id)
        .limit(SHOWN)
    )
    return [Asked(key, text, state, name or "") for key, text, state, name in db.session.execute(query)]


def question_of_form(form_key: str) -> FloorQuestion | None:
    """The question that came with this form."""
    return db.session.scalar(select(FloorQuestion).where(FloorQuestion.form_key == form_key))


def questions_by(event_id: int, person_id: int) -> Sequence[FloorQuestion]:
    """What a person asked at a session under their name."""
    query = select(FloorQuestion).where(FloorQuestion.event_id == event_id, FloorQuestion.person_id == person_id)
    return db.session.scalars(query.order_by(FloorQuestion.id)).all()
