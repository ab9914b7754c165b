"""Pairs: made, ended; their meetings written down and vouched for by a third person."""

from datetime import date, timedelta

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.organisation.models import Person
from partyedu.study.access.pairs import is_of_pair, lasts, may_confirm
from partyedu.study.models import Pair, PairKind, PairMeeting
from partyedu.study.queries import pairs

BACK_DAYS = 366
AHEAD_DAYS = 60


def make_pair(actor: Actor, elder: Person, younger: Person, kind: PairKind, since_on: date, purpose: str = "") -> Pair:
    """Two members become a pair; the same form sent twice makes one.

    The pair belongs to the unit of the elder. Both are members who are still here, and not a pair already.
    """
    for person, field in ((elder, "elder"), (younger, "younger")):
        if not person.is_active_member:
            raise Problem(_("%(name)s的组织关系不在这里，不能结对。", name=person.name), field=field)
    if elder.id == younger.id:
        raise Problem(_("两位要是不同的人。"), field="younger")
    if elder.birth_year and younger.birth_year and elder.birth_year > younger.birth_year:
        raise Problem(_("两位的年龄好像写反了，请换过来。"), field="elder")
    today = clock.today()
    if not today - timedelta(days=BACK_DAYS) <= since_on <= today + timedelta(days=AHEAD_DAYS):
        raise Problem(_("请填这一年里的日子，最多提前两个月。"), field="since_on")
    standing = pairs.pair_of(elder.id, younger.id, today)
    if standing is not None:
        if (standing.kind, standing.since_on, standing.written_by_id) == (kind, since_on, actor.person_id):
            return standing
        raise Problem(_("这两位已经结对了。"), field="younger")
    row = Pair(
        unit_id=elder.unit_id, elder_id=elder.id, younger_id=younger.id, kind=kind, purpose=purpose, since_on=since_on,
        written_at=clock.now(), written_by_id=actor.person_id,
    )  # fmt: skip
    row.version = 1
    db.session.add(row)
    db.session.flush()
    audit.record("make-pair", row)
    return row


def end_pair(pair: Pair, version: int | None, until_on: date) -> Pair:
    """The two are a pair until a day; what they did stays."""
    if pair.until_on is not None and pair.until_on < clock.today():
        raise Problem(_("这一对已经结束了。"))
    if until_on < pair.since_on:
        raise Problem(_("结束的日子在开始以前，请检查。"), field="until_on")
    if until_on > clock.today() + timedelta(days=BACK_DAYS):
        raise Problem(_("最多提前一年安排，请检查年份。"), field="until_on")
    checked_version(pair, version, {"until_on": pair.until_on or _("（空）")})
    pair.until_on = until_on
    audit.record("end-pair", pair, ["until_on"])
    return pair


def record_meeting(actor: Actor, pair: Pair, held_on: date, minutes: int, words: str = "") -> PairMeeting:
    """Write down that the two met, by either of them or by staff; once a day. It counts once it is confirmed."""
    today = clock.today()
    if held_on > today:
        raise Problem(_("这一天还没到，见过面以后再来记。"), field="held_on")
    if held_on < today - timedelta(days=BACK_DAYS):
        raise Problem(_("这是一年多以前的日子，请检查年份。"), field="held_on")
    if not lasts(pair, held_on):
        raise Problem(_("这一天两位还没有结对，或者已经结束了。"), field="held_on")
    if pairs.meeting_on(pair, held_on) is not None:
        raise Problem(_("这一天的见面已经记过了，不能记两次。"), field="held_on")
    row = PairMeeting(
        pair_id=pair.id, held_on=held_on, minutes=minutes, words=words, written_by_id=actor.person_id,
        written_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("record-meeting", row)
    return row


def confirm_meeting(actor: Actor, meeting: PairMeeting) -> PairMeeting:
    """A third person vouches for a meeting: from now on it counts for both."""
    if is_of_pair(actor, meeting.pair):
        raise Problem(_("自己的学时不能自己证明，请另一位来。"))
    if not may_confirm(actor, meeting):
        raise Problem(_("这次见面已经证明过了。"))
    meeting.confirmed_by_id, meeting.confirmed_at = actor.person_id, clock.now()
    audit.record("confirm-meeting", meeting, ["confirmed_by_id", "confirmed_at"])
    return meeting


def doubt_meeting(actor: Actor, meeting: PairMeeting) -> PairMeeting:
    """Take back that a meeting was vouched for: it counts no more, and may be removed or confirmed anew."""
    if is_of_pair(actor, meeting.pair) or not actor.may(Permission.VISIT_MANAGE, meeting.pair.unit.path):
        raise Problem(_("自己的学时不能自己证明，请另一位来。"))
    meeting.confirmed_by_id, meeting.confirmed_at = None, None
    audit.record("doubt-meeting", meeting, ["confirmed_by_id", "confirmed_at"])
    return meeting


def remove_meeting(meeting: PairMeeting) -> None:
    """Remove a meeting that nobody has vouched for: a wrong day, a slip. The audit keeps that it was there."""
    if meeting.confirmed_at is not None:
        raise Problem(_("这次见面已经算了学时，请工作人员先收回证明。"))
    audit.record("remove-meeting", meeting)
    db.session.delete(meeting)
    db.session.flush()
