"""A judge's sheet for one entry."""

from collections.abc import Mapping

from sqlalchemy import delete

from partyedu.contests import queries
from partyedu.contests.models import Contest, ContestState, Entry, Judge, Judgement, JudgementScore
from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _


def score(actor: Actor, entry: Entry, judge: Judge, points: Mapping[int, int], text: str = "") -> Judgement:
    """Score an entry by the contest's sheet; scoring again replaces it, until the results are out.

    ``points``: by the number of the line. Every line must have points between 0 and what it can earn; ``percent`` of
    the judgement is their sum in a hundred. Raises ``Problem`` at ``points-<line>``.
    """
    contest: Contest = entry.contest
    if contest.state is not ContestState.JUDGING:
        raise Problem(_("评选已经结束，分数不能再改。"))
    if entry.person_id == judge.person_id:
        raise Problem(_("自己的作品不能自己评。"))
    lines = queries.criteria_of(contest.sheet_id)
    for line in lines:
        if line.id not in points:
            raise Problem(_("请给“%(name)s”打分。", name=line.name), field=f"points-{line.id}")
        if not 0 <= points[line.id] <= line.points:
            raise Problem(
                _("“%(name)s”请打 0 到 %(max)s 分。", name=line.name, max=line.points), field=f"points-{line.id}"
            )
    whole = sum(line.points for line in lines)
    percent = round(100 * sum(points[line.id] for line in lines) / whole) if whole else 0
    judgement = queries.judgement_of(entry, judge)
    if judgement is None:
        judgement = Judgement(entry_id=entry.id, judge_id=judge.id)
        db.session.add(judgement)
    judgement.percent, judgement.text, judgement.at = percent, text, clock.now()
    judgement.typed_by_id = audit.typist(judge.person_id)
    db.session.flush()
    db.session.execute(delete(JudgementScore).where(JudgementScore.judgement_id == judgement.id))
    db.session.add_all(
        JudgementScore(judgement_id=judgement.id, criterion_id=line.id, points=points[line.id]) for line in lines
    )
    db.session.flush()
    audit.record("score", judgement)
    return judgement
