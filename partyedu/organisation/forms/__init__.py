"""The shape of what comes in, by noun."""

from partyedu.organisation.forms.belonging import DailyForm, DutyForm, EndForm, GroupEndForm, ReachedForm
from partyedu.organisation.forms.cards import CardForm, OpeningForm
from partyedu.organisation.forms.people import (
    CategoryForm,
    EraseForm,
    MergeForm,
    MoveForm,
    OwnForm,
    PersonForm,
    RosterForm,
    StatusForm,
    UnitForm,
    chosen_columns,
    chosen_header,
    decisions,
    people_filter,
    status_of,
    version_of,
)

__all__ = [
    "CardForm",
    "CategoryForm",
    "DailyForm",
    "DutyForm",
    "EndForm",
    "EraseForm",
    "GroupEndForm",
    "MergeForm",
    "MoveForm",
    "OpeningForm",
    "OwnForm",
    "PersonForm",
    "ReachedForm",
    "RosterForm",
    "StatusForm",
    "UnitForm",
    "chosen_columns",
    "chosen_header",
    "decisions",
    "people_filter",
    "status_of",
    "version_of",
]
