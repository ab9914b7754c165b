"""Questions about plans. Who may see a row is part of each question."""

from partyedu.plans.queries.cells import Cell, Followed, Line, cells_filled_by, lines_of, tasks_for_event
from partyedu.plans.queries.following import liaisons_for
from partyedu.plans.queries.gatherings import counting, event_to_put, events_around, gathering
from partyedu.plans.queries.plans import (
    cell_of,
    copies_of,
    import_managed,
    imports_before,
    months_of,
    plan_managed,
    plan_of_form,
    plan_seen,
    plans_listed,
    plans_to_copy,
    task_managed,
    task_seen,
    tasks_of,
    tasks_put_away,
    units_above,
    years_with_plans,
)

__all__ = [
    "Cell",
    "Followed",
    "Line",
    "cell_of",
    "cells_filled_by",
    "copies_of",
    "counting",
    "event_to_put",
    "events_around",
    "gathering",
    "import_managed",
    "imports_before",
    "liaisons_for",
    "lines_of",
    "months_of",
    "plan_managed",
    "plan_of_form",
    "plan_seen",
    "plans_listed",
    "plans_to_copy",
    "task_managed",
    "task_seen",
    "tasks_for_event",
    "tasks_of",
    "tasks_put_away",
    "units_above",
    "years_with_plans",
]
