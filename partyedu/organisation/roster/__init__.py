"""The roster import, its pure part: from the cells of a workbook to what would become of each row.

``read_roster`` finds the header, the columns and the people of a file; ``match_rows`` compares them with the people
known already. No database, no request: the operations read the known people, call these two and write what they answer.
"""

from partyedu.organisation.roster.headings import Field, Header, field_of, find_header, find_headers, guess_columns
from partyedu.organisation.roster.id_numbers import blank_id_numbers
from partyedu.organisation.roster.matching import (
    NEW_PERSON,
    Fate,
    Kind,
    PersonKey,
    match_rows,
    missing_people,
    new_units,
)
from partyedu.organisation.roster.reading import Dropped, Roster, RosterRow, read_roster
from partyedu.organisation.roster.reasons import SENTENCES, Note, Reason, RosterRefused
from partyedu.organisation.roster.units import NewUnit, UnitIndex, UnitKey, fold_unit
from partyedu.organisation.roster.values import (
    Precision,
    Reading,
    RosterDate,
    Status,
    StudyMode,
    fold_name,
    read_birth,
    read_date,
    read_name,
    read_phone,
    read_status,
    read_study_mode,
    text_of,
)

__all__ = [
    "NEW_PERSON",
    "SENTENCES",
    "Dropped",
    "Fate",
    "Field",
    "Header",
    "Kind",
    "NewUnit",
    "Note",
    "PersonKey",
    "Precision",
    "Reading",
    "Reason",
    "Roster",
    "RosterDate",
    "RosterRefused",
    "RosterRow",
    "Status",
    "StudyMode",
    "UnitIndex",
    "UnitKey",
    "blank_id_numbers",
    "field_of",
    "find_header",
    "find_headers",
    "fold_name",
    "fold_unit",
    "guess_columns",
    "match_rows",
    "missing_people",
    "new_units",
    "read_birth",
    "read_date",
    "read_name",
    "read_phone",
    "read_roster",
    "read_status",
    "read_study_mode",
    "text_of",
]
