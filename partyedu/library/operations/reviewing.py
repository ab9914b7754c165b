"""Expert review: points by the score sheet, a verdict, words. The first verdict decides; nobody reviews their own."""

from collections.abc import Mapping

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.words import _, formatted
from partyedu.library import access, queries
from partyedu.library.models import (
    VERDICTS,
    Courseware,
    CoursewareVersion,
    CriterionScore,
    ExpertReview,
    Stage,
    Verdict,
)
from partyedu.library.operations.road import lock, move, tell_owner, too_late
from partyedu.library.operations.sheets import checked_scores
from partyedu.notices.models import NoticeKind
from partyedu.organisation.models import Person


def review(
    actor: Actor,
    piece: Courseware,
    version_id: int,
    sheet_id: int,
    points: Mapping[int, int | None],
    verdict: Verdict,
    text: str = "",
    *,
    reviewer: Person | None = None,
    beside: bool = False,
) -> ExpertReview:
    """Score a version and admit it or return it with reasons.

    ``reviewer``: the expert whose paper sheet staff type in. When somebody has decided meanwhile this is refused
    with what was decided (``Conflict``); ``beside`` keeps the sheet all the same, beside the decision, and changes
    nothing of it: its points count in the mean of the experts.
    """
    lock(piece)
    reviewer_id = _check_reviewer(actor, piece, reviewer)
    newest = queries.newest_version(piece.id)
    decides = piece.stage is Stage.REVIEW and newest is not None and newest.id == version_id
    if not decides and not beside:
        raise _what_happened(piece, version_id)
    if verdict is Verdict.RETURN and not text.strip():
        raise Problem(_("请写明要改哪里，做课件的人才知道怎么改。"), field="text")
    row = _write(piece, version_id, reviewer_id, sheet_id, points, verdict, text)
    if decides:
        _act(piece, verdict, text)
    audit.record("review", row, ["verdict", "percent"], on_behalf_of=reviewer_id if row.typed_by_id else None)
    return row


def _check_reviewer(actor: Actor, piece: Courseware, reviewer: Person | None) -> int:
    number = reviewer.id if reviewer is not None else actor.person_id
    if access.is_maker(actor, piece) or number is None or number in (piece.owner_id, *queries.players_of(piece)):
        raise Problem(_("自己做的（或者自己参演的）由别人来评。"))
    types = reviewer is not None and access.keeps(actor, piece)
    if not types and not access.may_review(actor, piece):
        raise Problem(_("这件课件不归您评审。"))
    return number


def _write(
    piece: Courseware,
    version_id: int,
    reviewer_id: int,
    sheet_id: int,
    points: Mapping[int, int | None],
    verdict: Verdict,
    text: str,
) -> ExpertReview:
    version = db.session.get(CoursewareVersion, version_id)
    if version is None or version.courseware_id != piece.id:
        raise Problem(_("没有找到您看的这一版，请刷新页面。"))
    if queries.has_reviewed(version_id, reviewer_id):
        raise Problem(_("这一版这位专家已经评过了。"), field="reviewer")
    scored = checked_scores(sheet_id, points)
    row = ExpertReview(
        version_id=version_id, reviewer_id=reviewer_id, sheet_id=sheet_id, verdict=verdict, percent=scored.percent,
        text=text, at=clock.now(), typed_by_id=audit.typist(reviewer_id),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for criterion_id, given in scored.points.items():
        db.session.add(CriterionScore(review_id=row.id, criterion_id=criterion_id, points=given))
    db.session.flush()
    return row


def _act(piece: Courseware, verdict: Verdict, text: str) -> None:
    if verdict is Verdict.ADMIT:
        piece.admitted_at = clock.now()
        move(piece, "admit", Stage.ADMITTED, text, "admitted_at")
        tell_owner(piece, NoticeKind.COURSEWARE_ADMITTED, text)
    else:
        move(piece, "return", Stage.MAKING, text)
        tell_owner(piece, NoticeKind.COURSEWARE_RETURNED, text)


def _what_happened(piece: Courseware, version_id: int) -> Conflict:
    """Why the verdict came too late, in a sentence."""
    decided = queries.last_review(version_id)
    if decided is None or piece.stage is Stage.WITHDRAWN:
        return too_late(piece)
    sentence = _("%(name)s已经在 %(when)s 评了这一版：%(verdict)s。您打的分还在下面，可以记在旁边，不改变结果。")
    words = {"name": decided.who, "when": formatted(decided.at, "datetime"), "verdict": VERDICTS[decided.verdict]}
    return Conflict(sentence % words, {})
