"""What programmes and invitations hold about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.speakers.models import Talk
from partyedu.theatre.models import (
    HAND_STATES,
    ITEM_STATES,
    QUESTION_STATES,
    REQUEST_STATES,
    FloorQuestion,
    ProgrammeItem,
    RaisedHand,
    SpeakerRequest,
)


def held(person_id: int) -> Iterator[Held]:
    """Where their talks stood on a programme, and how they were asked and answered.

    Ratings are given without a name, and shown on the talk's page from five on: they are no list of theirs.
    """
    own = Talk.person_id == person_id
    items = select(
        Event.title.label("event"), Event.starts_at, ProgrammeItem.title, ProgrammeItem.note, ProgrammeItem.cue,
        ProgrammeItem.public_title, ProgrammeItem.public_note, ProgrammeItem.state, ProgrammeItem.state_reason,
    )  # fmt: skip
    yield Held(
        _("上过的节目单"),
        items.join(Event, ProgrammeItem.event_id == Event.id)
        .join(Talk, ProgrammeItem.talk_id == Talk.id)
        .where(own)
        .order_by(ProgrammeItem.id),
        (
            _("活动"), _("开始时间"), _("节目"), _("节目说明"), _("串词"), _("公布的题目"), _("公布的说明"), _("状态"),
            _("原因"),
        ),
        (ITEM_STATES,),
    )  # fmt: skip
    asked = select(
        Event.title.label("event"), SpeakerRequest.asked_at, SpeakerRequest.message, SpeakerRequest.state,
        SpeakerRequest.answer,
    )  # fmt: skip
    yield Held(
        _("上台邀请"),
        asked.join(Event, SpeakerRequest.event_id == Event.id)
        .join(Talk, SpeakerRequest.talk_id == Talk.id)
        .where(own)
        .order_by(SpeakerRequest.id),
        (_("活动"), _("时间"), _("留言"), _("状态"), _("回答")),
        (REQUEST_STATES,),
    )
    raised = select(Event.title.label("event"), RaisedHand.raised_at, RaisedHand.state)
    yield Held(
        _("举手发言"),
        raised.join(Event, RaisedHand.event_id == Event.id)
        .where(RaisedHand.person_id == person_id)
        .order_by(RaisedHand.id),
        (_("活动"), _("时间"), _("状态")),
        (HAND_STATES,),
    )
    # Those without a name are nobody's.
    asked_aloud = select(
        Event.title.label("event"), FloorQuestion.asked_at, FloorQuestion.text, FloorQuestion.state
    )  # fmt: skip
    yield Held(
        _("现场提问"),
        asked_aloud.join(Event, FloorQuestion.event_id == Event.id)
        .where(FloorQuestion.person_id == person_id)
        .order_by(FloorQuestion.id),
        (_("活动"), _("时间"), _("问题"), _("状态")),
        (QUESTION_STATES,),
    )
