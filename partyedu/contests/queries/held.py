"""What contests hold about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.contests.models import ENTRY_STATES, Contest, Entry, Judge, Judgement
from partyedu.core.personal import Held
from partyedu.core.words import _


def held(person_id: int) -> Iterator[Held]:
    """What they handed in; what they wrote as a judge. What judges wrote about them was promised to stay with these."""
    entries = select(
        Contest.title.label("contest"), Entry.title, Entry.text, Entry.state, Entry.agrees, Entry.prize,
        Entry.handed_in_at,
    )  # fmt: skip
    yield Held(
        _("交的稿件"),
        entries.join(Contest, Entry.contest_id == Contest.id).where(Entry.person_id == person_id).order_by(Entry.id),
        (_("征集"), _("题目"), _("内容"), _("状态"), _("同意展示"), _("得奖"), _("时间")),
        (ENTRY_STATES,),
    )
    judged = select(Contest.title, Judgement.percent, Judgement.text, Judgement.at)
    yield Held(
        _("当评委写的"),
        judged.select_from(Judgement)
        .join(Judge, Judgement.judge_id == Judge.id)
        .join(Contest, Judge.contest_id == Contest.id)
        .where(Judge.person_id == person_id)
        .order_by(Judgement.id),
        (_("征集"), _("得分"), _("内容"), _("时间")),
    )
