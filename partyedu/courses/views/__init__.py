"""The pages of courses and classes, by noun."""

from partyedu.courses.views import classes, courses

__all__ = ["classes", "courses"]
