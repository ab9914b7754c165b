"""The programme of a session: what is on it, in which order, how long."""

from collections.abc import Sequence

from partyedu.core import audit, clock, watch
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.notices import operations as notices
from partyedu.notices.models import NoticeKind
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventPart, EventStatus
from partyedu.speakers.models import Talk, TalkState
from partyedu.theatre import queries
from partyedu.theatre.models import ITEM_KINDS, ItemKind, ItemState, ProgrammeItem

OVER = (EventStatus.CANCELLED, EventStatus.CLOSED)


def begin_programme(event: Event) -> None:
    """Give a fresh session the frame every programme has: an opening and the questions at the end (S0.17)."""
    for place, (kind, minutes) in enumerate(((ItemKind.OPENING, 5), (ItemKind.QUESTIONS, 20)), 1):
        title = str(ITEM_KINDS[kind])
        db.session.add(ProgrammeItem(event_id=event.id, position=place, kind=kind, title=title, minutes=minutes))
    db.session.flush()


def add_talk(event: Event, talk: Talk, as_reserve: bool = False, before: int | None = None) -> ProgrammeItem:
    """Put a talk of the pool on the programme; its speaker is one of the event's people.

    Right before the item with the number ``before``; without one (or if it is gone) behind the other talks.
    """
    _refuse_over(event)
    if talk.state is not TalkState.APPROVED:
        raise Problem(_("《%(title)s》还没有通过评审，不能排上节目单。", title=talk.title))
    items = queries.programme(event.id)
    if any(item.talk_id == talk.id and item.is_on for item in items):
        raise Problem(_("《%(title)s》已经在这张节目单上了。", title=talk.title))
    item = ProgrammeItem(
        event_id=event.id, talk_id=talk.id, kind=ItemKind.TALK, minutes=talk.minutes, is_reserve=as_reserve, position=0
    )
    item.talk = talk
    place = next((place for place, other in enumerate(items) if other.id == before), None)
    _insert(items, item, _behind_talks(items) if place is None else place)
    sync_people(event)
    audit.record("add-to-programme", item, ["talk_id", "is_reserve"])
    _tell_consoles(event)
    return item


def add_item(event: Event, kind: ItemKind, title: str, minutes: int, note: str = "", cue: str = "") -> ProgrammeItem:
    """Put something other than a talk on the programme: opening, ritual with its steps, questions, anything else."""
    _refuse_over(event)
    item = ProgrammeItem(
        event_id=event.id, kind=kind, title=title or str(ITEM_KINDS[kind]), minutes=minutes, note=note, cue=cue,
        position=0,
    )  # fmt: skip
    items = queries.programme(event.id)
    _insert(items, item, 0 if kind is ItemKind.OPENING else len(items))
    audit.record("add-to-programme", item, ["kind", "title"])
    _tell_consoles(event)
    return item


def edit_item(
    item: ProgrammeItem, version: int | None, minutes: int, note: str = "", cue: str = "", title: str = ""
) -> ProgrammeItem:
    """Change length, public line and the host's words of an item (and its title, if it is no talk).

    Raises ``Conflict`` when somebody else changed this item since ``version``.
    """
    typed = {"minutes": minutes, "note": note, "cue": cue, "title": title}
    standing = {"minutes": item.minutes, "note": item.note, "cue": item.cue, "title": item.title}
    theirs = {name: value or _("（空）") for name, value in standing.items() if value != typed[name]}
    checked_version(item, version, theirs)
    item.minutes, item.note, item.cue = minutes, note, cue
    if item.talk_id is None:
        item.title = title or str(ITEM_KINDS[item.kind])
    audit.record("edit-programme", item, ["minutes", "note", "cue"])
    _tell_consoles(item.event)
    return item


