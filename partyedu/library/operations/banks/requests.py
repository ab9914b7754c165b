"""A unit asks for an expert of a unit above: asked, answered, taken back."""

from datetime import date

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.library.models import Expert, ExpertRequest, RequestState
from partyedu.library.queries import banks
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import PersonKind


def ask_for(actor: Actor, expert: Expert, unit_id: int, wish: str, wished_on: date | None = None) -> ExpertRequest:
    """Ask the keepers of an expert for them. Asking twice in the same words is asking once."""
    unit = banks.asking_unit(actor, unit_id)
    if unit is None:
        raise Problem(_("请选择组织。"), field="unit_id")
    today = clock.today()
    if expert.person.kind is PersonKind.MEMBER and not expert.person.is_active_member:
        raise Problem(_("这位已经不在名册上了，请换一位。"))
    if expert.archived_at is not None or (expert.until is not None and expert.until < today):
        raise Problem(_("这位专家已经到期或者收起，请换一位。"))
    if wished_on is not None and wished_on < today:
        raise Problem(_("希望的日子已经过去了。"), field="wished_on")
    standing = banks.standing_request(expert.id, unit.id, wish)
    if standing is not None:
        return standing
    request = ExpertRequest(
        expert_id=expert.id, unit_id=unit.id, wish=wish, wished_on=wished_on, state=RequestState.ASKED,
        asked_at=clock.now(), asked_by_id=actor.person_id or 0,
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    audit.record("ask-for-expert", request)
    return request


def _settle(request: ExpertRequest, verb: str, to: RequestState, answer: str = "") -> ExpertRequest:
    db.session.refresh(request, with_for_update=True)
    if request.state is not RequestState.ASKED:
        raise Problem(_("这个邀请已经有回音了，请刷新再看。"))
    request.state, request.answer, request.answered_at = to, answer, clock.now()
    request.answered_by_id = audit.typist(None)
    db.session.flush()
    audit.record(verb, request, ["state", "answer"])
    return request


def accept(request: ExpertRequest, answer: str = "") -> ExpertRequest:
    """Say that the expert comes; who asked is told, and may call the expert from now on."""
    _settle(request, "accept", RequestState.ACCEPTED, answer)
    return _told(request)


def decline(request: ExpertRequest, answer: str) -> ExpertRequest:
    """Say that the expert cannot come, and why."""
    if not answer:
        raise Problem(_("请写一句为什么来不了。"), field="answer")
    _settle(request, "decline", RequestState.DECLINED, answer)
    return _told(request)


def _told(request: ExpertRequest) -> ExpertRequest:
    url = f"/library/experts/{request.expert_id}"
    subject = request.expert.person.name
    tell([request.asked_by_id], NoticeKind.EXPERT_ANSWERED, subject, url, request.answer, f"expert:{request.expert_id}")
    return request


def take_back(request: ExpertRequest) -> ExpertRequest:
    """The asking unit needs the expert no more."""
    return _settle(request, "take-back", RequestState.TAKEN_BACK)
