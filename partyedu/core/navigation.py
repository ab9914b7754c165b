"""What features offer to the whole house: an entry of the menu, and what waits for a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for

from partyedu.core.actor import Actor, Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu. ``permission`` None: for everybody, signed in or not."""

    label: Any  # lazy text
    endpoint: str
    icon: str
    order: int
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A menu entry as the page shows it."""

    label: Any
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something on the home page that waits for this person. ``text`` is a sentence, ``action`` the button's words.

    ``weight`` orders what waits: the smallest is "the one next step".
    """

    text: str
    action: str
    url: str
    count: int = 0
    weight: int = 50


WaitingQuestion = Callable[[Actor], Sequence[Waiting]]


def register(app: Flask, entries: Sequence[Entry] = (), waiting: WaitingQuestion | None = None) -> None:
    """Called by ``create_app`` for each feature."""
    app.extensions.setdefault("partyedu-entries", []).extend(entries)
    if waiting is not None:
        app.extensions.setdefault("partyedu-waiting", []).append(waiting)


def entries_for(actor: Actor | None) -> list[Shown]:
    """The menu of a person, in order; the entry of the current Blueprint is marked."""
    shown = []
    for entry in sorted(current_app.extensions.get("partyedu-entries", []), key=lambda entry: entry.order):
        if entry.permission is not None and (actor is None or not actor.may(entry.permission)):
            continue
        blueprint = entry.endpoint.partition(".")[0]
        current = request.endpoint == entry.endpoint or (bool(request.blueprint) and request.blueprint == blueprint)
        shown.append(Shown(entry.label, url_for(entry.endpoint), entry.icon, current))
    return shown


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything that waits for a person in any feature, the most pressing first, one line for each address."""
    found = [item for ask in current_app.extensions.get("partyedu-waiting", []) for item in ask(actor)]
    pressing: dict[str, Waiting] = {}
    for item in sorted(found, key=lambda item: item.weight):
        pressing.setdefault(item.url, item)
    return list(pressing.values())
