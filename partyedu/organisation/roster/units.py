"""Units as rosters write them: found in the tree under any of their names, or offered for creation."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from partyedu.core.search import fold
from partyedu.organisation.roster.reasons import Note, Reason


class UnitKey(NamedTuple):
    """A unit of the tree below which the roster is imported."""

    id: int
    name: str
    parent_id: int | None


class NewUnit(NamedTuple):
    """A place the tree does not have: a branch, a group below it, or a group below the known unit ``parent_id``."""

    unit_name: str | None
    group_name: str | None
    parent_id: int | None = None


_NUMERALS = {char: number for number, char in enumerate("一二三四五六七八九", 1)}


def _number_of(found: re.Match[str]) -> str:
    tens, ten, ones = found[1].rpartition("十")
    value = (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)
    return "第" + str(value or found[1])


@lru_cache(maxsize=8192)
def fold_unit(name: str) -> str:
    """The form in which names of units are compared: 中共昌和社区第一支部委员会 = 昌和社区第1党支部."""
    text = re.sub(r"[^\w]|_", "", fold(name))
    text = re.sub(r"^(中国共产党|中共)(?=.)", "", text)
    text = re.sub(r"(?<=支部|总支)委员会$", "", re.sub("总支部", "总支", text))
    text = re.sub(r"党(?=支部|总支|小组)", "", text)
    return re.sub(r"第([一二三四五六七八九十]{1,3})", _number_of, text)


class UnitIndex:
    """Finds units by their name, or by the names of the units above and their own written together."""

    def __init__(self, units: Sequence[UnitKey]) -> None:
        self._by_id = {unit.id: unit for unit in units}
        self._by_name: dict[str, set[int]] = {}
        self._children: dict[tuple[int | None, str], int] = {}
        self._found: dict[tuple[str | None, str | None], tuple[int | None, NewUnit | None, Note | None]] = {}
        for unit in units:
            self._children.setdefault((unit.parent_id, fold_unit(unit.name)), unit.id)
            for written in self._ways_to_write(unit):
                self._by_name.setdefault(written, set()).add(unit.id)

    def _ways_to_write(self, unit: UnitKey) -> Iterator[str]:
        written, above, depth = "", unit, 0
        while depth < 8:
            written = fold_unit(above.name) + written
            yield written
            if above.parent_id is None or above.parent_id not in self._by_id:
                return
            above, depth = self._by_id[above.parent_id], depth + 1

    def place(self, unit_name: str | None, group_name: str | None) -> tuple[int | None, NewUnit | None, Note | None]:
        """Where a row puts its person: the id of a unit, or what has to be created, or why that is not clear."""
        key = (unit_name, group_name)
        if key not in self._found:
            self._found[key] = self._place(unit_name, group_name)
        return self._found[key]

    def _place(self, unit_name: str | None, group_name: str | None) -> tuple[int | None, NewUnit | None, Note | None]:
        if unit_name is None and group_name is None:
            return None, None, None
        ids = self._by_name.get(fold_unit(unit_name or group_name or ""), set())
        if len(ids) > 1:
            return None, None, Note(Reason.UNIT_AMBIGUOUS, {"unit": unit_name or group_name or ""})
        if not ids:
            return None, NewUnit(unit_name, group_name), None
        (unit_id,) = ids
        if unit_name is None or group_name is None or fold_unit(unit_name) == fold_unit(group_name):
            return unit_id, None, None
        group_id = self._children.get((unit_id, fold_unit(group_name)))
        if group_id is None:
            group_id = self._written_whole(unit_id, group_name)
        return group_id, None if group_id else NewUnit(unit_name, group_name, unit_id), None

    def _written_whole(self, unit_id: int, group_name: str) -> int | None:
        """A group below the unit whose cell repeats the names above it."""
        ids = self._by_name.get(fold_unit(group_name), set())
        return next((found for found in ids if self._by_id[found].parent_id == unit_id), None)
