"""The figures against an independent count, slowly and by hand, over made-up years."""

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest
import time_machine

from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.discussions.models import (
    Discussion,
    GroupRecord,
    Matter,
    MatterChannel,
    MatterState,
    Post,
    PostKind,
)
from partyedu.organisation.models import MemberStatus, Person, PersonKind, Unit
from partyedu.reports import queries
from partyedu.reports.models import FigureName
from partyedu.schedule.models import Event, EventKind, EventPartner, EventStatus, Theme
from partyedu.speakers.models import CastMember, Talk
from partyedu.theatre.models import ItemKind, ItemState, ProgrammeItem

NOW = clock.at(date(2026, 11, 22), clock.local(clock.now()).time().replace(hour=9, minute=0, second=0, microsecond=0))
YEARS = (2024, 2025, 2026)


class Town:
    """Two years and a bit of made-up life in a tree of units, kept as rows and as plain Python beside them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.units: list[Unit] = [db.session.scalars(db.select(Unit)).one()]
        for number in range(6):
            parent = self.dice.choice(self.units[:4])
            unit = Unit(name=f"第{number}支部", kind="branch", parent_id=parent.id, path="")
            db.session.add(unit)
            db.session.flush()
            unit.path = f"{parent.path}{unit.id}/"
            self.units.append(unit)
        self.people = [self._person(number) for number in range(40)]
        db.session.flush()
        self.themes = list(db.session.scalars(db.select(Theme)))
        self.talks = [self._talk(number) for number in range(30)]
        for number in range(60):
            self._event(number)
        for number in range(40):
            self._matter(number)
        db.session.flush()

    def _instant(self, first=2024, last=2026):
        start, end = clock.year_bounds(first)[0], clock.year_bounds(last)[1]
        return start + timedelta(minutes=self.dice.randrange(int((end - start).total_seconds() // 60)))

    def _person(self, number):
        kind = self.dice.choice([PersonKind.MEMBER] * 6 + [PersonKind.RESIDENT, PersonKind.EXPERT])
        status = None
        since = off = None
        if kind is PersonKind.MEMBER:
            status = self.dice.choice([MemberStatus.FULL] * 5 + list(MemberStatus))
            since = self.dice.choice([None, clock.local(self._instant()).date(), date(2020, 1, 1)])
            if status not in (MemberStatus.FULL, MemberStatus.PROBATIONARY):
                day = clock.local(self._instant()).date()
                off = self.dice.choice([None, day, date(2025, 12, 31), date(2026, 1, 1)])
        unit = self.dice.choice([*self.units, None]) if kind is PersonKind.EXPERT else self.dice.choice(self.units)
        person = Person(
            kind=kind, name=f"甲{number}", unit_id=unit.id if unit else None, status=status, on_roster_since=since,
            off_roster_on=off, created_at=NOW,
        )  # fmt: skip
        db.session.add(person)
        return person

    def _talk(self, number):
        speaker, theme = self.dice.choice(self.people), self.dice.choice(self.themes)
        talk = Talk(person_id=speaker.id, theme_id=theme.id, title=f"讲{number}", created_at=NOW)
        db.session.add(talk)
        db.session.flush()
        if self.dice.random() < 0.2:
            for name in self.dice.sample([*self.people, None], 2):
                db.session.add(CastMember(talk_id=talk.id, person_id=name.id if name else None, name="邻居"))
        return talk

    def _event(self, number):
        dice = self.dice
        new_year = dice.choice([clock.year_bounds(year)[0] for year in YEARS])
        starts_at = dice.choice([self._instant(), self._instant(), new_year])
        if number == 0:
            starts_at = NOW - timedelta(minutes=20)  # going on
        status = dice.choice([EventStatus.PUBLISHED, EventStatus.CLOSED] * 3 + list(EventStatus))
        event = Event(
            kind=dice.choice([EventKind.THEATRE, EventKind.THEATRE, EventKind.FILM]), title=f"场{number}",
            unit_id=dice.choice(self.units).id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90),
            status=status, created_at=NOW, public_title=f"场{number}",
            public_theme_id=dice.choice([*self.themes, self.themes[0]]).id,
        )  # fmt: skip
        if status is not EventStatus.DRAFT:
            event.public_starts_at, event.public_ends_at = event.starts_at, event.ends_at
        db.session.add(event)
        db.session.flush()
        db.session.add(EventPartner(event_id=event.id, unit_id=dice.choice(self.units).id))
        for place, talk in enumerate(dice.sample(self.talks, dice.randrange(4)), 1):
            reserve = dice.random() < 0.2
            db.session.add(
                ProgrammeItem(
                    event_id=event.id, position=place, kind=ItemKind.TALK, talk_id=talk.id,
                    state=dice.choice([ItemState.PLANNED, ItemState.GIVEN, ItemState.GIVEN, *ItemState]),
                    is_reserve=reserve, public_is_reserve=reserve, public_position=dice.choice([place, place, None]),
                )
            )  # fmt: skip
        for person in dice.sample(self.people, dice.randrange(15)):
            state = dice.choice(list(AttendanceState))
            db.session.add(Attendance(event_id=event.id, person_id=person.id, state=state, via=Via.DESK, at=starts_at))
        if dice.random() < 0.7:
            self._discussion(event)

    def _discussion(self, event):
        dice = self.dice
        discussion = Discussion(event_id=event.id, prepared_at=event.starts_at)
        db.session.add(discussion)
        db.session.flush()
        for person in dice.sample(self.people, dice.randrange(3)):
            written = event.starts_at + timedelta(days=dice.randrange(40))
            db.session.add(
                Post(
                    discussion_id=discussion.id, person_id=person.id, kind=dice.choice(list(PostKind)), text="好",
                    written_at=written, hidden_at=dice.choice([None, None, written]),
                    withdrawn_at=dice.choice([None, None, None, written]),
                )
            )  # fmt: skip
        if dice.random() < 0.3:
            unit = dice.choice(self.units)
            db.session.add(
                GroupRecord(
                    discussion_id=discussion.id, unit_id=unit.id, held_on=date(2025, 1, 1), text="议", typed_at=NOW
                )
            )

    def _matter(self, number):
        raised, state = self._instant(), self.dice.choice([MatterState.CLOSED, *MatterState])
        closed = raised + timedelta(days=self.dice.randrange(200)) if state is MatterState.CLOSED else None
        db.session.add(
            Matter(
                unit_id=self.dice.choice(self.units).id, channel=MatterChannel.DESK, title=f"事{number}",
                raised_at=raised, state=state, closed_at=closed,
            )
        )  # fmt: skip


def rows_of(model):
    return list(db.session.scalars(db.select(model).order_by(model.id)))


def slowly(path: str, year: int | None) -> dict[str, float]:
    """The same figures by loops over all rows: written apart from the code, from the words of issue and glossary."""
    unit_path = {unit.id: unit.path for unit in rows_of(Unit)}

    def ours(unit_id):
        return unit_id is not None and unit_path[unit_id].startswith(path)

    def then(instant):
        return instant is not None and (year is None or clock.local(instant).year == year)

    events = {event.id: event for event in rows_of(Event)}
    held = {
        key
        for key, event in events.items()
        if event.status in ("published", "closed") and event.starts_at < NOW and then(event.starts_at)
    }
    own = {key for key in held if ours(events[key].unit_id)}
    sessions = {key for key in own if events[key].kind == "theatre"}
    talk_of = {talk.id: talk for talk in rows_of(Talk)}
    cast = defaultdict(set)
    for part in rows_of(CastMember):
        if part.person_id:
            cast[part.talk_id].add(part.person_id)
    given = [
        item
        for item in rows_of(ProgrammeItem)
        if item.event_id in held
        and events[item.event_id].kind == "theatre"
        and events[item.event_id].ends_at <= NOW
        and item.state in ("planned", "given")
        and not item.is_reserve
        and item.public_position is not None
    ]
    own_given = [item for item in given if item.event_id in sessions]

    def people(items):
        return {talk_of[item.talk_id].person_id for item in items} | {
            person for item in items for person in cast[item.talk_id]
        }

    day = date(2026, 11, 22) if year in (None, 2026) else date(year, 12, 31)
    members = {
        person.id
        for person in rows_of(Person)
        if person.kind == "member"
        and ours(person.unit_id)
        and (person.on_roster_since is None or person.on_roster_since <= day)
        and (person.off_roster_on > day if person.off_roster_on else person.status in ("full", "probationary"))
    }
    there = [row for row in rows_of(Attendance) if row.state in ("present", "late") and row.event_id in held]
    reached = {row.person_id for row in there} & members
    discussion_event = {row.id: row.event_id for row in rows_of(Discussion)}
    standing = [post for post in rows_of(Post) if not post.hidden_at and not post.withdrawn_at]
    spoken_of = {discussion_event[post.discussion_id] for post in standing}
    spoken_of |= {discussion_event[record.discussion_id] for record in rows_of(GroupRecord)}
    matters = [row for row in rows_of(Matter) if ours(row.unit_id)]
    return {
        "sessions": len(sessions),
        "talks": len(own_given),
        "different_speakers": len(people(own_given)),
        "never_spoken": len(members - people(given)),
        "attendances": sum(row.event_id in own for row in there),
        "members": len(members),
        "coverage": round(len(reached) / len(members), 4) if members else 0.0,
        "discussions": len(spoken_of & own),
        "reflections": sum(
            post.kind == "reflection"
            and then(post.written_at)
            and ours(events[discussion_event[post.discussion_id]].unit_id)
            for post in standing
        ),
        "matters": sum(then(row.raised_at) for row in matters),
        "matters_closed": sum(row.state == "closed" and then(row.closed_at) for row in matters),
    }


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_what_one_counts_by_hand_and_open_exactly_their_rows(app, seed):
    with app.app_context(), time_machine.travel(NOW, tick=False):
        town = Town(seed)
        for unit in town.units:
            for year in (None, *YEARS):
                scope = queries.Scope(unit.path, year, NOW)
                found = queries.figures(scope)
                assert found.as_dict() == slowly(unit.path, year), (seed, unit.path, year)
                for name in FigureName:
                    rows = db.session.execute(queries.rows_behind(scope, name)).all()
                    assert len(rows) == found.numbers[name] == queries.number_of(scope, name), (name, year)
        db.session.rollback()


def test_sessions_by_quarter_and_theme_add_up_to_the_sessions_of_the_year(app):
    with app.app_context(), time_machine.travel(NOW, tick=False):
        Town(11)
        for year in (2024, 2025, None):
            scope = queries.Scope("/", year, NOW)
            parts = queries.periods(year, 2024, 2026)
            cells = queries.sessions_by_theme(scope, parts)
            assert sum(cells.values()) == queries.figures(scope).numbers[FigureName.SESSIONS] > 0
            assert {number for number, _theme in cells} <= {part.number for part in parts}
        db.session.rollback()


def test_both_databases_count_alike(each_database):
    with each_database.app_context(), time_machine.travel(NOW, tick=False):
        Town(21)
        for year in (None, 2025):
            scope = queries.Scope("/", year, NOW)
            found = queries.figures(scope)
            assert found.as_dict() == slowly("/", year)
            for name in FigureName:
                page = queries.page_behind(scope, name, 1)
                assert page.total == found.numbers[name]
                assert len(page.rows) == min(page.total, page.per_page)
            assert sum(queries.sessions_by_theme(scope, queries.periods(year, 2024, 2026)).values()) > 0
        db.session.rollback()
