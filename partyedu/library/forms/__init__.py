"""What people fill in in the library."""

from partyedu.library.forms.courseware import (
    CategoryForm,
    CommentForm,
    ConsentForm,
    DetailsForm,
    ReasonForm,
    TopicForm,
    VersionForm,
    details_of,
)
from partyedu.library.forms.judging import DecideForm, ReviewForm, RuleForm
from partyedu.library.forms.sheets import ScoreForm, SheetForm, points_field, score_form

__all__ = [
    "CategoryForm",
    "CommentForm",
    "ConsentForm",
    "DecideForm",
    "DetailsForm",
    "ReasonForm",
    "ReviewForm",
    "RuleForm",
    "ScoreForm",
    "SheetForm",
    "TopicForm",
    "VersionForm",
    "details_of",
    "points_field",
    "score_form",
]
