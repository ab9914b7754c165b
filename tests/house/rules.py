"""The rules of the house as checks of the source; each finding says where, and what to write instead."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LONGEST_FILE = 400
LONGEST_VIEW = 25
LONGEST_CREATE_APP = 60
BANNED_NAMES = {"utils", "helpers", "services", "misc", "common"}

ROUTES = {"get", "post", "put", "patch", "delete", "route"}
GUARDS = {"requires", "anyone"}
DATABASE_WORDS = {"commit", "rollback", "execute", "scalar", "scalars", "flush"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
# Who may ask the machine for the time by itself, and why.
CLOCK_KEEPERS = {
    "core/clock.py": "it is the clock",
    "accounts/sign_in.py": "the second of the last request, in a cookie; a clock moved back must be seen",
}


@dataclass(frozen=True)
class Source:
    """One file of the package: where it stands, its text, its tree."""

    place: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text: once for all rules."""
        return ast.parse(self.text)

    @property
    def is_view(self) -> bool:
        """Whether the file holds views."""
        return self.place.endswith("/views.py") or "/views/" in self.place

    @property
    def is_operations(self) -> bool:
        """Whether the file holds operations."""
        return self.place.endswith("/operations.py") or "/operations/" in self.place

    @property
    def is_queries(self) -> bool:
        """Whether the file holds queries."""
        return self.place.endswith("/queries.py") or "/queries/" in self.place


def sources(package: Path) -> list[Source]:
    """The Python files of the package, migrations left out."""
    files = sorted(path for path in package.rglob("*.py") if "migrations" not in path.parts)
    return [Source(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")) for path in files]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function at the top of a module."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef))


def _name(node: ast.expr) -> str:
    """The last word of a decorator or call: ``blueprint.get("/")`` → get."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_route(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Attribute) and call.attr in ROUTES and isinstance(decorator, ast.Call)


def views_in(source: Source) -> list[ast.FunctionDef]:
    """The functions with a route line."""
    return [one for one in functions(source.tree) if any(_is_route(line) for line in one.decorator_list)]


def guards(source: Source) -> Iterator[str]:
    """``@requires`` or ``@anyone`` stands below the route lines; above them the route stays open."""
    for view in views_in(source):
        names = [_name(line) for line in view.decorator_list]
        guard = [place for place, name in enumerate(names) if name in GUARDS]
        last_route = max(place for place, line in enumerate(view.decorator_list) if _is_route(line))
        if not guard:
            yield f"{source.place}: {view.name}: write @requires(Permission.…) or @anyone below its route line."
        elif guard[0] < last_route:
            yield f"{source.place}: {view.name}: move @{names[guard[0]]} below the route line."


def views_only_lead(source: Source) -> Iterator[str]:
    """A view loads, checks, hands to an operation and answers: no statement, commit, clock or HTML of its own."""
    if not source.is_view:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("select", "insert"):
            yield f"{source.place}:{node.lineno}: a statement in a view: write it in queries.py."
        if isinstance(node, ast.Attribute) and node.attr in DATABASE_WORDS and _of_session(node):
            yield f"{source.place}:{node.lineno}: .{node.attr}() in a view: write it in queries.py or operations.py."
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_html(node.value):
            yield f"{source.place}:{node.lineno}: HTML in a view: write it in a template."
    for view in views_in(source):
        length = (view.end_lineno or 0) - view.lineno + 1
        if length > LONGEST_VIEW:
            yield f"{source.place}: {view.name} has {length} lines, {LONGEST_VIEW} at most: move work out."


def _is_html(text: str) -> bool:
    # "/events/<event_id>" is an address.
    return not text.startswith("/") and re.search(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", text) is not None


def _of_session(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute) and node.value.attr == "session"


def one_clock(source: Source) -> Iterator[str]:
    """Only ``core.clock`` asks the machine for the time."""
    if source.place in CLOCK_KEEPERS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))
            if (owner, node.func.attr) in CLOCKS:
                said = f"{owner}.{node.func.attr}()"
                yield f"{source.place}:{node.lineno}: {said}: write clock.now() or clock.today()."


def sizes(source: Source) -> Iterator[str]:
    """No file of more than 400 lines, no room without a noun, ``create_app`` like a table of contents."""
    length = len(source.text.splitlines())
    if length > LONGEST_FILE:
        yield f"{source.place} has {length} lines, {LONGEST_FILE} at most: make it a package, split by noun."
    if BANNED_NAMES & set(source.place.removesuffix(".py").split("/")):
        yield f"{source.place}: name it by what it holds; a room called so takes in everything."
    if source.place == "app.py":
        for one in functions(source.tree):
            if one.name == "create_app" and (one.end_lineno or 0) - one.lineno + 1 > LONGEST_CREATE_APP:
                yield f"app.py: create_app has more than {LONGEST_CREATE_APP} lines: it is a table of contents."


def dialects(source: Source) -> Iterator[str]:
    """Nothing that is read at the start makes SQLAlchemy read the ways to a database that is not ours."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and (node.arg or "").startswith("postgresql_"):
            yield f"{source.place}:{node.value.lineno}: write core.db.unique_where(…): {node.arg} slows the start."


