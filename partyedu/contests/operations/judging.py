"""A judge's sheet for one entry."""

from collections.abc import Mapping

from sqlalchemy import delete

from partyedu.contests import queries
from partyedu.contests.models import Contest, ContestState, Entry, Judge, Judgement, JudgementScore
from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.library.operations import checked_scores


def score(entry: Entry, judge: Judge, points: Mapping[int, int | None], text: str = "") -> Judgement:
    """Score an entry by the contest's sheet; scoring again replaces it, until the results are out.

    ``points``: by the number of the line; see ``library.operations.checked_scores`` for what they must be.
    """
    contest: Contest = entry.contest
    if contest.state is not ContestState.JUDGING:
        raise Problem(_("评选已经结束，分数不能再改。"))
    if entry.person_id == judge.person_id:
        raise Problem(_("自己的作品不能自己评。"))
    scored = checked_scores(contest.sheet_id or 0, points)
    judgement = queries.judgement_of(entry, judge)
    if judgement is None:
        judgement = Judgement(entry_id=entry.id, judge_id=judge.id)
        db.session.add(judgement)
    judgement.percent, judgement.text, judgement.at = scored.percent, text, clock.now()
    judgement.typed_by_id = audit.typist(judge.person_id)
    db.session.flush()
    db.session.execute(delete(JudgementScore).where(JudgementScore.judgement_id == judgement.id))
    db.session.add_all(
        JudgementScore(judgement_id=judgement.id, criterion_id=line, points=given)
        for line, given in scored.points.items()
    )
    db.session.flush()
    audit.record("score", judgement)
    return judgement
