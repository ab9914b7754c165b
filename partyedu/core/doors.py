"""The door of a room: its addresses are known from the start, its pages are read when somebody first comes.

Views bring the forms, questions, writers and sheets of their room with them; read all at once they were the longest
part of a start, and it grew with every room. So a process begins with the tables of all rooms and with addresses alone.
Which addresses a room has is noted beside its compiled modules, and noted anew when a file of its views has changed,
as Python does with the modules themselves; where there is no note, the room is read.

Behind a door that nobody has opened yet nothing is open: all the door can do is read the views and hand over to the
function that ``@requires`` or ``@anyone`` guards. A view without one of them, or with it above its route line, is
refused when it is read.
"""

import gc
import importlib
import json
import sys
import threading
from collections.abc import Callable
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import Any, NamedTuple

import flask
from flask.sansio.app import App
from werkzeug import routing
from werkzeug.exceptions import NotFound

View = Callable[..., Any]
_LOCK = threading.Lock()


class Address(NamedTuple):
    """Where a view stands: its rule below the prefix of the room or at the root of the site, its name, its methods."""

    rule: str
    endpoint: str
    methods: tuple[str, ...]
    at_root: bool


class Blueprint(flask.Blueprint):
    """The Blueprint of a room whose pages stand in its ``views``.

    A route line takes ``methods``, and ``at_root=True`` for an address outside the folder of the room.
    """

    def __init__(self, name: str, import_name: str, url_prefix: str | None = None) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.addresses: list[Address] = []
        self.views: dict[str, View] = {}

    def _check_setup_finished(self, f_name: str) -> None:
        """Views may be read after the house was opened: that is what a door is for."""

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """What a route line does: keep the view and its address. TypeError for a view that nobody guards."""
        assert view_func is not None
        name = endpoint or view_func.__name__
        methods, at_root = tuple(options.pop("methods", None) or ("GET",)), options.pop("at_root", False)
        if options or self.views.setdefault(name, view_func) is not view_func:
            raise TypeError(f"{self.name}.{name}: another view has this name, or its route line says too much")
        if not hasattr(view_func, "access"):
            raise TypeError(f"{self.name}.{name}: write @requires(Permission.…) or @anyone below its route line")
        self.addresses.append(Address(rule, name, methods, at_root))

    def register(self, app: App, options: dict[str, Any]) -> None:
        """Hang a door at each address; where the views have been read already, the views themselves."""
        noted = None if f"{self.import_name}.views" in sys.modules else _noted(self)
        if noted is None:
            self.read()
            _note(self)
        super().register(app, options)
        state = self.make_setup_state(app, options)
        doors = {one.endpoint: _Door(self, app, one.endpoint) for one in noted or ()}
        for rule, name, methods, at_root in self.addresses if noted is None else noted:
            view = doors.get(name) or self.views[name]
            if at_root:
                app.add_url_rule(rule, f"{self.name}.{name}", view, methods=methods)
            else:
                state.add_url_rule(rule, name, view, methods=methods)

    def read(self) -> None:
        """Read the views, if nobody has done so in this process and the room has some."""
        if find_spec(f"{self.import_name}.views"):
            importlib.import_module(f"{self.import_name}.views")

    def open(self, app: App) -> None:
        """Read the views and put them where their doors are."""
        self.read()
        with _LOCK:
            shut = {name: door for name, door in app.view_functions.items() if _leads_to(door, self)}
            if shut:
                words = app.template_context_processors[self.name]
                words += [one for one in self.template_context_processors[None] if one not in words]
            for name in shut:
                app.view_functions[name] = self.views.get(name.rpartition(".")[2], _nobody)
            if any(view is _nobody for view in app.view_functions.values()):
                _note_of(self).unlink(missing_ok=True)
        if gc.get_freeze_count():  # a serving process has settled: what a room brings with it stays for good too
            gc.freeze()


class _Door:
    """Stands for a view that has not been read."""

    def __init__(self, room: Blueprint, app: App, name: str) -> None:
        self.room = room
        self._app = app
        self._name = self.__name__ = name  # Flask-WTF asks a view for its name before it looks at the token of a form

    def __call__(self, **values: Any) -> Any:
        self.room.open(self._app)
        return self.room.views.get(self._name, _nobody)(**values)


def _leads_to(view: Any, room: Blueprint) -> bool:
    return isinstance(view, _Door) and view.room is room


def _nobody(**_values: Any) -> Any:
    """Where a note was wrong: it is thrown away, and made anew at the next start."""
    raise NotFound


def open_all(app: flask.Flask) -> None:
    """Open every room: for whoever wants to see all views (the tests that walk them)."""
    for room in list(app.blueprints.values()):
        if isinstance(room, Blueprint):
            room.open(app)


def _seen(room: Blueprint) -> dict[str, list[int]]:
    """The files of the views, each with its size and when it was changed (nanoseconds)."""
    home = Path(room.root_path)
    files = [path for path in (home / "views.py", *(home / "views").rglob("*.py")) if path.exists()]
    return {str(path.relative_to(home)): [path.stat().st_size, path.stat().st_mtime_ns] for path in sorted(files)}


def _note_of(room: Blueprint) -> Path:
    return Path(cache_from_source(str(Path(room.root_path) / f"{room.name}.py"))).with_suffix(".json")


def _noted(room: Blueprint) -> list[Address] | None:
    """The addresses as they were noted; None without a note, and for one of other files."""
    try:
        note = json.loads(_note_of(room).read_text(encoding="utf-8"))
        if note["seen"] == _seen(room):
            return [Address(rule, name, tuple(methods), at_root) for rule, name, methods, at_root in note["addresses"]]
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return None


def _note(room: Blueprint) -> None:
    """Note the addresses of a room that was read; where nothing may be written it is read at every start."""
    path, note = _note_of(room), {"seen": _seen(room), "addresses": room.addresses}
    if sys.dont_write_bytecode:
        return
    try:
        path.parent.mkdir(exist_ok=True)
        beside = path.with_suffix(f".{threading.get_native_id()}.new")  # two processes may start at once
        beside.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        beside.replace(path)
    except OSError:
        pass


class Rule(routing.Rule):
    """An address whose way back, from values to a URL, is worked out when first asked for: most never are."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        work_out = super()._compile_builder
        known: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not known:
                known.append(work_out(append_unknown))
            return known[0](rule, **values)

        return build
