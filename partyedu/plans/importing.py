"""What would become of a plan from Excel: each row and each cell, before anything is taken in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from partyedu.core.words import _l
from partyedu.organisation.models import Category, Person
from partyedu.plans.models import Plan, Task, TaskMonth
from partyedu.plans.sheet import ReadCell, ReadPlan, ReadTask, day_of, folded
from partyedu.schedule.models import Occasion


class Fate(StrEnum):
    """What becomes of a cell of the sheet."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"  # something else stands there: it stays, unless somebody says otherwise


FATES = {
    Fate.NEW: _l("加进来"),
    Fate.SAME: _l("已经有了，一样"),
    Fate.OTHER: _l("这里已经写了别的"),
}


@dataclass(frozen=True, slots=True)
class CellFate:
    """A cell of the sheet, and what stands in the plan (None: nothing). ``key`` names it in the form."""

    read: ReadCell
    fate: Fate
    standing: TaskMonth | None
    key: str


@dataclass(frozen=True, slots=True)
class RowFate:
    """A row of the sheet: the task it is (None: a new one), who and what was found of those it names."""

    read: ReadTask
    task: Task | None
    category: Category | None
    owner: Person | None
    occasion: Occasion | None
    cells: list[CellFate]

    @property
    def not_found(self) -> list[str]:
        """Names in the sheet that nothing here bears."""
        pairs = (
            (self.read.category, self.category),
            (self.read.owner, self.owner),
            (self.read.occasion, self.occasion),
        )
        return [name for name, row in pairs if name and row is None]


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole sheet."""

    read: ReadPlan
    rows: list[RowFate]

    def number(self, fate: Fate) -> int:
        """How many cells share a fate."""
        return sum(cell.fate is fate for row in self.rows for cell in row.cells)

    @property
    def new_tasks(self) -> int:
        """How many tasks would be added."""
        return sum(row.task is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet may name: categories, people and occasions by folded name, tasks and cells of the plan."""

    categories: Mapping[str, Category]
    people: Mapping[str, Person]
    occasions: Mapping[str, Occasion]
    tasks: Sequence[Task] = ()
    cells: Mapping[tuple[int, int], TaskMonth] = field(default_factory=dict)


def preview_of(plan: Plan, read: ReadPlan, known: Known) -> Preview:
    """Row by row: a task of the same category and title is the same, or the only one of that title."""
    by_both = {(folded(one.category.name if one.category else ""), folded(one.title)): one for one in known.tasks}
    titles: dict[str, list[Task]] = {}
    for one in known.tasks:
        titles.setdefault(folded(one.title), []).append(one)
    named = Counter(folded(row.title) for row in read.tasks)
    rows: list[RowFate] = []
    used: set[int] = set()
    for number, row in enumerate(read.tasks):
        category = known.categories.get(folded(row.category))
        alone = titles.get(folded(row.title), [])
        task: Task | None = by_both.get((folded(category.name if category else ""), folded(row.title)))
        task = task or (alone[0] if len(alone) == 1 == named[folded(row.title)] else None)
        if task is not None and task.id in used:
            task = None
        if task is not None:
            used.add(task.id)
        cells = [_cell_fate(cell, task, known, f"{number}-{cell.month}") for cell in row.cells]
        rows.append(
            RowFate(
                row, task, category, known.people.get(folded(row.owner)), known.occasions.get(folded(row.occasion)),
                cells,
            )
        )  # fmt: skip
    return Preview(read, rows)


def _cell_fate(cell: ReadCell, task: Task | None, known: Known, key: str) -> CellFate:
    standing = known.cells.get((task.id, cell.month)) if task is not None else None
    if standing is None or not (standing.content or standing.due_on):
        return CellFate(cell, Fate.NEW, standing, key)
    same = standing.content == cell.content and standing.due_on == day_of(cell.due_on)
    return CellFate(cell, Fate.SAME if same else Fate.OTHER, standing, key)
