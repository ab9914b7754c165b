"""Study that comes to people, by the ordinary operations: visits, pairs of old and young, a class at a distance."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.scenarios.community import Community, hall_time
from partyedu.study.models import (
    DistanceClass,
    DistancePiece,
    HomeVisit,
    Pair,
    PairKind,
    PairMeeting,
    PieceAnswer,
    VisitState,
)
from partyedu.study.operations import answers, distance, pairs, visits

BRING = "大字版学习材料、老花镜"
SAID = (
    "听一回，心里亮堂。", "字大，看得清。", "下回再来，我备好茶。", "隔壁老刘也想听。", "讲得慢，跟得上。",
    "有人来讲，比自己看记得住。", "我也想说两句。",
)  # fmt: skip
SENTENCES = (
    "想起自己刚入党那年，师傅带我走的第一户人家。", "准备在楼道里也这样做一回。", "孩子问我为什么，我照着讲给他听了。",
    "晚班回来看完的，觉得身边的事最有力量。", "原来一件小事要找这么多人商量。", "送单路上多看一眼老人，楼梯上扶一把。",
    "规矩就是等红灯，一分钟也要等。", "站点里谁有难处，大家先凑一凑。",
)  # fmt: skip


class Doorstep:
    """How study reaches those whom a place cannot ask to come; ``by`` plans, vouches and accepts."""

    def __init__(self, place: Community) -> None:
        self.place = place

    def visits(
        self, by: Actor, people: Sequence[int], helpers: Sequence[int], day: date, why: str, studied: str,
        minutes: Sequence[int] = (40, 50, 60), not_met_each: int = 0,
    ) -> list[int]:  # fmt: skip
        """The way to some people on a day, planned a week before, recorded that afternoon by the first helper.

        ``not_met_each``: of so many visits one finds nobody at home (0: all are met). Their numbers.
        """
        with self.place.step(by, hall_time(day - timedelta(days=7), 10)):
            numbers = [row.id for row in visits.plan_visits(by, people, helpers, day, why, BRING)]
        going = self.place.actor(helpers[0], None, "")
        for turn, number in enumerate(numbers):
            met = not not_met_each or (number + day.month) % not_met_each != 0
            with self.place.step(going, hall_time(day, 16, turn % 60)):
                visit, one = db.session.get_one(HomeVisit, number), (helpers[0], day)
                if met:
                    length, said = minutes[turn % len(minutes)], SAID[number % len(SAID)]
                    visits.record_visit(going, visit, visit.version, VisitState.DONE, *one, length, studied, said, True)
                else:
                    visits.record_visit(going, visit, visit.version, VisitState.NOT_MET, *one, note="没在家。")
        return numbers

    def pair(self, by: Actor, elder: int, younger: int, kind: PairKind, since: date, purpose: str) -> int:
        """Two learn from each other from a day on; the number of the pair."""
        with self.place.step(by, hall_time(since, 9)):
            two = db.session.get_one(Person, elder), db.session.get_one(Person, younger)
            return pairs.make_pair(by, *two, kind, since, purpose).id

    def meet(self, by: Actor, pair_id: int, day: date, minutes: int, words: str) -> None:
        """A pair met: the younger writes it down, somebody else vouches for it."""
        younger = self.place.actor(db.session.get_one(Pair, pair_id).younger_id, None, "")
        with self.place.step(younger, hall_time(day, 20)):
            number = pairs.record_meeting(younger, db.session.get_one(Pair, pair_id), day, minutes, words).id
        with self.place.step(by, hall_time(day + timedelta(days=1), 9)):
            pairs.confirm_meeting(by, db.session.get_one(PairMeeting, number))

    def distance_class(
        self, by: Actor, unit_id: int, title: str, starts_on: date, pieces: Sequence[tuple[str, str, str]],
        people: Sequence[int] = (), category_id: int | None = None, minutes: int = 30,
    ) -> list[int]:  # fmt: skip
        """A class of short pieces (title, text, question), one a week, opened a week before; the pieces' numbers.

        Those of a category come in by themselves, others as they are named.
        """
        with self.place.step(by, hall_time(starts_on - timedelta(days=7), 10)):
            row = distance.make_class(by, unit_id, title, starts_on, "收工以后看十分钟，写一句自己的话。", category_id)
            made = [distance.add_piece(row, piece, asked, minutes, text).id for piece, text, asked in pieces]
            if people:
                distance.add_people(row, people)
            distance.open_class(by, row)
            return made

    def hand_in(self, by: Actor, piece_id: int, people: Sequence[int]) -> None:
        """Some answer a piece in its week, each with a sentence of their own; they are accepted after it."""
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
            number = db.session.get_one(DistancePiece, piece_id).class_id
            distance.end_class(db.session.get_one(DistanceClass, number))
