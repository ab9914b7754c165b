"""The pages of units and people, by noun."""

from partyedu.organisation.views import categories, imports, me, people, units

__all__ = ["categories", "imports", "me", "people", "units"]
