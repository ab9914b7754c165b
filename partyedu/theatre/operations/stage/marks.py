"""Marks on the programme: a reserve steps in, a part was given or not, or goes before another. They show at once,
without a release."""

from collections.abc import Sequence

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.notices import operations as notices
from partyedu.notices.models import NoticeKind
from partyedu.schedule.models import Event
from partyedu.theatre.models import ItemState, ProgrammeItem
from partyedu.theatre.operations.programme import put_in_order


def mark(item: ProgrammeItem, state: ItemState, reason: str = "") -> None:
    """Given, not given this time (the talk is then free for another session), or still to be given."""
    item.state, item.state_reason = state, reason
    item.version += 1


def swap(item: ProgrammeItem, reserve: ProgrammeItem, reason: str = "") -> None:
    """A reserve speaks instead. Both stay in the record; the two change places."""
    if not reserve.is_reserve or reserve.state is not ItemState.PLANNED:
        raise Problem(_("这位候补已经不在候补名单上了，请刷新再看。"))
    if item.talk_id is None or item.is_reserve or item.state is not ItemState.PLANNED:
        raise Problem(_("这一项现在不能换人，请刷新再看。"))
    mark(item, ItemState.SWAPPED_OUT, reason)
    item.replaced_by_id, reserve.is_reserve = reserve.id, False
    _exchange(item, reserve)


def swap_back(item: ProgrammeItem) -> ProgrammeItem:
    """The speaker came after all: gives the reserve, who stands by again."""
    reserve = db.session.get(ProgrammeItem, item.replaced_by_id or 0)
    if item.state is not ItemState.SWAPPED_OUT or reserve is None or reserve.state is not ItemState.PLANNED:
        raise Problem(_("已经讲过了，不能再换回来。"))
    mark(item, ItemState.PLANNED)
    item.replaced_by_id, reserve.is_reserve = None, True
    _exchange(item, reserve)
    return reserve


def _exchange(item: ProgrammeItem, reserve: ProgrammeItem) -> None:
    """The two change places, in the draft and on the playbill."""
    item.position, reserve.position = reserve.position, item.position
    if item.public_position is not None and reserve.public_position is None:
        assert reserve.talk is not None
        reserve.public_title, reserve.public_note = reserve.talk.title, reserve.note
        reserve.public_minutes, reserve.public_position = reserve.minutes, item.public_position
    elif item.public_position is not None:
        item.public_position, reserve.public_position = reserve.public_position, item.public_position
    reserve.public_is_reserve = reserve.is_reserve


def give_before(items: Sequence[ProgrammeItem], first: ProgrammeItem, second: ProgrammeItem) -> None:
    """A part that stood behind another is given right before it; ``items``: the programme.

    Everybody then sees the parts to come in the order of the console, also where a changed order was not published.
    """
    order = [item for item in items if item is not first]
    order.insert(order.index(second), first)
    put_in_order(order)
    places = {item: item.public_position for item in order if item.state is ItemState.PLANNED and not item.is_reserve}
    shown = {item: place for item, place in places.items() if place is not None}
    for item, place in zip(shown, sorted(shown.values()), strict=True):
        item.public_position = place


def tell_swap(event: Event, item: ProgrammeItem, reserve: ProgrammeItem) -> None:
    """Before the session both speakers are told; on the day they stand beside the stage."""
    if clock.now() >= event.starts_at or item.talk is None or reserve.talk is None:
        return
    detail = _("《%(out)s》这次不讲了，由《%(on)s》代讲。", out=item.talk.title, on=reserve.talk.title)
    people, url = [item.talk.person_id, reserve.talk.person_id], f"/theatre/{event.id}"
    notices.tell(people, NoticeKind.EVENT_CHANGED, event.title, url, detail, f"event:{event.id}")
