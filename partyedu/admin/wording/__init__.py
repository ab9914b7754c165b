"""The record of changes in words.

``audit.record`` notes a verb, the name of a table and names of columns, in the program's language. Here they meet the
words that the pages of their rooms use. ``tests/house/audited.py`` reads what all rooms record and says what lacks a
word. Only the page of changes reads this, so the start of the house does not wait for it.
"""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from wtforms.fields.core import UnboundField

from partyedu.admin.forms import SettingsForm
from partyedu.admin.wording.things import FIELDS, THINGS
from partyedu.admin.wording.verbs import VERBS
from partyedu.core.words import _
from partyedu.organisation.importing.wording import CHANGES

_SETTINGS = {name: field.args[0] for name, field in vars(SettingsForm).items() if isinstance(field, UnboundField)}
_FIELDS_OF = {"person": CHANGES, "setting": _SETTINGS}
_WORD_OF = {key: word for word, keys in VERBS for key in keys.split()}
_KEYS_OF = {key: keys.split() for _word, keys in VERBS for key in keys.split()}


def _key(action: str, table: str) -> str:
    key = f"{table}.{action}"
    return key if key in _WORD_OF else action


def is_known(action: str, table: str) -> bool:
    """Whether there is a word for a verb that is recorded of rows of ``table``."""
    return _key(action, table) in _WORD_OF


def verb(action: str, table: str) -> str:
    """What was done, as a user calls it; the program's own verb where it has no word."""
    return str(_WORD_OF.get(_key(action, table), action))


def same_word(key: str) -> list[str]:
    """All verbs that are called as this one is, some with their table before them; always in the same order."""
    return _KEYS_OF.get(key, [key] if key else [])


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
    words = _FIELDS_OF.get(table, FIELDS)
    if words is FIELDS and action not in same_word("edit"):
        return ""  # the verb says it
    return _("、").join(dict.fromkeys(str(words[name]) for name in names.split() if name in words))


def choices(done: Iterable[Any], chosen: tuple[str, str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What can be chosen where these pairs of verb and table are recorded: (verb, word) and (table, noun).

    ``chosen``: the verb and the table that are chosen now; they stay in sight where nothing of the kind is recorded.
    """
    pairs = [(action, table) for action, table in done]
    first_keys = {same_word(_key(action, table))[0] for action, table in pairs} | {chosen[0]}
    tables = {table for _action, table in pairs} | {chosen[1]}
    return (
        [(key, str(word)) for word, keys in VERBS if (key := keys.split()[0]) in first_keys],
        [(table, str(thing.noun)) for table, thing in THINGS.items() if table in tables],
    )
