"""The record of the day in sentences: what was pressed, about which part."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from partyedu.core.words import _, _l, _p
from partyedu.theatre.models import Action

SENTENCES = {
    Action.START: _l("开始《%(title)s》"),
    Action.NEXT: _l("下一项《%(title)s》"),
    Action.BACK: _l("退回《%(title)s》"),
    Action.ADD: _l("《%(title)s》加两分钟"),
    Action.SWAP: _l("《%(title)s》换候补《%(other)s》上"),
    Action.SKIP: _l("跳过《%(title)s》"),
    Action.RESTORE: _l("还是讲《%(title)s》"),
    Action.EARLIER: _l("《%(title)s》提前，排到《%(other)s》前面"),
    Action.LATER: _l("《%(title)s》推后，排到《%(other)s》后面"),
}


class Told(NamedTuple):
    """A step as the record tells it. ``words``: a reason, and what came on stage by a skip; ``who``: or None."""

    sentence: str
    words: str
    at: datetime
    who: str | None


def retold(steps: Iterable[Any], titles: Mapping[int, str]) -> list[Told]:
    """The steps of ``queries.steps_recorded`` in sentences; ``titles`` of items, by their numbers."""
    found, on_stage = [], None
    for action, item_id, other_id, to_item_id, words, at, who in steps:
        if action is Action.NOTE:
            found.append(Told(words, "", at, who))
            continue
        moved_to = to_item_id if action is Action.BACK else to_item_id or on_stage
        about = item_id or moved_to
        if action is Action.SKIP and to_item_id:
            onto = {"title": _title(titles, to_item_id), "why": words}
            words = _("%(why)s，接着《%(title)s》", **onto) if words else _("接着《%(title)s》", **onto)
        title, other = (_title(titles, number) if number else "" for number in (about, other_id))
        found.append(Told(_sentence(action, title, other), words, at, who))
        on_stage = moved_to
    return found


def _sentence(action: Action, title: str, other: str) -> str:
    if action is Action.END:
        return _p("现场", "结束这一场")
    if action is Action.BACK and not title:
        return _("退回到开始以前")
    return str(SENTENCES[action]) % {"title": title, "other": other}


def _title(titles: Mapping[int, str], item_id: int) -> str:
    return titles.get(item_id) or _("拿下的一项")
