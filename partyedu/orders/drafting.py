"""What the event of some orders would be: filled in from what people wish, before anybody plans it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.forms import choices
from partyedu.core.words import _, formatted
from partyedu.courses.models import Course
from partyedu.orders import queries, showing
from partyedu.orders.forms import TIMES_AT_MOST, CoursePlanForm, JoinClassForm, JoinForm, PlanForm
from partyedu.orders.models import Order, TimeOfDay
from partyedu.organisation.models import Person
from partyedu.organisation.queries import person_reached, unit_reached
from partyedu.schedule.models import Event
from partyedu.schedule.queries import Clash, Slot, clashes_of, event_to_manage
from partyedu.speakers.models import Talk, TalkState

HOURS = {
    TimeOfDay.MORNING: time(9, 30),
    TimeOfDay.AFTERNOON: time(14, 30),
    TimeOfDay.EVENING: time(19, 0),
}
USUAL_HOUR = time(14, 30)
USUAL_MINUTES = 60
ONE_MEETING = 180  # a longer course is taught in several meetings
MEETING_MINUTES = 90
FRAME_MINUTES = 25  # opening and questions
DAYS_AHEAD = 7
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Draft:
    """Some orders, and the event that would come of them: a theatre session where talks are among them."""

    orders: Sequence[Order]
    title: str
    talks: Sequence[Talk]
    theme_id: int | None
    minutes: int
    people: int
    units: int
    starts_at: datetime
    expected_unit_id: int | None
    teacher: Person | None = None
    course: Course | None = None  # which of them could be a class

    @property
    def times(self) -> int:
        """How often a class of it would meet, by the course's length: once, if that fits an evening."""
        if self.course is None or self.course.minutes <= ONE_MEETING:
            return 1
        return min(-(-self.course.minutes // MEETING_MINUTES), TIMES_AT_MOST)

    @property
    def ends_at(self) -> datetime:
        """When it would be over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def days(self) -> list[tuple[date, int]]:
        """The days people wish, with how many orders each, the most wished first."""
        return Counter(order.wished_on for order in self.orders if order.wished_on is not None).most_common(5)

    @property
    def hours(self) -> list[tuple[TimeOfDay, int]]:
        """The times of day people wish, with how many orders each."""
        return Counter(order.time_of_day for order in self.orders if order.time_of_day is not None).most_common()


def draft_of(actor: Actor, orders: Sequence[Order]) -> Draft | None:
    """What the event of these orders would be; None without orders."""
    if not orders:
        return None
    first = orders[0]
    talks = _talks_of(orders)
    course = first.item.course if first.item is not None else None
    teachers = queries.course_teachers(course.id) if course else []
    units = {order.for_unit_id for order in orders if order.for_unit_id}
    minutes = sum(talk.minutes for talk in talks) + FRAME_MINUTES if talks else 0
    minutes = _minutes_of(course) if course and not talks else max(minutes, USUAL_MINUTES)
    return Draft(
        orders, _title_of(orders), talks, _theme_of(first, talks), minutes,
        sum(order.people for order in orders), len(units), _best_time(orders),
        next(iter(units)) if len(units) == 1 and all(order.for_unit_id for order in orders) else None,
        next((one for one in teachers if person_reached(actor, Permission.EVENT_MANAGE, one.id)), None),
        _class_course(actor, orders),
    )  # fmt: skip


def _minutes_of(course: Course) -> int:
    return course.minutes if course.minutes <= ONE_MEETING else MEETING_MINUTES


def _class_course(actor: Actor, orders: Sequence[Order]) -> Course | None:
    """The course of which a class would come: the one all of these orders ask for, where the actor runs classes."""
    asked = {order.item.course_id if order.item is not None else None for order in orders}
    course = orders[0].item.course if orders[0].item is not None else None
    if len(asked) != 1 or course is None or not actor.may(Permission.COURSE_MANAGE, orders[0].unit.path):
        return None
    return course


def _talks_of(orders: Sequence[Order]) -> list[Talk]:
    """The talks that were ordered, each once, in the order of the orders; for a wish the one that answered its call."""
    found: dict[int, Talk] = {}
    called = {order.call_id: queries.talk_called(order.call_id) for order in orders if order.call_id is not None}
    for order in orders:
        talk = called[order.call_id] if order.call_id is not None else order.item.talk if order.item else None
        if talk is not None and talk.state is TalkState.APPROVED:
            found.setdefault(talk.id, talk)
    return list(found.values())


def _title_of(orders: Sequence[Order]) -> str:
    titles = dict.fromkeys(showing.order_title(order) for order in orders)
    return _("、").join(list(titles)[:3])[:120]


def _theme_of(order: Order, talks: Sequence[Talk]) -> int | None:
    course = order.item.course if order.item is not None else None
    return talks[0].theme_id if talks else course.theme_id if course else order.theme_id


def _best_time(orders: Sequence[Order]) -> datetime:
    """The day and the time of day that most wish; without wishes a week from now, never at a weekend."""
    today = clock.today()
    wished = Counter(order.wished_on for order in orders if order.wished_on is not None and order.wished_on > today)
    day = wished.most_common(1)[0][0] if wished else None
    if day is None:
        day = today + timedelta(days=DAYS_AHEAD)
        while day.weekday() >= 5:
            day += timedelta(days=1)
    times = Counter(order.time_of_day for order in orders if order.time_of_day is not None)
    hour = HOURS[times.most_common(1)[0][0]] if times else USUAL_HOUR
    return clock.at(day, hour)


def kind_of_form(draft: Draft) -> type[PlanForm]:
    """The form of what these orders can become."""
    return CoursePlanForm if draft.course is not None else PlanForm


def plan_form(draft: Draft) -> PlanForm:
    """The form of the event as it opens."""
    unit_id = draft.orders[0].unit_id
    # A talk stands on the programme, not in the title: its speaker may take it back.
    title = _("我的%(theme)s故事", theme=draft.talks[0].theme.name) if draft.talks else draft.title
    more: dict[str, Any] = {"times": draft.times} if draft.course is not None else {}
    return kind_of_form(draft)(
        formdata=None, **more, title=title, theme_id=draft.theme_id, unit_id=unit_id, starts_at=draft.starts_at,
        ends_at=draft.ends_at, expected_unit_id=draft.expected_unit_id, teacher=draft.teacher,
    )  # fmt: skip


def join_form(actor: Actor, draft: Draft) -> JoinForm:
    """The choice of an event that stands already: for a talk a theatre session, else any."""
    form = JoinForm()
    rows = queries.events_ahead(actor, clock.now(), theatre_only=bool(draft.talks))
    form.event_id.choices = choices([(row.id, f"{formatted(row.starts_at, 'datetime')} {row.title}") for row in rows])
    return form


def join_class_form(actor: Actor, draft: Draft) -> JoinClassForm | None:
    """The choice of a class that is open already; None where nothing can be joined."""
    rows = queries.classes_to_join(actor, draft.course.id, clock.now()) if draft.course is not None else []
    if not rows:
        return None
    form = JoinClassForm()
    form.class_id.choices = choices([(row.id, f"{formatted(row.starts_at, 'datetime')} {row.title}") for row in rows])
    return form


def event_to_join(actor: Actor, event_id: int) -> Event | None:
    """A coming event of the actor's units."""
    event = event_to_manage(actor, event_id)
    return event if event is not None and event.starts_at > clock.now() else None


def clashes_typed(actor: Actor, form: PlanForm, draft: Draft) -> list[Clash]:
    """What stands in the way of the event as the form has it: the same warnings as everywhere."""
    starts_at, ends_at = form.starts_at.data, form.ends_at.data
    if starts_at is None or ends_at is None or starts_at >= ends_at or ends_at - starts_at > LONGEST:
        return []
    expected = form.expected_unit_id.data
    unit = unit_reached(actor, Permission.EVENT_MANAGE, expected) if expected else None
    busy = [person.id for person in (form.host.data, form.teacher.data) if person is not None]
    busy += [talk.person_id for talk in draft.talks]
    slot = Slot(starts_at, ends_at, None, form.chosen_room_id, form.capacity.data, unit.path if unit else "", busy)
    return clashes_of(slot, actor)