def move_item(item: ProgrammeItem, by: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    items = [other for other in queries.programme(item.event_id) if other.is_on]
    place = next(index for index, other in enumerate(items) if other.id == item.id)
    if not 0 <= place + by < len(items):
        return
    neighbour = items[place + by]
    item.position, neighbour.position = neighbour.position, item.position
    audit.record("move-in-programme", item, ["position"])
    _tell_consoles(item.event)


def reorder(event: Event, seen: Sequence[int], wanted: Sequence[int], called: int | None = None) -> None:
    """Put the whole programme into another order: ``wanted`` holds the numbers of its items, as ``seen`` did before.

    ``called``: the number of a reserve that is put into the programme at its new place.
    What was swapped out or dropped keeps its place for the record. Raises ``Conflict`` when the programme is no longer
    the one that was seen, because somebody moved, added or took off an item meanwhile.
    """
    _refuse_over(event)
    items = queries.programme(event.id)
    standing = {item.id: item for item in items if item.is_on}
    if list(standing) != list(seen):
        raise Conflict(_("刚才有别人也动了节目单，下面是现在的次序。请看一看，再排一次。"), {})
    if sorted(wanted) != sorted(standing):
        raise Problem(_("次序没有收全，节目单没有动。请再排一次。"))
    following = iter(wanted)
    moved = put_in_order([standing[next(following)] if item.is_on else item for item in items])
    audit.record_all("move-in-programme", ProgrammeItem.__tablename__, [(item.id, ["position"]) for item in moved])
    _tell_consoles(event)
    if called in standing and standing[called].is_reserve:
        set_reserve(standing[called], False)


def put_in_order(items: Sequence[ProgrammeItem]) -> list[ProgrammeItem]:
    """Put a whole programme into this order; which items moved.

    The places stay the same ones: what is moved back leaves nothing to publish.
    """
    places = sorted(item.position for item in items)
    if len(set(places)) < len(places):
        places = list(range(1, len(places) + 1))
    moved = [(item, place) for item, place in zip(items, places, strict=True) if item.position != place]
    for item, place in moved:
        item.position = place
    db.session.flush()
    return [item for item, _place in moved]


def set_reserve(item: ProgrammeItem, as_reserve: bool) -> None:
    """Make a talk a reserve, or take it from the reserves into the programme."""
    if item.talk_id is None or not item.is_to_come:
        raise Problem(_("只有还没讲的讲述可以改成候补。"))
    item.is_reserve = as_reserve
    db.session.flush()
    sync_people(item.event)
    audit.record("edit-programme", item, ["is_reserve"])
    _tell_consoles(item.event)


def remove_item(item: ProgrammeItem) -> None:
    """Take an item off the programme; a talk is back in the pool by that. What the public saw stays until the next
    release."""
    if not item.is_to_come or queries.stepped_in_for(item) is not None:
        raise Problem(_("这一项已经有了现场记录，要保留着。"))
    audit.record("take-off-programme", item, ["removed_at"])
    if item.public_position is None:
        db.session.delete(item)
    else:
        item.removed_at = clock.now()
    db.session.flush()
    sync_people(item.event)
    _tell_consoles(item.event)


def move_to_session(item: ProgrammeItem, target: Event) -> ProgrammeItem:
    """Give the talk at another session instead, in one step, with its minutes and the host's words.

    From a published programme it disappears at once; the record keeps it with the reason. The speaker is told.
    """
    if item.talk is None or not item.is_on or not item.is_to_come:
        raise Problem(_("只有还没讲的讲述可以改到别的场次。"))
    if target.id == item.event_id:
        raise Problem(_("它本来就在这一场。"))
    moved = add_talk(target, item.talk, item.is_reserve)
    moved.minutes, moved.note, moved.cue = item.minutes, item.note, item.cue
    source = item.event
    if source.is_public:
        item.state, item.state_reason = ItemState.DROPPED, _("改到《%(title)s》", title=target.title)[:200]
        db.session.flush()
        sync_people(source)
        audit.record("move-to-session", item, ["state"])
        watch.touch("schedule", "screens")
    else:
        remove_item(item)
    detail = _("《%(talk)s》改到这一场来讲。", talk=item.talk.title)
    url, about = f"/theatre/{target.id}", f"event:{target.id}"
    notices.tell([item.talk.person_id], NoticeKind.EVENT_CHANGED, target.title, url, detail, about)
    return moved


def sync_people(event: Event) -> None:
    """Write down who speaks and who stands by, so that a clash anywhere is found; a sketch's cast is on stage too."""
    db.session.flush()
    schedule.set_people(
        event,
        {
            EventPart.SPEAKER: queries.people_on_stage(event.id, as_reserve=False),
            EventPart.RESERVE: queries.people_on_stage(event.id, as_reserve=True),
        },
    )


def _tell_consoles(event: Event) -> None:
    """The host's console shows the programme as it is planned, at once."""
    if event.release_number:
        watch.touch("stage")


def _refuse_over(event: Event) -> None:
    if event.status in OVER:
        raise Problem(_("这一场已经取消或结束了，节目单不能再排。"))


def _behind_talks(items: Sequence[ProgrammeItem]) -> int:
    talks = [place for place, item in enumerate(items) if item.kind is ItemKind.TALK]
    if talks:
        return talks[-1] + 1
    closing = [place for place, item in enumerate(items) if item.kind is ItemKind.QUESTIONS]
    return closing[0] if closing else len(items)


def _insert(items: Sequence[ProgrammeItem], item: ProgrammeItem, place: int) -> None:
    db.session.add(item)
    for number, other in enumerate([*items[:place], item, *items[place:]], 1):
        other.position = number
    db.session.flush()
