"""The rooms of courses, library, surveys, orders and contests over ten years of a district, straight into the tables.

Called by ``district.seed`` once units, members and events stand: every fourth event of a branch is a meeting of its
class of the year.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from partyedu.contests.models import Contest, ContestKind, ContestState, Entry, EntryState
from partyedu.core import clock
from partyedu.core.search import index_text
from partyedu.courses.models import (
    Certificate,
    ClassCourse,
    ClassEntry,
    ClassMeeting,
    ClassPlace,
    ClassroomKind,
    ClassState,
    Course,
    CourseClass,
    CourseKind,
    CourseMode,
    CourseState,
    CourseWay,
    LessonFormat,
    PlaceState,
)
from partyedu.library.models import (
    BankEntry,
    BankKind,
    Base,
    BaseKind,
    Courseware,
    CoursewareCategory,
    CoursewareLike,
    CoursewareUse,
    CoursewareVersion,
    Criterion,
    Decision,
    Distinction,
    Expert,
    ExpertReview,
    Origin,
    Outcome,
    PeerComment,
    PromotionRule,
    ScoreSheet,
    Stage,
    Tier,
    Verdict,
)
from partyedu.orders.models import Menu, MenuItem, MenuState, Order, OrderChannel, OrderMode, OrderState
from partyedu.organisation.models import Person, PersonKind, Unit, UnitKind
from partyedu.schedule.models import Event, EventKind, Venue
from partyedu.speakers.models import Source
from partyedu.surveys.models import (
    Answer,
    Choice,
    EventRating,
    Need,
    NeedKind,
    NeedSource,
    NeedState,
    Question,
    QuestionKind,
    Sheet,
    Survey,
    SurveyState,
)

COURSES, PIECES, EXPERTS = 60, 400, 300
SURVEYS_A_YEAR, SHEETS, ORDERS_AN_ITEM, ITEMS_A_MENU, ENTRIES_A_CONTEST, RATINGS = 2, 20, 4, 6, 10, 6


def put(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    """Rows into a table, five thousand at a time."""
    for start in range(0, len(rows), 5000):
        connection.execute(insert(table.__table__), rows[start : start + 5000])


class Rooms:
    """What stands already, by number, and the ten years."""

    def __init__(self, connection: Connection, root: int, years: int) -> None:
        self.connection, self.root, self.years, self.now = connection, root, years, clock.now()
        units = connection.execute(select(Unit.id, Unit.kind).order_by(Unit.id)).all()
        self.communities = [number for number, kind in units if kind is UnitKind.COMMUNITY]
        self.people: dict[int, list[int]] = {}
        for person, unit in connection.execute(
            select(Person.id, Person.unit_id).where(Person.kind == PersonKind.MEMBER).order_by(Person.id)
        ):
            self.people.setdefault(unit or 0, []).append(person)
        self.everybody = [person for own in self.people.values() for person in own]

    def put(self, table: Any, rows: list[dict[str, Any]]) -> None:
        """Rows into a table."""
        put(self.connection, table, rows)

    def ago(self, year: int, days: int = 0) -> datetime:
        """An instant so many years ago."""
        return self.now - timedelta(days=365 * year + days)

    def somebody(self, number: int) -> int:
        """One of the members, another for each number."""
        return self.everybody[number * 7 % len(self.everybody)]


def seed(connection: Connection, root: int, years: int) -> None:
    """Fill the rooms."""
    rooms = Rooms(connection, root, years)
    _courses(rooms)
    _classes(rooms)
    _library(rooms)
    _banks(rooms)
    _surveys(rooms)
    _orders(rooms)
    _contests(rooms)


def _courses(rooms: Rooms) -> None:
    formats, unit = list(LessonFormat), [rooms.root, *rooms.communities]
    rooms.put(
        Course,
        [
            {
                "id": number, "unit_id": unit[number % len(unit)], "title": f"第{number}门课",
                "state": CourseState.OFFERED, "kind": CourseKind.THEMED if number % 3 == 0 else CourseKind.SPECIAL,
                "format": formats[number % 5], "classroom": ClassroomKind.THEORY, "mode": CourseMode.COLLECTIVE,
                "way": CourseWay.IN_CLASS, "created_at": rooms.ago(number % rooms.years),
                "search_text": index_text(f"第{number}门课"),
            }
            for number in range(1, COURSES + 1)
        ],
    )  # fmt: skip


def _meetings(rooms: Rooms) -> Iterator[tuple[int, int, list[Any]]]:
    """The meetings by class: its number, its branch, its events of one year, eight weeks and more apart."""
    query = select(Event.id, Event.unit_id, Event.starts_at).where(Event.kind == EventKind.CLASS)
    by_class: dict[tuple[int, int], list[Any]] = {}
    for row in rooms.connection.execute(query.order_by(Event.starts_at, Event.id)):
        year = (row.starts_at - rooms.ago(rooms.years, -182)).days // 365
        by_class.setdefault((row.unit_id, year), []).append(row)
    for number, ((branch, _year), events) in enumerate(by_class.items(), 1):
        yield number, branch, events


def _classes(rooms: Rooms) -> None:
    """A class of each branch and year, everybody of the branch on its roster."""
    runs, meetings, courses, places, ratings = [], [], [], [], []
    for number, branch, events in _meetings(rooms):
        over = events[-1].starts_at < rooms.now
        runs.append(
            {
                "id": number, "unit_id": branch, "title": f"第{number}期班", "entry": ClassEntry.CALL_UP,
                "state": ClassState.COMPLETED if over else ClassState.OPEN, "created_at": events[0].starts_at,
                "starts_on": events[0].starts_at.date(), "ends_on": events[-1].starts_at.date(),
                "completed_at": events[-1].starts_at if over else None, "search_text": index_text(f"第{number}期班"),
            }
        )  # fmt: skip
        course = number % COURSES + 1
        courses.append({"class_id": number, "course_id": course, "position": 0})
        for turn, event in enumerate(events, 1):
            meetings.append({"class_id": number, "event_id": event.id, "number": turn, "course_id": course})
            if event.starts_at < rooms.now:
                ratings += [
                    {"key": f"{event.id}-{one}", "event_id": event.id, "stars": 3 + one % 3} for one in range(RATINGS)
                ]
        for turn, person in enumerate(rooms.people[branch]):
            places.append(
                {
                    "class_id": number, "person_id": person, "entry": ClassEntry.CALL_UP, "state": PlaceState.IN,
                    "entered_at": events[0].starts_at,
                    "completed_at": events[-1].starts_at if over and turn % 5 else None,
                }
            )  # fmt: skip
    rooms.put(CourseClass, runs)
    rooms.put(ClassCourse, courses)
    rooms.put(ClassMeeting, meetings)
    rooms.put(ClassPlace, places)
    rooms.put(EventRating, [rating | {"words": ""} for rating in ratings])
    days = (CourseClass.starts_on, CourseClass.ends_on)
    done = (
        select(ClassPlace.id, ClassPlace.completed_at, Person.name, CourseClass.title, *days)
        .join(CourseClass, ClassPlace.class_id == CourseClass.id)
        .join(Person, ClassPlace.person_id == Person.id)
        .where(ClassPlace.completed_at.is_not(None))
    )
    rooms.put(
        Certificate,
        [
            {
                "place_id": place, "number": f"B{place:09d}", "minutes": 360, "issued_at": at, "name": name,
                "title": title, "unit_name": "测量社区", "starts_on": first, "ends_on": last,
            }
            for place, at, name, title, first, last in rooms.connection.execute(done)
        ],
    )  # fmt: skip


def _library(rooms: Rooms) -> None:
    categories = list(rooms.connection.scalars(select(CoursewareCategory.id)))
    if not categories:
        rows = [{"id": place, "name": f"第{place}类", "position": place} for place in range(1, 8)]
        rooms.put(CoursewareCategory, rows)
        categories = list(range(1, 8))
    unit, origins = [rooms.root, *rooms.communities], list(Origin)
    stages = (Stage.ADMITTED, Stage.ADMITTED, Stage.TEXTBOOK, Stage.ADMITTED, *Stage)
    rooms.put(
        PromotionRule,
        [
            {"id": 1, "unit_id": rooms.root, "raters": 5, "average_up": 430, "expert_up": 85, "likes_up": 3,
             "average_down": 300, "expert_down": 60, "set_at": rooms.ago(rooms.years)}
        ],
    )  # fmt: skip
    rooms.put(ScoreSheet, [{"id": 1, "unit_id": rooms.root, "name": "课件评分表"}])
    rooms.put(Criterion, [{"id": 1, "sheet_id": 1, "position": 1, "name": "讲得清楚", "points": 100}])
    pieces, versions, decisions, reviews, comments, likes = [], [], [], [], [], []
    for number in range(1, PIECES + 1):
        stage, at = stages[number % len(stages)], rooms.ago(number % rooms.years, number % 300)
        title = f"第{number}件课件"
        pieces.append(
            {
                "id": number, "unit_id": unit[number % len(unit)], "category_id": categories[number % len(categories)],
                "title": title, "origin": origins[number % 4], "tier": list(Tier)[number % 2], "stage": stage,
                "distinction": list(Distinction)[number % 2] if stage is Stage.TEXTBOOK else None, "created_at": at,
                "admitted_at": at if stage in (Stage.ADMITTED, Stage.TEXTBOOK) else None,
                "owner_id": rooms.somebody(number), "search_text": index_text(title),
            }
        )  # fmt: skip
        versions.append({"id": number, "courseware_id": number, "number": 1, "text": "一、二、三。", "made_at": at})
        if stage is Stage.TEXTBOOK:
            decisions.append(
                {
                    "courseware_id": number, "version_id": number, "rule_id": 1, "proposed": Outcome.TEXTBOOK,
                    "outcome": Outcome.TEXTBOOK, "raters": 9, "likes": 5, "decided_at": at,
                    "decided_by_id": rooms.somebody(number),
                }
            )  # fmt: skip
        reviews.append(
            {
                "version_id": number, "reviewer_id": rooms.somebody(number + 1), "sheet_id": 1, "text": "",
                "verdict": Verdict.ADMIT, "percent": 60 + number % 40, "at": at,
            }
        )  # fmt: skip
        comments += [
            {"version_id": number, "person_id": rooms.somebody(number + one), "text": "短一点更好。", "at": at}
            for one in range(3)
        ]
        likes += [{"courseware_id": number, "key": f"{number}-{one}"} for one in range(number % 12)]
    for table, rows in (
        (Courseware, pieces), (CoursewareVersion, versions), (Decision, decisions), (ExpertReview, reviews),
        (PeerComment, comments), (CoursewareLike, likes),
    ):  # fmt: skip
        rooms.put(table, rows)
    events = rooms.connection.scalars(select(Event.id).where(Event.kind == EventKind.CLASS).order_by(Event.id)).all()
    rooms.put(
        CoursewareUse,
        [{"courseware_id": turn % PIECES + 1, "event_id": event} for turn, event in enumerate(events) if turn % 3 == 0],
    )


def _banks(rooms: Rooms) -> None:
    people = list(dict.fromkeys(rooms.somebody(number) for number in range(EXPERTS)))
    rooms.put(
        Expert,
        [
            {"unit_id": rooms.root, "person_id": person, "source": list(Source)[turn % 7], "since": date(2015, 1, 1),
             "field": "基层治理"}
            for turn, person in enumerate(people)
        ],
    )  # fmt: skip
    rooms.put(
        BankEntry,
        [
            {"unit_id": unit, "kind": list(BankKind)[turn % 2], "title": f"第{turn}个",
             "search_text": index_text(f"第{turn}个")}
            for unit, turn in product(rooms.communities, range(10))
        ],
    )  # fmt: skip
    kinds = list(BaseKind)
    rooms.put(
        Venue,
        [
            {"id": 1000 + turn, "unit_id": unit, "name": f"第{turn}处教学点"}
            for turn, (unit, _kind) in enumerate(product(rooms.communities, kinds))
        ],
    )
    rooms.put(
        Base,
        [{"venue_id": 1000 + turn, "kind": kinds[turn % 4]} for turn in range(len(rooms.communities) * len(kinds))],
    )


def _surveys(rooms: Rooms) -> None:
    surveys, questions, choices, sheets, answers, needs = [], [], [], [], [], []
    for number, (unit, half) in enumerate(product(rooms.communities, range(SURVEYS_A_YEAR * rooms.years)), 1):
        at, is_open = rooms.ago(0, 180 * half + 9), half == 0
        surveys.append(
            {
                "id": number, "unit_id": unit, "title": f"第{number}次调查", "created_at": at, "opened_at": at,
                "state": SurveyState.OPEN if is_open else SurveyState.CLOSED,
                "closes_at": rooms.now + timedelta(days=9) if is_open else at + timedelta(days=14),
                "closed_at": None if is_open else at + timedelta(days=14),
            }
        )  # fmt: skip
        questions.append(
            {"id": number, "survey_id": number, "position": 1, "kind": QuestionKind.SINGLE, "text": "想学什么？"}
        )
        choices += [
            {"id": number * 2 + one, "question_id": number, "position": one, "text": "用手机" if one else "讲历史"}
            for one in range(2)
        ]
        for one in range(SHEETS):
            sheet = (number - 1) * SHEETS + one + 1
            sheets.append(
                {"id": sheet, "survey_id": number, "person_id": rooms.everybody[sheet % len(rooms.everybody)],
                 "handed_in_at": at}
            )  # fmt: skip
            answers.append({"sheet_id": sheet, "question_id": number, "choice_id": number * 2 + one % 2, "words": ""})
        needs.append(
            {
                "unit_id": unit, "kind": list(NeedKind)[number % 2], "source": NeedSource.SURVEY, "survey_id": number,
                "title": f"想学第{number}样", "heard_on": at.date(), "state": list(NeedState)[number % 4],
                "created_at": at, "search_text": index_text(f"想学第{number}样"),
            }
        )  # fmt: skip
    for table, rows in (
        (Survey, surveys), (Question, questions), (Choice, choices), (Sheet, sheets), (Answer, answers), (Need, needs),
    ):  # fmt: skip
        rooms.put(table, rows)


def _orders(rooms: Rooms) -> None:
    menus, items, orders = [], [], []
    for number, (unit, half) in enumerate(product(rooms.communities, range(2 * rooms.years)), 1):
        first = rooms.ago(0, 180 * half + 90)
        menus.append(
            {
                "id": number, "unit_id": unit, "title": f"第{number}份菜单", "starts_on": first.date(),
                "ends_on": (first + timedelta(days=180)).date(), "created_at": first,
                "state": MenuState.OPEN if half == 0 else MenuState.CLOSED,
            }
        )  # fmt: skip
        for place in range(ITEMS_A_MENU):
            item = (number - 1) * ITEMS_A_MENU + place + 1
            items.append({"id": item, "menu_id": number, "course_id": place * 9 % COURSES + 1, "position": place})
            orders += [
                {
                    "unit_id": unit, "menu_id": number, "item_id": item, "person_id": rooms.somebody(item + one),
                    "mode": list(OrderMode)[one % 3], "channel": list(OrderChannel)[one % 3], "placed_at": first,
                    "state": list(OrderState)[(item + one) % 6] if half else OrderState.PLACED, "people": 1 + one,
                }
                for one in range(ORDERS_AN_ITEM)
            ]  # fmt: skip
    for table, rows in ((Menu, menus), (MenuItem, items), (Order, orders)):
        rooms.put(table, rows)


def _contests(rooms: Rooms) -> None:
    contests, entries = [], []
    for number, (unit, year) in enumerate(product(rooms.communities, range(rooms.years)), 1):
        at = rooms.ago(year, 40)
        contests.append(
            {
                "id": number, "unit_id": unit, "kind": list(ContestKind)[number % 2], "title": f"第{number}次征文",
                "state": ContestState.PUBLISHED if year else ContestState.OPEN, "created_at": at,
                "published_at": at if year else None,
            }
        )  # fmt: skip
        entries += [
            {
                "contest_id": number, "person_id": rooms.somebody(number + one), "title": "家里的规矩",
                "text": "一碗水端平。", "agrees": True, "handed_in_at": at,
                "state": EntryState.PUBLISHED if year else EntryState.HANDED_IN,
            }
            for one in range(ENTRIES_A_CONTEST)
        ]  # fmt: skip
    rooms.put(Contest, contests)
    rooms.put(Entry, entries)
