"""Spreadsheets in and out: what a person brings from Excel or WPS, and what they take away.

``read_sheets`` opens .xlsx, .xls, .ods and .csv in a child process with limits; ``write_workbook`` writes .xlsx in
which every text stays text.
"""

from partyedu.core.spreadsheets.reading import (
    REFUSALS,
    SUFFIXES,
    Cell,
    Refusal,
    Sheet,
    SpreadsheetRefused,
    read_sheets,
)
from partyedu.core.spreadsheets.writing import Table, write_workbook

__all__ = [
    "REFUSALS",
    "SUFFIXES",
    "Cell",
    "Refusal",
    "Sheet",
    "SpreadsheetRefused",
    "Table",
    "read_sheets",
    "write_workbook",
]
