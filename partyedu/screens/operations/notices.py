"""Notices on the screens: hung up for a time, changed, taken down; an urgent one lies over everything."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from partyedu.core import audit, clock, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.notices.queries import phones_of_members
from partyedu.organisation.queries import unit_reached
from partyedu.organisation.telephones import telephones_in
from partyedu.screens.models import ScreenNotice


class Span(NamedTuple):
    """How long a notice hangs: what the form proposes, and what is refused beyond (the pages say that in words)."""

    proposed: timedelta
    longest: timedelta


ORDINARY = Span(timedelta(days=7), timedelta(days=90))
URGENT = Span(timedelta(hours=4), timedelta(days=1))  # longer, and nobody takes it down in time


def hang(
    actor: Actor,
    notice: ScreenNotice | None,
    *,
    unit_id: int,
    title: str,
    text: str,
    starts_at: datetime,
    ends_at: datetime,
    urgent: bool = False,
    version: int | None = None,
    form_key: str | None = None,
) -> ScreenNotice:
    """Hang a notice on the screens of a unit and of those below it, or change one (``version``: what the form knew).

    Refused: a unit whose screens are not the actor's, an end before the beginning, over already or too far away, a
    member's telephone number. The same form twice is one.
    """
    unit = unit_reached(actor, Permission.SCREEN_MANAGE, unit_id)
    if unit is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    _check_times(starts_at, ends_at, urgent)
    for name, words in (("title", title), ("text", text)):
        if phones_of_members(telephones_in(words)):
            raise Problem(_("里面有一位党员的电话，不能挂在屏幕上。请留办公室的电话。"), field=name)
    verb = "hang-notice"
    if notice is None:
        if form_key and (hung := db.session.scalar(select(ScreenNotice).where(ScreenNotice.form_key == form_key))):
            return hung
        notice = ScreenNotice(created_at=clock.now(), created_by_id=actor.person_id, form_key=form_key or None)
        db.session.add(notice)
    else:
        checked_version(notice, version, {"title": notice.title, "text": notice.text})
        verb = "change-notice"
    notice.unit, notice.title, notice.text, notice.urgent = unit, title, text, urgent
    notice.starts_at, notice.ends_at = starts_at, ends_at
    db.session.flush()
    audit.record(verb, notice, ["unit_id", "title", "text", "urgent", "starts_at", "ends_at"])
    watch.touch("screens")
    return notice


def _check_times(starts_at: datetime, ends_at: datetime, urgent: bool) -> None:
    if ends_at <= starts_at:
        raise Problem(_("结束要在开始之后。"), field="ends_at")
    if ends_at <= clock.now():
        raise Problem(_("这个时间已经过去了。"), field="ends_at")
    if urgent and ends_at - starts_at > URGENT.longest:
        raise Problem(_("紧急通知会盖住所有内容，最长挂一天。"), field="ends_at")
    if ends_at - starts_at > ORDINARY.longest:
        raise Problem(_("最长挂三个月。"), field="ends_at")


def take_down(notice: ScreenNotice) -> None:
    """Take a notice off the screens at once; it stays on record."""
    notice.ends_at = min(notice.ends_at, clock.now())
    notice.starts_at = min(notice.starts_at, notice.ends_at)
    notice.version += 1
    audit.record("take-down-notice", notice, ["ends_at"])
    watch.touch("screens")
