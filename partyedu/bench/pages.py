"""Which pages the bench times: every page of the house that a number is enough to open, lists and others apart."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from partyedu.contests.models import Contest, Entry
from partyedu.core.db import db
from partyedu.courses.models import Course, CourseClass
from partyedu.library.models import Base, Courseware, Decision, Expert, ScoreSheet
from partyedu.orders.models import Menu, MenuItem, Order
from partyedu.organisation.models import Person, PersonKind, Unit, UnitKind
from partyedu.reports.models import FigureName
from partyedu.reports.queries.studied import STUDIED
from partyedu.schedule.models import Event
from partyedu.speakers.models import Talk
from partyedu.surveys.models import Need, Survey

LIST_MS, OTHER_MS, YEAR_MS = 50, 200, 1000  # aims at the median; the year of a whole district adds up everything
ROOMS = ("courses", "library", "orders", "surveys", "contests")  # pages of these by the address book of the house

# A row that stands for all of its kind, by the name its number has in an address.
_ROWS: dict[str, Any] = {
    "course_id": Course, "class_id": CourseClass, "courseware_id": Courseware, "piece_id": Courseware,
    "survey_id": Survey, "need_id": Need, "menu_id": Menu, "item_id": MenuItem, "order_id": Order,
    "contest_id": Contest, "contest_entry_id": Entry, "entry_id": Entry, "expert_id": Expert, "base_id": Base,
    "decision_id": Decision, "talk_id": Talk, "event_id": Event, "unit_id": Unit, "score_sheet_id": ScoreSheet,
}  # fmt: skip
_LISTS = (
    "/schedule/?view=list", "/schedule/?view=list&year={year}", "/schedule/manage", "/theatre/", "/theatre/plan",
    "/theatre/plan/rotation", "/theatre/requests", "/speakers/", "/speakers/people", "/speakers/pool",
    "/speakers/review", "/speakers/review/decided", "/discussions/", "/discussions/matters", "/discussions/board",
    "/attendance/", "/attendance/mine", "/organisation/people", "/organisation/people?q=%E9%99%88",
    "/organisation/units", "/notices/", "/notices/calls", "/reports/events/", "/accounts/cards", "/accounts/roles",
    "/admin/audit", "/screens/manage", "/screens/content",
)  # fmt: skip


def addresses(app: Flask, year: int) -> dict[str, int]:
    """Addresses of pages, and how many milliseconds each may take. Inside an application context."""
    found = {path.format(year=year): LIST_MS for path in _LISTS}
    found |= {f"/reports/figures/{name}?year={year}": LIST_MS for name in FigureName}
    found |= {f"/reports/figures/{name}?year={year}": YEAR_MS for name in STUDIED}  # asked of the ledger of hours
    found |= {"/": OTHER_MS, f"/reports/?year={year}": YEAR_MS, f"/reports/year?year={year}": YEAR_MS}
    found |= _hours(year)
    numbers = _numbers()
    for rule in app.url_map.iter_rules():
        if _is_page(rule, numbers):
            path = app.url_map.bind("").build(rule.endpoint, {name: numbers[name] for name in rule.arguments})
            found.setdefault(path, OTHER_MS if rule.arguments or _is_form(path) else LIST_MS)
    return found


def _hours(year: int) -> dict[str, int]:
    """A member's year, the hours of a branch and of the whole house, by the ledger that is asked anew each time."""
    branch = db.session.scalar(select(func.min(Unit.id)).where(Unit.kind == UnitKind.BRANCH)) or 0
    of_branch = f"/study/hours?unit={branch}&year={year}"
    return {
        "/study/": OTHER_MS, of_branch: OTHER_MS, f"/study/hours/units?year={year}": YEAR_MS,
        f"/study/hours?year={year}": YEAR_MS,
    }  # fmt: skip


def _numbers() -> dict[str, int]:
    """The middle one of the rows of each table, a member for a person."""
    found = {}
    for name, table in _ROWS.items():
        found[name] = db.session.scalar(select(func.max(table.id))) or 0
        found[name] = db.session.scalar(select(func.min(table.id)).where(table.id >= found[name] // 2)) or 0
    found["person_id"] = db.session.scalar(select(func.min(Person.id)).where(Person.kind == PersonKind.MEMBER)) or 0
    return found


def _is_page(rule: Rule, numbers: dict[str, int]) -> bool:
    room = rule.endpoint.partition(".")[0]
    return room in ROOMS and "GET" in (rule.methods or ()) and set(rule.arguments) <= set(numbers)


def _is_form(path: str) -> bool:
    return any(word in path for word in ("/new", "/edit", "/add", "/rule", "/print", "/paper"))
