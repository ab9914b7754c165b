"""A member's own study list: items from many sources, each with the reasons why it stands there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.together import Rows, ask_together
from partyedu.core.words import _
from partyedu.courses.models import AudienceKind
from partyedu.study.models import ListRule
from partyedu.study.queries import lists, make_up


@dataclass(slots=True)
class Item:
    """One thing to study. ``mark``: "", "seen" or "aside", the member's own; ``at``: when it takes place."""

    key: str
    title: str
    url: str
    reasons: list[str] = field(default_factory=list)
    is_required: bool = False
    at: datetime | None = None
    due_on: date | None = None
    mark: str = ""

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands: what is still to do first, then what must be done, then by time."""
        day = clock.local(self.at).date() if self.at else self.due_on
        return bool(self.mark), not self.is_required, day or date.max, self.title


def items_for(actor: Actor) -> list[Item]:
    """The list of the person who asks, with a reason beside each item. One statement."""
    me, today, now = actor.person_id, clock.today(), clock.now()
    if me is None:
        return []
    rules, tasks, orders, classes, required, marks = ask_together(
        lists.rules_for(me, today, now), make_up.waiting_for_me(actor, today), lists.orders_of(me, now),
        lists.courses_of_classes(me), lists.courses_required(me, today.year), lists.marks_of(me),
    )  # fmt: skip
    found: dict[str, Item] = {}
    for item in (*_made_up(tasks), *_by_rule(rules), *_ordered(orders), *_of_class(classes), *_of_unit(required)):
        known = found.setdefault(item.key, item)
        if known is not item:
            known.reasons += [reason for reason in item.reasons if reason not in known.reasons]
            known.is_required = known.is_required or item.is_required
    for key, put_aside in marks:
        if key in found:
            found[key].mark = "aside" if put_aside else "seen"
    return sorted(found.values(), key=lambda item: item.place)


def thing_of(row: Any) -> tuple[str, str]:
    """Key and address of what a rule (or its row) puts on a list."""
    if row.event_id is not None:
        return f"event:{row.event_id}", f"/schedule/{row.event_id}"
    if row.courseware_id is not None:
        return f"courseware:{row.courseware_id}", f"/study/pieces/{row.courseware_id}"
    return f"course:{row.course_id}", f"/courses/{row.course_id}"


def title_of(rule: ListRule) -> str:
    """What a rule is about, by its title."""
    if rule.event is not None:
        return rule.event.public_title or rule.event.title
    thing = rule.course or rule.courseware
    return thing.title if thing else ""


def reason_of(row: Any) -> str:
    """The reason beside an item that a rule (or its row) put there: its own words, or whom it is for."""
    if row.reason:
        return str(row.reason)
    who = getattr(row.category, "name", row.category) if row.audience_kind == AudienceKind.CATEGORY else row.words
    return _("给%(who)s的", who=who) if row.audience_kind else _("大家都要学的")


def _by_rule(rows: Rows) -> Iterable[Item]:
    for row in rows:
        key, url = thing_of(row)
        yield Item(key, row.title, url, [reason_of(row)], row.is_required, row.starts_at)


def _made_up(rows: Rows) -> Iterable[Item]:
    for row in rows:
        reason = _("没赶上的，等您补上") if not row.answer_waits else _("交上去了，等工作人员看")
        yield Item(f"make-up:{row.id}", row.title, f"/study/make-up/{row.id}", [reason], True, due_on=row.due_on)


def _ordered(rows: Rows) -> Iterable[Item]:
    for row in rows:
        if row.event_id is not None:
            yield Item(f"event:{row.event_id}", row.title, f"/schedule/{row.event_id}", [_("您点的单，排上了")],
                       at=row.starts_at)  # fmt: skip
        elif row.course_id is not None:
            yield Item(f"course:{row.course_id}", row.title, f"/courses/{row.course_id}", [_("您点的单，正在安排")])
        else:
            yield Item(f"order:{row.order_id}", row.title, f"/orders/{row.order_id}", [_("您点的单，正在安排")])


def _of_class(rows: Rows) -> Iterable[Item]:
    for row in rows:
        reason = _("您在的班次“%(title)s”要学", title=row.class_title)
        yield Item(f"course:{row.course_id}", row.title, f"/courses/{row.course_id}", [reason], True)


def _of_unit(rows: Rows) -> Iterable[Item]:
    for row in rows:
        reason = _("必修课，今年还没有上")
        yield Item(f"course:{row.course_id}", row.title, f"/courses/{row.course_id}", [reason], True)
