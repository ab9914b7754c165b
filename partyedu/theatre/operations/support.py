"""The support checklist of a session (教学保障)."""

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.theatre import queries
from partyedu.theatre.models import SUPPORT_DEFAULTS, SupportItem, SupportKind


def list_support(event: Event) -> None:
    """Write the usual line for each of the five kinds that has none yet."""
    known = {item.kind for item in queries.support_of(event.id)}
    for kind, words in SUPPORT_DEFAULTS.items():
        if kind not in known:
            db.session.add(SupportItem(event_id=event.id, kind=kind, text=str(words)))
    audit.record("list-support", event, ["support_item"])


def add_support(event: Event, kind: SupportKind, text: str, person_id: int | None = None) -> SupportItem:
    """One more line, with the person who sees to it."""
    item = SupportItem(event_id=event.id, kind=kind, text=text, person_id=person_id)
    db.session.add(item)
    audit.record("add-support", item, ["kind", "text", "person_id"])
    return item


def edit_support(item: SupportItem, text: str, person_id: int | None) -> SupportItem:
    """Change the words of a line, or who sees to it."""
    if not text:
        raise Problem(_("请写要准备什么。"), field="text")
    item.text, item.person_id = text, person_id
    audit.record("edit-support", item, ["text", "person_id"])
    return item


def tick_support(item: SupportItem, done: bool) -> None:
    """Seen to, by whoever ticks; or not after all."""
    actor = current_actor()
    item.done_at = clock.now() if done else None
    item.done_by_id = actor.person_id if actor and done else None
    audit.record("tick-support" if done else "untick-support", item, ["done_at"])


def remove_support(item: SupportItem) -> None:
    """A line that this session does not need."""
    audit.record("remove-support", item)
    db.session.delete(item)
    db.session.flush()
