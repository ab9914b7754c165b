"""The pages of study, by noun."""

from partyedu.study.views import mine, visits

__all__ = ["mine", "visits"]
