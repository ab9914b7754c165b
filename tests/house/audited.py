"""What the rooms write into the record of changes, read from their source: verbs, and the tables they are about.

A verb is mostly a plain text in ``audit.record("publish", event)``. It may also be a name that was given one or the
other text, a parameter (the callers in the room say which), or a text with the value of an enumeration in it. The table
comes from what a function says of its variables: an annotation, the class that was called or asked for, the type that
another function gives back.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from house.rules import Source

NO_CHANGES = re.compile("/(forms|exports|scenarios|bench|showing)|^(scenarios|bench|serving)/")
RECORDS = {"record", "record_one", "record_all", "record_anonymous"}


@dataclass(frozen=True)
class Recorded:
    """One line that writes into the record: where, and what it may write. Empty where it could not be read."""

    where: str
    verbs: frozenset[str]
    tables: frozenset[str]


@dataclass
class _Place:
    """A function of a room, in which a name is to be understood."""

    room: str
    function: ast.FunctionDef

    def parameters(self) -> list[ast.arg]:
        return [*self.function.args.args, *self.function.args.kwonlyargs]

    def given(self, name: str) -> Iterator[ast.expr]:
        """What a variable is set to, anywhere in the function."""
        for node in ast.walk(self.function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from _parts(target, node.value, name)
            elif isinstance(node, ast.NamedExpr) and node.target.id == name:
                yield node.value
            elif isinstance(node, ast.For | ast.comprehension):
                yield from _parts(node.target, node.iter, name)

    def annotation(self, name: str) -> str:
        said = [one.annotation for one in self.parameters() if one.arg == name and one.annotation]
        said += [
            node.annotation
            for node in ast.walk(self.function)
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name
        ]
        return " ".join(ast.unparse(one) for one in said)


def _parts(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple | ast.List):
        apart = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
        for place, one in enumerate(target.elts):
            yield from _parts(one, value.elts[place] if apart else value, name)


@dataclass
class _House:
    """The classes, functions and columns of all rooms, by their names."""

    tables: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    calls: dict[str, list[tuple[ast.Call, _Place]]] = field(default_factory=lambda: defaultdict(list))

    def read(self, source: Source) -> None:
        room = source.place.split("/")[0]
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef):
                self._read_class(room, node)
            for function in (node, *getattr(node, "body", ())):
                if isinstance(function, ast.FunctionDef):
                    self._read_function(_Place(room, function))

    def _read_function(self, place: _Place) -> None:
        for call in (node for node in ast.walk(place.function) if isinstance(node, ast.Call)):
            self.calls[_called(call)].append((call, place))
        if place.function.returns:
            self.results[place.function.name] += f" {ast.unparse(place.function.returns)}"

    def _read_class(self, room: str, node: ast.ClassDef) -> None:
        self.seen.add(node.name)
        texts = set()
        for line in node.body:
            if isinstance(line, ast.AnnAssign):
                self.columns[node.name, ast.unparse(line.target)] = ast.unparse(line.annotation)
            elif isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                texts.add(str(line.value.value))
                if ast.unparse(line.targets[0]) == "__tablename__":
                    self.tables[node.name] = str(line.value.value)
            elif isinstance(line, ast.FunctionDef) and line.name == "__init__":
                for one in (one for one in line.args.args if one.annotation):
                    self.columns[node.name, one.arg] = ast.unparse(one.annotation)
        if any("StrEnum" in ast.unparse(base) for base in node.bases):
            self.values[room, node.name] = texts

    def known(self, text: str) -> set[str]:
        """The classes of the house that an annotation or a call names."""
        return set(re.findall(r"\w+", text)) & self.seen

    def classes(self, value: ast.expr, place: _Place, depth: int = 0) -> set[str]:
        """Of which classes a value may be."""
        found: set[str] = set()
        if depth > 5:
            return found
        if isinstance(value, ast.Name):
            found = self.known(f"{value.id} {place.annotation(value.id)}")
            for given in () if found else place.given(value.id):
                found |= self.classes(given, place, depth + 1)
        elif isinstance(value, ast.Attribute):
            for owner in self.classes(value.value, place, depth + 1):
                found |= self.known(self.columns.get((owner, value.attr), ""))
        elif isinstance(value, ast.Call):
            called = _called(value)
            found = self.known(f"{called} {self.results[called]}")
            for one in () if found else value.args:
                found |= self.known(ast.unparse(one).split(".where")[0]) or self.classes(one, place, depth + 1)
        elif isinstance(value, ast.Subscript):
            found = self.classes(value.value, place, depth + 1)
        else:
            for one in ast.iter_child_nodes(value):
                found |= self.classes(one, place, depth + 1) if isinstance(one, ast.expr) else set()
        return found

    def texts(self, value: ast.expr, place: _Place) -> set[str]:
        """Which texts a value may be."""
        if isinstance(value, ast.Constant):
            return {str(value.value)}
        if isinstance(value, ast.IfExp):
            return self.texts(value.body, place) | self.texts(value.orelse, place)
        if isinstance(value, ast.JoinedStr):
            found = {""}
            for part in value.values:
                inner = part.value if isinstance(part, ast.FormattedValue) else part
                found = {before + text for before in found for text in self.texts(inner, place)}
            return found
        if isinstance(value, ast.Attribute):
            named = self.classes(value.value, place)
            return {
                text
                for (room, name), texts in self.values.items()
                if name in named and (room == place.room or (place.room, name) not in self.values)
                for text in texts
            }
        if isinstance(value, ast.Name):
            found = set().union(*(self.texts(given, place) for given in place.given(value.id)))
            return found | self._texts_of_callers(value.id, place)
        return set()

    def _texts_of_callers(self, name: str, place: _Place) -> set[str]:
        names = [one.arg for one in place.function.args.args]
        if name not in names:
            return set()
        number, defaults = names.index(name), place.function.args.defaults
        first = len(names) - len(defaults)
        found = self.texts(defaults[number - first], place) if number >= first else set()
        for call, caller in self.calls[place.function.name]:
            if caller.room == place.room or not place.function.name.startswith("_"):
                said = [*call.args[number : number + 1], *(one.value for one in call.keywords if one.arg == name)]
                found |= {text for one in said if isinstance(one, ast.Constant) for text in self.texts(one, caller)}
        return found


def recorded(sources: list[Source]) -> Iterator[Recorded]:
    """Every line of the rooms that writes into the record of changes."""
    house = _House()
    for source in sources:
        if not (source.is_view or NO_CHANGES.search(source.place)) or "note_export(" in source.text:
            house.read(source)
    for name in RECORDS:
        for call, place in house.calls[name]:
            if ast.unparse(call.func) == f"audit.{name}":
                yield _recorded(house, place, call)


def unworded(
    sources: list[Source], is_verb: Callable[[str, str], bool], is_table: Callable[[str], bool]
) -> Iterator[str]:
    """What is recorded and has no word on the page of changes."""
    lacking = set()
    for line in recorded(sources):
        if not line.verbs:
            lacking.add(f"{line.where}: cannot read which verb it records; give it a text or an enumeration.")
        for verb in line.verbs:
            for table in line.tables or {""}:
                if not is_verb(verb, table):
                    lacking.add(f"{line.where}: “{verb}” ({table}) has no word: add it to admin/wording/verbs.py.")
        lacking |= {
            f"{line.where}: a row of “{table}” has no noun: add it to admin/wording/things.py."
            for table in line.tables
            if not is_table(table)
        }
    yield from sorted(lacking)


def _called(call: ast.Call) -> str:
    """The last word of what is called: ``audit.record(…)`` → record."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _recorded(house: _House, place: _Place, call: ast.Call) -> Recorded:
    verb, row = call.args[0], call.args[1]
    if isinstance(row, ast.Attribute) and row.attr == "__tablename__":
        row = row.value
    tables = {house.tables[name] for name in house.classes(row, place) if name in house.tables}
    if isinstance(row, ast.Constant):
        tables = {str(row.value)}
    return Recorded(f"{place.room}: {place.function.name}", frozenset(house.texts(verb, place)), frozenset(tables))
