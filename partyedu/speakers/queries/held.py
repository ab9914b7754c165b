"""What is held about one person as a speaker, to take along."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.speakers.models import (
    SOURCES,
    TALK_STATES,
    CastMember,
    Honour,
    Keepsake,
    Outline,
    Review,
    SpeakerSource,
    Talk,
)


def held(person_id: int) -> Iterator[Held]:
    """Their talks with every version, keepsakes, what reviewers wrote about these and what they wrote as a reviewer."""
    own = Talk.person_id == person_id
    yield Held(
        _("讲述"),
        select(Talk.title, Talk.summary, Talk.state, Talk.minutes, Talk.created_at).where(own).order_by(Talk.id),
        (_("题目"), _("简介"), _("状态"), _("几分钟"), _("时间")),
        (TALK_STATES,),
    )
    versions = select(Outline.number, Outline.title, Outline.summary, Outline.text, Outline.written_at)
    yield Held(
        _("提纲"),
        versions.join(Talk, Outline.talk_id == Talk.id).where(own).order_by(Outline.id),
        (_("第几稿"), _("题目"), _("简介"), _("内容"), _("时间")),
    )
    lent = select(Keepsake.name, Keepsake.caption, Keepsake.consent, Keepsake.received_on, Keepsake.returned_on)
    yield Held(
        _("老物件"),
        lent.join(Talk, Keepsake.talk_id == Talk.id).where(own).order_by(Keepsake.id),
        (_("名称"), _("说明"), _("同意展示"), _("收到的日子"), _("归还的日子")),
    )
    played = select(Talk.title, CastMember.name, CastMember.character)
    yield Held(
        _("小品的演员"),
        played.join(Talk, CastMember.talk_id == Talk.id)
        .where(or_(own, CastMember.person_id == person_id))
        .order_by(CastMember.id),
        (_("题目"), _("姓名"), _("角色")),
    )
    reviewed = select(Talk.title, Review.passage, Review.text, Review.at)
    yield Held(
        _("讲述的评审意见"),
        reviewed.join(Talk, Review.talk_id == Talk.id)
        .where(or_(own, Review.reviewer_id == person_id))
        .order_by(Review.id),
        (_("题目"), _("关于哪一句"), _("内容"), _("时间")),
    )
    yield Held(
        _("荣誉"),
        select(Honour.title, Honour.given_on, Honour.given_by)
        .where(Honour.person_id == person_id)
        .order_by(Honour.given_on, Honour.id),
        (_("名称"), _("哪一天"), _("谁给的")),
    )
    yield Held(
        _("师资来源"),
        select(SpeakerSource.source).where(SpeakerSource.person_id == person_id),
        (_("来源"),),
        (SOURCES,),
    )
