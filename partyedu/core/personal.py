"""What features say about one person: what they hold, and why the person cannot be let go.

Each feature may offer ``indispensable(person_id)``; ``create_app`` collects them, so that a room below (the roster)
may ask what only a room above (the roles) knows.
"""

from collections.abc import Callable

from flask import Flask, current_app

# A sentence on why this person must not leave now; empty where nothing stands against it.
Reason = Callable[[int], str]


def register(app: Flask, indispensable: Reason | None = None) -> None:
    """Called by ``create_app`` for each feature."""
    if indispensable is not None:
        app.extensions.setdefault("partyedu-indispensable", []).append(indispensable)


def why_not_gone(person_id: int) -> str:
    """The first reason why this person must not be said to have left or died; empty when there is none."""
    for ask in current_app.extensions.get("partyedu-indispensable", []):
        if reason := ask(person_id):
            return str(reason)
    return ""
