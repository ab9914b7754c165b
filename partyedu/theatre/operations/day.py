"""On the day: a reserve steps in, a talk was given or not. What happens here shows at once, without a release."""

from partyedu.core import audit, clock, watch
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.notices import operations as notices
from partyedu.notices.models import NoticeKind
from partyedu.theatre.models import ItemState, ProgrammeItem
from partyedu.theatre.operations.programme import sync_people


def swap_speaker(item: ProgrammeItem, reserve: ProgrammeItem, reason: str = "") -> None:
    """A reserve speaks instead. Both stay in the record; schedule and screens show the reserve at once."""
    if reserve.event_id != item.event_id or not reserve.is_reserve or reserve.state is not ItemState.PLANNED:
        raise Problem(_("这位候补已经不在候补名单上了，请刷新再看。"))
    if item.talk_id is None or item.is_reserve or item.state is not ItemState.PLANNED:
        raise Problem(_("这一项现在不能换人，请刷新再看。"))
    item.state, item.state_reason, item.replaced_by_id = ItemState.SWAPPED_OUT, reason, reserve.id
    reserve.is_reserve = False
    _exchange(item, reserve)
    _keep("swap-speaker", item, reserve)
    if clock.now() < item.event.starts_at and item.talk and reserve.talk:
        detail = _("《%(out)s》这次不讲了，由《%(on)s》代讲。", out=item.talk.title, on=reserve.talk.title)
        people, event = [item.talk.person_id, reserve.talk.person_id], item.event
        url, about = f"/theatre/{event.id}", f"event:{event.id}"
        notices.tell(people, NoticeKind.EVENT_CHANGED, event.title, url, detail, about)


def undo_swap(item: ProgrammeItem) -> None:
    """The speaker came after all: the reserve goes back to the reserves."""
    reserve = db.session.get(ProgrammeItem, item.replaced_by_id or 0)
    if item.state is not ItemState.SWAPPED_OUT or reserve is None or reserve.state is not ItemState.PLANNED:
        raise Problem(_("已经讲过了，不能再换回来。"))
    item.state, item.state_reason, item.replaced_by_id = ItemState.PLANNED, "", None
    reserve.is_reserve = True
    _exchange(item, reserve)
    _keep("undo-swap", item, reserve)


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


def _keep(action: str, item: ProgrammeItem, *others: ProgrammeItem) -> None:
    item.version += 1
    for row in (item, *others):
        audit.record(action, row, ["state", "is_reserve", "position"])
    db.session.flush()
    sync_people(item.event)
    watch.touch("schedule", "screens", "theatre")


def mark_given(item: ProgrammeItem) -> None:
    """It was given (or: this part is over). Pressed again for another item, so the screen follows the stage."""
    _mark(item, ItemState.GIVEN, "")


def drop(item: ProgrammeItem, reason: str = "") -> None:
    """It was not given this time; the talk is free for another session."""
    _mark(item, ItemState.DROPPED, reason)


def undo_mark(item: ProgrammeItem) -> None:
    """Pressed by mistake: it is still to be given."""
    if item.state not in (ItemState.GIVEN, ItemState.DROPPED):
        raise Problem(_("这一项没有记过。"))
    item.state, item.state_reason = ItemState.PLANNED, ""
    _keep("undo-mark", item)


def _mark(item: ProgrammeItem, state: ItemState, reason: str) -> None:
    if item.state is not ItemState.PLANNED or item.is_reserve or item.removed_at is not None:
        raise Problem(_("这一项已经记过了，请刷新再看。"))
    if item.event.release_number == 0:
        raise Problem(_("这一场还没有公布，不能记现场。"))
    item.state, item.state_reason = state, reason
    _keep(f"mark-{state.value}", item)
