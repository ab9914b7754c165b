"""The pages of the feature."""

from partyedu.contests.views import calls, entries, judging, managing, public

__all__ = ["calls", "entries", "judging", "managing", "public"]
