"""What features offer to the whole house: an entry of the menu, and what waits for a person.

A feature that knows of something to do exports ``waiting(actor)``: an iterable of ``Question``, each a column query
beside the words for its rows. ``waiting`` itself asks the database nothing. The house asks the questions of all
features together, so the home page costs one statement for what waits, however many features there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from sqlalchemy import Select

from partyedu.core.actor import Actor, Permission
from partyedu.core.together import Rows, ask_together
from partyedu.core.words import _l


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu. ``permission`` None: for everybody, signed in or not.

    ``aside``: a room one visits now and then; it stands under "more", so that the row of words stays short.
    """

    label: Any  # lazy text
    endpoint: str
    icon: str
    order: int
    permission: Permission | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A menu entry as the page shows it."""

    label: Any
    url: str
    icon: str
    current: bool
    aside: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something on the home page that waits for this person. ``text`` is a sentence, ``action`` the button's words.

    ``weight`` orders what waits: the smallest is "the one next step"; it also says by when (``DUE``).
    """

    text: str
    action: str
    url: str
    count: int = 0
    weight: int = 50


# Below which weight something is for today, for these days, for a quiet hour.
DUE = ((20, _l("今天")), (40, _l("这几天")), (1000, _l("有空再办")))


@dataclass(frozen=True, slots=True)
class Question:
    """What a feature has to know to say what waits: a column query, and what its rows mean to the person.

    The query bounds its rows itself (a count, or a limit): it is asked whenever somebody comes home.
    """

    query: Select[*tuple[Any, ...]]
    words: Callable[[Rows], Iterable[Waiting]]


Questions = Callable[[Actor], Iterable[Question]]


def register(app: Flask, entries: Sequence[Entry] = (), waiting: Questions | None = None) -> None:
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
        shown.append(Shown(entry.label, url_for(entry.endpoint), entry.icon, current, entry.aside))
    return shown


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything that waits for a person in any feature, the most pressing first, one line for each address."""
    features = current_app.extensions.get("partyedu-waiting", [])
    found = answered(question for questions in features for question in questions(actor))
    pressing: dict[str, Waiting] = {}
    for item in sorted(found, key=lambda item: item.weight):
        pressing.setdefault(item.url, item)
    return list(pressing.values())


def joined(
    each: Iterable[Waiting], several: Callable[[Sequence[Waiting]], Waiting], apart: int = 1
) -> Iterator[Waiting]:
    """Things of one kind: up to ``apart`` of them stand by themselves, more are one line with their number."""
    items = list(each)
    yield from items if len(items) <= apart else [several(items)]


def by_due(waiting: Sequence[Waiting]) -> list[tuple[Any, list[Waiting]]]:
    """What waits, apart by when it is due: the words for when, and its lines. Nothing is said of a time without any."""
    since, parts = 0, []
    for until, words in DUE:
        parts.append((words, [item for item in waiting if since <= item.weight < until]))
        since = until
    return [part for part in parts if part[1]]


def answered(questions: Iterable[Question]) -> list[Waiting]:
    """What waits by these questions, in their order: one statement for all of them."""
    asked = list(questions)
    answers = ask_together(*(question.query for question in asked))
    return [item for question, rows in zip(asked, answers, strict=True) for item in question.words(rows)]
