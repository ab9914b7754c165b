"""Pages of plans; see the Blueprint's docstring."""

from partyedu.plans.views import cells, gaps, importing, of_event, plans, requirements, tasks

__all__ = ["cells", "gaps", "importing", "of_event", "plans", "requirements", "tasks"]
