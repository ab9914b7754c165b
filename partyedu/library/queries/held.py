"""What the library holds about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.library.models import (
    OUTCOMES,
    REQUEST_STATES,
    STAGES,
    VERDICTS,
    Courseware,
    CoursewareStep,
    CoursewareVersion,
    Decision,
    Expert,
    ExpertRequest,
    ExpertReview,
    PeerComment,
)
from partyedu.speakers.models import SOURCES


def held(person_id: int) -> Iterator[Held]:
    """Their pieces with every version, step and decision; what they wrote about others' pieces; them as an expert."""
    yield from _pieces(person_id)
    commented = select(Courseware.title, PeerComment.text, PeerComment.at)
    yield Held(
        _("对课件提的意见"),
        commented.select_from(PeerComment)
        .join(CoursewareVersion, PeerComment.version_id == CoursewareVersion.id)
        .join(Courseware, CoursewareVersion.courseware_id == Courseware.id)
        .where(PeerComment.person_id == person_id)
        .order_by(PeerComment.id),
        (_("题目"), _("内容"), _("时间")),
    )
    reviewed = select(Courseware.title, ExpertReview.verdict, ExpertReview.percent, ExpertReview.text, ExpertReview.at)
    yield Held(
        _("给课件写的评审"),
        reviewed.join(CoursewareVersion, ExpertReview.version_id == CoursewareVersion.id)
        .join(Courseware, CoursewareVersion.courseware_id == Courseware.id)
        .where(ExpertReview.reviewer_id == person_id)
        .order_by(ExpertReview.id),
        (_("题目"), _("意见"), _("得分"), _("内容"), _("时间")),
        (VERDICTS,),
    )
    yield from _as_expert(person_id)


def _pieces(person_id: int) -> Iterator[Held]:
    own = Courseware.owner_id == person_id
    yield Held(
        _("课件"),
        select(Courseware.title, Courseware.summary, Courseware.stage, Courseware.created_at, Courseware.consented_at)
        .where(own)
        .order_by(Courseware.id),
        (_("题目"), _("简介"), _("状态"), _("时间"), _("什么时候同意入库的")),
        (STAGES,),
    )
    versions = select(CoursewareVersion.number, CoursewareVersion.text, CoursewareVersion.reason)
    yield Held(
        _("课件的各稿"),
        versions.add_columns(Courseware.title)
        .join(Courseware, CoursewareVersion.courseware_id == Courseware.id)
        .where(own)
        .order_by(CoursewareVersion.id),
        (_("第几稿"), _("内容"), _("为什么改"), _("题目")),
    )
    steps = select(Courseware.title, CoursewareStep.stage, CoursewareStep.note, CoursewareStep.at)
    yield Held(
        _("课件走过的路"),
        steps.join(Courseware, CoursewareStep.courseware_id == Courseware.id).where(own).order_by(CoursewareStep.id),
        (_("题目"), _("状态"), _("说明"), _("时间")),
        (STAGES,),
    )
    decided = select(Courseware.title, Decision.proposed, Decision.outcome, Decision.reason, Decision.decided_at)
    yield Held(
        _("课件的评定"),
        decided.join(Courseware, Decision.courseware_id == Courseware.id).where(own).order_by(Decision.id),
        (_("题目"), _("规则的建议"), _("决定"), _("原因"), _("时间")),
        (OUTCOMES,),
    )


def _as_expert(person_id: int) -> Iterator[Held]:
    own = Expert.person_id == person_id
    yield Held(
        _("在专家库里"),
        select(
            Expert.source, Expert.partner, Expert.field, Expert.terms, Expert.since, Expert.until, Expert.agrees
        ).where(own).order_by(Expert.id),
        (_("来源"), _("单位"), _("专长"), _("怎么请"), _("从哪一天起"), _("到哪一天为止"), _("同意公开")),
        (SOURCES,),
    )  # fmt: skip
    asked = select(ExpertRequest.asked_at, ExpertRequest.wish, ExpertRequest.state, ExpertRequest.answer)
    yield Held(
        _("别的组织来请"),
        asked.join(Expert, ExpertRequest.expert_id == Expert.id).where(own).order_by(ExpertRequest.id),
        (_("时间"), _("请去做什么"), _("状态"), _("回答")),
        (REQUEST_STATES,),
    )
