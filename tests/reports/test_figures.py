"""The figures against an independent count, slowly and by hand, over made-up years."""

import random
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
import time_machine
from by_hand import Further, further, rows_of
from study.hours_reference import Counted

from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.contests.models import Contest, ContestKind, ContestState, Entry, EntryState
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses.models import (
    Certificate,
    ClassEntry,
    ClassMeeting,
    ClassPlace,
    ClassroomKind,
    ClassState,
    Course,
    CourseClass,
    CourseMode,
    CourseOffering,
    CourseState,
    CourseWay,
    LessonFormat,
    PlaceState,
)
from partyedu.discussions.models import (
    Discussion,
    GroupRecord,
    Matter,
    MatterChannel,
    MatterState,
    Post,
    PostKind,
)
from partyedu.library.models import (
    READABLE,
    BankEntry,
    BankKind,
    BankStay,
    Base,
    BaseKind,
    Courseware,
    CoursewareCategory,
    CoursewareStep,
    CoursewareVersion,
    Decision,
    Distinction,
    Expert,
    Origin,
    Outcome,
    PromotionRule,
    Stage,
    Tier,
)
from partyedu.orders.models import Order, OrderChannel, OrderMode, OrderState
from partyedu.organisation.models import DailyBelonging, FormerHome, MemberStatus, Person, PersonKind, Unit
from partyedu.reports import queries
from partyedu.reports.models import FigureName
from partyedu.schedule.models import Event, EventKind, EventPartner, EventStatus, Theme, Venue
from partyedu.speakers.models import CastMember, Source, Talk
from partyedu.study.models import HomeVisit, VisitState
from partyedu.surveys.models import (
    Need,
    NeedKind,
    NeedSource,
    NeedState,
    Sheet,
    SheetGiven,
    Survey,
    SurveyPurpose,
    SurveyState,
)
from partyedu.theatre.models import ItemKind, ItemState, ProgrammeItem

NOW = clock.at(date(2026, 11, 22), clock.local(clock.now()).time().replace(hour=9, minute=0, second=0, microsecond=0))
YEARS = (2024, 2025, 2026)
OF_PEOPLE = (
    FigureName.MEMBERS, FigureName.COVERAGE, FigureName.NEVER_SPOKEN, FigureName.DIFFERENT_SPEAKERS,
    FigureName.MEMBERS_OVER_60, FigureName.EXEMPT, FigureName.DAILY_ELSEWHERE,
)  # fmt: skip


