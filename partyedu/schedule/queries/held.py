"""What the calendar holds about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.schedule.models import EVENT_PARTS, SIGN_UP_STATES, Event, EventPerson, SignUp


def held(person_id: int) -> Iterator[Held]:
    """What they signed up for or asked leave from, and what they had to do at events."""
    signed_up = select(Event.title, Event.starts_at, SignUp.state, SignUp.reason, SignUp.entered_at)
    yield Held(
        _("报名和请假"),
        signed_up.join(Event, SignUp.event_id == Event.id).where(SignUp.person_id == person_id).order_by(SignUp.id),
        (_("活动"), _("开始时间"), _("状态"), _("原因"), _("什么时候报的")),
        (SIGN_UP_STATES,),
    )
    parts = select(Event.title, Event.starts_at, EventPerson.part).join(Event, EventPerson.event_id == Event.id)
    yield Held(
        _("在活动里做的事"),
        parts.where(EventPerson.person_id == person_id).order_by(EventPerson.id),
        (_("活动"), _("开始时间"), _("做什么")),
        (EVENT_PARTS,),
    )
