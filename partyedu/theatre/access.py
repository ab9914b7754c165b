"""What may be done with a session: pure predicates over rows that are already at hand."""

from collections.abc import Sequence

from partyedu.core.words import _
from partyedu.schedule.models import Event, EventStatus
from partyedu.speakers.models import TalkState
from partyedu.theatre.models import ProgrammeItem


def publish_refusal(event: Event, items: Sequence[ProgrammeItem]) -> str:
    """Why a session with this programme cannot be published, as a sentence; '' when it can."""
    if event.status is EventStatus.CLOSED:
        return _("这一场已经结束了，不能再公布。")
    if event.room_id is None and not event.place:
        return _("还没有定地点：请选一个房间，或者写明外出地点。")
    talks = [item.talk for item in items if item.is_on and item.talk]
    back = next((talk for talk in talks if talk.state is not TalkState.APPROVED), None)
    return _("《%(title)s》已经收回或正在修改，请先从节目单上拿下来。", title=back.title) if back else ""
