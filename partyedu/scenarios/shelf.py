"""What stands in the library of a place, by the ordinary operations: pieces on their whole road, and the four banks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.library import operations as library
from partyedu.library import queries
from partyedu.library.models import BankKind, BaseKind, Courseware, Distinction, Origin, Outcome, Tier, Verdict
from partyedu.library.operations import banks
from partyedu.organisation.models import Unit
from partyedu.scenarios.community import Community
from partyedu.schedule.models import Event
from partyedu.speakers.models import Source, Talk

COMMENTS = ("开头再短一点，老同志坐不住。", "例子就用咱们社区的，听得进去。", "字再大一号。")
TEXT = "一、为什么讲这个。\n二、身边的一个例子。\n三、回家就能做的一件事。"


class Shelf:
    """The library of a place. ``keeper`` keeps it, ``reviewer`` scores; neither scores what is their own."""

    def __init__(self, place: Community, keeper: Actor, reviewer: Actor) -> None:
        self.place, self.keeper, self.reviewer = place, keeper, reviewer
        self.categories = [category.id for category in queries.categories()]

    def piece(
        self,
        maker: Actor,
        unit_id: int,
        title: str,
        turn: int,
        at: datetime,
        percent: int = 78,
        readers: Sequence[int] = (),
        tier: Tier = Tier.STREET,
    ) -> int:
        """A piece from its topic over making, comments and review into the library; its number."""
        origins = list(Origin)
        with self.place.step(maker, at):
            unit = db.session.get_one(Unit, unit_id)
            piece = library.propose_topic(
                maker, unit, title, self.categories[turn % len(self.categories)],
                origin=origins[turn % len(origins)], tier=tier, summary="讲一件小事，说一个道理。", minutes=10,
            )  # fmt: skip
            library.write_version(maker, piece, None, TEXT)
            library.ask_for_comments(maker, piece)
            number = piece.id
        for place_in_line, person_id in enumerate(readers):
            with self.place.step(self.place.actor(person_id, None, ""), at + timedelta(days=3, hours=place_in_line)):
                words = COMMENTS[(turn + place_in_line) % len(COMMENTS)]
                reader = self.place.actor(person_id, None, "")
                library.comment(reader, db.session.get_one(Courseware, number), person_id, words)
        with self.place.step(maker, at + timedelta(days=7)):
            library.hand_to_review(maker, db.session.get_one(Courseware, number))
        self.admit(number, percent, at + timedelta(days=14))
        return number

    def admit(self, piece_id: int, percent: int, at: datetime) -> None:
        """The reviewer scores the newest version and admits it."""
        with self.place.step(self.reviewer, at):
            piece = db.session.get_one(Courseware, piece_id)
            newest = queries.newest_version(piece_id)
            assert newest is not None
            sheet = library.sheet_in_use(piece.unit.path)
            points = {line.id: round(line.points * percent / 100) for line in queries.criteria(sheet.id)}
            library.review(self.reviewer, piece, newest.id, sheet.id, points, Verdict.ADMIT, "可以入库。")

    def rule(self, at: datetime, **lines: int) -> None:
        """The lines above which a piece is proposed for the textbook and below which for rework."""
        with self.place.step(self.keeper, at):
            unit = db.session.get_one(Unit, self.place.root_id)
            library.set_rule(self.keeper, unit, queries.Lines(**lines), "先试一年。")

    def from_talk(self, talk_id: int, turn: int, percent: int, at: datetime) -> int:
        """A talk that was given well is proposed and admitted; its number in the library."""
        with self.place.step(self.keeper, at):
            talk = db.session.get_one(Talk, talk_id)
            number = library.propose_talk(self.keeper, talk, self.categories[turn % len(self.categories)]).id
        self.admit(number, percent, at + timedelta(days=7))
        return number

    def used(self, organiser: Actor, piece_id: int, event_id: int, at: datetime) -> None:
        """A piece is going to be taught at an event."""
        with self.place.step(organiser, at):
            library.use(db.session.get_one(Courseware, piece_id), db.session.get_one(Event, event_id))

    def liked(self, piece_id: int, people: Sequence[int], at: datetime) -> None:
        """Some people like a piece."""
        with self.place.step(self.keeper, at):
            piece = db.session.get_one(Courseware, piece_id)
            for person_id in people:
                library.like(piece, library.like_key(piece_id, f"browser of {person_id}"))

    def decide(self, piece_id: int, says: Outcome, at: datetime, distinction: Distinction | None = None) -> None:
        """Somebody decides as the rule says; that it says so is checked, for nothing else is chosen by the rule."""
        with self.place.step(self.keeper, at):
            piece = db.session.get_one(Courseware, piece_id)
            if queries.judged(piece).says is not says:
                raise ValueError(f"the rule says {queries.judged(piece)} of {piece.title}, not {says}")
            library.decide(self.keeper, piece, piece.version, says, distinction)

    def rework(self, piece_id: int, at: datetime) -> None:
        """What was sent back is written anew by its keeper, handed to the experts and admitted."""
        with self.place.step(self.keeper, at):
            piece = db.session.get_one(Courseware, piece_id)
            text = f"{TEXT}\n四、大家提了意见以后，换了一个例子。"
            library.write_version(self.keeper, piece, piece.version, text, reason="按大家的意见重写了例子。")
            library.hand_to_review(self.keeper, piece)
        self.admit(piece_id, 80, at + timedelta(days=7))

    def proposed(self) -> dict[int, Outcome]:
        """What the rule says of all pieces of which it says anything."""
        pieces = db.session.scalars(select(Courseware)).all()
        return {piece.id: says for piece in pieces if (says := queries.judged(piece).says) is not Outcome.STAYS}

    def expert(self, name: str, source: Source, partner: str, field: str, since: date, at: datetime) -> int:
        """Somebody from outside in the bank of experts; the person's number."""
        with self.place.step(self.keeper, at):
            expert = banks.add_outside_expert(
                self.keeper, self.place.root_id, name, source=source, since=since, partner=partner, field=field,
                agrees=True,
            )  # fmt: skip
            return expert.person_id

    def entry(self, kind: BankKind, unit_id: int, title: str, begun_on: date, at: datetime, **more: Any) -> int:
        """A project or a case; its number."""
        with self.place.step(self.keeper, at):
            return banks.add_entry(self.keeper, kind, unit_id, title, begun_on=begun_on, **more).id

    @staticmethod
    def base(keeper: Actor, unit_id: int, kind: BaseKind, name: str, **more: Any) -> int:
        """A place of teaching, with its venue (inside a step); the venue's number."""
        return banks.add_base(keeper, None, kind, unit_id, name, **more).venue_id
