"""Asking a speaker for a session; the speaker answers, or staff for them."""

from partyedu.core import audit, clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.notices import operations as notices
from partyedu.notices.models import NoticeKind
from partyedu.schedule.models import Event
from partyedu.speakers.models import Talk, TalkState
from partyedu.theatre import queries
from partyedu.theatre.models import RequestState, SpeakerRequest
from partyedu.theatre.operations.programme import OVER, add_talk


def ask(event: Event, talk: Talk, as_reserve: bool = False, message: str = "") -> SpeakerRequest:
    """Ask the speaker of an approved talk; they find it in their inbox or on the call list.

    Somebody who declined may be asked again: that is a new request, the refusal stays in the record.
    """
    if event.status in OVER:
        raise Problem(_("这一场已经取消或结束了，不用再请人。"))
    if talk.state is not TalkState.APPROVED:
        raise Problem(_("《%(title)s》还没有通过评审，先不请。", title=talk.title))
    if queries.standing_request(event.id, talk.id) is not None:
        raise Problem(_("这篇讲述已经为这一场请过了。"))
    if any(item.talk_id == talk.id and item.is_on for item in queries.programme(event.id)):
        raise Problem(_("《%(title)s》已经在这张节目单上了。", title=talk.title))
    actor = current_actor()
    request = SpeakerRequest(
        event_id=event.id, talk_id=talk.id, as_reserve=as_reserve, message=message, asked_at=clock.now(),
        asked_by_id=actor.person_id if actor else None,
    )  # fmt: skip
    db.session.add(request)
    audit.record("ask-speaker", request, ["talk_id", "as_reserve"])
    detail = "\n".join(line for line in (_("《%(title)s》", title=talk.title), message) if line)
    url = f"/theatre/requests/{request.id}"
    notices.tell([talk.person_id], NoticeKind.ASKED_TO_SPEAK, event.title, url, detail, f"event:{event.id}")
    return request


def answer(request: SpeakerRequest, accepted: bool, words: str = "") -> SpeakerRequest:
    """The speaker says yes or no. Yes puts the talk on the programme (a reserve if so asked); no stays in the record.

    Who typed is kept when it was not the speaker.
    """
    if request.state is not RequestState.ASKED:
        raise Problem(_("这次邀请已经有答复了。"))
    if request.event.status in OVER:
        raise Problem(_("这一场已经取消或结束了，不用再答复。"))
    speaker_id = request.talk.person_id
    request.state = RequestState.ACCEPTED if accepted else RequestState.DECLINED
    request.answer, request.answered_at = words, clock.now()
    request.typed_by_id = audit.typist(speaker_id)
    behalf = speaker_id if request.typed_by_id else None
    audit.record(request.state.value, request, ["state", "answer"], on_behalf_of=behalf)
    on_it = any(item.talk_id == request.talk_id and item.is_on for item in queries.programme(request.event_id))
    if accepted and not on_it:
        add_talk(request.event, request.talk, request.as_reserve)
    return request


def take_back(request: SpeakerRequest) -> None:
    """The organiser no longer asks; possible until there is an answer."""
    if request.state is not RequestState.ASKED:
        raise Problem(_("这次邀请已经有答复了。"))
    request.state = RequestState.WITHDRAWN
    audit.record("take-back-request", request, ["state"])
