"""What a person has chosen for one roster file; kept as JSON with the import."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from partyedu.organisation.roster import Field, Header


@dataclass(frozen=True)
class Choices:
    """Corrections and decisions; everything empty means: as the reader guessed, and create what is missing.

    ``new_units`` and ``new_categories`` are keys of what may be created, None for all of it. ``decisions`` maps row
    numbers to a person's id or ``roster.NEW_PERSON``. ``reach`` holds the paths of the units whose people the one who
    pressed the button may edit: only these people can be meant by a row.
    """

    header: Header | None = None
    columns: tuple[Field, ...] | None = None
    new_units: frozenset[str] | None = None
    new_categories: frozenset[str] | None = None
    decisions: dict[int, int] = field(default_factory=dict)
    reach: tuple[str, ...] = ()

    def but(self, **changes: Any) -> "Choices":
        """The same with changes."""
        return replace(self, **changes)

    def as_json(self) -> str:
        """For the column ``choices``."""
        return json.dumps(
            {
                "header": self.header,
                "columns": self.columns,
                "new_units": None if self.new_units is None else sorted(self.new_units),
                "new_categories": None if self.new_categories is None else sorted(self.new_categories),
                "decisions": self.decisions,
                "reach": self.reach,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "Choices":
        """From the column ``choices``."""
        kept = json.loads(text or "{}")

        def keys(name: str) -> frozenset[str] | None:
            return None if kept.get(name) is None else frozenset(kept[name])

        return cls(
            header=Header(*kept["header"]) if kept.get("header") else None,
            columns=tuple(map(Field, kept["columns"])) if kept.get("columns") else None,
            new_units=keys("new_units"),
            new_categories=keys("new_categories"),
            decisions={int(row): person for row, person in kept.get("decisions", {}).items()},
            reach=tuple(kept.get("reach", ())),
        )
