"""What changed on a programme from release to release, in words: added, removed, moved, longer or shorter."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from partyedu.core.db import db
from partyedu.core.words import _
from partyedu.schedule.models import Release
from partyedu.speakers.models import Talk, TalkState

Snapshot = Sequence[dict[str, Any]]


def programme_changes(old: Snapshot, new: Snapshot, hidden: frozenset[int] = frozenset()) -> list[str]:
    """Sentences for the differences of two snapshots; talks in ``hidden`` (withdrawn since) are not spoken of."""
    before = {item["item"]: item for item in old if item.get("talk") not in hidden}
    after = {item["item"]: item for item in new if item.get("talk") not in hidden}
    lines = [_("新增：%(title)s", title=item["title"]) for key, item in after.items() if key not in before]
    lines += [_("取消：%(title)s", title=item["title"]) for key, item in before.items() if key not in after]
    stays_before = [key for key in before if key in after]
    stays_after = [key for key in after if key in before]
    lines += [
        _("调到第 %(place)s 个：%(title)s", place=list(after).index(key) + 1, title=after[key]["title"])
        for key in _moved(stays_before, stays_after)
    ]
    for key in stays_after:
        lines += _of_item(before[key], after[key])
    return lines


def _of_item(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    lines = []
    if old["minutes"] != new["minutes"]:
        facts = {"title": new["title"], "old": old["minutes"], "new": new["minutes"]}
        lines.append(_("%(title)s：%(old)s 分钟改为 %(new)s 分钟", **facts))
    if old["reserve"] != new["reserve"]:
        words = _("%(title)s：改为候补") if new["reserve"] else _("%(title)s：由候补改为上台")
        lines.append(words % {"title": new["title"]} if "%(title)s" in words else words)
    if old["title"] != new["title"]:
        lines.append(_("“%(old)s”改名“%(new)s”", old=old["title"], new=new["title"]))
    return lines


def _moved(before: list[int], after: list[int]) -> list[int]:
    """The fewest items whose moving explains the new order: those outside a longest common run of order."""
    place = {key: number for number, key in enumerate(before)}
    runs: list[list[int]] = []
    for key in after:
        before_it = [run for run in runs if place[run[-1]] < place[key]]
        runs.append([*_longest(before_it), key])
    kept = set(_longest(runs))
    return [key for key in after if key not in kept]


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=lambda run: len(run)) if runs else []


def last_programme_changes(event_id: int) -> list[str]:
    """What the latest release changed on the programme; nothing for the first release. Two statements at most."""
    query = select(Release.number, Release.changes).where(Release.event_id == event_id)
    row = db.session.execute(query.order_by(Release.number.desc()).limit(1)).one_or_none()
    if row is None or row[0] < 2:
        return []
    old, new = json.loads(row[1]).get("programme", ([], []))
    talks = {item.get("talk") for item in (*(old or ()), *(new or ()))} - {None}
    if not talks:
        return programme_changes(old or (), new or ())
    gone = select(Talk.id).where(Talk.id.in_(talks), Talk.state == TalkState.WITHDRAWN)
    return programme_changes(old or (), new or (), frozenset(db.session.scalars(gone)))
