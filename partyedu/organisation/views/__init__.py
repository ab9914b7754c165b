"""The pages of units and people, by noun."""

from partyedu.organisation.views import belonging, cards, categories, duties, imports, me, my_card, people, unit, units

__all__ = ["belonging", "cards", "categories", "duties", "imports", "me", "my_card", "people", "unit", "units"]
