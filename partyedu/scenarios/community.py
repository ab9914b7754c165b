"""A community that is lived in: its people act through the ordinary operations, in their roles, at their time."""

import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from partyedu.accounts.models import ROLE_PERMISSIONS, Role
from partyedu.accounts.operations import grant_role
from partyedu.admin.operations import set_up
from partyedu.attendance import operations as attendance
from partyedu.attendance.models import Via
from partyedu.core import clock
from partyedu.core.actor import MACHINE, Actor, acting_as
from partyedu.core.db import db, transaction
from partyedu.core.spreadsheets import Table, read_sheets, write_workbook
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import Matter, MatterChannel, MatterKind
from partyedu.organisation import operations as organisation
from partyedu.organisation.importing import Choices
from partyedu.organisation.models import (
    Category,
    MemberStatus,
    Person,
    PersonKind,
    StudyMode,
    Unit,
    UnitKind,
)
from partyedu.organisation.queries import within
from partyedu.organisation.roster import read_roster
from partyedu.scenarios import words
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind, Theme
from partyedu.speakers import operations as speakers
from partyedu.speakers import queries as speaker_queries
from partyedu.speakers.models import Quality, Talk, TalkFormat
from partyedu.theatre import operations as theatre

# The headings of a roster as a centre keeps it; the rows of ``Community.roster`` have these columns.
ROSTER_HEADS = ("姓名", "所属支部", "类别", "联系电话", "出生年月", "入党时间", "学历", "学习方式")


