"""Study lists: rules written, changed, ended and sent; a member's own marks."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.courses.models import AudienceKind
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.notices.queries import phones_of_members
from partyedu.organisation.models import Unit
from partyedu.organisation.telephones import telephones_in
from partyedu.study.listing import reason_of, thing_of, title_of
from partyedu.study.models import ListMark, ListRule
from partyedu.study.queries import lists

_ITEM = re.compile(r"(course|courseware|event|order|make-up):[1-9][0-9]{0,8}")
MARKS_AT_MOST = 500


def write_rule(unit: Unit, form_key: str, values: Mapping[str, Any]) -> ListRule:
    """Write a rule of a unit. ``values``: course_id, courseware_id or event_id; audience_kind (None: everybody) with
    category_id or words; is_required, reason, from_on, until_on. The same ``form_key`` makes only one."""
    made = lists.rule_of_form(form_key) if form_key else None
    if made is not None:
        return made
    rule = ListRule(unit_id=unit.id, written_at=clock.now(), written_by_id=audit.typist(None), version=1,
                    form_key=form_key or None)  # fmt: skip
    _fill(rule, unit, values)
    db.session.add(rule)
    db.session.flush()
    audit.record("write-list-rule", rule, sorted(values))
    return rule


def change_rule(rule: ListRule, version: int | None, values: Mapping[str, Any]) -> ListRule:
    """Change a rule; what it put on a list before is gone from there, unless it selects it still."""
    standing = {"reason": rule.reason, "words": rule.words, "from_on": rule.from_on, "until_on": rule.until_on}
    checked_version(rule, version, standing)
    _fill(rule, rule.unit, values)
    db.session.flush()
    audit.record("change-list-rule", rule, sorted(values))
    return rule


def _fill(rule: ListRule, unit: Unit, values: Mapping[str, Any]) -> None:
    things = [values.get(name) for name in ("course_id", "courseware_id", "event_id")]
    if sum(thing is not None for thing in things) != 1:
        raise Problem(_("请选一样要学的：课程、课件或者活动。"), field="item")
    if values["until_on"] < values["from_on"]:
        raise Problem(_("结束的日子比开始的早，请改一改。"), field="until_on")
    kind = values["audience_kind"]
    if kind is AudienceKind.CATEGORY and values["category_id"] is None:
        raise Problem(_("请选一个党员类别。"), field="category_id")
    if kind not in (None, AudienceKind.CATEGORY) and not values["words"]:
        raise Problem(_("请写行业、岗位或者文化程度，比如：教师。"), field="words")
    named = lists.number_picked(unit.path, None, None, "", values["reason"]).names
    if named:
        raise Problem(_("理由里有人名（%(name)s），群里也会看到，请换个说法。", name=named[0]), field="reason")
    if phones_of_members(telephones_in(values["reason"])):
        raise Problem(_("理由里有一位同志的电话，群里也会看到，请去掉。"), field="reason")
    for name, value in values.items():
        setattr(rule, name, value)
    rule.category_id = values["category_id"] if kind is AudienceKind.CATEGORY else None
    rule.words = values["words"] if kind not in (None, AudienceKind.CATEGORY) else ""


def end_rule(rule: ListRule) -> ListRule:
    """The rule ends: from tomorrow on it puts nothing on any list (one that has not begun goes altogether)."""
    today = clock.today()
    if rule.from_on > today:
        audit.record("delete-list-rule", rule)
        db.session.delete(rule)
    elif rule.until_on > today:
        rule.until_on = today
        rule.version += 1
        audit.record("end-list-rule", rule, ["until_on"])
    db.session.flush()
    return rule


def push(rule: ListRule) -> int:
    """Send a notice to those the rule selects who have not had one of it; how many that were."""
    if not rule.from_on <= clock.today() <= rule.until_on:
        raise Problem(_("这条规则今天不管用，先改日子再发。"))
    rows = db.session.execute(lists.people_picked(rule)).all()
    fresh = [row.id for row in rows if not row.told]
    title = title_of(rule)
    tell(fresh, NoticeKind.STUDY_LIST, title, thing_of(rule)[1], reason_of(rule), f"list_rule:{rule.id}")
    rule.pushed_at = clock.now()
    audit.record("push-list-rule", rule, ["pushed_at"])
    return len(fresh)


def mark(person_id: int, item: str, put_aside: bool | None) -> None:
    """A member's own mark beside an item: seen, put aside, or (None) neither any more. It counts no hours."""
    if not _ITEM.fullmatch(item):
        raise Problem(_("没有找到这一项，请刷新再试。"))
    standing = lists.mark_of(person_id, item)
    if put_aside is None:
        if standing is not None:
            audit.record("unmark-item", standing)
            db.session.delete(standing)
        return
    if standing is None:
        if len(db.session.scalars(select(ListMark.id).where(ListMark.person_id == person_id)).all()) >= MARKS_AT_MOST:
            raise Problem(_("记号太多了，先去掉一些旧的。"))
        standing = ListMark(person_id=person_id, item=item)
        db.session.add(standing)
    standing.put_aside, standing.at = put_aside, clock.now()
    db.session.flush()
    audit.record("mark-item", standing, ["put_aside"])
