"""Pages of plans; see the Blueprint's docstring."""

from partyedu.plans.views import cells, plans, tasks

__all__ = ["cells", "plans", "tasks"]
