"""Every write of this feature, named by the user's verb: ``operations.units.add``, ``operations.people.edit`` …"""

from partyedu.organisation.operations import belonging, cards, categories, duties, imports, people, reach, units
from partyedu.organisation.operations.job import sweep_imports
from partyedu.organisation.operations.people import forget
from partyedu.organisation.operations.roster import ImportResult, apply_roster

__all__ = [
    "ImportResult",
    "apply_roster",
    "belonging",
    "cards",
    "categories",
    "duties",
    "forget",
    "imports",
    "people",
    "reach",
    "sweep_imports",
    "units",
]
