"""The pages of courses and classes, by noun."""

from partyedu.courses.views import (
    beside,
    call_up,
    certificates,
    classes,
    completion,
    courses,
    meetings,
    my_place,
    pieces,
    roster,
)

__all__ = [
    "beside",
    "call_up",
    "certificates",
    "classes",
    "completion",
    "courses",
    "meetings",
    "my_place",
    "pieces",
    "roster",
]
