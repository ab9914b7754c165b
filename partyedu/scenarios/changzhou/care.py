"""How everybody of a place is reached, by the ordinary operations: cards, posts, belonging, make-up, notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.actor import MACHINE, Actor
from partyedu.core.db import db
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import MatterChannel
from partyedu.library.models import Courseware
from partyedu.notices import operations as notices
from partyedu.notices.models import Notice
from partyedu.notices.queries import ABOUT
from partyedu.organisation import operations as organisation
from partyedu.organisation.models import CardSource, DutyKind, Person, Unit, UnitKind
from partyedu.scenarios.community import hall_time
from partyedu.scenarios.doorstep import SENTENCES, Doorstep
from partyedu.schedule.models import Event
from partyedu.study.models import AbsenceReason, ExemptionKind, MakeUp, PieceAnswer
from partyedu.study.operations import answers, exemptions, make_up, rules, settling
from partyedu.study.queries import offers
from partyedu.study.queries.missed import absent_from


@dataclass(frozen=True, slots=True)
class Address:
    """Where a household lives now, and since when."""

    area: str
    building: str
    door: str
    since_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """A temporary group: its unit and who is in it, the leader first."""

    unit_id: int
    people: list[int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """How somebody makes up what they missed: at an event, with a piece of the library, or (neither) at the door."""

    person_id: int
    event_id: int | None = None
    piece_id: int | None = None


class Care(Doorstep):
    """What is done for those who do not come by themselves; every step is somebody's, at its time."""

    # --- cards, posts, belonging --------------------------------------------------------------------------------------

    def cards(self, by: Actor, rows: Sequence[tuple[int, Address, bool, dict[str, Any]]], at: datetime) -> None:
        """The cards that one round of visits filled in: whose, their address, whether with a spouse, further words."""
        with self.place.step(by, at):
            for person_id, address, together, more in rows:
                values = {
                    "area": address.area, "building": address.building, "door": address.door,
                    "since_on": address.since_on, "household": "together" if together else "apart",
                    "source": CardSource.VISIT, "filled_in_on": clock.today(), **more,
                }  # fmt: skip
                organisation.cards.write(by, db.session.get_one(Person, person_id), 0, values)

    def posts(self, by: Actor, rows: Sequence[tuple[int, int, DutyKind, str]], at: datetime) -> None:
        """Posts and duties given on one day: who, in which unit, as what, what it asks of them."""
        with self.place.step(by, at):
            for person_id, unit_id, kind, tasks in rows:
                values = {"kind": kind, "title": "", "tasks": tasks, "since_on": clock.today(), "until_on": None}
                person, unit = db.session.get_one(Person, person_id), db.session.get_one(Unit, unit_id)
                organisation.duties.give(by, person, unit, values)

    def group(self, by: Actor, parent_id: int, name: str, people: list[int], ends_on: date, at: datetime) -> Group:
        """A temporary group of dispersed members where they live; the first of them leads it."""
        with self.place.step(by, at):
            parent = db.session.get_one(Unit, parent_id)
            number = organisation.units.add(parent, name, UnitKind.TEMPORARY_GROUP, None, ends_on).id
        self.daily(self.place.keeper, people, number, "拆迁过渡，租住在附近", at + timedelta(hours=1))
        self.posts(by, [(people[0], number, DutyKind.LEADER, "通知带到人，每月学一次")], at + timedelta(hours=2))
        return Group(number, people)

    def daily(self, by: Actor, people: Sequence[int], unit_id: int, reason: str, at: datetime) -> None:
        """Some take part day by day in another unit from this day on; their home stays."""
        with self.place.step(by, at):
            for person_id in people:
                person = db.session.get_one(Person, person_id)
                organisation.belonging.give_daily(by, person, unit_id, clock.today(), reason=reason)

    # --- what was missed ----------------------------------------------------------------------------------------------

    def ask(self, by: Actor, event_id: int, at: datetime) -> list[int]:
        """Those who were absent from a study day and owe hours are asked to make it up; their tasks."""
        with self.place.step(by, at):
            event = db.session.get_one(Event, event_id)
            absent = [row.id for row in db.session.execute(absent_from(by, event)) if not row.exempt]
            if absent:
                make_up.ask_for_event(by, event, absent, make_up.due_day(clock.today()))
        return list(db.session.scalars(select(MakeUp.id).where(MakeUp.event_id == event_id).order_by(MakeUp.id)))

    def answer(self, task_id: int, reason: AbsenceReason, words: str, at: datetime) -> Chosen:
        """Somebody says why they could not come and takes the first offer that fits the reason and is there."""
        own = self.place.actor(db.session.get_one(MakeUp, task_id).person_id, None, "")
        with self.place.step(own, at):
            task = db.session.get_one(MakeUp, task_id)
            make_up.say_why(task, task.version, reason, words)
            return next(found for kind in offers.fitting(reason) if (found := self._taken(task, kind)))

    def _taken(self, task: MakeUp, kind: str) -> Chosen | None:
        if kind == offers.DOOR:
            make_up.choose_visit(task)
            return Chosen(task.person_id)
        query = offers.sessions_for(task, clock.now(), 1) if kind == offers.SESSION else offers.pieces_for(task, 1)
        number = db.session.scalar(query)  # the first column is the number
        if number is None:
            return None
        if kind == offers.SESSION:
            make_up.choose_session(task, db.session.get_one(Event, number))
            return Chosen(task.person_id, event_id=number)
        make_up.choose_piece(task, db.session.get_one(Courseware, number))
        return Chosen(task.person_id, piece_id=number)

    def read(self, by: Actor, person_id: int, piece_id: int, at: datetime) -> None:
        """Somebody reads a piece of the library and hands in a sentence of their own, which counts the day after."""
        with self.place.step(self.place.actor(person_id, None, ""), at):
            text = SENTENCES[person_id % len(SENTENCES)]
            person, piece = db.session.get_one(Person, person_id), db.session.get_one(Courseware, piece_id)
            number = answers.hand_in(person, courseware=piece, text=text).id
        with self.place.step(by, at + timedelta(days=1)):
            answers.accept(db.session.get_one(PieceAnswer, number))

    def note_what_is_made_up(self, at: datetime) -> None:
        """What the machine does at night: tasks that are made up are noted as done."""
        with self.place.step(MACHINE, at):
            settling.settle_all()

    # --- hours, notices -----------------------------------------------------------------------------------------------

    def owes(self, by: Actor, unit_id: int, from_on: date, at: datetime) -> None:
        """The rule of hours of a place from a day on: 32 hours a year, 56 for those with a post."""
        amounts = {"target": 32 * 60, "post_target": 56 * 60, "half_day": 240, "day": 480, "speaker": 60}
        caps = {"speaker_cap": None, "door_cap": None, "online_cap": None, "entry_cap": None}
        with self.place.step(by, at):
            values = {f"{name}_minutes": value for name, value in {**amounts, **caps}.items()}
            rules.write_rule(db.session.get_one(Unit, unit_id), from_on, "街道党工委年初定的。", **values)

    def exempt(self, by: Actor, people: Sequence[int], year: int) -> None:
        """The very old owe nothing this year."""
        with self.place.step(by, hall_time(date(year, 1, 6), 10)):
            for person_id in people:
                exemptions.exempt(
                    db.session.get_one(Person, person_id), ExemptionKind.AGE, date(year, 1, 1), date(year, 12, 31),
                    "年过八十，送学上门",
                )  # fmt: skip

    def notice(self, by: Actor, unit_id: int, title: str, text: str, at: datetime) -> int:
        """A notice of a unit to its people: some read it that day, staff tell the others; the last are not reached."""
        with self.place.step(by, at):
            unit = db.session.get_one(Unit, unit_id)
            row = notices.write(by, None, unit=unit, title=title, text=text, answer_by_on=clock.today())
            notices.send(row)
            number = row.id
        query = select(Notice).where(Notice.about == ABOUT.format(number)).order_by(Notice.id)
        sent = [(row.id, row.person_id) for row in db.session.scalars(query)]
        for notice_id, person_id in sent[::4]:
            with self.place.step(self.place.actor(person_id, None, ""), at + timedelta(hours=3)):
                notices.open_notice(db.session.get_one(Notice, notice_id))
        with self.place.step(by, at + timedelta(days=1)):
            told = [key for turn, (key, _person) in enumerate(sent) if turn % 4 and turn % 16 != 15]
            notices.mark_told([db.session.get_one(Notice, key) for key in told])
        return number

    def suggest(self, unit_id: int, text: str, at: datetime) -> None:
        """A slip in the suggestion box, without a name (S2.11)."""
        with self.place.step(MACHINE, at):  # nobody is signed in at the box
            discussions.drop_into_box(
                None, True, unit_id=unit_id, channel=MatterChannel.SUGGESTION_BOX, title=text, text=text
            )
