"""What is asked of the library; who may see a row is part of the question."""

from partyedu.library.queries.categories import categories, category_choices
from partyedu.library.queries.courseware import CoursewareFilter, courseware_listed
from partyedu.library.queries.sheets import (
    above_or_at,
    criteria,
    sheet_choices,
    sheet_for,
    sheet_managed,
    sheet_seen,
    sheets_listed,
)

__all__ = [
    "CoursewareFilter",
    "above_or_at",
    "categories",
    "category_choices",
    "courseware_listed",
    "criteria",
    "sheet_choices",
    "sheet_for",
    "sheet_managed",
    "sheet_seen",
    "sheets_listed",
]
