"""What features say about one person: why they cannot be let go, and how what is held about them goes.

Each feature may offer ``indispensable(person_id)`` and ``erase(person_id)``; ``create_app`` collects them, so that a
room below (the roster) may ask and order what only a room above (the roles) knows and can do.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy import ColumnElement, update

from partyedu.core.db import db
from partyedu.core.words import _

# A sentence on why this person must not leave now; empty where nothing stands against it.
Reason = Callable[[int], str]


# Takes out of a room's tables what is personal about somebody; the inventory stands in tests/trust/personal_columns.py.
Eraser = Callable[[int], None]


def register(app: Flask, indispensable: Reason | None = None, erase: Eraser | None = None) -> None:
    """Called by ``create_app`` for each feature."""
    if erase is not None:
        app.extensions.setdefault("partyedu-erasers", []).append(erase)
    if indispensable is not None:
        app.extensions.setdefault("partyedu-indispensable", []).append(indispensable)


def why_not_gone(person_id: int) -> str:
    """The first reason why this person must not be said to have left or died; empty when there is none."""
    for ask in current_app.extensions.get("partyedu-indispensable", []):
        if reason := ask(person_id):
            return str(reason)
    return ""


def erase(person_id: int) -> None:
    """Let every feature forget somebody, the rooms above first; in the transaction of who asks."""
    for forget in reversed(current_app.extensions.get("partyedu-erasers", [])):
        forget(person_id)


def gone() -> str:
    """What stands where a name or somebody's words stood: in the language of the centre, it is kept in its rows."""
    with force_locale("zh_Hans"):
        return str(_("（已清除）"))


def empty(table: Any, where: ColumnElement[bool], **values: Any) -> None:
    """Write ``values`` over words of a table, and leave the rows: the figures of past years count them."""
    # The rows a session holds already must not bring the words back.
    db.session.flush()
    db.session.execute(update(table).where(where).values(values), execution_options={"synchronize_session": "fetch"})
