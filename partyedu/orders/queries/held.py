"""What the menu holds about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.courses.models import Course
from partyedu.orders.models import ORDER_MODES, ORDER_STATES, MenuItem, Order
from partyedu.orders.queries.orders import stage, title_now
from partyedu.schedule.models import Event
from partyedu.speakers.models import Talk


def held(person_id: int) -> Iterator[Held]:
    """What they ordered and wished for, and what came of it."""
    ordered = (
        select(
            Order.placed_at, title_now().label("what"), Order.mode, Order.wished_on, Order.note,
            stage(clock.now()).label("state"), Order.reason,
        )
        .select_from(Order)
        .outerjoin(MenuItem, Order.item_id == MenuItem.id)
        .outerjoin(Talk, MenuItem.talk_id == Talk.id)
        .outerjoin(Course, MenuItem.course_id == Course.id)
        .outerjoin(Event, Order.event_id == Event.id)
    )  # fmt: skip
    yield Held(
        _("点的单"),
        ordered.where(Order.person_id == person_id).order_by(Order.id),
        (_("时间"), _("点了什么"), _("怎么上课"), _("希望哪一天"), _("备注"), _("状态"), _("答复")),
        (ORDER_MODES, ORDER_STATES),
    )
