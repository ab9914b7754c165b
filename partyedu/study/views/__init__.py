"""The pages of study, by noun."""

from partyedu.study.views import mine

__all__ = ["mine"]