class Town:
    """Two years and a bit of made-up life in a tree of units, kept as rows and as plain Python beside them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.units: list[Unit] = [db.session.scalars(db.select(Unit)).one()]
        for number in range(6):
            parent = self.dice.choice(self.units[:4])
            kind = "branch" if number % 2 else "community"
            unit = Unit(name=f"第{number}支部", kind=kind, parent_id=parent.id, path="")
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
        self.rooms = Rooms(self)
        self.further = Further(self, NOW)
        self._moves(random.Random(seed))
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
            off_roster_on=off, created_at=NOW, birth_year=self.dice.choice([None, *range(1960, 1970)]),
            birth_month=self.dice.choice([None, *range(1, 13)]),
        )  # fmt: skip
        db.session.add(person)
        return person

    def _moves(self, dice):
        """A third have moved, some twice: each home begins the day after the one before."""
        days = [date(2024, 12, 31), date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 21)]
        for person in self.people:
            if person.unit_id is None or dice.random() > 0.4:
                continue
            since = None
            for until in sorted(dice.sample([*days, date(2025, 6, 1)], dice.randint(1, 2))):
                home = {"unit_id": dice.choice(self.units).id, "since_on": since, "until_on": until}
                db.session.add(FormerHome(person_id=person.id, written_at=NOW, **home))
                since = until + timedelta(days=1)

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
            kind=dice.choice([EventKind.THEATRE, EventKind.THEATRE, EventKind.FILM, EventKind.CLASS]),
            title=f"场{number}", unit_id=dice.choice(self.units).id, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=90), status=status, created_at=NOW, public_title=f"场{number}",
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


class Rooms:
    """What the other rooms of a town hold: courses and classes, the library, surveys, orders, contests."""

    def __init__(self, town: Town) -> None:
        self.town, self.dice = town, town.dice
        self.categories = list(db.session.scalars(db.select(CoursewareCategory)))
        if not self.categories:
            self.categories = [CoursewareCategory(name=f"类{number}", position=number) for number in range(3)]
            db.session.add_all(self.categories)
            db.session.flush()
        self._courses()
        self._library()
        self._banks()
        self._asked()
        self._elsewhere()

    def _elsewhere(self):
        """Temporary groups that end at some time, daily study in them and in other units, visits to the door."""
        dice, groups = self.dice, []
        for number in range(4):
            parent = dice.choice(self.town.units)
            group = self.add(
                Unit(
                    name=f"第{number}临时小组", kind="temporary-group", parent_id=parent.id, path="",
                    ends_on=dice.choice([None, self._day()]), archived_at=self._then(),
                )
            )  # fmt: skip
            group.path = f"{parent.path}{group.id}/"
            groups.append(group)
        for person in dice.sample(self.town.people, 25):
            since = self._day()
            until = dice.choice([None, since + timedelta(days=dice.randrange(700))])
            there = dice.choice([*groups, *self.town.units])
            belongs = {"person_id": person.id, "unit_id": there.id, "since_on": since, "until_on": until}
            self.add(DailyBelonging(**belongs, written_at=NOW))
        for _visit in range(30):
            state = dice.choice(list(VisitState))
            done = state in (VisitState.DONE, VisitState.NOT_MET)
            self.add(
                HomeVisit(
                    person_id=self._person(), unit_id=self._unit(), planned_on=self._day(), state=state, created_at=NOW,
                    visited_on=self._day() if done else None, minutes=dice.choice([30, 60]) if done else None,
                )
            )  # fmt: skip

    def _unit(self):
        return self.dice.choice(self.town.units).id

    def _person(self):
        return self.dice.choice(self.town.people).id

    def _day(self):
        return clock.local(self.town._instant()).date()

    def _then(self):
        return self.dice.choice([None, None, self.town._instant()])

    def add(self, row):
        db.session.add(row)
        db.session.flush()
        return row

    def _courses(self):
        dice, then = self.dice, self.town._instant
        for number in range(12):
            course = self.add(
                Course(
                    unit_id=self._unit(), format=dice.choice(list(LessonFormat)), classroom=ClassroomKind.THEORY,
                    mode=CourseMode.COLLECTIVE, way=CourseWay.IN_CLASS, title=f"课{number}", created_at=then(),
                    state=dice.choice(list(CourseState)),
                )
            )  # fmt: skip
            if number % 2:
                self.add(CourseOffering(course_id=course.id, since_at=then(), until_at=self._then()))
        events = db.session.scalars(db.select(Event).where(Event.kind == EventKind.CLASS).order_by(Event.id)).all()
        for number in range(8):
            run = self.add(
                CourseClass(
                    unit_id=self._unit(), title=f"班{number}", entry=ClassEntry.CALL_UP, created_at=then(),
                    state=dice.choice([ClassState.OPEN, *ClassState]),
                )
            )  # fmt: skip
            for place, event in enumerate(events[number::8], 1):
                self.add(ClassMeeting(class_id=run.id, event_id=event.id, number=place))
            for person in dice.sample(self.town.people, 4):
                place = self.add(
                    ClassPlace(
                        class_id=run.id, person_id=person.id, entry=ClassEntry.CALL_UP, state=PlaceState.IN,
                        entered_at=NOW, completed_at=self._then(),
                    )
                )  # fmt: skip
                if place.completed_at:
                    self.add(
                        Certificate(
                            place_id=place.id,
                            number=f"{place.id}",
                            name=person.name,
                            title=run.title,
                            unit_name="社区",
                            starts_on=self._day(),
                            ends_on=self._day(),
                            minutes=90,
                            issued_at=then(),
                            revoked_at=self._then(),
                        )
                    )

    def _library(self):
        dice, then = self.dice, self.town._instant
        rule = self.add(
            PromotionRule(
                unit_id=self.town.units[0].id, raters=5, average_up=430, expert_up=85, likes_up=10, average_down=300,
                expert_down=60, set_at=NOW,
            )
        )  # fmt: skip
        for number in range(30):
            stage = dice.choice([Stage.ADMITTED, Stage.TEXTBOOK, Stage.TEXTBOOK, *Stage])
            piece = self.add(
                Courseware(
                    unit_id=self._unit(), category_id=dice.choice(self.categories).id, title=f"件{number}",
                    origin=dice.choice(list(Origin)), tier=dice.choice(list(Tier)), stage=stage, created_at=NOW,
                    distinction=dice.choice([None, *Distinction]) if stage is Stage.TEXTBOOK else None,
                    admitted_at=then() if stage in READABLE else self._then(),
                )
            )  # fmt: skip
            version = self.add(CoursewareVersion(courseware_id=piece.id, number=1, made_at=NOW))
            for step in dice.choices([*READABLE, *Stage], k=dice.choice([0, 0, 3])):
                self.add(CoursewareStep(courseware_id=piece.id, stage=step, at=then()))
            if stage is Stage.TEXTBOOK:
                self.add(
                    Decision(
                        courseware_id=piece.id, version_id=version.id, rule_id=rule.id, proposed=Outcome.TEXTBOOK,
                        outcome=Outcome.TEXTBOOK, raters=6, likes=3, decided_at=then(), decided_by_id=self._person(),
                        distinction=dice.choice([None, *Distinction]),
                    )
                )  # fmt: skip

    def _banks(self):
        dice = self.dice
        for person in dice.sample(self.town.people, 8):
            self.add(
                Expert(
                    unit_id=self._unit(), person_id=person.id, source=dice.choice(list(Source)), since=self._day(),
                    until=dice.choice([None, self._day()]), archived_at=self._then(),
                )
            )  # fmt: skip
        for number in range(14):
            entry = self.add(
                BankEntry(
                    unit_id=self._unit(), kind=dice.choice(list(BankKind)), title=f"库{number}",
                    archived_at=self._then(), begun_on=dice.choice([None, self._day()]),
                    ended_on=dice.choice([None, self._day()]),
                )
            )  # fmt: skip
            venue = self.add(Venue(unit_id=self._unit(), name=f"点{number}", archived_at=self._then()))
            base = self.add(Base(venue_id=venue.id, kind=dice.choice(list(BaseKind)), archived_at=self._then()))
            for key in ({"entry_id": entry.id}, {"base_id": base.id}) if number % 2 else ():
                self.add(BankStay(since_at=self.town._instant(), until_at=self._then(), **key))

    def _asked(self):
        dice, then = self.dice, self.town._instant
        for number in range(10):
            state, anonymous = dice.choice(list(SurveyState)), dice.random() < 0.5
            survey = self.add(
                Survey(
                    unit_id=self._unit(), title=f"问{number}", state=state, is_anonymous=anonymous, created_at=NOW,
                    on_paper=dice.randrange(4) if anonymous else 0,
                    purpose=dice.choice([SurveyPurpose.SURVEY, *SurveyPurpose]),
                    opened_at=None if state is SurveyState.DRAFT else then(),
                )
            )  # fmt: skip
            for person in dice.sample(self.town.people, dice.randrange(4)):
                if anonymous:
                    self.add(SheetGiven(survey_id=survey.id, person_id=person.id))
                else:
                    self.add(Sheet(survey_id=survey.id, person_id=person.id, handed_in_at=NOW))
            self.add(
                Need(
                    unit_id=self._unit(), kind=NeedKind.WANT_TO_LEARN, source=dice.choice(list(NeedSource)),
                    title=f"想{number}", heard_on=self._day(), state=dice.choice(list(NeedState)), created_at=NOW,
                )
            )  # fmt: skip
            self.add(
                Order(
                    unit_id=self._unit(), wish=f"想听{number}", person_id=self._person(), mode=OrderMode.IN_CLASS,
                    channel=OrderChannel.DESK, state=dice.choice(list(OrderState)), placed_at=then(),
                )
            )  # fmt: skip
            contest = self.add(
                Contest(
                    unit_id=self._unit(), kind=dice.choice(list(ContestKind)), title=f"征{number}", created_at=then(),
                    state=dice.choice(list(ContestState)),
                )
            )  # fmt: skip
            for person_id in {self._person() for _time in range(2)}:
                self.add(
                    Entry(
                        contest_id=contest.id, person_id=person_id, handed_in_at=then(),
                        state=dice.choice(list(EntryState)),
                    )
                )  # fmt: skip


def on_the_roster(person, day):
    """Whether somebody is a member who counted on a day."""
    return (
        person.kind == "member"
        and (person.on_roster_since is None or person.on_roster_since <= day)
        and (person.off_roster_on > day if person.off_roster_on else person.status in ("full", "probationary"))
    )


def held_then(spans, end, otherwise):
    """Whether one of the spans held when a year ended; without a span, what stands in the row says it."""
    known = [span.since_at < end and (span.until_at is None or span.until_at >= end) for span in spans]
    return any(known) if known else otherwise


def in_use(row, column, end):
    """Whether a base or an entry was in use."""
    spans = [span for span in rows_of(BankStay) if getattr(span, column) == row.id]
    return held_then(spans, end, row.archived_at is None or row.archived_at >= end)


def offered(row, end):
    """Whether a course was offered."""
    spans = [span for span in rows_of(CourseOffering) if span.course_id == row.id]
    return held_then(spans, end, row.state == "offered" and row.created_at < end)


def of_the_rooms(path, year, ours, then, held, events):
    """The further figures of ``slowly``."""
    end = clock.day_bounds(date(2026, 11, 22) if year in (None, 2026) else date(year, 12, 31))[1]
    last = clock.local(end - timedelta(seconds=1)).date()

    def on(day):
        return year is None or day.year == year

    def standing(row):
        return row.archived_at is None or row.archived_at >= end

    classes = {row.id: row for row in rows_of(CourseClass)}
    meetings = [row for row in rows_of(ClassMeeting) if events[row.event_id].public_starts_at]
    begun = {}
    for row in meetings:
        event = events[row.event_id]
        if event.status in ("published", "closed") and event.public_starts_at < NOW:
            begun[row.class_id] = min(event.public_starts_at, begun.get(row.class_id, event.public_starts_at))
    places = {row.id: row for row in rows_of(ClassPlace)}
    steps = rows_of(CoursewareStep)

    def stage_then(row):
        own = [(step.at, step.id, step.stage) for step in steps if step.courseware_id == row.id]
        before = [step for step in own if step[0] < end]
        if not own:
            return row.stage if row.admitted_at is not None and row.admitted_at < end else None
        return max(before)[2] if before else None

    pieces = [row for row in rows_of(Courseware) if ours(row.unit_id) and stage_then(row) in ("admitted", "textbook")]
    decided = {
        row.courseware_id: row.distinction
        for row in sorted(rows_of(Decision), key=lambda row: (row.decided_at, row.id)) if row.decided_at < end
    }  # fmt: skip
    textbook = [row for row in pieces if stage_then(row) == "textbook" and row.id in decided]
    chosen = [decided[row.id] or row.distinction for row in textbook]
    banked = [
        row for row in rows_of(BankEntry)
        if ours(row.unit_id) and in_use(row, "entry_id", end) and (row.begun_on is None or row.begun_on <= last)
    ]  # fmt: skip
    venues = {row.id: row for row in rows_of(Venue)}
    bases = [row for row in rows_of(Base) if in_use(row, "base_id", end) and standing(venues[row.venue_id])]
    own_venues = [venues[row.venue_id].unit_id for row in bases if ours(venues[row.venue_id].unit_id)]
    units = {unit.id: unit for unit in rows_of(Unit)}
    surveys = {
        row.id for row in rows_of(Survey)
        if ours(row.unit_id) and row.purpose == "survey" and row.state != "draft" and then(row.opened_at)
    }  # fmt: skip
    sheets = [*db.session.scalars(db.select(Sheet)), *db.session.scalars(db.select(SheetGiven))]
    on_paper = sum(row.on_paper for row in rows_of(Survey) if row.id in surveys)
    needs = [row for row in rows_of(Need) if ours(row.unit_id) and on(row.heard_on)]
    orders = [row for row in rows_of(Order) if ours(row.unit_id) and then(row.placed_at)]
    contests = {row.id: row for row in rows_of(Contest) if ours(row.unit_id)}

    def used(unit):
        return standing(unit) and (unit.ends_on is None or unit.ends_on >= last)

    def below(unit):
        return unit.path.startswith(path) and unit.parent_id is not None

    def over_60(person):
        month = person.birth_month or 12
        return person.birth_year is not None and (person.birth_year + 60, month) <= (last.year, last.month)

    key_matters = [
        row for row in rows_of(Matter)
        if ours(row.unit_id) and row.kind == "key-matter" and row.state == "closed" and then(row.closed_at)
    ]  # fmt: skip
    homes = homes_on(last)
    members = {row.id: row for row in rows_of(Person) if ours(homes[row.id]) and on_the_roster(row, last)}
    daily = {
        row.person_id for row in rows_of(DailyBelonging)
        if row.person_id in members and row.since_on <= last and (row.until_on is None or row.until_on >= last)
        and used(units[row.unit_id]) and row.unit_id != homes[row.person_id]
    }  # fmt: skip
    return {
        "members_over_60": sum(over_60(person) for person in members.values()),
        "daily_elsewhere": len(daily),
        "communities": sum(
            below(unit) and unit.path != path and unit.kind == "community" and used(unit) for unit in units.values()
        ),
        "temporary_groups": sum(
            below(unit) and unit.kind == "temporary-group" and used(unit) for unit in units.values()
        ),
        "key_matters": len(key_matters),
        "households_served": sum(row.households or 0 for row in key_matters),
        "courses": sum(ours(row.unit_id) and offered(row, end) for row in rows_of(Course)),
        "classes": sum(
            ours(classes[key].unit_id) and classes[key].state in ("open", "completed") and then(at)
            for key, at in begun.items()
        ),
        "class_meetings": sum(row.event_id in held and ours(events[row.event_id].unit_id) for row in meetings),
        "completions": sum(ours(classes[row.class_id].unit_id) and then(row.completed_at) for row in places.values()),
        "certificates": sum(
            ours(classes[places[row.place_id].class_id].unit_id) and then(row.issued_at) and not row.revoked_at
            for row in rows_of(Certificate)
        ),
        "coursewares": len(pieces),
        "textbook": len(textbook),
        "good_courses": chosen.count("good-course"),
        "model_lessons": chosen.count("model-lesson"),
        "experts": sum(
            ours(row.unit_id) and standing(row) and row.since <= last and (row.until is None or row.until >= last)
            for row in rows_of(Expert)
        ),
        "projects": sum(row.kind == "project" for row in banked),
        "cases": sum(row.kind == "case" for row in banked),
        "partners": sum(row.kind == "partner" and (row.ended_on is None or row.ended_on >= last) for row in banked),
        "bases": len(own_venues),
        "centres": len({key for key in own_venues if units[key].kind == "community"}),
        "units": sum(
            below(unit) and unit.path != path and used(unit) for unit in units.values()
        ),
        "surveys": len(surveys),
        "survey_answers": sum(row.survey_id in surveys for row in sheets) + on_paper,
        "needs": len(needs),
        "needs_met": sum(row.state == "met" for row in needs),
        "orders": len(orders),
        "orders_delivered": sum(row.state == "delivered" for row in orders),
        "contests": sum(row.state != "draft" and then(row.created_at) for row in contests.values()),
        "contest_entries": sum(
            row.contest_id in contests and row.state != "withdrawn" and then(row.handed_in_at) for row in rows_of(Entry)
        ),
        **further(ours, then, year, NOW),
    }


def homes_on(day: date) -> dict[int, int | None]:
    """The unit each was at home in on a day: the first home that had not ended by then, or the one of today."""
    homes = {person.id: person.unit_id for person in rows_of(Person)}
    for home in sorted(rows_of(FormerHome), key=lambda row: row.until_on, reverse=True):
        if home.until_on >= day:
            homes[home.person_id] = home.unit_id
    return homes


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
    homes = homes_on(day)
    members = {
        person.id
        for person in rows_of(Person)
        if ours(homes[person.id]) and on_the_roster(person, day)
    }
    there = [row for row in rows_of(Attendance) if row.state in ("present", "late") and row.event_id in held]
    reached = {row.person_id for row in there} & members
    discussion_event = {row.id: row.event_id for row in rows_of(Discussion)}
    standing = [post for post in rows_of(Post) if not post.hidden_at and not post.withdrawn_at]
    spoken_of = {discussion_event[post.discussion_id] for post in standing}
    spoken_of |= {discussion_event[record.discussion_id] for record in rows_of(GroupRecord)}
    brought_up = ("matter", "council", "key-matter")  # a wish has its own road, a task comes from above
    matters = [row for row in rows_of(Matter) if ours(row.unit_id) and row.kind in brought_up]
    own_there = [events[row.event_id].kind for row in there if row.event_id in own]
    return {
        "sessions": len(sessions),
        "talks": len(own_given),
        "different_speakers": len(people(own_given)),
        "never_spoken": len(members - people(given)),
        "attendances": len(own_there),
        "theatre_attendances": sum(kind == "theatre" for kind in own_there),
        "class_attendances": sum(kind == "class" for kind in own_there),
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
        **of_the_rooms(path, year, ours, then, held, events),
        **of_study(members, year or 2026),
    }


def of_study(members, year):
    """Hours member by member, by the count from scratch of the room of study."""
    counted = Counted(year, NOW)
    standings = [counted.standing(person) for person in rows_of(Person) if person.id in members]
    return {
        "study_hours": sum(minutes // 60 for minutes, _target, _how in standings),
        "members_reached_target": sum(how == "reached" for _minutes, _target, how in standings),
        "exempt": sum(how == "exempt" for _minutes, _target, how in standings),
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
                homes = homes_on(scope.day)
                for name in FigureName:
                    rows = db.session.execute(queries.rows_behind(scope, name)).all()
                    if name in OF_PEOPLE:
                        assert Counter(homes[row.id] for row in rows) == +Counter(found.by_unit[name]), (name, year)
                    assert len(rows) == queries.rows_of(scope, name), (name, year)
                    summed = queries.SUMMED.get(name)
                    number = sum(getattr(row, summed) for row in rows) if summed else len(rows)
                    assert number == found.numbers[name] == queries.number_of(scope, name), (name, year)
                    parts = queries.parts_of(scope, name)
                    assert not parts or sum(part[-1] for part in parts) == number, (name, year)
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
                assert page.total == found.numbers[name] or name in queries.SUMMED
                assert len(page.rows) == min(page.total, page.per_page)
            assert sum(queries.sessions_by_theme(scope, queries.periods(year, 2024, 2026)).values()) > 0
        db.session.rollback()
