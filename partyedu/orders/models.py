"""The menu of a period, what members order from it, and what nobody could fill."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, enum_column
from partyedu.core.words import _l
from partyedu.courses.models import Course, CourseClass
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, Theme
from partyedu.speakers.models import Call, Talk


class MenuState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


MENU_STATES = {
    MenuState.DRAFT: _l("草稿"),
    MenuState.OPEN: _l("可以点单"),
    MenuState.CLOSED: _l("已结束"),
}


class Menu(Versioned, Row):
    """What a unit offers in a period, for itself and the units below."""

    __tablename__ = "menu"
    __table_args__ = (Index("ix_menu_unit_id_state", "unit_id", "state"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(80))
    introduction: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[MenuState] = mapped_column(enum_column(MenuState), default=MenuState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    unit: Mapped[Unit] = relationship()


class MenuItem(Row):
    """A talk or a course on a menu, in order; what was withdrawn stays for those who ordered it.

    ``position`` is the number printed beside it: a paper slip names it, so it never changes once the menu is open.
    """

    __tablename__ = "menu_item"
    __table_args__ = (
        UniqueConstraint("menu_id", "talk_id"),
        UniqueConstraint("menu_id", "course_id"),
    )

    menu_id: Mapped[int] = mapped_column(ForeignKey("menu.id", ondelete="CASCADE"))
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")
    in_class: Mapped[bool] = mapped_column(default=True)
    at_door: Mapped[bool] = mapped_column(default=False)
    online: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    menu: Mapped[Menu] = relationship()
    talk: Mapped[Talk | None] = relationship()
    course: Mapped[Course | None] = relationship()


class OrderMode(StrEnum):
    """How one wishes to be served."""

    IN_CLASS = "in-class"
    AT_DOOR = "at-door"
    ONLINE = "online"


ORDER_MODES = {
    OrderMode.IN_CLASS: _l("来课堂"),
    OrderMode.AT_DOOR: _l("送上门"),
    OrderMode.ONLINE: _l("网上学"),
}


class TimeOfDay(StrEnum):
    """When of the day one would like it best."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


TIMES_OF_DAY = {
    TimeOfDay.MORNING: _l("上午"),
    TimeOfDay.AFTERNOON: _l("下午"),
    TimeOfDay.EVENING: _l("晚上"),
}


class OrderChannel(StrEnum):
    PHONE = "phone"
    DESK = "desk"
    PAPER = "paper"


ORDER_CHANNELS = {
    OrderChannel.PHONE: _l("自己点的"),
    OrderChannel.DESK: _l("服务台代点"),
    OrderChannel.PAPER: _l("纸质点单"),
}


class OrderState(StrEnum):
    PLACED = "placed"
    ACCEPTED = "accepted"
    PLANNED = "planned"  # an event stands on the schedule
    DELIVERED = "delivered"
    CALLED = "called"  # nobody offers it yet: a call for talks looks for somebody
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ORDER_STATES = {
    OrderState.PLACED: _l("已点单"),
    OrderState.ACCEPTED: _l("已接单"),
    OrderState.PLANNED: _l("已排上"),
    OrderState.DELIVERED: _l("已送到"),
    OrderState.CALLED: _l("正在征集"),
    OrderState.DECLINED: _l("暂时排不了"),
    OrderState.WITHDRAWN: _l("已取消"),
}


# An order that still stands: a second one for the same thing is refused.
STANDING = (OrderState.PLACED, OrderState.ACCEPTED, OrderState.CALLED, OrderState.PLANNED, OrderState.DELIVERED)
# What an organiser may still answer.
OPEN = (OrderState.PLACED, OrderState.ACCEPTED)


class Order(Versioned, Row):
    """An order (点单): a thing on the menu, or a wish in words that is on no menu.

    ``person_id`` is who ordered; ``for_unit_id`` for whom: a household point, a group, a branch; empty: for themselves.
    An order with ``wish`` and without ``item_id`` is a wish nobody offers (yet). ``standing`` names thing and orderer
    while the order stands, so that nobody orders a thing twice. ``class_id``: the class that came of an order of a
    course; ``event_id`` is then the meeting with which it begins for who ordered. What became of an order whose event
    or class was held, cancelled or deleted follows from these: see ``queries.stage``.
    """

    __tablename__ = "learning_order"
    __table_args__ = (
        Index("ix_learning_order_unit_id_state_placed_at", "unit_id", "state", "placed_at"),
        Index("ix_learning_order_item_id_state", "item_id", "state"),
        Index("ix_learning_order_menu_id_item_id_state", "menu_id", "item_id", "state"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # the unit whose organiser answers it
    menu_id: Mapped[int | None] = mapped_column(ForeignKey("menu.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("menu_item.id"))
    wish: Mapped[str] = mapped_column(String(120), default="")
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    people: Mapped[int] = mapped_column(default=1)
    mode: Mapped[OrderMode] = mapped_column(enum_column(OrderMode))
    wished_on: Mapped[date | None]
    time_of_day: Mapped[TimeOfDay | None] = mapped_column(enum_column(TimeOfDay))
    sign_me_up: Mapped[bool] = mapped_column(default=True)  # for the event that comes of it
    note: Mapped[str] = mapped_column(String(300), default="")
    channel: Mapped[OrderChannel] = mapped_column(enum_column(OrderChannel))
    state: Mapped[OrderState] = mapped_column(enum_column(OrderState), default=OrderState.PLACED)
    standing: Mapped[str | None] = mapped_column(String(60), unique=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    is_blind_spot: Mapped[bool] = mapped_column(default=False)  # declined because nobody can give it
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("course_class.id", ondelete="SET NULL"), index=True)
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("call_for_talks.id"), index=True
    )  # the call for talks it led to
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None]
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # of the event that came of it
    delivered_on: Mapped[date | None]
    form_key: Mapped[str | None] = mapped_column(String(40), unique=True)

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    for_unit: Mapped[Unit | None] = relationship(foreign_keys=[for_unit_id])
    menu: Mapped[Menu | None] = relationship()
    item: Mapped[MenuItem | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    person: Mapped[Person] = relationship()
    event: Mapped[Event | None] = relationship()
    course_class: Mapped[CourseClass | None] = relationship()
    call: Mapped[Call | None] = relationship()