def doors(source: Source) -> Iterator[str]:
    """The Blueprint of a room is one with a door, and nothing that is read at the start reads views."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        names = {one.name for one in node.names}
        if node.module == "flask" and "Blueprint" in names:
            yield f"{source.place}:{node.lineno}: write from partyedu.core.doors import Blueprint: rooms have doors."
        if source.place.endswith("/__init__.py") and source.place.count("/") == 1 and "views" in names:
            yield f"{source.place}:{node.lineno}: leave views out: core.doors reads them when somebody first comes."


def _calls(function: ast.FunctionDef) -> set[str]:
    return {_name(node) for node in ast.walk(function) if isinstance(node, ast.Call)}


def _writes(function: ast.FunctionDef) -> bool:
    """Whether a function writes by itself: adds, deletes or updates rows, or sets a column of a row it was given."""
    rows = {argument.arg for argument in function.args.args}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in ("add", "add_all", "delete") and _of_session(node):
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("update", "insert", "delete")
        ):
            return True
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in rows:
                return True
    return False


RECORDERS = {"record", "record_all", "record_anonymous"}


def unrecorded(all_sources: list[Source], spared: dict[str, str]) -> Iterator[str]:
    """Every operation that writes records it: itself, by what it calls, or by what calls it in its room.

    What a private function writes is written by those who call it. ``spared`` names (room.function) those that need
    no record, with the reason.
    """
    rooms: dict[str, dict[str, ast.FunctionDef]] = {}
    for source in all_sources:
        if source.is_operations:
            found = {one.name: one for one in functions(source.tree)}
            rooms.setdefault(source.place.split("/")[0], {}).update(found)
    recording = {name for found in rooms.values() for name, one in found.items() if _calls(one) & RECORDERS}
    for _round in range(4):
        recording |= {name for found in rooms.values() for name, one in found.items() if _calls(one) & recording}
    for room, found in rooms.items():
        calls = {name: _calls(one) & found.keys() for name, one in found.items()}
        writing = {name for name, one in found.items() if _writes(one)}
        steps = {name for caller in recording & found.keys() for name in calls[caller]}
        for _round in range(4):
            writing |= {name for name, called in calls.items() if any(n[0] == "_" for n in called & writing)}
            steps |= {name for caller in steps for name in calls[caller]}
        for name in found:
            known = name in recording or name in steps or name.startswith("_") or f"{room}.{name}" in spared
            if name in writing and not known:
                yield f'{room}: {name} changes rows: write audit.record("…", row, [fields]) beside it.'


def hidden_names(all_sources: list[Source]) -> Iterator[str]:
    """A package binds no name that is also a room of it: whichever is loaded last takes the name.

    A function from the room of its own name is safe: the room is loaded first, then the function takes the name.
    """
    places = {source.place for source in all_sources}
    for source in all_sources:
        folder, _, file = source.place.rpartition("/")
        if file != "__init__.py":
            continue
        package = ".".join(["partyedu", *folder.split("/")])
        for name, origin in _bound(source.tree):
            rooms = {f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"} & places
            if rooms and origin not in (package, f"{package}.{name}", f".{name}", "."):
                yield f"{source.place}: {name} is also the room {min(rooms)}: give one of them another name."


def _bound(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names a module binds, each with the module it comes from ('' for its own)."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, ""
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            yield from ((one.asname or one.name, origin) for one in node.names)
        elif isinstance(node, ast.Assign):
            yield from ((target.id, "") for target in node.targets if isinstance(target, ast.Name))


def docstrings(source: Source) -> Iterator[str]:
    """Every public function and class says what it is for; members of enums and labels of forms say it themselves."""
    if not ast.get_docstring(source.tree) and source.text.strip():
        yield f"{source.place}: begin with a docstring: what this room is for."
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        bases = {_name(base) for base in node.bases} if isinstance(node, ast.ClassDef) else set()
        speaks_for_itself = any(base.endswith(("Enum", "Form")) for base in bases)
        if not speaks_for_itself and not ast.get_docstring(node):
            yield f"{source.place}: {node.name}: say in a docstring what it does: shapes, units, errors."


def lazy_imports(all_sources: list[Source]) -> int:
    """How many imports of our own package are hidden in functions."""
    hidden = 0
    for source in all_sources:
        for function in ast.walk(source.tree):
            if isinstance(function, ast.FunctionDef):
                hidden += sum(
                    isinstance(node, ast.ImportFrom) and (node.module or "").startswith("partyedu")
                    for node in ast.walk(function)
                )
    return hidden


_SAFE = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false")
_INLINE = re.compile(r"\sstyle\s*=\s*[\"']|\son[a-z]+\s*=\s*[\"']|<style\b|<script(?![^>]*\bsrc=)|hx-on|js:")


def template(name: str, text: str) -> Iterator[str]:
    """Templates escape everything and hold no script or style of their own."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    for found in _SAFE.finditer(text):
        yield f"{name}: {found.group().strip()}: hand over Markup that was cleaned, never mark text as safe here."
    for found in _INLINE.finditer(re.sub(r"\{%.*?%\}", "", text, flags=re.S)):
        yield f"{name}: {found.group().strip()}: the policy forbids it: use a class, or data- for app.js."
    if re.search(r"<form\b(?![^>]*\baction=)(?![^>]*method=\"dialog\")", text):
        yield f"{name}: a form without action: write where it goes."