class Community:
    """What a scenario builds: one community, its units, its people and their years.

    ``chance`` is seeded: the same scenario gives the same community. Every step is one transaction, as in a centre.
    """

    def __init__(
        self,
        name: str,
        code: str,
        seed: int = 1,
        kind: UnitKind = UnitKind.COMMUNITY,
        venue: tuple[str, str] = ("社区中心", "昌明路一号"),
    ) -> None:
        self.chance = random.Random(seed)
        self.names = words.many_names()
        self.numbers = count(1)
        with transaction():
            account = set_up(name, code, "管理员", "partyedu 2026", kind)
            root = db.session.get(Unit, db.session.get(Person, account.person_id).unit_id)  # type: ignore[union-attr]
            self.root_id: int = root.id  # type: ignore[union-attr]
            self.keeper = self.actor(account.person_id, Role.ADMINISTRATOR, "/")
        with acting_as(self.keeper), transaction():
            centre = schedule.add_venue(self.keeper, self.root_id, *venue)
            self.hall_id = schedule.add_room(centre, "二楼大厅", 60).id
            self.classroom_id = schedule.add_room(centre, "三楼教室", 40).id
        self.themes = {theme.name: theme.id for theme in db.session.scalars(select(Theme))}
        self.categories = [category.id for category in db.session.scalars(select(Category).order_by(Category.id))]

    @staticmethod
    def actor(person_id: int, role: Role | None, path: str) -> Actor:
        """Somebody who acts, with a role over the unit with this path."""
        person = db.session.get(Person, person_id)
        assert person is not None
        grants = {permission: (path,) for permission in ROLE_PERMISSIONS[role]} if role else {}
        unit_path = person.unit.path if person.unit else ""
        member = person.is_active_member
        daily_path = person.daily_unit.path if person.daily_unit else ""
        return Actor(person.name, person.id, None, None, person.unit_id, unit_path, daily_path, member, grants)

    @contextmanager
    def step(self, actor: Actor, at: datetime) -> Iterator[None]:
        """One transaction of somebody, at a time."""
        with clock.standing_at(at), acting_as(actor), transaction():
            yield
        db.session.expunge_all()

    def unit(self, name: str, kind: UnitKind, parent_id: int | None = None, label: str = "") -> int:
        """Add a unit below another (the community itself when none is given); its number."""
        with acting_as(self.keeper), transaction():
            parent = db.session.get_one(Unit, parent_id or self.root_id)
            return organisation.units.add(parent, name, kind, label=label).id

    def member(self, unit_id: int, at: datetime, **more: Any) -> int:
        """A member of a unit, with a made-up name; the number."""
        chance = self.chance
        number = next(self.numbers)
        values = {
            "kind": PersonKind.MEMBER,
            "name": next(self.names),
            "unit_id": unit_id,
            "category_id": chance.choice(self.categories[:3]),
            "status": MemberStatus.FULL,
            "study_mode": StudyMode.NEARBY if chance.random() < 0.85 else StudyMode.AT_THE_DOOR,
            # 199 0000 … is given to nobody.
            "phone": f"1990000{number:04d}" if chance.random() < 0.9 else "",
            "birth_year": chance.randint(1940, 1985),
            "birth_month": chance.randint(1, 12),
            "joined_on": date(chance.randint(1970, 2012), chance.randint(1, 12), 1),
            "education": chance.choice(("初中", "高中", "中专", "大专", "本科")),
        }
        with self.step(self.keeper, at):
            return organisation.people.add(self.keeper, values | more).id

    def roster(
        self, unit_id: int, rows: Sequence[Sequence[str]], since: date, heads: Sequence[str] = ROSTER_HEADS
    ) -> None:
        """Members of a unit, as they come: a workbook with these headings, read and imported like any other."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "roster.xlsx"
            write_workbook([Table("名册", list(heads), rows)], path)
            roster = read_roster(read_sheets(path, path.name))
        with self.step(self.keeper, hall_time(since, 9)):
            unit = db.session.get_one(Unit, unit_id)
            result = organisation.apply_roster(unit, roster, Choices(new_units=None), since)
        if result.created != len(rows):
            raise ValueError(f"{len(rows)} members, {result.created} of them imported: {result.errors[:3]}")

    def roster_row(
        self,
        branch: str,
        category: str,
        born: tuple[int, int] = (1940, 1985),
        study_mode: str = "",
        joined_by: int = date.max.year,
    ) -> tuple[str, ...]:
        """One made-up row for ``roster``; ``joined_by``: the latest year in which one can have joined."""
        chance, number = self.chance, next(self.numbers)
        birth = chance.randint(*born)
        joined = min(chance.randint(birth + 20, birth + 32), joined_by)
        phone = f"199{number:08d}" if chance.random() < 0.9 else ""
        education = chance.choice(("初中", "高中", "中专", "大专", "本科"))
        born_in = f"{birth}.{chance.randint(1, 12):02d}"
        return (next(self.names), branch, category, phone, born_in, f"{joined}.07", education, study_mode)

    def members_of(self, unit_id: int) -> list[int]:
        """The members of a unit and all below it, by number."""
        path = db.session.get_one(Unit, unit_id).path
        query = select(Person.id).join(Unit, Person.unit_id == Unit.id)
        found = db.session.scalars(query.where(within([path]), Person.kind == PersonKind.MEMBER).order_by(Person.id))
        return list(found)

    def gather(
        self, organiser: Actor, kind: EventKind, title: str, unit_id: int, starts_at: datetime, **more: Any
    ) -> int:
        """Plan and publish a plain event (inside a step); its number."""
        event = schedule.create(
            organiser, kind=kind, title=title, unit_id=unit_id, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=more.pop("minutes", 90)), **more,
        )  # fmt: skip
        schedule.release(event)
        return event.id

    def staff(self, role: Role, unit_id: int, user_name: str, person_id: int | None = None) -> Actor:
        """Give somebody (a new member of staff when nobody is named) a role over a unit."""
        with acting_as(self.keeper), transaction():
            if person_id is None:
                values = {"kind": PersonKind.STAFF, "name": next(self.names), "unit_id": unit_id}
                person_id = organisation.people.add(self.keeper, values).id
        with acting_as(self.keeper), transaction():
            unit = db.session.get_one(Unit, unit_id)
            grant_role(db.session.get_one(Person, person_id), role, unit, user_name)
            return self.actor(person_id, role, unit.path)

    def talk(
        self,
        reviewer: Actor,
        person_id: int,
        theme: str,
        turn: int,
        at: datetime,
        minutes: int = 10,
        told_as: TalkFormat | None = None,
    ) -> int:
        """A talk that was offered, handed in and approved by somebody else; its number."""
        with self.step(self.actor(person_id, None, ""), at):
            talk = self.offer(person_id, theme, turn, minutes, submit_now=True, told_as=told_as)
        with self.step(reviewer, at + timedelta(days=3)):
            waiting = db.session.get_one(Talk, talk)
            newest = speaker_queries.latest_outline(waiting)
            assert newest is not None
            speakers.approve(reviewer, waiting, newest.id)
        return talk

    def offer(
        self, person_id: int, theme: str, turn: int, minutes: int, submit_now: bool, told_as: TalkFormat | None = None
    ) -> int:
        """A talk as its speaker offers it (inside a step), every fourth of them a speech; its number."""
        person = db.session.get_one(Person, person_id)
        qualities = list(Quality)
        talk = speakers.offer(
            self.actor(person_id, None, ""),
            person,
            title=words.title(theme, turn),
            theme_id=self.themes[theme],
            submit_now=submit_now,
            summary=words.SUMMARIES[theme],
            minutes=minutes,
            format=told_as or (TalkFormat.SPEECH if turn % 4 == 0 else TalkFormat.STORY),
            text=words.OUTLINE,
            qualities=[qualities[turn % 7], qualities[(turn + 3) % 7]],
        )
        return talk.id

    def session(
        self,
        organiser: Actor,
        unit_id: int,
        theme: str,
        starts_at: datetime,
        talks: Sequence[int],
        at: datetime,
        host_id: int | None = None,
        reserve: int | None = None,
        **more: Any,
    ) -> int:
        """A theatre session that was planned and published at ``at``; its number."""
        with self.step(organiser, at):
            unit = db.session.get_one(Unit, unit_id)
            host = db.session.get(Person, host_id) if host_id else None
            event = theatre.plan_session(
                organiser,
                title=f"我的{theme}故事",
                theme_id=self.themes[theme],
                unit_id=unit.id,
                expected_unit_id=unit.id,
                room_id=more.pop("room_id", self.hall_id),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=90),
                host=host,
                owner=db.session.get(Person, organiser.person_id),
                **more,
            )
            for talk_id in talks:
                theatre.add_talk(event, db.session.get_one(Talk, talk_id))
            if reserve:
                theatre.add_talk(event, db.session.get_one(Talk, reserve), as_reserve=True)
            theatre.publish(event)
            return event.id

    def hold(self, event_id: int, here: Sequence[int], at: datetime) -> None:
        """People come to a session: some by phone, some at the desk, some late."""
        with self.step(MACHINE, at):
            event = db.session.get_one(Event, event_id)
            for place, person_id in enumerate(here):
                person = db.session.get_one(Person, person_id)
                minutes = 15 if place % 17 == 0 else -self.chance.randint(1, 20)
                came = min(event.starts_at + timedelta(minutes=minutes), at)
                attendance.record(event, person, (Via.QR, Via.DESK, Via.PAPER)[place % 3], at=came)

    def sign_in(self, organiser: Actor, event_id: int, here: Sequence[int], at: datetime) -> None:
        """The sheet that people signed at an event is typed in."""
        with self.step(organiser, at):
            attendance.type_in(db.session.get_one(Event, event_id), here)

    def rate(self, organiser: Actor, event_id: int, slips: Mapping[int, list[int]], at: datetime) -> None:
        """The slips of a session are counted and typed in: talk → how many gave one star, two, … five."""
        with self.step(organiser, at):
            theatre.rate_on_paper(db.session.get_one(Event, event_id), slips)

    def discuss(self, event_id: int, writers: Sequence[int], at: datetime) -> None:
        """What people wrote after a session, each under their own name."""
        for turn, person_id in enumerate(writers):
            with self.step(self.actor(person_id, None, ""), at + timedelta(minutes=turn)):
                event = db.session.get_one(Event, event_id)
                text = words.REFLECTIONS[(event_id + turn) % len(words.REFLECTIONS)]
                discussions.write_post(event, person_id, text=text, author_agrees=turn % 2 == 0)

    def follow_up(
        self,
        organiser: Actor,
        event_id: int,
        raised_by: int,
        assignee: int,
        checker: Actor,
        at: datetime,
        days: int = 14,
    ) -> int:
        """A matter that was raised after a session, given to somebody, checked and closed; its number."""
        return self.matter(
            organiser, MatterKind.MATTER, None, words.MATTERS[event_id % len(words.MATTERS)], assignee, checker, at,
            days, raised_by, event_id,
        )  # fmt: skip

    def matter(
        self,
        organiser: Actor,
        kind: MatterKind,
        unit_id: int | None,
        what: tuple[str, str, int | None],
        assignee: int,
        checker: Actor,
        at: datetime,
        days: int = 14,
        raised_by: int | None = None,
        event_id: int | None = None,
    ) -> int:
        """A matter on its whole road (``what``: title, outcome, households), of a unit or of an event; its number."""
        title, outcome, households = what
        with self.step(organiser, at):
            event = db.session.get_one(Event, event_id) if event_id else None
            holder = event.unit_id if event else unit_id
            assert holder is not None
            matter = discussions.raise_matter(
                holder, MatterChannel.DESK, title, title, raised_by_id=raised_by, event=event, kind=kind
            )
            number = matter.id
            person = db.session.get_one(Person, assignee)
            discussions.assign(matter, None, person, clock.today() + timedelta(days=days))
        with self.step(self.actor(assignee, None, ""), at + timedelta(days=2)):
            discussions.take_in_hand(db.session.get_one(Matter, number))
        with self.step(checker, at + timedelta(days=days - 2)):
            discussions.check(db.session.get_one(Matter, number), "去看过了，已经办好。")
        with self.step(organiser, at + timedelta(days=days - 1)):
            discussions.close_matter(db.session.get_one(Matter, number), outcome, households, True, title, outcome)
        return number

    def end(self, organiser: Actor, event_id: int, at: datetime) -> None:
        """The session is closed, with its discussion."""
        with self.step(organiser, at):
            discussions.close_session(db.session.get_one(Event, event_id))


def hall_time(day: date, hour: int, minute: int = 0) -> datetime:
    """The instant at which the clock in the hall shows this."""
    return clock.at(day, time(hour, minute))
