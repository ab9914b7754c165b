"""What discussions and matters hold about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.discussions.models import (
    MATTER_KINDS,
    MATTER_STATES,
    POST_KINDS,
    Discussion,
    Matter,
    MatterStep,
    Post,
)
from partyedu.schedule.models import Event


def held(person_id: int) -> Iterator[Held]:
    """What they wrote, what they raised and what came of it, what they reported as somebody who followed a matter up.

    A suggestion dropped without a name leads to nobody and is not here.
    """
    said = select(Event.title, Post.kind, Post.text, Post.written_at, Post.hidden_reason)
    yield Held(
        _("写的心得、提问和回答"),
        said.join(Discussion, Post.discussion_id == Discussion.id)
        .join(Event, Discussion.event_id == Event.id)
        .where(Post.person_id == person_id)
        .order_by(Post.id),
        (_("活动"), _("种类"), _("内容"), _("时间"), _("为什么隐藏")),
        (POST_KINDS,),
    )
    raised = select(
        Matter.kind, Matter.title, Matter.text, Matter.contact, Matter.raised_at, Matter.state, Matter.outcome,
        Matter.public_title, Matter.public_outcome, Matter.thanks,
    )  # fmt: skip
    yield Held(
        _("提的事和微心愿"),
        raised.where(Matter.raised_by_id == person_id).order_by(Matter.raised_at, Matter.id),
        (
            _("种类"), _("题目"), _("内容"), _("留的联系方式"), _("时间"), _("状态"), _("结果"), _("公开的题目"),
            _("公开的结果"), _("道谢的话"),
        ),
        (MATTER_KINDS, MATTER_STATES),
    )  # fmt: skip
    reported = select(Matter.title, MatterStep.state, MatterStep.note, MatterStep.at)
    yield Held(
        _("跟进时写的"),
        reported.join(Matter, MatterStep.matter_id == Matter.id)
        .where(MatterStep.by_id == person_id)
        .order_by(MatterStep.id),
        (_("题目"), _("状态"), _("内容"), _("时间")),
        (MATTER_STATES,),
    )
