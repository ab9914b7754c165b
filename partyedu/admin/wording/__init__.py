"""The record of changes in words.

``audit.record`` notes a verb, the name of a table and names of columns, in the program's language. Here they meet the
words that the pages of their rooms use. ``tests/house/audited.py`` reads what all rooms record and says what
lacks a word.
"""

from typing import Any

from flask import url_for

from partyedu.admin.wording.things import FIELDS, THINGS
from partyedu.admin.wording.verbs import VERBS
from partyedu.core.words import _
from partyedu.organisation.importing.wording import CHANGES

_WORD_OF = {verb: entry for entry in VERBS for verb in entry[1].split()}


def verb(key: str) -> str:
    """What was done, as a user calls it (see ``key_of``); the program's own verb where it has no word."""
    return str(_WORD_OF[key][0]) if key in _WORD_OF else key


def key_of(action: str, table: str) -> str:
    """The name under which the word of a verb stands: the verb itself, or its table and the verb."""
    key = f"{table}.{action}"
    return key if key in _WORD_OF else action


def is_known(action: str, table: str) -> bool:
    """Whether there is a word for a verb that is recorded of rows of ``table``."""
    return key_of(action, table) in _WORD_OF


def same_word(key: str) -> list[str]:
    """The keys of all verbs with the same word."""
    return _WORD_OF[key][1].split() if key in _WORD_OF else [key]


def noun(table: str) -> str:
    """What it was done to, as a user calls it; the table's name where it has no word."""
    return str(THINGS[table].noun) if table in THINGS else table


def page(table: str, row_id: int | None) -> str:
    """The address of the page of a row; nothing where it has none. The page itself says who may read it."""
    thing = THINGS.get(table)
    number: dict[str, Any] = {thing.number: row_id} if thing and thing.page and row_id else {}
    return url_for(thing.page, **number) if thing and number else ""


def fields(action: str, table: str, names: str) -> str:
    """Which fields were edited, of those that a form asks for; or how many rows left the house."""
    rows = [name.removeprefix("rows=") for name in names.split() if name.startswith("rows=")]
    if rows:
        return _("%(n)s 行", n=rows[0])
    if table == "person":
        words = CHANGES
    elif action in same_word("edit"):
        words = FIELDS
    else:
        return ""  # the verb says it
    return _("、").join(dict.fromkeys(str(words[name]) for name in names.split() if name in words))


def nouns() -> list[tuple[str, str]]:
    """What it may be done to, for a choice: pairs of the table and its noun."""
    return [(table, str(thing.noun)) for table, thing in THINGS.items()]
