"""What organisers of courses and classes fill in."""

from partyedu.courses.forms.classes import ClassForm, ReasonForm
from partyedu.courses.forms.courses import CopyForm, CourseForm, NeedForm, TeacherForm
from partyedu.courses.forms.meetings import DaysForm, MeetingForm, RuleForm

__all__ = [
    "ClassForm",
    "CopyForm",
    "CourseForm",
    "DaysForm",
    "MeetingForm",
    "NeedForm",
    "ReasonForm",
    "RuleForm",
    "TeacherForm",
]
