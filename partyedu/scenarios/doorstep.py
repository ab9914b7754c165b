"""Study that comes to people, by the ordinary operations: visits, pairs of old and young, a class at a distance."""

from collections.abc import Sequence
from datetime import date, timedelta

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.scenarios.community import Community, hall_time
from partyedu.study.models import DistanceClass, DistancePiece, HomeVisit, Pair, PairKind, VisitState
from partyedu.study.operations import answers, distance, pairs, visits
from partyedu.study.queries import distance as distance_queries

WHY = ("腿脚不便，下不了楼。", "一个人住，想有人说说话。", "刚出院，还要养一阵。")
STUDIED = ("一起读了大字版的学习材料，", "把这个月的课讲了一遍，", "教了手机挂号，", "听他说了年轻时的事，")
SAID = ("有人来讲，比自己看记得住。", "下回还讲这个。", "我也想说两句。")
OWN_WORDS = (
    "送单路上多看一眼老人，门口的楼梯帮着扶一把。", "规矩就是等红灯，一分钟也要等。", "站点里谁有难处，大家先凑一凑。",
    "学完想到师傅带我的头一个月。", "小区的路我最熟，哪儿有坑我来报。",
)  # fmt: skip


class Doorstep:
    """Who brings study to the people of a place that they cannot come to. ``desk``: plans, vouches and accepts."""

    def __init__(self, place: Community, desk: Actor) -> None:
        self.place, self.desk = place, desk

    def visit(self, person_id: int, helpers: Sequence[int], day: date, turn: int, minutes: int = 45) -> int:
        """A visit that was planned a week ahead and recorded the same evening by the first helper; its number."""
        with self.place.step(self.desk, hall_time(day - timedelta(days=7), 10)):
            [row] = visits.plan_visits(self.desk, [person_id], helpers, day, WHY[turn % 3], "大字版学习材料、老花镜")
            number = row.id
        helper = self.place.actor(helpers[0], None, "")
        with self.place.step(helper, hall_time(day, 18)):
            row = db.session.get_one(HomeVisit, number)
            visits.record_visit(
                helper, row, row.version, VisitState.DONE, helpers[0], day, minutes,
                f"{STUDIED[turn % 4]}学了 {minutes} 分钟。", SAID[turn % 3], True, "",
            )  # fmt: skip
        return number

    def pair(self, elder: int, younger: int, kind: PairKind, days: Sequence[date], purpose: str) -> int:
        """Two who learn from each other; they meet on these days, and the desk vouches for it. The pair's number."""
        with self.place.step(self.desk, hall_time(days[0] - timedelta(days=10), 9)):
            people = db.session.get_one(Person, elder), db.session.get_one(Person, younger)
            number = pairs.make_pair(self.desk, *people, kind, days[0] - timedelta(days=7), purpose).id
        for day in days:
            own = self.place.actor(younger, None, "")
            with self.place.step(own, hall_time(day, 20)):
                meeting = pairs.record_meeting(own, db.session.get_one(Pair, number), day, 60, "见面聊了一小时。")
                key, kept = meeting.id, type(meeting)
            with self.place.step(self.desk, hall_time(day + timedelta(days=1), 9)):
                pairs.confirm_meeting(self.desk, db.session.get_one(kept, key))
        return number

    def distance(
        self, unit_id: int, title: str, first: date, pieces: Sequence[tuple[str, str, str]], minutes: int,
        category_id: int, people: Sequence[int],
    ) -> int:  # fmt: skip
        """A class at a distance for a category: pieces (title, text, question), one a week; three of four hand in."""
        with self.place.step(self.desk, hall_time(first - timedelta(days=10), 9)):
            row = distance.make_class(self.desk, unit_id, title, first, "收工以后，一刻钟一篇。", category_id)
            for name, text, question in pieces:
                distance.add_piece(row, name, question, minutes, text)
            number = row.id
        with self.place.step(self.desk, hall_time(first - timedelta(days=7), 9)):
            distance.open_class(self.desk, db.session.get_one(DistanceClass, number))
            found = [(piece.id, piece.opens_on) for piece in distance_queries.pieces_of(number)]
        for turn, (piece_id, opens_on) in enumerate(found):
            self._week(piece_id, opens_on, turn, people)
        with self.place.step(self.desk, hall_time(first + timedelta(days=7 * len(pieces) + 7), 9)):
            distance.end_class(db.session.get_one(DistanceClass, number))
        return number

    def _week(self, piece_id: int, opens_on: date, turn: int, people: Sequence[int]) -> None:
        handed_in = []
        for line, person_id in enumerate(people):
            if (line + turn) % 4 == 3:
                continue
            with self.place.step(self.place.actor(person_id, None, ""), hall_time(opens_on + timedelta(days=2), 22)):
                person, piece = db.session.get_one(Person, person_id), db.session.get_one(DistancePiece, piece_id)
                words = OWN_WORDS[(line + turn) % len(OWN_WORDS)]
                answer = answers.hand_in(person, piece, text=words)
                handed_in.append((type(answer), answer.id))
        with self.place.step(self.desk, hall_time(opens_on + timedelta(days=6), 10)):
            for kept, key in handed_in:
                answers.accept(db.session.get_one(kept, key))
