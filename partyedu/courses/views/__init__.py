"""The pages of courses and classes, by noun."""

from partyedu.courses.views import call_up, certificates, classes, completion, courses, my_place, roster

__all__ = ["call_up", "certificates", "classes", "completion", "courses", "my_place", "roster"]
