"""Review: comments beside the text, a talk returned with reasons, a talk approved. Nobody decides about their own."""

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.words import _, formatted
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import PersonKind
from partyedu.speakers import access, queries
from partyedu.speakers.models import PASSAGE_CHARACTERS, Outline, Review, ReviewVerdict, Talk, TalkState
from partyedu.speakers.operations.outlines import lock
from partyedu.speakers.operations.talks import public_change


def _check_reviewer(actor: Actor, talk: Talk) -> int:
    cast_ids = queries.cast_person_ids(talk)
    if access.is_self(actor, talk.person_id) or actor.person_id in cast_ids:
        raise Problem(_("自己讲的（或者自己参演的）由别人来评。"))
    if actor.person_id is None or not access.may_review(actor, talk, cast_ids):
        raise Problem(_("这一讲不归您评审。"))
    return actor.person_id


def _version(talk: Talk, outline_id: int) -> Outline:
    outline = db.session.get(Outline, outline_id)
    if outline is None or outline.talk_id != talk.id or outline.submitted_at is None:
        raise Problem(_("没有找到您看的这一稿，请刷新页面。"))
    return outline


def comment(actor: Actor, talk: Talk, outline_id: int, text: str, passage: str = "") -> Review:
    """Leave a comment on a version, about the words ``passage`` or about the whole; the speaker reads it at once."""
    reviewer_id = _check_reviewer(actor, talk)
    outline = _version(talk, outline_id)
    if not text.strip():
        raise Problem(_("请写下您的意见。"), field="text")
    row = Review(
        talk_id=talk.id,
        outline_id=outline.id,
        reviewer_id=reviewer_id,
        verdict=ReviewVerdict.COMMENT,
        passage=passage[:PASSAGE_CHARACTERS],
        text=text,
        at=clock.now(),
    )
    db.session.add(row)
    audit.record("comment", row, ["text", "passage"])
    return row


def return_to_speaker(actor: Actor, talk: Talk, outline_id: int, reasons: str) -> Review:
    """Send the talk back with reasons; the speaker is told."""
    if not reasons.strip():
        raise Problem(_("请写明要改哪里，主讲人才知道怎么改。"), field="reasons")
    return _decide(actor, talk, outline_id, ReviewVerdict.RETURNED, reasons)


def approve(actor: Actor, talk: Talk, outline_id: int, words: str = "") -> Review:
    """Approve the version: the talk joins the pool and the public list; the speaker is told."""
    return _decide(actor, talk, outline_id, ReviewVerdict.APPROVED, words)


def send_back(actor: Actor, talk: Talk, reasons: str) -> Review | None:
    """Send an approved talk back for rework, as the library decided; the speaker is told and may hand it in again.

    Whoever may decide so is the library's matter. None for a talk that is being written or was withdrawn already.
    """
    lock(talk)
    latest = queries.latest_outline(talk)
    if talk.state is not TalkState.APPROVED or latest is None or actor.person_id is None:
        return None
    talk.state, talk.decided_at = TalkState.RETURNED, clock.now()
    talk.version += 1
    row = Review(
        talk_id=talk.id,
        outline_id=latest.id,
        reviewer_id=actor.person_id,
        verdict=ReviewVerdict.RETURNED,
        text=reasons,
        at=talk.decided_at,
    )
    db.session.add(row)
    url = f"/speakers/talks/{talk.id}"
    if talk.person.kind is not PersonKind.MEMBER or talk.person.is_active_member:  # who has left or died is not chased
        tell([talk.person_id], NoticeKind.TALK_RETURNED, talk.title, url, detail=reasons, about=f"talk:{talk.id}")
    public_change()
    audit.record("send-back", talk, ["state"])
    return row


def _decide(actor: Actor, talk: Talk, outline_id: int, verdict: ReviewVerdict, text: str) -> Review:
    lock(talk)
    reviewer_id = _check_reviewer(actor, talk)
    latest = queries.latest_outline(talk)
    if talk.state is not TalkState.SUBMITTED or latest is None or latest.id != outline_id:
        raise Conflict(_what_happened(talk), {})
    approved = verdict is ReviewVerdict.APPROVED
    talk.state = TalkState.APPROVED if approved else TalkState.RETURNED
    talk.decided_at = clock.now()
    talk.version += 1
    row = Review(
        talk_id=talk.id,
        outline_id=outline_id,
        reviewer_id=reviewer_id,
        verdict=verdict,
        text=text,
        at=talk.decided_at,
    )
    db.session.add(row)
    kind = NoticeKind.TALK_APPROVED if approved else NoticeKind.TALK_RETURNED
    # Written by hand: operations run in commands too, where no address can be built.
    tell([talk.person_id], kind, talk.title, f"/speakers/talks/{talk.id}", detail=text, about=f"talk:{talk.id}")
    if approved:
        public_change()
    audit.record("approve" if approved else "return", talk, ["state"])
    return row


def _what_happened(talk: Talk) -> str:
    """Why the decision came too late, in a sentence."""
    decided = queries.last_decision(talk)
    if talk.state is TalkState.WITHDRAWN:
        return _("主讲人刚刚撤回了这一讲，不用再评了。")
    if decided is None or talk.state not in (TalkState.APPROVED, TalkState.RETURNED):
        return _("主讲人刚刚改了这一讲，请看最新的一稿再决定。您写的还在下面。")
    if talk.state is TalkState.APPROVED:
        sentence = _("%(name)s已经在 %(when)s 让这一讲通过了。您写的还在下面。")
    else:
        sentence = _("%(name)s已经在 %(when)s 请主讲人修改了。您写的还在下面。")
    return sentence % {"name": decided.reviewer.name, "when": formatted(decided.at, "datetime")}
