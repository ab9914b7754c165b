"""What rooms say about one person: why they cannot be let go, what is held about them, and how it goes.

Each feature may offer ``indispensable(person_id)``; its ``operations`` may offer ``forget(person_id)``, its ``queries``
``held(person_id)``. ``create_app`` names the rooms, so that one below (the roster) may ask and order what only one
above (the roles, the orders) knows and can do. Which columns are personal stands in tests/trust/personal_columns.py.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy import ColumnElement, Select, update

from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.core.words import _

# A sentence on why this person must not leave now; empty where nothing stands against it.
Reason = Callable[[int], str]


def register(app: Flask, room: str, indispensable: Reason | None = None) -> None:
    """Called by ``create_app`` for each feature, from the lowest to the highest; ``room``: the name of its package."""
    app.extensions.setdefault("partyedu-rooms", []).append(room)
    if indispensable is not None:
        app.extensions.setdefault("partyedu-indispensable", []).append(indispensable)


def why_not_gone(person_id: int) -> str:
    """The first reason why this person must not be said to have left or died; empty when there is none."""
    for ask in current_app.extensions.get("partyedu-indispensable", []):
        if reason := ask(person_id):
            return str(reason)
    return ""


def _offered(part: str, verb: str) -> Iterator[Callable[[int], Any]]:
    """The functions of this name in the rooms that have one, the lowest first. The rooms are read here, not before."""
    for room in current_app.extensions.get("partyedu-rooms", []):
        if find_spec(f"{room}.{part}") and (found := getattr(importlib.import_module(f"{room}.{part}"), verb, None)):
            yield found


def erase(person_id: int) -> None:
    """Let every room forget somebody, those above first; in the transaction of who asks."""
    for forget in reversed(list(_offered("operations", "forget"))):
        forget(person_id)


@dataclass(frozen=True, slots=True)
class Held:
    """One list of what a room holds about somebody: its title, a column query, a heading for each of its columns.

    ``labels``: the words of the choices in it (dicts of an enum, as the models of the room have them).
    """

    title: str
    query: Select[*tuple[Any, ...]]
    heads: tuple[str, ...]
    labels: tuple[Mapping[Any, Any], ...] = ()

    def word(self, value: Any) -> Any:
        """A value as it is read."""
        if isinstance(value, bool):
            return str(_("是")) if value else str(_("否"))
        for labels in self.labels:
            if isinstance(value, type(next(iter(labels)))):
                return str(labels[value])
        return "" if value is None else value


def held(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything the rooms hold about somebody, to take along: rows by heading, under the title of their list.

    One statement for the whole house. The roster's own part (name, phone, contact card) is with the roster.
    """
    lists = [one for offer in _offered("queries", "held") for one in offer(person_id)]
    answers = ask_together(*(one.query for one in lists))
    return {
        one.title: [dict(zip(one.heads, map(one.word, row), strict=True)) for row in rows]
        for one, rows in zip(lists, answers, strict=True)
    }


def gone() -> str:
    """What stands where a name or somebody's words stood: in the language of the centre, it is kept in its rows."""
    with force_locale("zh_Hans"):
        return str(_("（已清除）"))


def empty(table: Any, where: ColumnElement[bool], **values: Any) -> None:
    """Write ``values`` over words of a table, and leave the rows: the figures of past years count them."""
    # The rows a session holds already must not bring the words back.
    db.session.flush()
    db.session.execute(update(table).where(where).values(values), execution_options={"synchronize_session": "fetch"})
