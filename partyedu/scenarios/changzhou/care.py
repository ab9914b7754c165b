"""How everybody of a place is reached, by the ordinary operations: cards, posts, visits, pairs, study at a distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.actor import MACHINE, Actor
from partyedu.core.db import db
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import Matter, MatterChannel, MatterKind
from partyedu.notices import operations as notices
from partyedu.notices.models import Notice
from partyedu.notices.queries import ABOUT
from partyedu.organisation import operations as organisation
from partyedu.organisation.models import CardSource, DutyKind, Person, Unit, UnitKind
from partyedu.scenarios.community import Community, hall_time
from partyedu.schedule.models import Event
from partyedu.study.models import (
    AbsenceReason,
    DistanceClass,
    DistancePiece,
    ExemptionKind,
    HomeVisit,
    MakeUp,
    Pair,
    PairKind,
    PairMeeting,
    PieceAnswer,
    VisitState,
)
from partyedu.study.operations import answers, distance, exemptions, make_up, pairs, rules, visits
from partyedu.study.queries.missed import absent_from

SAID = ("听一回，心里亮堂。", "字大，看得清。", "下回再来，我备好茶。", "隔壁老刘也想听。", "讲得慢，跟得上。")
SENTENCES = (
    "想起自己刚入党那年，师傅带我走的第一户人家。", "准备在楼道里也这样做一回。", "孩子问我为什么，我照着讲给他听了。",
    "晚班回来看完的，觉得身边的事最有力量。", "原来一件小事要找这么多人商量。",
)  # fmt: skip


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


class Care:
    """What is done for those who do not come by themselves; every step is somebody's, at its time."""

    def __init__(self, place: Community) -> None:
        self.place = place

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

    # --- at the door --------------------------------------------------------------------------------------------------

    def visits(self, by: Actor, people: Sequence[int], helper: int, day: date, why: str, studied: str) -> None:
        """One helper's way to some people on a day: planned a week before, recorded that evening; one is not met."""
        with self.place.step(by, hall_time(day - timedelta(days=7), 10)):
            rows = visits.plan_visits(by, people, [helper], day, why, "大字版材料、老花镜")
            numbers = [row.id for row in rows]
        going = self.place.actor(helper, None, "")
        for turn, number in enumerate(numbers):
            with self.place.step(going, hall_time(day, 16, turn % 60)):
                visit = db.session.get_one(HomeVisit, number)
                if (number + day.month) % 11 == 0:
                    visits.record_visit(going, visit, visit.version, VisitState.NOT_MET, helper, day, note="没在家。")
                    continue
                visits.record_visit(
                    going, visit, visit.version, VisitState.DONE, helper, day, 40 + turn % 3 * 10, studied,
                    SAID[number % len(SAID)], True,
                )  # fmt: skip

    def pair(self, by: Actor, elder: int, younger: int, kind: PairKind, since: date, purpose: str) -> int:
        """Two learn from each other from a day on; the number of the pair."""
        with self.place.step(by, hall_time(since, 9)):
            two = db.session.get_one(Person, elder), db.session.get_one(Person, younger)
            return pairs.make_pair(by, *two, kind, since, purpose).id

    def meet(self, by: Actor, pair_id: int, day: date, minutes: int, words: str) -> None:
        """A pair met: the younger writes it down, the organiser vouches for it."""
        younger = self.place.actor(db.session.get_one(Pair, pair_id).younger_id, None, "")
        with self.place.step(younger, hall_time(day, 20)):
            number = pairs.record_meeting(younger, db.session.get_one(Pair, pair_id), day, minutes, words).id
        with self.place.step(by, hall_time(day + timedelta(days=1), 9)):
            pairs.confirm_meeting(by, db.session.get_one(PairMeeting, number))

    # --- at a distance ------------------------------------------------------------------------------------------------

    def distance_class(
        self, by: Actor, unit_id: int, title: str, starts_on: date, pieces: Sequence[tuple[str, str, str]],
        people: Sequence[int],
    ) -> list[int]:  # fmt: skip
        """A class of short pieces (title, text, question), opened a day before; the numbers of its pieces."""
        with self.place.step(by, hall_time(starts_on - timedelta(days=3), 10)):
            row = distance.make_class(by, unit_id, title, starts_on, "下班路上看十分钟，写一句自己的话。")
            made = [distance.add_piece(row, piece, asked, 30, text).id for piece, text, asked in pieces]
            distance.add_people(row, people)
            distance.open_class(by, row)
            return made

    def hand_in(self, by: Actor, piece_id: int, people: Sequence[int]) -> None:
        """Some answer a piece in its week, each with a sentence of their own; the organiser accepts them after it."""
        opens_on = db.session.get_one(DistancePiece, piece_id).opens_on
        handed: list[int] = []
        for turn, person_id in enumerate(people):
            own = self.place.actor(person_id, None, "")
            with self.place.step(own, hall_time(opens_on + timedelta(days=turn % 7), 21, turn % 60)):
                piece, text = db.session.get_one(DistancePiece, piece_id), SENTENCES[(piece_id + turn) % len(SENTENCES)]
                handed.append(answers.hand_in(db.session.get_one(Person, person_id), piece, text=text).id)
        with self.place.step(by, hall_time(opens_on + timedelta(days=8), 9)):
            for number in handed:
                answers.accept(db.session.get_one(PieceAnswer, number))

    def end_class(self, by: Actor, piece_id: int, at: datetime) -> None:
        """The class of a piece is over."""
        with self.place.step(by, at):
            distance.end_class(
                db.session.get_one(DistanceClass, db.session.get_one(DistancePiece, piece_id).class_id)
            )

    # --- what was missed ----------------------------------------------------------------------------------------------

    def say_why(self, task_id: int, reason: AbsenceReason, words: str, at: datetime, at_the_door: bool = False) -> None:
        """Somebody says why they could not come, and may ask for study at the door."""
        own = self.place.actor(db.session.get_one(MakeUp, task_id).person_id, None, "")
        with self.place.step(own, at):
            task = db.session.get_one(MakeUp, task_id)
            make_up.say_why(task, task.version, reason, words)
            if at_the_door:
                make_up.choose_visit(task)

    def ask(self, by: Actor, event_id: int, at: datetime, reasons: Sequence[tuple[AbsenceReason, str]]) -> list[int]:
        """Those who were absent from a study day are asked to make it up; the first of them say why. Their tasks."""
        with self.place.step(by, at):
            event = db.session.get_one(Event, event_id)
            absent = [row.id for row in db.session.execute(absent_from(by, event)) if not row.exempt]
            if absent:
                make_up.ask_for_event(by, event, absent, make_up.due_day(clock.today()))
        query = select(MakeUp.id).where(MakeUp.event_id == event_id).order_by(MakeUp.id).limit(len(reasons))
        tasks = list(db.session.scalars(query))
        for task, (reason, words) in zip(tasks, reasons, strict=False):
            at_the_door = reason is AbsenceReason.INCONVENIENT
            self.say_why(task, reason, words, at + timedelta(days=2), at_the_door)
        return tasks

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

    # --- matters ------------------------------------------------------------------------------------------------------

    def council(
        self, by: Actor, unit_id: int, raised_by: int, assignee: int, checker: Actor, at: datetime,
        what: tuple[str, str, int],
    ) -> int:  # fmt: skip
        """One matter before the council of a unit, from the proposal to its outcome (S2.10); its number."""
        title, outcome, households = what
        with self.place.step(by, at):
            matter = discussions.raise_matter(
                unit_id, MatterChannel.DESK, title, title, raised_by_id=raised_by, kind=MatterKind.COUNCIL
            )
            number, person = matter.id, db.session.get_one(Person, assignee)
            discussions.assign(matter, None, person, clock.today() + timedelta(days=21), "议事会议过了，请去办。")
        with self.place.step(self.place.actor(assignee, None, ""), at + timedelta(days=3)):
            discussions.take_in_hand(db.session.get_one(Matter, number))
        with self.place.step(checker, at + timedelta(days=18)):
            discussions.check(db.session.get_one(Matter, number), "去看过了，住户都说好。")
        with self.place.step(by, at + timedelta(days=20)):
            discussions.close_matter(db.session.get_one(Matter, number), outcome, households, True, title, outcome)
        return number

    def suggest(self, unit_id: int, text: str, at: datetime) -> None:
        """A slip in the suggestion box, without a name (S2.11)."""
        with self.place.step(MACHINE, at):  # nobody is signed in at the box
            discussions.drop_into_box(
                None, True, unit_id=unit_id, channel=MatterChannel.SUGGESTION_BOX, title=text, text=text
            )
